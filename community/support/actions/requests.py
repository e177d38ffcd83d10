"""What a member does: ask, add a word, take it back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from community import text
from community.safety.actions import log
from community.safety.gate import dry_run
from community.safety.verdicts import Contribution, Part, Surface
from community.support.actions import telling
from community.support.models import (
    Appointment,
    Kind,
    Mode,
    RequestMessage,
    RequestState,
    SupportRequest,
)
from community.support.permissions import NotAllowed
from community.support.queries import open_request_of

SUBJECT = "support.request"
ASKED_A_DAY = 5


class AlreadyAsked(Exception):
    """An open request of this kind is there already."""

    def __init__(self, public_id: UUID) -> None:
        super().__init__("You have already asked.")
        self.public_id = public_id


class TooOften(Exception):
    """More requests in a day than anybody needs; workers would drown in them."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the form asks for, already checked by the form."""

    kind: Kind
    mode: Mode
    details: str = ""
    borough_id: int | None = None
    service_line_id: int | None = None
    asked_for_id: int | None = None
    preferences: str = ""
    times: tuple[str, ...] = field(default=())
    phone: str = ""


@dataclass(frozen=True, slots=True)
class AskResult:
    """``support``: show the support panel at once."""

    public_id: UUID
    support: bool


def reads_as_distress(**fields: str) -> tuple[bool, bool]:
    """What the crisis rules see in private words: (show the panel, alert a person).

    The words are for workers only, so no other rule has a say: a telephone number, an address
    or an oath never stops somebody from asking for help. Nothing is remembered of the reading.
    Words that the rules could not read alert a person as well.
    """
    verdict = dry_run(
        Contribution(
            Surface.SUPPORT_REQUEST, tuple(Part(name, words) for name, words in fields.items())
        )
    )
    in_danger = any(code.startswith("crisis.") for code in verdict.codes)
    unread = any(code.startswith("gate.") for code in verdict.codes)
    return verdict.support or in_danger, in_danger or unread


@transaction.atomic
def ask(member_id: int, wish: Wish) -> AskResult:
    """Put a request on the workers' list.

    Raises ``AlreadyAsked`` when one of this kind is open, ``TooOften`` after five in a day.
    Workers are told; when the words speak of distress, all of them and the leads, at once.
    """
    existing = open_request_of(member_id, wish.kind)
    if existing is not None:
        raise AlreadyAsked(existing.public_id)
    today = SupportRequest.objects.filter(
        member_id=member_id, created_at__gt=timezone.now() - timedelta(days=1)
    ).count()
    if today >= ASKED_A_DAY:
        raise TooOften
    details = text.clean_source(wish.details).strip()
    preferences = text.clean_source(wish.preferences).strip()
    panel, urgent = reads_as_distress(details=details, preferences=preferences)
    try:
        with transaction.atomic():
            request = SupportRequest.objects.create(
                member_id=member_id,
                kind=wish.kind,
                mode=wish.mode,
                borough_id=wish.borough_id,
                service_line_id=wish.service_line_id,
                asked_for_id=wish.asked_for_id,
                times=list(wish.times),
                phone=wish.phone,
                details=details,
                preferences=preferences,
                is_urgent=urgent,
            )
    except IntegrityError as clash:
        # Pressed twice at once: the first press counts.
        first = open_request_of(member_id, wish.kind)
        if first is None:
            raise
        raise AlreadyAsked(first.public_id) from clash
    record(request, "support.asked", member_id, previous=None)
    if urgent:
        telling.alert(request, once=f"support-alert-{request.pk}-{request.version}")
    else:
        telling.tell_workers_of_new(request)
    return AskResult(request.public_id, panel)


@transaction.atomic
def reply(member_id: int, public_id: UUID | str, body: str) -> AskResult:
    """Add the member's words to an open request. Raises ``LookupError``, ``NotAllowed``."""
    request = _own(member_id, public_id)
    if not request.is_open:
        raise NotAllowed("This request is closed. You can make a new one.")
    body = text.clean_source(body).strip()
    panel, urgent = reads_as_distress(body=body)
    message = RequestMessage.objects.create(
        request=request, author_id=member_id, from_worker=False, body=body
    )
    # A worker who is about to act on what they read must see the new words first.
    SupportRequest.objects.filter(pk=request.pk).update(
        version=F("version") + 1, is_urgent=request.is_urgent or urgent
    )
    request.is_urgent = request.is_urgent or urgent
    if urgent:
        log.record(
            "support.urgent",
            actor_id=member_id,
            subject_type=SUBJECT,
            subject_id=request.public_id,
        )
        telling.alert(request, once=f"support-alert-message-{message.pk}")
    elif request.worker_id is not None:
        telling.tell_worker(
            request.worker_id,
            request,
            "There is an answer for you",
            "Somebody you are supporting has written back.",
        )
    return AskResult(request.public_id, panel)


@transaction.atomic
def withdraw(member_id: int, public_id: UUID | str) -> bool:
    """Take a request back; the telephone number is forgotten at once.

    Returns whether it was open. Raises ``LookupError`` for somebody else's.
    """
    request = _own(member_id, public_id)
    if not request.is_open:
        return False
    worker_id = request.worker_id
    close(request, RequestState.WITHDRAWN, member_id)
    if worker_id is not None:
        telling.tell_worker(
            worker_id,
            request,
            "A request was taken back",
            "Somebody who had asked for support does not need it any more.",
        )
    return True


def close(request: SupportRequest, state: RequestState, actor_id: int) -> None:
    """Close a locked, open request, and cancel an appointment still to come."""
    previous = RequestState(request.state)
    now = timezone.now()
    request.state = state
    request.closed_at = now
    request.version += 1
    if state == RequestState.WITHDRAWN:
        request.phone = ""
    request.save(update_fields=["state", "closed_at", "version", "phone"])
    Appointment.objects.filter(
        request=request, cancelled_at__isnull=True, starts_at__gt=now
    ).update(cancelled_at=now)
    record(request, f"support.{state}", actor_id, previous=previous)


def record(
    request: SupportRequest,
    verb: str,
    actor_id: int | None,
    *,
    previous: RequestState | None,
    worker_before: int | None = None,
) -> None:
    """One line in the log: who moved it where. Never what was typed, never the number."""
    log.record(
        verb,
        actor_id=actor_id,
        subject_type=SUBJECT,
        subject_id=request.public_id,
        previous={"state": previous, "worker": worker_before} if previous is not None else {},
        new={"state": request.state, "worker": request.worker_id, "urgent": request.is_urgent},
    )


def _own(member_id: int, public_id: UUID | str) -> SupportRequest:
    found = (
        SupportRequest.objects.select_for_update()
        .filter(public_id=public_id, member_id=member_id)
        .first()
    )
    if found is None:
        raise LookupError("no such request of this member's")
    return found
