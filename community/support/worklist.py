"""The workers' list and one request on it, shaped for the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from community.accounts.models import Role
from community.accounts.queries import NOBODY, Face, faces
from community.support import hours, permissions
from community.support.models import (
    Appointment,
    RequestMessage,
    RequestState,
    SupportRequest,
    WorkerProfile,
)
from community.support.queries import (
    Line,
    appointments_of,
    own_worker_profile,
    people_with,
    worker_names,
)

if TYPE_CHECKING:
    from community.safety.viewers import Viewer


def colleagues(viewer: Viewer, request: SupportRequest) -> list[tuple[int, str]]:
    """Workers to whom this request can be handed: (user id, name), by name."""
    ids = [
        each
        for each in people_with(Role.WORKER, Role.LEAD)
        if each not in {request.worker_id, request.member_id}
    ]
    names = worker_names(ids)
    return sorted(names.items(), key=lambda pair: pair[1].casefold())


@dataclass(frozen=True, slots=True)
class WorkCard:
    """One request on the workers' list."""

    request: SupportRequest
    member: Face
    worker_name: str
    times: tuple[str, ...]
    appointment: Appointment | None
    suits_me: bool


@dataclass(frozen=True, slots=True)
class WorkList:
    """Waiting: urgent first, then who has waited longest. ``others``: a lead's view of the rest."""

    waiting: tuple[WorkCard, ...]
    waiting_total: int
    mine: tuple[WorkCard, ...]
    others: tuple[WorkCard, ...]

    @property
    def more(self) -> int:
        return self.waiting_total - len(self.waiting)


WAITING_SHOWN = 50


def waiting_for(viewer: Viewer) -> QuerySet[SupportRequest]:
    """Requests nobody has, that this worker may take: urgent first, then oldest first."""
    return (
        SupportRequest.objects.filter(state=RequestState.NEW)
        .exclude(member_id=viewer.user_id)
        .exclude(member_id__in=viewer.blocked_ids)
        .order_by("-is_urgent", "created_at", "id")
    )


def work_list(viewer: Viewer) -> WorkList:
    """The list as it is now: the same number of queries however long it grows."""
    related = ("borough", "service_line", "asked_for")
    waiting = list(waiting_for(viewer).select_related(*related)[:WAITING_SHOWN])
    taken = SupportRequest.objects.filter(
        state__in=[RequestState.TAKEN, RequestState.ARRANGED]
    ).select_related(*related)
    mine = list(taken.filter(worker_id=viewer.user_id).order_by("-is_urgent", "taken_at", "id"))
    others = taken.exclude(worker_id=viewer.user_id).exclude(member_id=viewer.user_id)
    others = others.exclude(member_id__in=viewer.blocked_ids)
    if not viewer.is_lead:
        others = others.filter(is_urgent=True)
    shown_others = list(others.order_by("-is_urgent", "taken_at", "id")[:WAITING_SHOWN])
    everything = [*waiting, *mine, *shown_others]
    people = faces(each.member_id for each in everything if each.member_id is not None)
    names = worker_names(each.worker_id for each in everything)
    appointments = appointments_of(everything)
    profile = own_worker_profile(viewer)

    def card(each: SupportRequest) -> WorkCard:
        return WorkCard(
            each,
            people.get(each.member_id or 0, NOBODY),
            names.get(each.worker_id or 0, ""),
            tuple(map(hours.slot_words, each.times)),
            appointments.get(each.pk),
            profile is not None and suits(profile, each),
        )

    total = len(waiting)
    if total == WAITING_SHOWN:
        total = waiting_for(viewer).order_by().count()
    return WorkList(
        tuple(map(card, waiting)), total, tuple(map(card, mine)), tuple(map(card, shown_others))
    )


def suits(profile: WorkerProfile, request: SupportRequest) -> bool:
    """Same borough, same part of the service, a way of meeting that this worker offers."""
    if request.asked_for_id is not None:
        return request.asked_for_id == profile.pk
    if request.borough_id and profile.borough_id and request.borough_id != profile.borough_id:
        return False
    lines = {each.pk for each in profile.service_lines.all()}
    if request.service_line_id and lines and request.service_line_id not in lines:
        return False
    return request.mode in profile.modes


@dataclass(frozen=True, slots=True)
class WorkPage:
    """One request as a worker sees it, and what this worker may do with it."""

    request: SupportRequest
    member: Face
    worker_name: str
    phone: str
    times: tuple[str, ...]
    appointment: Appointment | None
    messages: tuple[Line, ...]
    earlier: int
    may_take: bool
    may_take_over: bool
    has_it: bool
    may_pass_on: bool
    colleagues: tuple[tuple[int, str], ...]


def work_page(viewer: Viewer, request: SupportRequest) -> WorkPage:
    """Raises ``permissions.NotAllowed`` when it is not for this worker's eyes."""
    permissions.check_may_see(viewer, request)
    lines = list(RequestMessage.objects.filter(request=request))
    member = NOBODY
    if request.member_id is not None:
        member = faces([request.member_id]).get(request.member_id, NOBODY)
    names = worker_names(
        [request.worker_id, *(each.author_id for each in lines if each.from_worker)]
    )
    has_it = request.is_open and request.worker_id == viewer.user_id
    may_pass_on = permissions.may_pass_on(viewer, request)
    return WorkPage(
        request=request,
        member=member,
        worker_name=names.get(request.worker_id or 0, ""),
        phone=request.phone if permissions.may_read_phone(viewer, request) else "",
        times=tuple(map(hours.slot_words, request.times)),
        appointment=appointments_of([request]).get(request.pk),
        messages=tuple(
            Line(
                names.get(each.author_id or 0, "Peer support worker")
                if each.from_worker
                else member.name,
                each.author_id is not None and each.author_id == viewer.user_id,
                each.from_worker,
                each.body,
                each.created_at,
            )
            for each in lines
        ),
        earlier=SupportRequest.objects.filter(member_id=request.member_id)
        .exclude(pk=request.pk)
        .count()
        if request.member_id is not None
        else 0,
        may_take=request.state == RequestState.NEW,
        may_take_over=request.is_urgent
        and request.is_open
        and request.state != RequestState.NEW
        and not has_it,
        has_it=has_it,
        may_pass_on=may_pass_on,
        colleagues=tuple(colleagues(viewer, request)) if may_pass_on else (),
    )
