from django.apps import AppConfig


class SafetyConfig(AppConfig):
    """The safe-space promise and how it is kept."""

    name = "community.safety"
    label = "safety"
    verbose_name = "safe space"

    def ready(self) -> None:
        from django.db.models.signals import post_save

        from community import erasure
        from community.safety import personal_data, queries
        from community.safety.models import SafeSpaceSettings

        def settings_saved(**kwargs: object) -> None:
            queries.forget_policy()

        post_save.connect(
            settings_saved, sender=SafeSpaceSettings, weak=False, dispatch_uid="safety-policy"
        )
        erasure.register("safety", export=personal_data.export, forget=personal_data.forget)
