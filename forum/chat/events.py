"""The wire: typed frames and their JSON.

Incoming frames are a tagged union that forbids unknown fields: what does not fit is refused
before any code of ours looks at it. Outgoing events are encoded once, where they happen, and
travel as bytes from then on; the hub reads only the header in front of them.
"""

from __future__ import annotations

import struct
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

MAX_FRAME = 32 * 1024
CID = Annotated[str, Meta(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_-]+\Z")]


# --- what a socket may say ---------------------------------------------------------------
class Hello(Struct, tag="hello", tag_field="t", forbid_unknown_fields=True, frozen=True):
    """First frame: which room, how far this page has read, and proof that it is our page."""

    room: Annotated[str, Meta(max_length=80)]
    csrf: Annotated[str, Meta(max_length=128)]
    epoch: Annotated[str, Meta(max_length=36)] | None = None
    seq: Annotated[int, Meta(ge=0, le=2**62)] | None = None


class Send(Struct, tag="send", tag_field="t", forbid_unknown_fields=True, frozen=True):
    """A line. The same ``cid`` again is the same line."""

    cid: CID
    body: Annotated[str, Meta(max_length=8000)]


class Here(Struct, tag="here", tag_field="t", forbid_unknown_fields=True, frozen=True):
    """A host's own activity: they are reading, scrolling, typing. Renews the lease."""


class Ping(Struct, tag="ping", tag_field="t", forbid_unknown_fields=True, frozen=True):
    """Are you there? Answered with a heartbeat."""


Incoming = Hello | Send | Here | Ping
decode: msgspec.json.Decoder[Incoming] = msgspec.json.Decoder(Incoming)


# --- what is in the log ------------------------------------------------------------------
class Who(Struct, frozen=True):
    """How others see an author: a public id, a pseudonym, and whether they host."""

    id: str
    name: str
    host: bool = False


class Line(Struct, tag="message", tag_field="kind", omit_defaults=True, frozen=True):
    """A line as it is now. Taken down: ``removed``, no words. Blocked author: ``folded``."""

    seq: int
    id: int = 0
    at: str = ""
    who: Who | None = None
    body: str = ""
    removed: bool = False
    folded: bool = False


class Edited(Struct, tag="edit", tag_field="kind", omit_defaults=True, frozen=True):
    """An earlier line as it is now: edited, or put back."""

    seq: int
    id: int
    at: str = ""
    who: Who | None = None
    body: str = ""
    removed: bool = False


class Removed(Struct, tag="remove", tag_field="kind", frozen=True):
    """An earlier line was taken down."""

    seq: int
    id: int


class StateChange(Struct, tag="room_state", tag_field="kind", frozen=True):
    """The room opened, paused, is closing, closed."""

    seq: int
    word: str
    at: str


class HouseNotice(Struct, tag="notice", tag_field="kind", frozen=True):
    """A word from the house, named by its code."""

    seq: int
    word: str
    at: str


class Skipped(Struct, tag="skip", tag_field="kind", frozen=True):
    """Something happened that is not for this reader; only its number is."""

    seq: int


Item = Line | Edited | Removed | StateChange | HouseNotice | Skipped


# --- what the live entrance says ---------------------------------------------------------
class Reason(Struct, omit_defaults=True, frozen=True):
    """Why a line was held or declined, in plain words; where, when it is about words."""

    code: str
    message: str
    start: int | None = None
    end: int | None = None


class Ack(Struct, tag="ack", tag_field="t", omit_defaults=True, frozen=True):
    """What became of a line: ``shown``, ``held`` or ``declined``."""

    cid: str
    status: Literal["shown", "held", "declined"]
    id: int = 0
    seq: int = 0
    wait: float = 0
    reasons: tuple[Reason, ...] = ()
    support: bool = False


class RoomState(Struct, tag="state", tag_field="t", omit_defaults=True, frozen=True):
    """The room by the clock of this moment."""

    state: str
    why: str = ""
    title: str = ""
    host: str = ""
    ends_at: str = ""
    people: int = 0
    capacity: int = 0
    slow: int = 0


class Pending(Struct, frozen=True):
    """One's own line that waits for a person; nobody else sees it."""

    cid: str
    id: int
    body: str
    at: str
    note: str = ""


class Snapshot(Struct, tag="snapshot", tag_field="t", frozen=True):
    """The answer to hello. ``fresh``: forget what the page shows; else, what it missed."""

    epoch: str
    seq: int
    fresh: bool
    me: Who
    state: RoomState
    items: tuple[Item, ...]
    pending: tuple[Pending, ...]
    more: bool = False


class Reset(Struct, tag="reset", tag_field="t", frozen=True):
    """The page's place in the log is of no use (``epoch``, ``old`` or ``far``)."""

    why: Literal["epoch", "old", "far"]


class Own(Struct, tag="own", tag_field="t", omit_defaults=True, frozen=True):
    """News of one's own line or seat, for nobody else."""

    what: Literal["released", "declined", "muted", "unmuted", "seated"]
    cid: str = ""
    until: str = ""


class Queue(Struct, tag="queue", tag_field="t", frozen=True):
    """For hosts: how many lines wait for them."""

    held: int


class Heartbeat(Struct, tag="hb", tag_field="t", frozen=True):
    """Still here, and this is how far the log goes."""

    head: int


class Error(Struct, tag="error", tag_field="t", omit_defaults=True, frozen=True):
    """Something was wrong with a frame; the code is for pages, the words for people."""

    code: str
    message: str
    wait: float = 0


class Poll(Struct, tag="poll", tag_field="t", omit_defaults=True, frozen=True):
    """The same news for a page that asks again and again. ``again``: seconds until it should."""

    epoch: str
    seq: int
    fresh: bool
    state: RoomState
    again: float
    items: tuple[Item, ...] = ()
    pending: tuple[Pending, ...] = ()
    me: Who | None = None


Frame = Ack | RoomState | Snapshot | Reset | Own | Queue | Heartbeat | Error | Poll

_encoder = msgspec.json.Encoder()


def encode(frame: Frame | Item) -> bytes:
    return _encoder.encode(frame)


def events_frame(items: list[bytes]) -> bytes:
    """One frame for several events that were encoded before."""
    return b'{"t":"events","items":[' + b",".join(items) + b"]}"


def stamp(moment: datetime | None) -> str:
    """UTC to the millisecond, as a browser reads it."""
    if moment is None:
        return ""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


# --- between processes -------------------------------------------------------------------
# kind, seq, author (0: nobody), epoch; then the encoded item or frame.
_HEADER = struct.Struct(">BQQ16s")
CODES = {
    "message": 1,
    "edit": 2,
    "remove": 3,
    "react": 4,
    "room_state": 5,
    "notice": 6,
    "skip": 7,
    "staff": 100,  # not in the log: for hosts only
    "everyone": 101,  # not in the log: for everyone here
}
KINDS = {code: kind for kind, code in CODES.items()}


@dataclass(frozen=True, slots=True)
class Parcel:
    """An encoded event with what the hub must know to place it."""

    kind: str
    seq: int
    author_id: int
    epoch: bytes
    data: bytes

    @property
    def in_log(self) -> bool:
        return self.seq > 0

    def pack(self) -> bytes:
        return _HEADER.pack(CODES[self.kind], self.seq, self.author_id, self.epoch) + self.data

    @classmethod
    def unpack(cls, data: bytes) -> Parcel:
        """Raises ``ValueError`` on anything that we did not pack."""
        try:
            code, seq, author_id, epoch = _HEADER.unpack_from(data)
            return cls(KINDS[code], seq, author_id, epoch, data[_HEADER.size :])
        except (struct.error, KeyError) as error:
            raise ValueError("not a parcel of ours") from error


def parcel(item: Item, author_id: int | None, epoch: uuid.UUID) -> Parcel:
    kind = type(item).__struct_config__.tag
    return Parcel(str(kind), item.seq, author_id or 0, epoch.bytes, encode(item))


def folded(kind: str, seq: int) -> bytes:
    """What a reader gets in place of a line of somebody they have blocked."""
    return encode(Line(seq=seq, folded=True) if kind == "message" else Skipped(seq=seq))


def room_topic(room_id: int) -> str:
    return f"room:{room_id}"


def person_topic(user_id: int) -> str:
    return f"person:{user_id}"


# --- how a socket ends -------------------------------------------------------------------
class Close:
    """4000–4499: come back. 4500–4999: that was it, and why is on the page."""

    RESYNC = 4003
    SLOW_READER = 4008
    SILENT = 4012
    TOO_FAST = 4013
    DEPLOY = 1012

    SIGNED_OUT = 4500
    BAD_FRAME = 4501
    BAD_TOKEN = 4502
    REMOVED = 4503
    REPLACED = 4504
    FULL = 4505
    CLOSED = 4506
    AGREEMENT = 4507
    NO_ROOM = 4508
    SUSPENDED = 4509


CLOSE_WORDS = {
    Close.RESYNC: "resync",
    Close.SLOW_READER: "slow reader",
    Close.SILENT: "no hello",
    Close.TOO_FAST: "too fast",
    Close.SIGNED_OUT: "signed out",
    Close.BAD_FRAME: "bad frame",
    Close.BAD_TOKEN: "bad token",
    Close.REMOVED: "removed",
    Close.REPLACED: "replaced by a newer page",
    Close.FULL: "full",
    Close.CLOSED: "closed",
    Close.AGREEMENT: "agreement needed",
    Close.NO_ROOM: "no such room",
    Close.SUSPENDED: "suspended",
}
