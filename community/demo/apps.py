from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The demonstration community."""

    name = "community.demo"
    label = "demo"
