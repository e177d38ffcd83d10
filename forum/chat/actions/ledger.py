"""The room's log: numbers without gaps, in the order of commit.

A number is given out by one ``UPDATE … RETURNING`` late in the transaction. The row lock that
it takes makes the next writer wait until this one is committed or undone, so numbers follow
commits and none is missing.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils import timezone

from community.realtime import publish_on_commit
from forum.chat import events
from forum.chat.models import EventKind, Message, Room, RoomEvent


class RoomNotSpeaking(Exception):
    """The room was paused or closed before this line had its number."""


@dataclass(frozen=True, slots=True)
class Numbered:
    seq: int
    epoch: uuid.UUID


def next_number(room_id: int, *, while_open: bool = False, count: int = 1) -> Numbered:
    """The room's next number. Call late in a transaction: others wait from here to commit.

    ``count`` numbers at once: the last of them is returned.

    ``while_open``: only while the host's lease lasts; raises ``RoomNotSpeaking`` otherwise. The
    check and the number are one statement, so nothing is numbered after a pause.
    """
    table = connection.ops.quote_name(Room._meta.db_table)
    sql = f"UPDATE {table} SET head_seq = head_seq + %s WHERE id = %s"  # noqa: S608
    values: list[Any] = [count, room_id]
    if while_open:
        sql += " AND speaking_until > %s"
        values.append(connection.ops.adapt_datetimefield_value(timezone.now()))
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} RETURNING head_seq, epoch", values)
        row = cursor.fetchone()
    if row is None:
        raise RoomNotSpeaking
    epoch = row[1] if isinstance(row[1], uuid.UUID) else uuid.UUID(str(row[1]))
    return Numbered(row[0], epoch)


def record(
    room_id: int,
    number: Numbered,
    kind: EventKind,
    item: events.Item,
    *,
    message: Message | None = None,
    word: str = "",
) -> None:
    """Write the event under its number; every process hears of it after commit."""
    author_id = message.author_id if message is not None else None
    RoomEvent(room_id=room_id, seq=number.seq, kind=kind, message=message, word=word).save(
        force_insert=True
    )
    publish_on_commit(
        events.room_topic(room_id), events.parcel(item, author_id, number.epoch).pack()
    )


def record_lines(
    room_id: int, epoch: uuid.UUID, numbered: Sequence[tuple[Message, events.Line]]
) -> None:
    """Write the events of new lines under the numbers they have."""
    RoomEvent.objects.bulk_create(
        RoomEvent(room_id=room_id, seq=item.seq, kind=EventKind.MESSAGE, message=message)
        for message, item in numbered
    )
    topic = events.room_topic(room_id)
    for message, item in numbered:
        publish_on_commit(topic, events.parcel(item, message.author_id, epoch).pack())


def record_state(room_id: int, word: str) -> int:
    """The room opened, paused, is closing or closed. Returns the event's number."""
    number = next_number(room_id)
    at = events.stamp(timezone.now())
    record(
        room_id,
        number,
        EventKind.ROOM_STATE,
        events.StateChange(seq=number.seq, word=word, at=at),
        word=word,
    )
    return number.seq


def tell_hosts_on_commit(room: Room, count: Callable[[], int]) -> None:
    """Hosts hear how many lines wait; ephemeral, and counted after commit."""

    def frame() -> bytes:
        parcel = events.Parcel(
            "staff", 0, 0, room.epoch.bytes, events.encode(events.Queue(held=count()))
        )
        return parcel.pack()

    from django.db import transaction

    from community.realtime import publish

    transaction.on_commit(lambda: publish(events.room_topic(room.pk), frame()))


def tell_room_on_commit(room: Room, frame: events.Frame) -> None:
    """Everyone at the table hears now; not in the log, so nobody who is away ever does."""
    parcel = events.Parcel("everyone", 0, 0, room.epoch.bytes, events.encode(frame))
    publish_on_commit(events.room_topic(room.pk), parcel.pack())
