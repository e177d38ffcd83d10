"""Reads of support: workers and stories, one's own requests, the workers' list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone

from community.accounts.models import CircleKind, CircleMembership
from community.accounts.queries import faces
from community.support import hours
from community.support.models import (
    OPEN_STATES,
    Appointment,
    Mode,
    RequestMessage,
    RequestState,
    ServiceLine,
    Story,
    SupportRequest,
    WorkerProfile,
)
from directory.models import Borough

if TYPE_CHECKING:
    from community.safety.viewers import Viewer

CLOSED_SHOWN = 20


# --- workers and stories ------------------------------------------------------------------
def workers(
    *, borough: str = "", line: str = "", mode: str = "", accepting: bool = False
) -> list[WorkerProfile]:
    """Listed workers, those who can meet new people first. Unknown slugs find nobody."""
    found = WorkerProfile.objects.listed()
    if borough:
        found = found.filter(borough__slug=borough)
    if line:
        found = found.filter(service_lines__slug=line)
    offers = {
        Mode.PHONE: "meets_by_phone",
        Mode.ONLINE: "meets_online",
        Mode.IN_PERSON: "meets_in_person",
        Mode.SIDE_BY_SIDE: "meets_side_by_side",
    }
    if mode:
        found = found.filter(**{offers[Mode(mode)]: True}) if mode in Mode.values else found.none()
    if accepting:
        found = found.filter(accepting=True)
    return list(
        found.select_related("borough")
        .prefetch_related("service_lines")
        .order_by("-accepting", "first_name", "id")
    )


@dataclass(frozen=True, slots=True)
class WorkerSearch:
    """What the workers' page was asked for; anything unknown finds nobody, kindly."""

    borough: str = ""
    line: str = ""
    mode: str = ""

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> WorkerSearch:
        names = ("borough", "line", "mode")
        return cls(*(asked.get(name, "").replace("\x00", "").strip()[:80] for name in names))

    def __bool__(self) -> bool:
        return bool(self.borough or self.line or self.mode)


def modes() -> list[Mode]:
    """Every way of meeting, for a form."""
    return list(Mode)


def worker(slug: str) -> WorkerProfile | None:
    """One listed worker; ``None`` also for what is no slug at all."""
    if not slug or "\x00" in slug:
        return None
    found: WorkerProfile | None = (
        WorkerProfile.objects.listed()
        .select_related("borough")
        .prefetch_related("service_lines")
        .filter(slug=slug)
        .first()
    )
    return found


def stories(viewer: Viewer) -> QuerySet[Story]:
    """Stories told to everybody, newest first (with one's own that wait)."""
    return (
        Story.objects.visible_to(viewer)
        .filter(consented_at__isnull=False, worker__listed=True)
        .select_related("worker__borough")
        .order_by("-created_at", "-id")
    )


def story(viewer: Viewer, slug: str) -> Story | None:
    return (
        Story.objects.visible_to(viewer).select_related("worker__borough").filter(slug=slug).first()
    )


def stories_of(viewer: Viewer, profile: WorkerProfile) -> list[Story]:
    return list(stories(viewer).filter(worker=profile))


def own_stories(viewer: Viewer) -> list[Story]:
    """A worker's own, in every state but removed."""
    return list(
        Story.objects.visible_to(viewer)
        .filter(author_id=viewer.user_id)
        .select_related("worker")
        .order_by("-updated_at", "-id")
    )


def own_worker_profile(viewer: Viewer) -> WorkerProfile | None:
    """How a worker is introduced; ``None`` for everybody else."""
    if viewer.user_id is None:
        return None
    return (
        WorkerProfile.objects.filter(user_id=viewer.user_id)
        .prefetch_related("service_lines")
        .first()
    )


def service_lines() -> list[ServiceLine]:
    return list(ServiceLine.objects.all())


def boroughs() -> list[Borough]:
    """The boroughs this service covers."""
    return list(Borough.objects.filter(is_home=True))


# --- who works ----------------------------------------------------------------------------
def people_with(*roles: str) -> list[int]:
    """User ids of active people with one of these roles in the whole site."""
    return list(
        CircleMembership.objects.filter(
            circle__kind=CircleKind.SITE, role__in=roles, user__is_active=True
        )
        .order_by("user_id")
        .values_list("user_id", flat=True)
        .distinct()
    )


def worker_names(user_ids: Iterable[int | None]) -> dict[int, str]:
    """The names under which people work, in two queries; the display name for the rest."""
    ids = {each for each in user_ids if each is not None}
    names = {user_id: face.name for user_id, face in faces(ids).items()}
    named = WorkerProfile.objects.filter(user_id__in=ids).values_list("user_id", "first_name")
    names |= dict(named)
    return {each: names.get(each, "Peer support worker") for each in ids}


# --- one's own requests -------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Line:
    """A message as the page shows it."""

    author: str
    mine: bool
    from_worker: bool
    body: str
    at: datetime


@dataclass(frozen=True, slots=True)
class OwnRequest:
    """A request as the member who made it sees it."""

    request: SupportRequest
    worker_name: str
    times: tuple[str, ...]
    appointment: Appointment | None
    messages: tuple[Line, ...]


def own_requests(viewer: Viewer) -> list[OwnRequest]:
    """A member's own, open ones first, then the latest closed ones. Messages are left out."""
    mine = SupportRequest.objects.filter(member_id=viewer.user_id).select_related(
        "borough", "service_line", "asked_for"
    )
    found = [
        *mine.filter(state__in=OPEN_STATES).order_by("created_at"),
        *mine.exclude(state__in=OPEN_STATES).order_by("-closed_at")[:CLOSED_SHOWN],
    ]
    names = worker_names(each.worker_id for each in found)
    appointments = appointments_of(found)
    return [
        OwnRequest(
            each,
            names.get(each.worker_id or 0, ""),
            tuple(map(hours.slot_words, each.times)),
            appointments.get(each.pk),
            (),
        )
        for each in found
    ]


def own_request(viewer: Viewer, public_id: UUID | str) -> OwnRequest | None:
    """One of a member's own, with everything that was said."""
    found = _find(public_id)
    if found is None or viewer.user_id is None or found.member_id != viewer.user_id:
        return None
    lines = list(RequestMessage.objects.filter(request=found))
    names = worker_names([found.worker_id, *(each.author_id for each in lines if each.from_worker)])
    return OwnRequest(
        found,
        names.get(found.worker_id or 0, ""),
        tuple(map(hours.slot_words, found.times)),
        appointments_of([found]).get(found.pk),
        tuple(
            Line(
                names.get(each.author_id or 0, "Peer support worker") if each.from_worker else "",
                not each.from_worker,
                each.from_worker,
                each.body,
                each.created_at,
            )
            for each in lines
        ),
    )


def open_request_of(member_id: int, kind: str) -> SupportRequest | None:
    return SupportRequest.objects.filter(
        member_id=member_id, kind=kind, state__in=OPEN_STATES
    ).first()


def usual_wait() -> timedelta | None:
    """The middle wait of the last twenty requests that were taken; ``None`` when too few."""
    waits = [
        taken - made
        for taken, made in SupportRequest.objects.filter(
            taken_at__gt=timezone.now() - timedelta(days=90)
        )
        .order_by("-taken_at")
        .values_list("taken_at", "created_at")[:20]
        if taken is not None
    ]
    if len(waits) < 5:
        return None
    return timedelta(seconds=median(wait.total_seconds() for wait in waits))


# --- one request, and what the worker process looks for -------------------------------------
def find_request(public_id: UUID | str) -> SupportRequest | None:
    """A request by its public id, whoever asks; ``None`` also for a malformed id."""
    return _find(public_id)


def _find(public_id: UUID | str) -> SupportRequest | None:
    try:
        return (
            SupportRequest.objects.select_related("borough", "service_line", "asked_for")
            .filter(public_id=public_id)
            .first()
        )
    except (ValueError, ValidationError):
        return None


def appointments_of(requests: Iterable[SupportRequest]) -> dict[int, Appointment]:
    """The appointment in force of each request, in one query."""
    found = Appointment.objects.filter(
        request_id__in=[each.pk for each in requests], cancelled_at__isnull=True
    )
    return {each.request_id: each for each in found}


def unanswered_urgent(older_than: timedelta) -> QuerySet[SupportRequest]:
    """Urgent requests that nobody has taken for that long."""
    return SupportRequest.objects.filter(
        state=RequestState.NEW, is_urgent=True, created_at__lt=timezone.now() - older_than
    ).order_by("created_at")


def closed_before(moment: datetime) -> QuerySet[SupportRequest]:
    return SupportRequest.objects.filter(closed_at__lt=moment)


def workers_for_borough(borough: Borough) -> list[WorkerProfile]:
    """Listed workers of one borough, and those who work everywhere."""
    return list(
        WorkerProfile.objects.listed()
        .filter(Q(borough=borough) | Q(borough__isnull=True))
        .select_related("borough")
        .prefetch_related("service_lines")
        .order_by("-accepting", "first_name", "id")
    )
