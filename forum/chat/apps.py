from django.apps import AppConfig


class ChatConfig(AppConfig):
    """Live rooms."""

    name = "forum.chat"
    label = "chat"
