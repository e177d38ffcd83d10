"""Routes of pages that are not Wagtail pages. Wagtail's own catch-all comes after these."""

from django.urls import path

from community.pages import files

urlpatterns = [
    path("robots.txt", files.robots, name="robots"),
    path("favicon.ico", files.favicon, name="favicon"),
    path("manifest.webmanifest", files.manifest, name="manifest"),
]
