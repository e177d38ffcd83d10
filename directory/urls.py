"""Routes under /groups/."""

from django.urls import path

from directory import views

app_name = "directory"

urlpatterns = [
    path("", views.search, name="search"),
    path("register/", views.register, name="register"),
    path("mine/", views.mine, name="mine"),
    path("<slug:slug>/", views.group, name="group"),
    path("<slug:slug>/edit/", views.edit, name="edit"),
    path("<slug:slug>/calendar.ics", views.calendar, name="calendar"),
]
