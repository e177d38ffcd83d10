"""Who listens in this process: sockets, waiting pages, and the people they belong to."""

from __future__ import annotations

import asyncio
import random
import time
from collections import OrderedDict, deque
from typing import TYPE_CHECKING

from community.realtime import Subscription
from community.safety.viewers import Viewer
from forum.chat import events
from forum.chat.events import Close, Parcel

if TYPE_CHECKING:
    from forum.chat.live_room import LiveRoom

BEAT_SECONDS = 25.0
BACKLOG_EVENTS = 128
BACKLOG_BYTES = 256 * 1024
FRAMES, FRAMES_SECONDS = 20, 10.0


class Bucket:
    """So many frames in so many seconds; ``take`` says how long to wait, 0 when it is fine."""

    __slots__ = ("at", "left")

    def __init__(self) -> None:
        self.left = float(FRAMES)
        self.at = time.monotonic()

    def take(self) -> float:
        now = time.monotonic()
        self.left = min(FRAMES, self.left + (now - self.at) * FRAMES / FRAMES_SECONDS)
        self.at = now
        if self.left < 1:
            return (1 - self.left) * FRAMES_SECONDS / FRAMES
        self.left -= 1
        return 0.0


class Listener:
    """Somebody at the table: a socket, or a page that waits for news (``Waiter``)."""

    __slots__ = ("room",)

    room: LiveRoom | None

    def give(self, batch: list[Parcel], shared: str) -> None:
        """Events of the log, in order; ``shared`` is the frame that suits almost everybody."""

    def whisper(self, text: str) -> None:
        """Something that is not in the log: dropped first when there is no room."""

    def close(self, code: int) -> None:
        """End it."""


class Waiter(Listener):
    """A long-poll: wakes on the first news and then reads the database."""

    __slots__ = ("woken",)

    def __init__(self) -> None:
        self.room = None
        self.woken = asyncio.Event()

    def give(self, batch: list[Parcel], shared: str) -> None:
        self.woken.set()

    def whisper(self, text: str) -> None:
        self.woken.set()

    def close(self, code: int) -> None:
        self.woken.set()


class Socket(Listener):
    """One browser page. Events go through ``give`` in order; one writer takes them out."""

    __slots__ = (
        "_buffered",
        "_bytes",
        "_events",
        "_queue",
        "_wake",
        "bucket",
        "close_code",
        "folds",
        "is_host",
        "next_beat",
        "person",
        "seq",
        "session_key",
        "session_mark",
        "viewer",
    )

    def __init__(self, viewer: Viewer, session_key: str, session_mark: str) -> None:
        self.room = None
        self.viewer = viewer
        self.session_key = session_key
        self.session_mark = session_mark
        self.is_host = False
        self.folds: frozenset[int] = frozenset()
        self.seq = -1
        self.person: Person | None = None
        self.bucket = Bucket()
        self.close_code: int | None = None
        self.next_beat = 0.0
        self._buffered: list[Parcel] | None = []
        self._queue: deque[tuple[str, int, bool]] = deque()
        self._events = 0
        self._bytes = 0
        self._wake: asyncio.Future[None] | None = None
        self.beaten()

    def beaten(self) -> None:
        self.next_beat = time.monotonic() + BEAT_SECONDS * random.uniform(0.8, 1.2)  # noqa: S311

    # --- in ---
    def give(self, batch: list[Parcel], shared: str) -> None:
        if self._buffered is not None:
            self._buffered.extend(batch)
            return
        if batch[-1].seq <= self.seq:
            return
        alike = batch[0].seq == self.seq + 1 and not (
            self.folds and any(parcel.author_id in self.folds for parcel in batch)
        )
        if alike:
            self._put(shared, len(batch))
        else:
            mine = [parcel for parcel in batch if parcel.seq > self.seq]
            self._put(self._frame_of(mine), len(mine))
        self.seq = batch[-1].seq

    def _frame_of(self, batch: list[Parcel]) -> str:
        items = [
            events.folded(parcel.kind, parcel.seq)
            if parcel.author_id in self.folds
            else parcel.data
            for parcel in batch
        ]
        return events.events_frame(items).decode()

    def start(self, seq: int) -> None:
        """The snapshot up to ``seq`` is on its way: go on with what came meanwhile."""
        buffered, self._buffered = self._buffered or [], None
        self.seq = seq
        missing = [parcel for parcel in buffered if parcel.seq > seq]
        if not missing:
            return
        if missing[0].seq != seq + 1:
            self.close(Close.RESYNC)
            return
        self._put(self._frame_of(missing), len(missing))
        self.seq = missing[-1].seq

    def say(self, frame: events.Frame) -> None:
        """A frame for this socket alone, never dropped."""
        self._put(events.encode(frame).decode(), 1)

    def whisper(self, text: str) -> None:
        if self._buffered is None and self._events < BACKLOG_EVENTS // 2:
            self._put(text, 0, ephemeral=True)

    def _put(self, text: str, count: int, *, ephemeral: bool = False) -> None:
        if self.close_code is not None:
            return
        size = len(text)
        if self._queue and (
            self._events + count > BACKLOG_EVENTS or self._bytes + size > BACKLOG_BYTES
        ):
            if ephemeral:
                return
            self._drop_ephemeral()
            if self._queue and (
                self._events + count > BACKLOG_EVENTS or self._bytes + size > BACKLOG_BYTES
            ):
                self._queue.clear()
                self.close(Close.SLOW_READER)
                return
        self._queue.append((text, count, ephemeral))
        self._events += count
        self._bytes += size
        self._wake_writer()

    def _drop_ephemeral(self) -> None:
        kept = [entry for entry in self._queue if not entry[2]]
        self._queue.clear()
        self._queue.extend(kept)
        self._bytes = sum(len(entry[0]) for entry in kept)

    def close(self, code: int) -> None:
        """What is queued still goes out, then the socket ends with ``code``. The first wins."""
        if self.close_code is None:
            self.close_code = code
            self._wake_writer()

    # --- out ---
    def _wake_writer(self) -> None:
        if self._wake is not None and not self._wake.done():
            self._wake.set_result(None)

    async def next_text(self) -> str | None:
        """What to write next; ``None`` when it is time to close."""
        while not self._queue:
            if self.close_code is not None:
                return None
            self._wake = asyncio.get_running_loop().create_future()
            try:
                await self._wake
            finally:
                self._wake = None
        text, count, _ = self._queue.popleft()
        self._events -= count
        self._bytes -= len(text)
        return text


class Person:
    """Everything one member has open in this process, and the topic they are called by."""

    __slots__ = ("bucket", "sockets", "subscription", "user_id")

    def __init__(self, user_id: int) -> None:
        self.user_id = user_id
        self.sockets: OrderedDict[Socket, None] = OrderedDict()
        self.bucket = Bucket()
        self.subscription: Subscription | None = None
