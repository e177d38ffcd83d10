from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """What a person is told, where, and how often."""

    name = "community.notices"
    label = "notices"

    def ready(self) -> None:
        from community import erasure
        from community.notices import personal_data

        erasure.register("notices", export=personal_data.export, forget=personal_data.forget)
