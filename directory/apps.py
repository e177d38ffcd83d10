from django.apps import AppConfig
from django.db.models.signals import post_migrate


class DirectoryConfig(AppConfig):
    """Groups by borough: found, joined, kept true."""

    name = "directory"
    verbose_name = "directory"

    def ready(self) -> None:
        from community import erasure
        from community.safety import subjects as registry
        from directory import approvals, keeping, personal_data, subjects, workflow

        registry.register(subjects.GROUP)
        erasure.register("directory", export=personal_data.export, forget=personal_data.forget)
        post_migrate.connect(workflow.ensure_after_migrate, sender=self)
        keeping.connect()
        approvals.connect()
