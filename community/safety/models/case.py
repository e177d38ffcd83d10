"""Case, evidence, report, decision: from the first worry to peace."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from community.safety.verdicts import Severity

# How soon a person should have looked, by severity.
DUE_WITHIN = {
    Severity.RISK_TO_LIFE: timedelta(minutes=15),
    Severity.HARM: timedelta(hours=4),
    Severity.CONDUCT: timedelta(hours=24),
    Severity.ROUTINE: timedelta(hours=72),
}
LEASE = timedelta(minutes=15)


class CaseState(models.TextChoices):
    OPEN = "open", "open"
    DECIDED = "decided", "decided"


class SeverityChoice(models.IntegerChoices):
    RISK_TO_LIFE = 1, "risk to life"
    HARM = 2, "harm"
    CONDUCT = 3, "conduct"
    ROUTINE = 4, "routine"


class Case(models.Model):
    """Everything about one subject. New reports join it or open it again."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subject_type = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=64)
    subject_title = models.CharField(max_length=200, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="cases_about",
    )
    # The circle of the space where it happened: its moderators may act. Not a foreign key,
    # because safety stands below accounts.
    circle_id = models.BigIntegerField(null=True, blank=True)
    severity = models.PositiveSmallIntegerField(
        choices=SeverityChoice.choices, default=SeverityChoice.ROUTINE
    )
    codes = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=8, choices=CaseState.choices, default=CaseState.OPEN)
    opened_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    reopened = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="cases_claimed",
    )
    claim_until = models.DateTimeField(null=True, blank=True)
    handover_note = models.TextField(blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id"], name="safety_one_case_per_subject"
            ),
            models.CheckConstraint(
                condition=Q(severity__gte=1, severity__lte=4), name="safety_case_severity_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["severity", "due_at", "id"],
                condition=Q(state="open"),
                name="safety_case_queue",
            ),
            models.Index(fields=["author", "opened_at"], name="safety_case_author"),
        ]

    def __str__(self) -> str:
        return f"case {self.pk} ({self.subject_type} {self.subject_id})"

    @property
    def is_open(self) -> bool:
        return self.state == CaseState.OPEN

    def claimed_now_by(self) -> int | None:
        """User id of whoever holds an unexpired claim; the clock decides, never a task."""
        if self.claimed_by_id and self.claim_until and self.claim_until > timezone.now():
            return self.claimed_by_id
        return None


class Evidence(models.Model):
    """The subject as it was, with the lines around it. Written once, never changed."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="evidence")
    taken_at = models.DateTimeField(default=timezone.now)
    cause = models.CharField(
        max_length=10,
        choices=[("hold", "held by the gate"), ("report", "reported"), ("edit", "edited")],
    )
    snapshot = models.JSONField()
    reasons = models.JSONField(default=list)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["taken_at", "id"]

    def __str__(self) -> str:
        return f"evidence {self.pk} of case {self.case_id}"


class ReportKind(models.TextChoices):
    SELF_HARM = "self_harm", "I am worried that somebody may hurt themselves"
    HARM_TO_OTHERS = "harm_to_others", "Somebody may hurt another person"
    ABUSE = "abuse", "It is unkind or abusive"
    CONTACT = "contact", "It gives away contact details or who somebody is"
    INTIMATE_IMAGE = "intimate_image", "It shares or threatens to share an intimate image"
    ILLEGAL = "illegal", "I think it is against the law"
    WRONG_INFORMATION = "wrong_information", "The information is wrong"
    OTHER = "other", "Something else"


REPORT_SEVERITY = {
    ReportKind.SELF_HARM: Severity.RISK_TO_LIFE,
    ReportKind.HARM_TO_OTHERS: Severity.RISK_TO_LIFE,
    ReportKind.INTIMATE_IMAGE: Severity.HARM,
    ReportKind.ILLEGAL: Severity.HARM,
    ReportKind.ABUSE: Severity.CONDUCT,
    ReportKind.CONTACT: Severity.CONDUCT,
    ReportKind.WRONG_INFORMATION: Severity.ROUTINE,
    ReportKind.OTHER: Severity.ROUTINE,
}


class Report(models.Model):
    """Somebody's worry about a subject. The free text is never screened."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="reports")
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="reports_made",
    )
    kind = models.CharField(max_length=20, choices=ReportKind.choices)
    note = models.TextField(blank=True, max_length=4000)
    wants_outcome = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "reporter"],
                condition=Q(answered_at__isnull=True, reporter__isnull=False),
                name="safety_one_waiting_report_per_person",
            )
        ]

    def __str__(self) -> str:
        return f"report {self.pk} ({self.kind})"


class DecisionOutcome(models.TextChoices):
    RELEASE = "release", "Release: show it to everyone"
    HIDE = "hide", "Hide: nobody else sees it, it can be restored"
    RESTORE = "restore", "Restore: show it again"
    REMOVE = "remove", "Remove: for good"
    DISMISS = "dismiss", "Dismiss: nothing needs to change"


class Finding(models.TextChoices):
    BREACH = "breach", "It goes against the house rules"
    ILLEGAL = "illegal", "It may be against the law"
    NEITHER = "neither", "Neither"


class Decision(models.Model):
    """What a moderator decided, once."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="decisions")
    moderator = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="decisions"
    )
    outcome = models.CharField(max_length=8, choices=DecisionOutcome.choices)
    finding = models.CharField(max_length=8, choices=Finding.choices, default=Finding.NEITHER)
    rule_code = models.CharField(max_length=60, blank=True)
    reason = models.TextField(blank=True, help_text="Told to the author, in kind words.")
    note = models.TextField(blank=True, help_text="For colleagues only.")
    previous_state = models.CharField(max_length=8)
    new_state = models.CharField(max_length=8)
    case_version = models.PositiveIntegerField()
    decided_at = models.DateTimeField(default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["decided_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "case_version"], name="safety_one_decision_per_case_version"
            )
        ]

    def __str__(self) -> str:
        return f"decision {self.pk} on case {self.case_id}: {self.outcome}"


class Appeal(models.Model):
    """An author asks for somebody else to look again. Whoever decided before does not."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="appeals")
    decision = models.OneToOneField(Decision, on_delete=models.CASCADE, related_name="appeal")
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="appeals"
    )
    note = models.TextField(blank=True, max_length=4000)
    created_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    upheld = models.BooleanField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return f"appeal {self.pk} against decision {self.decision_id}"
