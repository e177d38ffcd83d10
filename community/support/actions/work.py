"""What a worker does with a request: take, answer, arrange, finish, hand back, hand over.

Each locks the request and compares the version that the worker saw, so that two people never
act on the same words without knowing of each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from community import text
from community.accounts.models import Role
from community.support import permissions
from community.support.actions import telling
from community.support.actions.requests import close, record
from community.support.models import (
    Appointment,
    Mode,
    RequestMessage,
    RequestState,
    SupportRequest,
)
from community.support.permissions import Conflict, NotAllowed
from community.support.queries import people_with

if TYPE_CHECKING:
    from community.safety.viewers import Viewer


@dataclass(frozen=True, slots=True)
class WorkResult:
    """The request as it is now."""

    request_id: int
    state: RequestState
    version: int
    worker_id: int | None


@transaction.atomic
def take(request_id: int, viewer: Viewer, version: int) -> WorkResult:
    """Take a waiting request, or an urgent one over from a colleague who may be away.

    Exactly one worker gets it: ``Conflict`` for whoever comes second. ``NotAllowed`` for one's
    own and for people who are blocked.
    """
    request = _locked(request_id, viewer, version, first="A colleague was a moment quicker.")
    urgent_elsewhere = request.is_urgent and request.is_open and request.worker_id is not None
    if request.state != RequestState.NEW and not urgent_elsewhere:
        raise Conflict("A colleague was a moment quicker.")
    previous, before = RequestState(request.state), request.worker_id
    if before == viewer.user_id:
        return _result(request)
    _give(request, viewer.user_id)
    record(request, "support.taken", viewer.user_id, previous=previous, worker_before=before)
    if previous == RequestState.NEW:
        telling.tell_member(request, "taken", *telling.MEMBER_WORDS[RequestState.TAKEN])
    if before is not None:
        telling.tell_worker(
            before, request, "A colleague took over", "A colleague is with somebody you had."
        )
    return _result(request)


@transaction.atomic
def answer(request_id: int, viewer: Viewer, version: int, body: str) -> WorkResult:
    """Write to the member, who is told. Only the worker who has it may (``NotAllowed``)."""
    request = _held_by(request_id, viewer, version)
    RequestMessage.objects.create(
        request=request,
        author_id=viewer.user_id,
        from_worker=True,
        body=text.clean_source(body).strip(),
    )
    _moved(request)
    record(
        request,
        "support.answered",
        viewer.user_id,
        previous=RequestState(request.state),
        worker_before=request.worker_id,
    )
    telling.tell_member(
        request,
        "answer",
        "There is an answer to your request",
        "A peer support worker has written to you.",
    )
    return _result(request)


@transaction.atomic
def arrange(
    request_id: int,
    viewer: Viewer,
    version: int,
    *,
    starts_at: datetime,
    minutes: int,
    mode: Mode,
    place: str = "",
) -> WorkResult:
    """Set, or move, the time to meet. Raises ``ValueError`` when it is in the past."""
    if starts_at <= timezone.now():
        raise ValueError("an appointment lies in the future")
    request = _held_by(request_id, viewer, version)
    previous = RequestState(request.state)
    moved = Appointment.objects.filter(request=request, cancelled_at__isnull=True).update(
        cancelled_at=timezone.now()
    )
    Appointment.objects.create(
        request=request,
        starts_at=starts_at,
        minutes=minutes,
        mode=mode,
        place=place.strip(),
        made_by_id=viewer.user_id,
    )
    request.state = RequestState.ARRANGED
    _moved(request, "state")
    record(
        request,
        "support.arranged",
        viewer.user_id,
        previous=previous,
        worker_before=request.worker_id,
    )
    telling.tell_member(
        request,
        "arranged",
        "Your time was moved" if moved else "You have a time",
        "A peer support worker has set a time with you. Open this to see when.",
    )
    return _result(request)


@transaction.atomic
def finish(request_id: int, viewer: Viewer, version: int) -> WorkResult:
    """Close a request that was answered. The member is told that they may ask again."""
    request = _held_by(request_id, viewer, version)
    close(request, RequestState.DONE, viewer.user_id or 0)
    telling.tell_member(request, "done", *telling.MEMBER_WORDS[RequestState.DONE])
    return _result(request)


@transaction.atomic
def hand_back(request_id: int, viewer: Viewer, version: int, note: str = "") -> WorkResult:
    """Put it on the list again, in its old place. The worker who has it may, and a lead.

    An appointment still to come stays: whoever takes the request next sees it.
    """
    request = _passable(request_id, viewer, version)
    previous, before = RequestState(request.state), request.worker_id
    request.worker = None
    request.state = RequestState.NEW
    request.handover_note = text.clean_source(note).strip() or request.handover_note
    _moved(request, "worker", "state", "handover_note")
    record(request, "support.handed_back", viewer.user_id, previous=previous, worker_before=before)
    telling.tell_workers_of_new(request)
    return _result(request)


@transaction.atomic
def hand_over(
    request_id: int, viewer: Viewer, version: int, to_id: int, note: str = ""
) -> WorkResult:
    """Give it to a named colleague. Raises ``NotAllowed`` when that is no worker, or the member."""
    request = _passable(request_id, viewer, version)
    if to_id not in people_with(Role.WORKER, Role.LEAD) or to_id == request.member_id:
        raise NotAllowed("Choose a colleague from the list.")
    previous, before = RequestState(request.state), request.worker_id
    if to_id == before:
        return _result(request)
    request.handover_note = text.clean_source(note).strip() or request.handover_note
    request.worker_id = to_id
    _moved(request, "worker", "handover_note")
    record(request, "support.handed_over", viewer.user_id, previous=previous, worker_before=before)
    telling.tell_worker(
        to_id,
        request,
        "A colleague has handed you a request",
        "Please read the note and say hello.",
    )
    telling.tell_member(
        request,
        "handed-over",
        "Another worker is looking after your request",
        "A different peer support worker will get back to you. You do not have to do anything.",
    )
    return _result(request)


def _locked(request_id: int, viewer: Viewer, version: int, *, first: str = "") -> SupportRequest:
    request = SupportRequest.objects.select_for_update().get(pk=request_id)
    if request.version != version:
        # Said before anything about permission: the page they see is simply old.
        raise Conflict(first or "Something changed since you opened this. Here it is as it is now.")
    permissions.check_may_see(viewer, request)
    return request


def _held_by(request_id: int, viewer: Viewer, version: int) -> SupportRequest:
    request = _locked(request_id, viewer, version)
    permissions.check_has_it(viewer, request)
    return request


def _passable(request_id: int, viewer: Viewer, version: int) -> SupportRequest:
    request = _locked(request_id, viewer, version)
    if not permissions.may_pass_on(viewer, request):
        raise NotAllowed("Only the worker who has it, or a service lead, can pass it on.")
    return request


def _give(request: SupportRequest, worker_id: int | None) -> None:
    request.worker_id = worker_id
    if request.state == RequestState.NEW:
        # An appointment that a colleague made before handing back still stands.
        has_time = Appointment.objects.filter(
            request=request, cancelled_at__isnull=True, starts_at__gt=timezone.now()
        ).exists()
        request.state = RequestState.ARRANGED if has_time else RequestState.TAKEN
    request.taken_at = request.taken_at or timezone.now()
    _moved(request, "worker", "state", "taken_at")


def _moved(request: SupportRequest, *fields: str) -> None:
    request.version += 1
    request.save(update_fields=[*fields, "version"])


def _result(request: SupportRequest) -> WorkResult:
    return WorkResult(request.pk, RequestState(request.state), request.version, request.worker_id)
