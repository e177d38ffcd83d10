"""Reads of live rooms: the programme, the door, the log."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib import import_module

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore
from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from community.accounts.models import Block
from community.safety.models import State
from community.safety.viewers import Viewer
from forum.chat import events
from forum.chat.models import (
    LIVE,
    LOBBY_BEFORE,
    EventKind,
    Message,
    Room,
    RoomEvent,
    Seat,
    SeatState,
    Session,
    SessionState,
)
from forum.chat.permissions import may_host

PAGE = 60  # lines on a fresh page
MISSING_LIMIT = 300  # further behind than this, a page starts afresh
PROGRAMME = timedelta(days=14)

# The hub reads once for everyone at the table; each socket folds what its person has blocked.
_TABLE = Viewer(is_moderator=True)


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


def name_of(user: object | None) -> str:
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


# --- the log -------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Entry:
    """An event of the log as it may be read now: its item, and whose line it is about."""

    item: events.Item
    author_id: int


def entries_after(
    room: Room, seq: int, *, limit: int = MISSING_LIMIT, upto: int | None = None
) -> list[Entry]:
    """Events after ``seq`` in order, each with the line as it is now: two queries.

    What was taken down since comes as a tombstone. The same for everyone at the table:
    ``for_reader`` folds what one reader has blocked.
    """
    found = RoomEvent.objects.filter(room_id=room.pk, seq__gt=max(seq, room.floor_seq))
    if upto is not None:
        found = found.filter(seq__lte=upto)
    return _read(found.order_by("seq")[:limit])


def last_entries(room: Room, *, limit: int = PAGE, upto: int | None = None) -> list[Entry]:
    """The last page of this session's log, oldest first."""
    found = RoomEvent.objects.filter(room_id=room.pk, seq__gt=room.floor_seq)
    if upto is not None:
        found = found.filter(seq__lte=upto)
    return _read(reversed(found.order_by("-seq")[:limit]))


def _read(rows) -> list[Entry]:
    rows = list(rows)
    ids = {row.message_id for row in rows if row.message_id is not None}
    lines: dict[int, Message] = {}
    if ids:
        lines = {
            line.pk: line
            for line in Message.objects.visible_to(_TABLE)
            .shown()
            .filter(pk__in=ids)
            .select_related("author__profile")
            .defer("reasons", "body_digest")
        }
    return [_entry(row, lines.get(row.message_id)) for row in rows]


def _entry(row: RoomEvent, line: Message | None) -> Entry:
    at = events.stamp(row.at)
    if row.kind == EventKind.MESSAGE:
        if line is None:
            return Entry(events.Line(seq=row.seq, id=row.message_id, at=at, removed=True), 0)
        return Entry(line_item(line, row.seq, line.author), line.author_id or 0)
    if row.kind == EventKind.EDIT:
        if line is None:
            return Entry(events.Edited(seq=row.seq, id=row.message_id, at=at, removed=True), 0)
        return Entry(edited_item(line, row.seq, line.author), line.author_id or 0)
    if row.kind == EventKind.REMOVE:
        return Entry(events.Removed(seq=row.seq, id=row.message_id), 0)
    if row.kind == EventKind.ROOM_STATE:
        return Entry(events.StateChange(seq=row.seq, word=row.word, at=at), 0)
    if row.kind == EventKind.NOTICE:
        return Entry(events.HouseNotice(seq=row.seq, word=row.word, at=at), 0)
    return Entry(events.Skipped(seq=row.seq), 0)


def who(user: object | None, *, host: bool = False) -> events.Who:
    """How others see this person, also when the account is gone."""
    if user is None:
        return events.Who(id="", name="Former member")
    return events.Who(id=str(user.public_id), name=user.display_name, host=host)


def line_item(line: Message, seq: int, author: object | None) -> events.Line:
    return events.Line(
        seq=seq,
        id=line.pk,
        at=events.stamp(line.created_at),
        who=who(author, host=line.by_host),
        body=line.body,
    )


def edited_item(line: Message, seq: int, author: object | None) -> events.Edited:
    return events.Edited(
        seq=seq,
        id=line.pk,
        at=events.stamp(line.created_at),
        who=who(author, host=line.by_host),
        body=line.body,
    )


def folds_for(viewer: Viewer, room: Room) -> frozenset[int]:
    """Authors whose lines are folded for this reader. Hosts fold nobody: they look after all."""
    return frozenset() if may_host(viewer, room) else viewer.blocked_ids


def for_reader(entries: list[Entry], folds: frozenset[int]) -> tuple[events.Item, ...]:
    return tuple(
        entry.item if entry.author_id not in folds else _folded(entry.item) for entry in entries
    )


def _folded(item: events.Item) -> events.Item:
    if isinstance(item, events.Line):
        return events.Line(seq=item.seq, folded=True)
    return events.Skipped(seq=item.seq)


@dataclass(frozen=True, slots=True)
class View:
    """What a page or socket needs to start or to go on: ``fresh`` starts over, and why."""

    epoch: str
    head: int
    state: events.RoomState
    items: tuple[events.Item, ...]
    pending: tuple[events.Pending, ...] = ()
    fresh: bool = True
    why: str = ""
    more: bool = False
    folds: frozenset[int] = field(default_factory=frozenset)


def view_for(
    room: Room, viewer: Viewer, *, epoch: str | None = None, seq: int | None = None
) -> View:
    """The log for one reader from where they are; the last page when that is of no use.

    Wrong epoch, older than this session, or more than ``MISSING_LIMIT`` behind: start afresh.
    ``room`` must have been read in this moment: its head is the position, read before the data.
    """
    head = room.head_seq
    folds = folds_for(viewer, room)
    why = ""
    if epoch is not None and seq is not None:
        if epoch != str(room.epoch) or seq > head:
            why = "epoch"
        elif seq < room.floor_seq:
            why = "old"
        elif head - seq > MISSING_LIMIT:
            why = "far"
    fresh = epoch is None or seq is None or bool(why)
    entries = last_entries(room, upto=head) if fresh else entries_after(room, seq, upto=head)
    first = entries[0].item.seq if entries else head + 1
    return View(
        epoch=str(room.epoch),
        head=head,
        state=state_of(room, room.current_session),
        items=for_reader(entries, folds),
        pending=tuple(
            events.Pending(
                cid=line.cid,
                id=line.pk,
                body=line.body,
                at=events.stamp(line.created_at),
                note=line.reasons[0]["message"] if line.reasons else "",
            )
            for line in own_pending(room, viewer)
        ),
        fresh=fresh,
        why=why,
        more=fresh and first > room.floor_seq + 1,
        folds=folds,
    )


@dataclass(frozen=True, slots=True)
class Head:
    """How far a room's log goes, and the room by the clock."""

    room_id: int
    epoch: str
    head: int
    state: events.RoomState


def heads(room_ids: list[int]) -> list[Head]:
    """All live rooms of a process in one query; asked every two seconds."""
    now = timezone.now()
    rooms = Room.objects.filter(pk__in=room_ids).select_related("current_session__lead__profile")
    return [
        Head(room.pk, str(room.epoch), room.head_seq, state_of(room, room.current_session, now))
        for room in rooms
    ]


def hole(room_id: int, after: int, upto: int) -> list[Entry]:
    """What the hub missed between two numbers, for everyone at the table."""
    room = Room.objects.only("pk", "floor_seq").filter(pk=room_id).first()
    return entries_after(room, after, limit=2000, upto=upto) if room is not None else []


def has_live_session(room: Room) -> bool:
    return room.sessions.filter(state__in=LIVE).exists()


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


def _session_data(keys: set[str]) -> dict[str, dict]:
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
