from django.apps import AppConfig


class SupportConfig(AppConfig):
    """Peer support workers, call-back and one-to-one requests."""

    name = "community.support"
    label = "support"
