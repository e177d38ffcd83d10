from django.urls import path

from forum.chat import host_views, views

app_name = "chat"

urlpatterns = [
    path("", views.programme, name="programme"),
    path("face/<str:name>/", views.face, name="face"),
    path("<slug:slug>/", views.room, name="room"),
    path("<slug:slug>/enter/", views.enter, name="enter"),
    path("<slug:slug>/leave/", views.leave, name="leave"),
    path("<slug:slug>/send/", views.send, name="send"),
    path("<slug:slug>/events", views.event_feed, name="events"),
    path("<slug:slug>/events/", views.event_feed),
    path("<slug:slug>/lines/<int:line>/withdraw/", views.withdraw, name="withdraw"),
    path("<slug:slug>/host/", host_views.panel, name="host"),
    path("<slug:slug>/host/open/", host_views.open_room, name="open"),
    path("<slug:slug>/host/plan/", host_views.plan, name="plan"),
    path("<slug:slug>/host/turn/", host_views.turn, name="turn"),
    path("<slug:slug>/host/lines/<int:line>/release/", host_views.release, name="release"),
    path("<slug:slug>/host/lines/<int:line>/remove/", host_views.remove, name="remove"),
    path("<slug:slug>/host/people/<uuid:person>/mute/", host_views.mute, name="mute"),
    path("<slug:slug>/host/people/<uuid:person>/ask/", host_views.ask_to_leave, name="ask"),
]
