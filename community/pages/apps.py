"""The words of the site: pages that staff write in Wagtail, and the frame around every page."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "community.pages"
    label = "pages"
    verbose_name = "Pages"
    default_auto_field = "django.db.models.BigAutoField"
