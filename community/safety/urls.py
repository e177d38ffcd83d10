from django.urls import path

from community.safety import views

app_name = "safety"

urlpatterns = [
    path("", views.board, name="desk"),
    path("decided/", views.decided, name="decided"),
    path("<uuid:public_id>/", views.case, name="case"),
    path("<uuid:public_id>/claim/", views.claim, name="claim"),
    path("<uuid:public_id>/hand-over/", views.hand_over, name="hand-over"),
    path("<uuid:public_id>/decide/", views.decide, name="decide"),
]
