"""A member asks; a worker answers."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.support.models.people import Mode, ServiceLine, WorkerProfile


class Kind(models.TextChoices):
    CALL_BACK = "call_back", _("a call")
    ONE_TO_ONE = "one_to_one", _("one-to-one support")


class RequestState(models.TextChoices):
    """New: nobody has it. Taken: one worker has. Arranged: a time is set. The last two close it."""

    NEW = "new", _("waiting for a worker")
    TAKEN = "taken", _("with a worker")
    ARRANGED = "arranged", _("arranged")
    DONE = "done", _("finished")
    WITHDRAWN = "withdrawn", _("taken back")


OPEN_STATES = (RequestState.NEW, RequestState.TAKEN, RequestState.ARRANGED)


class SupportRequest(models.Model):
    """What one member asked for. Private: the member, the worker who has it, and leads.

    While nobody has it, every worker may read it. ``phone`` is for the worker who has it and
    for nobody else, and is forgotten after closing (``tasks.forget_closed``).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Empty once the member has closed their account: the row stays for the figures only.
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="support_requests",
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    borough = models.ForeignKey(
        "directory.Borough", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    service_line = models.ForeignKey(
        ServiceLine, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_for = models.ForeignKey(
        WorkerProfile, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    mode = models.CharField(max_length=12, choices=Mode.choices)
    # Slot keys such as "2026-11-24:morning" (hours.Slot).
    times = models.JSONField(default=list, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    details = models.TextField(max_length=4000, blank=True)
    preferences = models.CharField(max_length=500, blank=True)
    is_urgent = models.BooleanField(default=False)
    state = models.CharField(max_length=9, choices=RequestState.choices, default=RequestState.NEW)
    worker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="support_taken",
    )
    handover_note = models.TextField(max_length=2000, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    taken_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "kind"],
                condition=Q(state__in=["new", "taken", "arranged"]),
                name="support_one_open_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["new", "taken", "arranged", "done", "withdrawn"]),
                name="support_request_state_known",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["taken", "arranged"]) | Q(worker__isnull=False),
                name="support_taken_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="new") | Q(worker__isnull=True), name="support_new_is_nobodys"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["done", "withdrawn"], closed_at__isnull=False)
                | Q(state__in=["new", "taken", "arranged"], closed_at__isnull=True),
                name="support_closed_has_a_date",
            ),
            models.CheckConstraint(
                condition=Q(phone="") | Q(kind="call_back"), name="support_phone_only_for_calls"
            ),
        ]
        indexes = [
            models.Index(
                fields=["-is_urgent", "created_at", "id"],
                condition=Q(state="new"),
                name="support_queue",
            ),
            models.Index(fields=["worker", "state"], name="support_worker_state"),
            models.Index(fields=["member", "-created_at"], name="support_member_latest"),
            models.Index(
                fields=["closed_at"], condition=Q(closed_at__isnull=False), name="support_closed"
            ),
        ]

    def __str__(self) -> str:
        # Never the member's name: this string turns up in logs.
        return f"{self.kind} request {self.public_id}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES


class RequestMessage(models.Model):
    """A line between a member and the workers about one request."""

    request = models.ForeignKey(SupportRequest, on_delete=models.CASCADE, related_name="messages")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    from_worker = models.BooleanField()
    body = models.TextField(max_length=4000)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return f"message {self.pk} of request {self.request_id}"


class Appointment(models.Model):
    """When and how the two meet. Moving it cancels this one and makes another."""

    request = models.ForeignKey(
        SupportRequest, on_delete=models.CASCADE, related_name="appointments"
    )
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=30)
    mode = models.CharField(max_length=12, choices=Mode.choices)
    place = models.CharField(max_length=200, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["request"],
                condition=Q(cancelled_at__isnull=True),
                name="support_one_appointment_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=5, minutes__lte=240), name="support_appointment_length"
            ),
        ]

    def __str__(self) -> str:
        return f"appointment {self.pk} of request {self.request_id}"
