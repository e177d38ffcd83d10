"""A session's life: planned, doors open, open, paused, closing, closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from community.safety.actions import log
from community.safety.gate import screen
from community.safety.verdicts import Contribution, Space, Surface, Verdict
from community.safety.viewers import Viewer
from forum.chat import queries
from forum.chat.actions import clock, ledger
from forum.chat.models import (
    LEASE,
    LIVE,
    LOBBY_BEFORE,
    SEAT_KEPT_PAGE,
    SPEAKING,
    Membership,
    Room,
    Seat,
    SeatState,
    Session,
    SessionFormat,
    SessionState,
)
from forum.chat.permissions import RoomConflict, check_may_host

DEFAULT_LENGTH = timedelta(minutes=60)
LONGEST = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class SessionResult:
    """The session after the action; ``changed`` is false when it already was so.

    ``verdict`` is set when words that came with it were not allowed: then nothing was stored.
    """

    session_id: int | None
    state: SessionState
    changed: bool = True
    verdict: Verdict | None = None


# --- planning ------------------------------------------------------------------------------
@transaction.atomic
def schedule_session(
    room_id: int,
    viewer: Viewer,
    *,
    title: str,
    starts_at: datetime,
    ends_at: datetime,
    description: str = "",
    capacity: int = 20,
    format: str = SessionFormat.OPEN,
    lead_id: int | None = None,
    co_lead_id: int | None = None,
) -> SessionResult:
    """Put a session into the programme. Its words are screened like everyone's.

    Raises ``NotAllowed``; ``ValueError`` when times or capacity make no sense. A lead who is
    not named is whoever plans it.
    """
    room = Room.objects.get(pk=room_id)
    check_may_host(viewer, room)
    if ends_at <= starts_at or ends_at - starts_at > LONGEST:
        raise ValueError("A session ends after it starts, and within four hours.")
    if not 1 <= capacity <= 2000:
        raise ValueError("A session has between 1 and 2,000 places.")
    verdict = _screened(room, viewer, title, description)
    if not verdict.allowed:
        return SessionResult(None, SessionState.SCHEDULED, changed=False, verdict=verdict)
    session = Session.objects.create(
        room=room,
        title=title,
        description=description,
        starts_at=starts_at,
        ends_at=ends_at,
        capacity=capacity,
        format=SessionFormat(format),
        lead_id=lead_id or viewer.user_id,
        co_lead_id=co_lead_id,
    )
    log.record(
        "room.session_planned",
        actor_id=viewer.user_id,
        subject_type="chat.session",
        subject_id=session.pk,
        new={"room": room.slug, "starts_at": starts_at.isoformat()},
    )
    return SessionResult(session.pk, SessionState.SCHEDULED, verdict=verdict)


def _screened(room: Room, viewer: Viewer, title: str, description: str) -> Verdict:
    space = Space(key=f"room:{room.pk}", packs=frozenset(room.packs))
    return screen(
        Contribution.of(
            Surface.SESSION, viewer.user_id, space=space, title=title, description=description
        ),
        viewer,
    )


# --- opening and closing -------------------------------------------------------------------
@transaction.atomic
def open_session(
    room_id: int,
    viewer: Viewer,
    *,
    session_id: int | None = None,
    minutes: int = 60,
    capacity: int = 20,
    title: str = "",
) -> SessionResult:
    """Open the room: the doors, the log and the lease.

    Takes the session named, or the one that is due, or starts one now. Raises ``NotAllowed``
    for anyone but a host, ``RoomConflict`` when another session is running here.
    """
    room = Room.objects.select_related("circle").get(pk=room_id)
    check_may_host(viewer, room)
    now = timezone.now()
    clock.settle_room(room, now)
    running = Session.objects.select_for_update().filter(room=room, state__in=LIVE).first()
    if running is not None:
        if running.state != SessionState.LOBBY or session_id not in (None, running.pk):
            if session_id in (None, running.pk) and running.state in SPEAKING:
                return SessionResult(running.pk, SessionState(running.state), changed=False)
            raise RoomConflict("A session is already running in this room.")
        session = running
    else:
        found = _session_to_open(room, session_id, now)
        if found is None:
            if title:
                verdict = _screened(room, viewer, title, "")
                if not verdict.allowed:
                    return SessionResult(
                        None, SessionState.SCHEDULED, changed=False, verdict=verdict
                    )
            length = min(timedelta(minutes=max(5, minutes)), LONGEST)
            found = Session(
                room=room,
                title=title or room.name,
                starts_at=now,
                ends_at=now + length,
                capacity=max(1, min(capacity, 2000)),
                lead_id=viewer.user_id,
            )
        session = found
    session.state = SessionState.OPEN
    session.opened_at = now
    session.paused_for = ""
    session.lease_until = now + LEASE
    session.lease_holder_id = viewer.user_id
    if session.lead_id is None:
        session.lead_id = viewer.user_id
    try:
        with transaction.atomic():
            session.save()
    except IntegrityError as error:
        raise RoomConflict("A session is already running in this room.") from error
    _seat_host(session, viewer, now)
    Room.objects.filter(pk=room.pk).update(
        floor_seq=F("head_seq"),
        current_session=session,
        speaking_until=clock.speaking_until(session),
    )
    ledger.record_state(room.pk, "open")
    log.record(
        "room.opened",
        actor_id=viewer.user_id,
        subject_type="chat.session",
        subject_id=session.pk,
        new={"room": room.slug},
    )
    return SessionResult(session.pk, SessionState.OPEN)


def _session_to_open(room: Room, session_id: int | None, now: datetime) -> Session | None:
    if session_id is None:
        return queries.session_due(room, now)
    found = Session.objects.select_for_update().filter(room=room, pk=session_id).first()
    if found is None or found.state not in (SessionState.SCHEDULED, SessionState.LOBBY):
        raise RoomConflict("That session cannot be opened any more.")
    if found.ends_at <= now:
        raise RoomConflict("That session's time is over.")
    return found


def _seat_host(session: Session, viewer: Viewer, now: datetime) -> None:
    membership, _ = Membership.objects.get_or_create(
        room_id=session.room_id, member_id=viewer.user_id
    )
    seat, created = Seat.objects.get_or_create(
        session=session,
        member_id=viewer.user_id,
        defaults={
            "membership": membership,
            "state": SeatState.IN,
            "is_host": True,
            "entered_at": now,
            "kept_until": now + SEAT_KEPT_PAGE,
        },
    )
    if not created and (not seat.is_host or seat.state != SeatState.IN):
        if seat.state == SeatState.IN and not seat.is_host:
            Session.objects.filter(pk=session.pk).update(seats_taken=F("seats_taken") - 1)
        seat.is_host, seat.state = True, SeatState.IN
        seat.entered_at = seat.entered_at or now
        seat.kept_until = now + SEAT_KEPT_PAGE
        seat.save()


@transaction.atomic
def open_doors(room_id: int, now: datetime | None = None) -> bool:
    """Let people take their seats shortly before a session; lines wait for the host.

    Called by the timetable and by whoever knocks first. Idempotent.
    """
    now = now or timezone.now()
    room = Room.objects.get(pk=room_id)
    clock.settle_room(room, now)
    if queries.has_live_session(room):
        return False
    session = queries.session_due(room, now)
    if session is None:
        return False
    try:
        with transaction.atomic():
            changed = Session.objects.filter(pk=session.pk, state=SessionState.SCHEDULED).update(
                state=SessionState.LOBBY
            )
    except IntegrityError:
        return False  # another process opened a door here a moment ago
    if not changed:
        return False
    Room.objects.filter(pk=room_id).update(
        floor_seq=F("head_seq"), current_session=session, speaking_until=None
    )
    ledger.record_state(room_id, "lobby")
    return True


# --- while it runs -------------------------------------------------------------------------
def _running(room_id: int, viewer: Viewer) -> tuple[Room, Session]:
    room = Room.objects.get(pk=room_id)
    check_may_host(viewer, room)
    session = (
        Session.objects.select_for_update(of=("self",))
        .filter(room_id=room_id, state__in=LIVE)
        .first()
    )
    if session is None:
        raise RoomConflict("No session is running in this room.")
    return room, session


@transaction.atomic
def renew_lease(room_id: int, viewer: Viewer) -> SessionResult:
    """The host gave a sign of life. A room that had lapsed stays paused until they resume it.

    Raises ``NotAllowed``, ``RoomConflict`` when nothing runs here.
    """
    now = timezone.now()
    _, session = _running(room_id, viewer)
    if clock.settle(session, now) is SessionState.CLOSED:
        return SessionResult(session.pk, SessionState.CLOSED, changed=False)
    if session.state == SessionState.LOBBY:
        return SessionResult(session.pk, SessionState.LOBBY, changed=False)
    _give_lease(session, viewer, now)
    return SessionResult(session.pk, SessionState(session.state))


def _give_lease(session: Session, viewer: Viewer, now: datetime) -> None:
    session.lease_until = now + LEASE
    session.lease_holder_id = viewer.user_id
    session.save(update_fields=["lease_until", "lease_holder", "state", "paused_for"])
    speaking = clock.speaking_until(session) if session.state in SPEAKING else None
    Room.objects.filter(pk=session.room_id).update(speaking_until=speaking)


@transaction.atomic
def pause(room_id: int, viewer: Viewer) -> SessionResult:
    """Read-only for a while. Idempotent. Raises ``NotAllowed``, ``RoomConflict``."""
    return _turn(room_id, viewer, SessionState.PAUSED, "room.paused")


@transaction.atomic
def resume(room_id: int, viewer: Viewer) -> SessionResult:
    """Lines are taken again. Idempotent. Raises ``NotAllowed``, ``RoomConflict``."""
    return _turn(room_id, viewer, SessionState.OPEN, "room.resumed")


@transaction.atomic
def begin_closing(room_id: int, viewer: Viewer) -> SessionResult:
    """The closing round: everyone hears that the end is near; lines are still taken."""
    return _turn(room_id, viewer, SessionState.CLOSING, "room.closing")


def _turn(room_id: int, viewer: Viewer, new: SessionState, verb: str) -> SessionResult:
    now = timezone.now()
    _, session = _running(room_id, viewer)
    state = clock.settle(session, now)
    if state is SessionState.CLOSED:
        raise RoomConflict("This session has ended.")
    if state is SessionState.LOBBY:
        raise RoomConflict("Open the room first.")
    changed = session.state != new
    session.state = new
    session.paused_for = "host" if new is SessionState.PAUSED else ""
    _give_lease(session, viewer, now)
    if changed:
        ledger.record_state(room_id, new)
        log.record(
            verb, actor_id=viewer.user_id, subject_type="chat.session", subject_id=session.pk
        )
    return SessionResult(session.pk, new, changed=changed)


@transaction.atomic
def close(room_id: int, viewer: Viewer) -> SessionResult:
    """End the session: everyone leaves, sockets close. Raises ``NotAllowed``, ``RoomConflict``."""
    _, session = _running(room_id, viewer)
    clock.end(session, "host", timezone.now())
    log.record(
        "room.closed",
        actor_id=viewer.user_id,
        subject_type="chat.session",
        subject_id=session.pk,
    )
    return SessionResult(session.pk, SessionState.CLOSED)


# --- what the clock says, written down -----------------------------------------------------
def settle_everything(now: datetime | None = None) -> int:
    """Every running session, brought to what the clock says; for the timetable.

    The clock holds inside each send anyway: this writes it down, tells people and opens doors.
    """
    now = now or timezone.now()
    changed = 0
    for session_id in Session.objects.filter(state__in=LIVE).values_list("pk", flat=True):
        with transaction.atomic():
            session = (
                Session.objects.select_for_update(of=("self",))
                .select_related("room")
                .get(pk=session_id)
            )
            before = session.state
            changed += clock.settle(session, now) != before
    due = Session.objects.filter(
        state=SessionState.SCHEDULED, starts_at__lte=now + LOBBY_BEFORE, ends_at__gt=now
    ).values_list("room_id", flat=True)
    for room_id in set(due):
        changed += open_doors(room_id, now)
    Session.objects.filter(state=SessionState.SCHEDULED, ends_at__lte=now).update(
        state=SessionState.CLOSED, closed_at=now, closed_for="nobody"
    )
    return changed


__all__ = [
    "SessionResult",
    "begin_closing",
    "close",
    "open_doors",
    "open_session",
    "pause",
    "renew_lease",
    "resume",
    "schedule_session",
    "settle_everything",
]
