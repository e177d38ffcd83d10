"""What a person is told. The row is the truth; e-mail only carries word of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class Notice(models.Model):
    """One thing to tell one member. ``url`` is a path on this site."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices"
    )
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    url = models.CharField(max_length=300, blank=True)
    # The same notice asked for twice (a task that ran again) is told once.
    once = models.CharField(max_length=120, blank=True)
    wants_email = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    emailed_at = models.DateTimeField(null=True, blank=True)
    email_attempts = models.PositiveSmallIntegerField(default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "once"], condition=~Q(once=""), name="notices_tell_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["member"], condition=Q(read_at__isnull=True), name="notices_unread"
            ),
            models.Index(fields=["member", "-created_at"], name="notices_latest"),
            models.Index(
                fields=["created_at"],
                condition=Q(emailed_at__isnull=True, wants_email=True),
                name="notices_to_email",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to member {self.member_id}"
