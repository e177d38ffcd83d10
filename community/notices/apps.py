from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """What a person is told, where, and how often."""

    name = "community.notices"
    label = "notices"
