"""Peer support workers, when they are there, and what they chose to tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.safety.models import Moderated, ModeratedQuerySet

if TYPE_CHECKING:
    from community.safety.viewers import Viewer


class Mode(models.TextChoices):
    """How two people can meet."""

    PHONE = "phone", _("on the phone")
    ONLINE = "online", _("online")
    IN_PERSON = "in-person", _("in person")
    SIDE_BY_SIDE = "side-by-side", _("side by side, such as a walk")


class ServiceLine(models.Model):
    """A part of the service that workers belong to, such as older adults. Data, not code."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    about = models.CharField(
        max_length=200, blank=True, help_text="Who it is for, in one plain sentence."
    )
    sort_order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["sort_order", "name"]

    def __str__(self) -> str:
        return self.name


class WorkerProfileQuerySet(models.QuerySet):
    def listed(self):
        """Workers who agreed to be shown and still work here."""
        return self.filter(listed=True, user__is_active=True)


class WorkerProfile(models.Model):
    """How a peer support worker is introduced to everybody. Kept by staff at /cms/.

    ``first_name`` is the name they chose to work under, which need not be the one on their
    passport. Nothing here leads to their e-mail address or their life outside work.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="worker_profile"
    )
    first_name = models.CharField("name", max_length=40, help_text="A first name or a pseudonym.")
    slug = models.SlugField(max_length=60, unique=True)
    role_title = models.CharField("role", max_length=80, default="Peer support worker")
    borough = models.ForeignKey(
        "directory.Borough", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    service_lines = models.ManyToManyField(ServiceLine, blank=True, related_name="workers")
    meets_by_phone = models.BooleanField("on the phone", default=True)
    meets_online = models.BooleanField("online", default=True)
    meets_in_person = models.BooleanField("in person", default=False)
    meets_side_by_side = models.BooleanField("side by side, such as a walk", default=False)
    summary = models.TextField(max_length=400, blank=True, help_text="One or two sentences.")
    enjoys = models.TextField(max_length=400, blank=True, help_text="One thing a line.")
    accepting = models.BooleanField("can meet new people now", default=True)
    listed = models.BooleanField(
        "show on the site", default=False, help_text="Only when the worker has said yes."
    )

    objects = WorkerProfileQuerySet.as_manager()

    class Meta:
        ordering = ["first_name", "id"]
        verbose_name = "peer support worker"

    def __str__(self) -> str:
        return self.first_name

    @property
    def modes(self) -> list[Mode]:
        """How this worker can meet people, in the order a page says it."""
        offers = {
            Mode.PHONE: self.meets_by_phone,
            Mode.ONLINE: self.meets_online,
            Mode.IN_PERSON: self.meets_in_person,
            Mode.SIDE_BY_SIDE: self.meets_side_by_side,
        }
        return [mode for mode, offered in offers.items() if offered]

    @property
    def enjoys_list(self) -> list[str]:
        return [line.strip() for line in self.enjoys.splitlines() if line.strip()]


class Story(Moderated):
    """What a worker chose to tell of their own life. Shown only while they consent.

    ``author`` is the worker's user. Consent is a date that can be taken back at any time.
    """

    worker = models.ForeignKey(WorkerProfile, on_delete=models.CASCADE, related_name="stories")
    title = models.CharField(max_length=120)
    slug = models.SlugField(max_length=140, unique=True)
    body = models.TextField(max_length=12_000)
    body_html = models.TextField(blank=True, editable=False)
    renderer_version = models.PositiveSmallIntegerField(default=0, editable=False)
    consented_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(default=timezone.now)

    objects = ModeratedQuerySet.as_manager()

    class Meta(Moderated.Meta):
        constraints = [*Moderated.Meta.constraints]
        verbose_name_plural = "stories"

    def __str__(self) -> str:
        return self.title

    @classmethod
    def audience_q(cls, viewer: Viewer) -> Q:
        """Everybody, while the worker consents and is listed; always the worker, and moderators."""
        if viewer.is_moderator:
            return Q()
        shared = Q(consented_at__isnull=False, worker__listed=True, worker__user__is_active=True)
        if viewer.user_id is not None:
            shared |= Q(author_id=viewer.user_id)
        return shared


class Weekday(models.IntegerChoices):
    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class CallHours(models.Model):
    """When workers read requests and can ring people, in London time.

    Without any row, the site's reading hours are used, but nobody is rung before 8 or after 9.
    """

    weekday = models.PositiveSmallIntegerField(choices=Weekday.choices)
    starts_at = models.TimeField("from")
    ends_at = models.TimeField("until")

    class Meta:
        ordering = ["weekday", "starts_at"]
        verbose_name_plural = "call hours"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="support_hours_end_after_start"
            ),
            models.CheckConstraint(
                condition=Q(weekday__gte=0, weekday__lte=6), name="support_hours_weekday"
            ),
            models.UniqueConstraint(fields=["weekday", "starts_at"], name="support_hours_once"),
        ]

    def __str__(self) -> str:
        return f"{Weekday(self.weekday).label} {self.starts_at:%H:%M} to {self.ends_at:%H:%M}"
