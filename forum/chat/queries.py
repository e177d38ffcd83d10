"""Reads of live rooms: the programme, the door, the log."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore
from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from community.accounts.models import Block, User
from community.safety.models import State
from community.safety.viewers import Viewer
from forum.chat import events
from forum.chat.models import (
    LIVE,
    LOBBY_BEFORE,
    Message,
    Room,
    Seat,
    SeatState,
    Session,
    SessionState,
)
from forum.chat.permissions import may_host

PROGRAMME = timedelta(days=14)


# --- rooms and sessions --------------------------------------------------------------------
def rooms_for(viewer: Viewer) -> QuerySet[Room]:
    return Room.objects.visible_to(viewer)


def find_room(slug: str, viewer: Viewer) -> Room | None:
    """The room with its current session and who leads it: one query; ``None`` if not for them."""
    return (
        rooms_for(viewer)
        .filter(slug=slug)
        .select_related(
            "current_session__lead__profile", "current_session__co_lead__profile", "circle"
        )
        .first()
    )


def session_due(room: Room, now: datetime | None = None) -> Session | None:
    """The session whose door is open or opens within minutes though nothing has said so yet."""
    now = now or timezone.now()
    return (
        room.sessions.filter(
            state=SessionState.SCHEDULED, starts_at__lte=now + LOBBY_BEFORE, ends_at__gt=now
        )
        .order_by("starts_at")
        .first()
    )


def name_of(user: User | None) -> str:
    """The name that others see; nothing when the account is gone."""
    return user.display_name if user is not None else ""


def state_of(room: Room, session: Session | None, now: datetime | None = None) -> events.RoomState:
    """What every page and socket shows of the room at this moment, by the clock."""
    if session is None:
        return events.RoomState(state=SessionState.CLOSED, slow=room.slow_seconds)
    state = session.state_now(now)
    why = ""
    if state is SessionState.PAUSED:
        why = session.paused_for or "lease"
    elif state is SessionState.CLOSED:
        why = session.closed_for or "ended"
    return events.RoomState(
        state=state,
        why=why,
        title=session.title,
        host=name_of(session.lead),
        ends_at=events.stamp(session.ends_at),
        people=session.seats_taken,
        capacity=session.capacity,
        slow=room.slow_seconds,
    )


@dataclass(frozen=True, slots=True)
class ProgrammeEntry:
    """A room that is open now, or a session to come."""

    room: Room
    session: Session
    host: str
    state: SessionState

    @property
    def is_open(self) -> bool:
        return self.state in (
            SessionState.LOBBY,
            SessionState.OPEN,
            SessionState.PAUSED,
            SessionState.CLOSING,
        )

    @property
    def places(self) -> int:
        return max(0, self.session.capacity - self.session.seats_taken)


@dataclass(frozen=True, slots=True)
class Programme:
    """``now``: rooms one could walk into; ``days``: what comes, by day; ``rooms``: all."""

    now: tuple[ProgrammeEntry, ...]
    days: tuple[tuple[datetime, tuple[ProgrammeEntry, ...]], ...]
    rooms: tuple[Room, ...]


def programme(viewer: Viewer, now: datetime | None = None) -> Programme:
    """Two weeks of sessions in the rooms this viewer may know of: two queries."""
    now = now or timezone.now()
    sessions = (
        Session.objects.filter(ends_at__gt=now, starts_at__lt=now + PROGRAMME)
        .exclude(state=SessionState.CLOSED)
        .select_related("lead__profile")
        .order_by("starts_at", "id")
    )
    rooms = tuple(
        rooms_for(viewer).prefetch_related(Prefetch("sessions", sessions, to_attr="coming"))
    )
    here: list[ProgrammeEntry] = []
    days: dict[datetime, list[ProgrammeEntry]] = {}
    for room in rooms:
        for session in room.coming:
            state = session.state_now(now)
            if state is SessionState.CLOSED:
                continue
            entry = ProgrammeEntry(room, session, name_of(session.lead), state)
            if entry.is_open:
                here.append(entry)
                continue
            start = timezone.localtime(max(session.starts_at, now))
            day = start.replace(hour=0, minute=0, second=0, microsecond=0)
            days.setdefault(day, []).append(entry)
    here.sort(key=lambda each: (each.state is not SessionState.OPEN, each.session.starts_at))
    return Programme(
        tuple(here),
        tuple(
            (day, tuple(sorted(entries, key=lambda each: each.session.starts_at)))
            for day, entries in sorted(days.items())
        ),
        rooms,
    )


def coming(room: Room, limit: int = 5) -> list[Session]:
    """The next sessions planned here, for the door."""
    now = timezone.now()
    return list(
        room.sessions.filter(state=SessionState.SCHEDULED, ends_at__gt=now)
        .select_related("lead__profile")
        .order_by("starts_at")[:limit]
    )


def has_live_session(room: Room) -> bool:
    return room.sessions.filter(state__in=LIVE).exists()


# --- seats ---------------------------------------------------------------------------------
def seat_of(session: Session | None, viewer: Viewer) -> Seat | None:
    if session is None or not viewer.is_signed_in:
        return None
    return Seat.objects.filter(session=session, member_id=viewer.user_id).first()


def place_in_queue(seat: Seat) -> int:
    """1 is next."""
    return (
        Seat.objects.filter(
            session_id=seat.session_id,
            state=SeatState.WAITING,
            waiting_since__lt=seat.waiting_since,
        ).count()
        + 1
    )


def roster(session: Session) -> list[Seat]:
    """Who sits here, hosts first: one query."""
    return list(
        Seat.objects.filter(session=session, state=SeatState.IN)
        .select_related("member__profile")
        .order_by("-is_host", "entered_at", "id")
    )


def held_lines(room: Room, viewer: Viewer) -> list[Message]:
    """Lines that wait for a host, oldest first. Nothing for anybody else."""
    if not may_host(viewer, room) or room.current_session_id is None:
        return []
    return list(
        Message.objects.visible_to(viewer)
        .filter(session_id=room.current_session_id, state=State.HELD)
        .select_related("author__profile")
        .order_by("id")[:100]
    )


def count_held(session_id: int | None) -> int:
    if session_id is None:
        return 0
    return Message.objects.filter(session_id=session_id, state=State.HELD).count()


def own_pending(room: Room, viewer: Viewer) -> list[Message]:
    """This person's own lines that wait; nobody else's."""
    if viewer.user_id is None or room.current_session_id is None:
        return []
    return list(
        Message.objects.visible_to(viewer)
        .filter(session_id=room.current_session_id, author_id=viewer.user_id, state=State.HELD)
        .order_by("id")[:50]
    )


# --- who is still here ---------------------------------------------------------------------
def sessions_alive(pairs: set[tuple[str, int]]) -> set[tuple[str, int]]:
    """Of these (session key, user id): which are still signed in as that active user.

    Two queries where sessions live in the database. A changed password ends its sessions here
    as it does everywhere.
    """
    users = get_user_model().objects.filter(is_active=True).in_bulk({user for _, user in pairs})
    data = _session_data({key for key, _ in pairs})
    alive: set[tuple[str, int]] = set()
    for key, user_id in pairs:
        user, stored = users.get(user_id), data.get(key)
        if user is None or not stored or str(stored.get(SESSION_KEY)) != str(user_id):
            continue
        if stored.get(HASH_SESSION_KEY) in {
            user.get_session_auth_hash(),
            *user.get_session_auth_fallback_hash(),
        }:
            alive.add((key, user_id))
    return alive


def _session_data(keys: set[str]) -> dict[str, dict[str, Any]]:
    store = import_module(settings.SESSION_ENGINE).SessionStore
    if not issubclass(store, DatabaseSessionStore):
        return {key: store(key).load() for key in keys}
    rows = store.get_model_class().objects.filter(
        session_key__in=keys, expire_date__gt=timezone.now()
    )
    decode = store().decode
    return {row.session_key: decode(row.session_data) for row in rows}


def blocks_of(user_ids: Iterable[int]) -> dict[int, frozenset[int]]:
    """For each of these members, whom they have blocked or are blocked by: one query."""
    wanted = set(user_ids)
    found: dict[int, set[int]] = defaultdict(set)
    pairs = Block.objects.filter(Q(blocker_id__in=wanted) | Q(blocked_id__in=wanted)).values_list(
        "blocker_id", "blocked_id"
    )
    for blocker, blocked in pairs:
        found[blocker].add(blocked)
        found[blocked].add(blocker)
    return {user_id: frozenset(found[user_id]) for user_id in wanted}
