"""What the gate remembers of people: screenings, counts, sanctions, agreements."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class Screening(models.Model):
    """One reading by the gate. Short-lived: pace, repeats and splitting are judged from it.

    ``tail`` is the end of what was typed, kept for minutes so that a number split over two
    lines is seen; ``tasks.forget_screenings`` empties it.
    """

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+"
    )
    surface = models.CharField(max_length=40)
    space_key = models.CharField(max_length=80, blank=True)
    outcome = models.CharField(max_length=6)
    codes = models.JSONField(default=list)
    digest = models.CharField(max_length=32)
    tail = models.CharField(max_length=240, blank=True)
    is_edit = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        indexes = [models.Index(fields=["author", "-at"], name="safety_screening_recent")]

    def __str__(self) -> str:
        return f"{self.surface}: {self.outcome}"


class MemberRecord(models.Model):
    """Counts the gate needs about one member, kept so that no list is ever counted."""

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="safety_record",
    )
    shown_count = models.PositiveIntegerField(default=0)
    upheld_count = models.PositiveIntegerField(default=0)

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return f"record of member {self.member_id}"


class SanctionKind(models.TextChoices):
    WARNING = "warning", "warning"
    SILENCE = "silence", "silence (reads, cannot write)"
    SUSPENSION = "suspension", "suspension"
    BAN = "ban", "ban"


class SanctionQuerySet(models.QuerySet):
    def active(self):
        """Sanctions in force now, by the clock: a late task never lengthens one."""
        now = timezone.now()
        return self.filter(starts_at__lte=now, lifted_at__isnull=True).filter(
            Q(ends_at__isnull=True) | Q(ends_at__gt=now)
        )


class Sanction(models.Model):
    """A person's decision about a person: dated, explained, never shadow."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sanctions"
    )
    kind = models.CharField(max_length=10, choices=SanctionKind.choices)
    reason = models.TextField(help_text="Told to the member, in plain words.")
    case = models.ForeignKey(
        "safety.Case", null=True, blank=True, on_delete=models.SET_NULL, related_name="sanctions"
    )
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    starts_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(null=True, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = SanctionQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=models.F("starts_at")),
                name="safety_sanction_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(kind="ban") | Q(ends_at__isnull=False),
                name="safety_only_a_ban_is_open_ended",
            ),
        ]
        indexes = [models.Index(fields=["member", "ends_at"], name="safety_sanction_member")]

    def __str__(self) -> str:
        return f"{self.kind} of member {self.member_id}"


class HouseRules(models.Model):
    """One version of the house rules. A new version is a new row; an old one is never edited."""

    number = models.PositiveIntegerField(unique=True)
    title = models.CharField(max_length=120, default="House rules")
    summary = models.TextField(help_text="The rules in one breath, shown where people agree.")
    body = models.TextField(help_text="The whole rules, in the same simple markup as posts.")
    effective_from = models.DateTimeField(default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-number"]
        verbose_name = "house rules"
        verbose_name_plural = "house rules"

    def __str__(self) -> str:
        return f"{self.title}, version {self.number}"


class Agreement(models.Model):
    """A member's yes to one version of the house rules."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="agreements"
    )
    rules = models.ForeignKey(HouseRules, on_delete=models.PROTECT, related_name="agreements")
    agreed_at = models.DateTimeField(default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "rules"], name="safety_agree_once")
        ]

    def __str__(self) -> str:
        return f"member {self.member_id} agreed to {self.rules_id}"
