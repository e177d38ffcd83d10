from django.apps import AppConfig


class SafetyConfig(AppConfig):
    """The safe-space promise and how it is kept."""

    name = "community.safety"
    label = "safety"
    verbose_name = "safe space"
