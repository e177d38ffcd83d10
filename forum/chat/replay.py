"""Reads of a room's log: what happened, with each line as it may be read now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils import timezone

from community.safety.viewers import Viewer
from forum.chat import events
from forum.chat.models import EventKind, Message, Room, RoomEvent
from forum.chat.permissions import may_host
from forum.chat.queries import own_pending, state_of

PAGE = 60  # lines on a fresh page
MISSING_LIMIT = 300  # further behind than this, a page starts afresh

# The hub reads once for everyone at the table; each socket folds what its person has blocked.
_TABLE = Viewer(is_moderator=True)


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


def _read(found: Iterable[RoomEvent]) -> list[Entry]:
    rows = list(found)
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
