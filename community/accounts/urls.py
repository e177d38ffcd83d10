from django.urls import path

from community.accounts import views

app_name = "accounts_me"

urlpatterns = [
    path("", views.home, name="home"),
    path("profile/", views.profile, name="profile"),
    path("data/", views.export, name="export"),
    path("close/", views.close, name="close"),
]
