from django.urls import path

from community.support.views import asking, public, stories, work

app_name = "support"

urlpatterns = [
    path("", public.home, name="home"),
    path("workers/", public.workers, name="workers"),
    path("workers/<slug:slug>/", public.worker, name="worker"),
    path("stories/", public.stories, name="stories"),
    path("stories/<slug:slug>/", public.story, name="story"),
    path("call-back/", asking.call_back, name="call-back"),
    path("one-to-one/", asking.one_to_one, name="one-to-one"),
    path("almost-there/", asking.sign_in_first, name="sign-in-first"),
    path("mine/", asking.mine, name="mine"),
    path("mine/<uuid:public_id>/", asking.request_page, name="request"),
    path("mine/<uuid:public_id>/reply/", asking.reply, name="reply"),
    path("mine/<uuid:public_id>/withdraw/", asking.withdraw, name="withdraw"),
    path("work/", work.work_list, name="work"),
    path("work/stories/", stories.own, name="own-stories"),
    path("work/stories/new/", stories.write, name="story-new"),
    path("work/stories/<slug:slug>/", stories.write, name="story-edit"),
    path("work/<uuid:public_id>/", work.request_page, name="work-request"),
    path("work/<uuid:public_id>/take/", work.take, name="take"),
    path("work/<uuid:public_id>/answer/", work.answer, name="answer"),
    path("work/<uuid:public_id>/arrange/", work.arrange, name="arrange"),
    path("work/<uuid:public_id>/done/", work.done, name="done"),
    path("work/<uuid:public_id>/pass-on/", work.pass_on, name="pass-on"),
]
