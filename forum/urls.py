from django.urls import path, re_path

from forum import feeds
from forum.views import keeping, reading, tending, writing

app_name = "forum"
urlpatterns = [
    path("", reading.home, name="home"),
    re_path(r"^(?P<kind>latest|unread|unanswered|mine)/$", reading.topic_list, name="list"),
    path("search/", reading.search, name="search"),
    path("read/", tending.all_read, name="all_read"),
    path("drafts/", reading.drafts, name="drafts"),
    path("drafts/save/", keeping.save, name="save_draft"),
    path("drafts/<int:draft_id>/drop/", keeping.drop_draft, name="drop_draft"),
    path("preview/", keeping.preview, name="preview"),
    path("c/<slug:slug>/", reading.category, name="category"),
    path("c/<slug:slug>/new/", writing.NewTopic.as_view(), name="new_topic"),
    path("c/<slug:slug>/feed/", feeds.category_feed, name="feed"),
    path("t/<int:topic_id>/", reading.bare_topic, name="bare_topic"),
    path("t/<int:topic_id>/<slug:slug>/", reading.topic, name="topic"),
    path("reply/<int:topic_id>/", writing.Reply.as_view(), name="reply"),
    path("follow/<int:topic_id>/", tending.follow_topic, name="follow"),
    path("look-after/<int:topic_id>/", tending.look_after, name="look_after"),
    path("p/<int:post_id>/", reading.post, name="post"),
    path("p/<int:post_id>/waiting/", reading.waiting, name="waiting"),
    path("p/<int:post_id>/edit/", writing.Edit.as_view(), name="edit"),
    path("p/<int:post_id>/history/", reading.history, name="history"),
    path("p/<int:post_id>/delete/", writing.delete, name="delete"),
]
