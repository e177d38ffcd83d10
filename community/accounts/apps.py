from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Members, how others see them, and the circles they belong to."""

    name = "community.accounts"
    label = "accounts"

    def ready(self) -> None:
        from community.accounts import queries
        from community.safety import viewers

        viewers.register_builder(queries.build_viewer, queries.moderators_of)
