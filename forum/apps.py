from django.apps import AppConfig


class ForumConfig(AppConfig):
    """Written conversation."""

    name = "forum"
    label = "forum"

    def ready(self) -> None:
        from django.db.models.signals import post_migrate

        from community import erasure
        from forum import changes, own_data, search_index, subjects

        subjects.register_subjects()
        changes.connect()
        post_migrate.connect(search_index.mend, sender=self, dispatch_uid="forum.search_index")
        erasure.register("forum", export=own_data.export, forget=own_data.forget)
