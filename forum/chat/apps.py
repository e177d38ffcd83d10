from django.apps import AppConfig


class ChatConfig(AppConfig):
    """Live rooms: open while somebody is there to look after them."""

    name = "forum.chat"
    label = "chat"
    verbose_name = "live rooms"

    def ready(self) -> None:
        from forum.chat import quiet, revocation, subjects

        subjects.register_subjects()
        revocation.connect()
        quiet.connect()
