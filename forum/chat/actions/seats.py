"""Seats: entering, waiting, leaving; muting somebody, asking somebody to leave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from community.notices.actions import tell
from community.realtime import tell_person_on_commit
from community.safety import queries as safety
from community.safety.actions import log
from community.safety.viewers import Viewer
from forum.chat import events, queries
from forum.chat.actions import sessions
from forum.chat.models import (
    LIVE,
    SEAT_KEPT_PAGE,
    SEAT_KEPT_SOCKET,
    Membership,
    Room,
    Seat,
    SeatState,
    Session,
    SessionState,
)
from forum.chat.permissions import (
    NotAllowed,
    RoomConflict,
    check_may_host,
    is_suspended,
    may_host,
)


class Entry(StrEnum):
    """What happened at the door."""

    IN = "in"
    WAITING = "waiting"
    SIGN_IN = "sign_in"
    AGREEMENT = "agreement"
    CLOSED = "closed"
    REMOVED = "removed"
    SUSPENDED = "suspended"
    NO_ROOM = "no_room"


@dataclass(frozen=True, slots=True)
class EnterResult:
    """``place``: one's place in the waiting list, 1 is next; 0 when not waiting."""

    entry: Entry
    seat_id: int | None = None
    place: int = 0
    is_host: bool = False
    room_id: int = 0

    @property
    def is_in(self) -> bool:
        return self.entry is Entry.IN


def enter_room(slug: str, viewer: Viewer, *, kept: timedelta = SEAT_KEPT_PAGE) -> EnterResult:
    """Take a seat, or a place in the waiting list; the same again changes nothing.

    The number of seats is exact whoever comes at once: the database counts them. Somebody who
    was asked to leave does not come back into that session.
    """
    room = queries.find_room(slug, viewer)
    if room is None:
        return EnterResult(Entry.NO_ROOM)
    if not viewer.is_signed_in:
        return EnterResult(Entry.SIGN_IN)
    if not safety.has_agreed(viewer.member_id):
        return EnterResult(Entry.AGREEMENT)
    if room.current_session_id is None:
        sessions.open_doors(room.pk)
    else:
        kept_seat = _seat_already_taken(room, viewer, kept)
        if kept_seat is not None:
            return kept_seat
    return _take_seat(room, viewer, kept)


def _seat_already_taken(room: Room, viewer: Viewer, kept: timedelta) -> EnterResult | None:
    """Coming back to one's seat, as a page does after every dropped line: nothing is locked."""
    session = room.current_session
    if session is None or session.state not in LIVE or session.state_now() is SessionState.CLOSED:
        return None
    seat = queries.seat_of(session, viewer)
    if seat is None or seat.state != SeatState.IN or is_suspended(viewer.member_id):
        return None
    if seat.kept_until < timezone.now() + kept / 2:
        Seat.objects.filter(pk=seat.pk).update(kept_until=timezone.now() + kept)
    return EnterResult(Entry.IN, seat.pk, is_host=seat.is_host, room_id=room.pk)


@transaction.atomic
def _take_seat(room: Room, viewer: Viewer, kept: timedelta) -> EnterResult:
    now = timezone.now()
    session = (
        Session.objects.select_for_update(of=("self",))
        .filter(room_id=room.pk, state__in=LIVE)
        .first()
    )
    if session is None or session.state_now(now) is SessionState.CLOSED:
        return EnterResult(Entry.CLOSED)
    if is_suspended(viewer.member_id):
        return EnterResult(Entry.SUSPENDED)
    seat = (
        Seat.objects.select_for_update().filter(session=session, member_id=viewer.user_id).first()
    )
    host = may_host(viewer, room)
    if seat is not None and seat.state == SeatState.REMOVED and not host:
        return EnterResult(Entry.REMOVED, seat.pk)
    if seat is not None and seat.state == SeatState.IN:
        Seat.objects.filter(pk=seat.pk).update(kept_until=now + kept)
        return EnterResult(Entry.IN, seat.pk, is_host=seat.is_host, room_id=room.pk)
    if seat is None:
        membership, _ = Membership.objects.get_or_create(room_id=room.pk, member_id=viewer.user_id)
        seat = Seat(session=session, membership=membership, member_id=viewer.member_id)
    seat.is_host = host
    seat.kept_until = now + kept
    if host or _reserve(session, seat):
        seat.state = SeatState.IN
        seat.waiting_since = None
        seat.entered_at = seat.entered_at or now
        seat.save()
        return EnterResult(Entry.IN, seat.pk, is_host=host, room_id=room.pk)
    if seat.state != SeatState.WAITING:
        seat.state = SeatState.WAITING
        seat.waiting_since = now
    seat.save()
    return EnterResult(Entry.WAITING, seat.pk, place=queries.place_in_queue(seat))


def _reserve(session: Session, seat: Seat) -> bool:
    """One more seat if one is free and nobody waited longer: one conditional statement."""
    waiting = Seat.objects.filter(session=session, state=SeatState.WAITING)
    if seat.waiting_since is not None and seat.state == SeatState.WAITING:
        waiting = waiting.filter(waiting_since__lt=seat.waiting_since)
    free = session.capacity - session.seats_taken
    if free <= 0 or waiting.count() >= free:
        return False
    return bool(
        Session.objects.filter(pk=session.pk, seats_taken__lt=F("capacity")).update(
            seats_taken=F("seats_taken") + 1
        )
    )


@transaction.atomic
def leave(room_id: int, member_id: int) -> bool:
    """Give up one's seat or place in the queue; whoever waits longest gets it. Idempotent."""
    session = _lock_session(room_id)
    if session is None:
        return False
    seat = Seat.objects.select_for_update().filter(session=session, member_id=member_id).first()
    if seat is None or seat.state not in (SeatState.IN, SeatState.WAITING):
        return False
    _give_up(session, seat, SeatState.LEFT)
    return True


def _lock_session(room_id: int) -> Session | None:
    return (
        Session.objects.select_for_update(of=("self",))
        .select_related("room")
        .filter(room_id=room_id, state__in=LIVE)
        .first()
    )


def _give_up(session: Session, seat: Seat, new: SeatState) -> None:
    held_one = seat.state == SeatState.IN and not seat.is_host
    seat.state = new
    seat.waiting_since = None
    seat.save(update_fields=["state", "waiting_since"])
    if held_one:
        Session.objects.filter(pk=session.pk).update(seats_taken=F("seats_taken") - 1)
        session.seats_taken -= 1
        _seat_next(session)


def _seat_next(session: Session) -> None:
    """Seats that came free go to those who have waited longest; they hear it at once."""
    now = timezone.now()
    while session.seats_taken < session.capacity:
        seat = (
            Seat.objects.select_for_update()
            .filter(session=session, state=SeatState.WAITING)
            .order_by("waiting_since", "id")
            .first()
        )
        if seat is None:
            return
        Session.objects.filter(pk=session.pk).update(seats_taken=F("seats_taken") + 1)
        session.seats_taken += 1
        seat.state = SeatState.IN
        seat.waiting_since = None
        seat.entered_at = seat.entered_at or now
        seat.kept_until = now + SEAT_KEPT_PAGE
        seat.save()
        tell_person_on_commit(seat.member_id, "seated", room=session.room_id)
        tell(
            seat.member_id,
            "room-seat",
            subject="There is a place for you",
            body=f"A seat in “{session.room.name}” is free and it is yours for ten minutes.",
            url=session.room.get_absolute_url(),
            email=False,
            once=f"seat:{session.pk}:{seat.pk}:{now:%Y%m%d%H%M}",
        )


def keep_seats(pairs: list[tuple[int, int]], *, kept: timedelta = SEAT_KEPT_SOCKET) -> None:
    """These people (room id, member id) are here: one statement a room keeps their seats.

    Somebody who loads a page keeps theirs longer than a socket needs; a socket never shortens
    the time of somebody whose script is off, because then there is no socket.
    """
    now = timezone.now()
    by_room: dict[int, list[int]] = {}
    for room_id, member_id in pairs:
        by_room.setdefault(room_id, []).append(member_id)
    for room_id, members in by_room.items():
        Seat.objects.filter(
            session__room_id=room_id,
            session__state__in=LIVE,
            member_id__in=members,
            state__in=[SeatState.IN, SeatState.WAITING],
        ).update(kept_until=now + kept)


def keep_page_seat(seat: Seat) -> None:
    """A page was loaded: the seat is theirs for some minutes more. Rarely writes."""
    until = timezone.now() + SEAT_KEPT_PAGE
    if until - seat.kept_until > timedelta(seconds=60):
        Seat.objects.filter(pk=seat.pk).update(kept_until=until)


def free_forsaken_seats(now: datetime | None = None) -> int:
    """Seats that nobody kept: given to those who wait. For the timetable; returns how many."""
    now = now or timezone.now()
    freed = 0
    late = Seat.objects.filter(
        session__state__in=LIVE,
        state__in=[SeatState.IN, SeatState.WAITING],
        is_host=False,
        kept_until__lt=now,
    )
    for session_id in set(late.values_list("session_id", flat=True)):
        with transaction.atomic():
            session = (
                Session.objects.select_for_update(of=("self",))
                .select_related("room")
                .get(pk=session_id)
            )
            for seat in late.filter(session=session).select_for_update(of=("self",)):
                _give_up(session, seat, SeatState.LEFT)
                freed += 1
    return freed


# --- what hosts do about people --------------------------------------------------------------
def _seat_for_host(room_id: int, viewer: Viewer, public_id: str) -> tuple[Room, Session, Seat]:
    room = Room.objects.get(pk=room_id)
    check_may_host(viewer, room)
    session = _lock_session(room_id)
    if session is None:
        raise RoomConflict("No session is running in this room.")
    seat = (
        Seat.objects.select_for_update(of=("self",))
        .filter(session=session, member__public_id=public_id)
        .first()
    )
    if seat is None:
        raise RoomConflict("That person is not in this room any more.")
    if seat.is_host:
        raise NotAllowed("A host cannot be muted or asked to leave here.")
    return room, session, seat


@transaction.atomic
def mute_member(
    room_id: int, viewer: Viewer, public_id: str, minutes: int | None = 5
) -> datetime | None:
    """They read, and cannot write, until the moment returned; ``minutes=None``: this session.

    ``minutes=0`` lets them write again and returns ``None``. Raises ``NotAllowed`` and
    ``RoomConflict``. They are told why they cannot write, never shadowed.
    """
    room, session, seat = _seat_for_host(room_id, viewer, public_id)
    now = timezone.now()
    if minutes is None:
        until: datetime | None = session.ends_at + timedelta(hours=1)
    elif minutes <= 0:
        until = None
    else:
        until = now + timedelta(minutes=minutes)
    seat.muted_until = until
    seat.save(update_fields=["muted_until"])
    tell_person_on_commit(
        seat.member_id, "muted" if until else "unmuted", room=room.pk, until=events.stamp(until)
    )
    log.record(
        "room.muted" if until else "room.unmuted",
        actor_id=viewer.user_id,
        subject_type="chat.seat",
        subject_id=seat.pk,
        new={"until": until.isoformat() if until else None, "session": session.pk},
    )
    return until


@transaction.atomic
def remove_from_room(room_id: int, viewer: Viewer, public_id: str, reason: str = "") -> bool:
    """Ask somebody to leave for this session: their sockets close within a second.

    Returns ``False`` when they had been asked before. Raises ``NotAllowed``, ``RoomConflict``.
    """
    room, session, seat = _seat_for_host(room_id, viewer, public_id)
    if seat.state == SeatState.REMOVED:
        return False
    _give_up(session, seat, SeatState.REMOVED)
    tell_person_on_commit(seat.member_id, "removed", room=room.pk)
    words = f"A host of “{room.name}” asked you to leave for today."
    if reason.strip():
        words += f"\n\n{reason.strip()}"
    tell(
        seat.member_id,
        "room-removed",
        subject="About the live room",
        body=(
            f"{words}\n\nThis is about today, not about you. You are welcome another time. "
            "If you think it was not fair, you can ask for somebody else to look."
        ),
        url=room.get_absolute_url(),
    )
    log.record(
        "room.removed_person",
        actor_id=viewer.user_id,
        subject_type="chat.seat",
        subject_id=seat.pk,
        new={"session": session.pk},
        reason=reason.strip(),
    )
    return True
