from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """Groups by borough."""

    name = "directory"
    label = "directory"
