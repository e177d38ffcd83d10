from django.urls import path

from community.notices import views

app_name = "notices"

urlpatterns = [
    path("", views.latest, name="list"),
    path("read/", views.read_all, name="read-all"),
    path("<int:notice_id>/", views.open_notice, name="open"),
]
