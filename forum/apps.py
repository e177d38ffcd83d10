from django.apps import AppConfig


class ForumConfig(AppConfig):
    """Written conversation."""

    name = "forum"
    label = "forum"
