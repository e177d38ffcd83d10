from django.urls import path

from community.safety import public_views

app_name = "safe_space"

urlpatterns = [
    path("report/<str:subject_type>/<str:ref>/", public_views.report, name="report"),
    path("agree/", public_views.agree, name="agree"),
    path("decision/<uuid:public_id>/", public_views.decision, name="decision"),
]
