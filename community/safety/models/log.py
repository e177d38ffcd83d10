"""The append-only log of everything that a person did with power over another's words."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class LogEntry(models.Model):
    """One act. The database itself refuses UPDATE and DELETE (triggers, migration 0002)."""

    at = models.DateTimeField(default=timezone.now)
    # No cascade and no constraint: the log outlives the account it speaks of.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
    )
    verb = models.CharField(max_length=40)
    subject_type = models.CharField(max_length=40, blank=True)
    subject_id = models.CharField(max_length=64, blank=True)
    case_id_at_time = models.BigIntegerField(null=True)
    previous = models.JSONField(default=dict)
    new = models.JSONField(default=dict)
    reason = models.TextField(blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id"], name="safety_log_subject"),
            models.Index(fields=["actor", "at"], name="safety_log_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb}"
