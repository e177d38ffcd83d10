from django.apps import AppConfig


class SupportConfig(AppConfig):
    """Peer support workers, call-back and one-to-one requests."""

    name = "community.support"
    label = "support"
    verbose_name = "one-to-one support"

    def ready(self) -> None:
        from community import erasure
        from community.safety import subjects as registry
        from community.support import personal_data, subjects

        registry.register(subjects.STORY)
        erasure.register("support", export=personal_data.export, forget=personal_data.forget)
