from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Members, how others see them, and the circles they belong to."""

    name = "community.accounts"
    label = "accounts"

    def ready(self) -> None:
        from community import erasure
        from community.accounts import personal_data, queries, signals, subjects
        from community.safety import subjects as registry
        from community.safety import viewers

        viewers.register_builder(queries.build_viewer, queries.moderators_of)
        registry.register(subjects.PROFILE)
        erasure.register("accounts", export=personal_data.export, forget=personal_data.forget)
        signals.connect()
