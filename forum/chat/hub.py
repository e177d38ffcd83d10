"""One hub per process: each live room is heard once, each event is encoded once.

A room's events arrive as bytes with a number in front. The next number goes to every socket
here, a lower one is dropped, a higher one means a hole that is fetched from the database once.
Every two seconds one query compares all rooms with the database, so that with Redis gone
nothing is lost: it is only later. Sockets are bounded; who reads too slowly is closed and
resumes from the log.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import random
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

from django.db import InterfaceError, OperationalError, connections

from community import realtime
from community.safety.viewers import Viewer
from forum.chat import events, queries
from forum.chat.actions import admission, seats
from forum.chat.events import Close, Parcel

logger = logging.getLogger(__name__)

T = TypeVar("T")

POLL_SECONDS = 2.0
RECHECK_SECONDS = 15.0
BEAT_SECONDS = 25.0
DATABASE_THREADS = 8
BACKLOG_EVENTS = 128
BACKLOG_BYTES = 256 * 1024
SOCKETS_PER_MEMBER = 5
FRAMES, FRAMES_SECONDS = 20, 10.0
CLOSE_SECONDS = 5.0


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
        self.subscription: realtime.Subscription | None = None


class LiveRoom:
    """A room that somebody here is in: its place in the log and who listens."""

    def __init__(self, hub: Hub, room_id: int) -> None:
        self.hub = hub
        self.room_id = room_id
        self.listeners: set[Listener] = set()
        self.epoch = b""
        self.last = -1
        self.state: events.RoomState | None = None
        self.subscription: realtime.Subscription | None = None
        self.opening: asyncio.Task[None] | None = None
        self._early: dict[int, Parcel] = {}
        self._out: list[Parcel] = []
        self._flush_at: asyncio.Handle | None = None
        self._flush_cost = 0.0
        self._filling: asyncio.Task[None] | None = None

    # --- the log ---
    def hear(self, data: bytes) -> None:
        """An event from the bus."""
        try:
            parcel = Parcel.unpack(data)
        except ValueError:
            logger.warning("room %s: something on the bus is not ours", self.room_id)
            return
        if not parcel.in_log:
            self._whisper(parcel)
            return
        if self.last < 0:
            self._early[parcel.seq] = parcel
            return
        if parcel.epoch != self.epoch:
            self.hub.poll_soon()
            return
        self.accept(parcel)

    def accept(self, parcel: Parcel) -> None:
        if parcel.seq <= self.last:
            return
        if parcel.seq > self.last + 1:
            self._early[parcel.seq] = parcel
            self.fill(parcel.seq)
            return
        self._take(parcel)
        self._take_early()

    def _take(self, parcel: Parcel) -> None:
        self.last = parcel.seq
        self._out.append(parcel)
        if parcel.kind == "room_state":
            self.hub.poll_soon()
        if self._flush_at is None:
            # Under load, events that come while we were writing share the next frame.
            pause = min(self._flush_cost, 0.05)
            loop = self.hub.loop
            self._flush_at = (
                loop.call_soon(self._flush)
                if pause < 0.002
                else loop.call_later(pause, self._flush)
            )

    def _take_early(self) -> None:
        while self._early:
            parcel = self._early.pop(self.last + 1, None)
            if parcel is None:
                for seq in [each for each in self._early if each <= self.last]:
                    del self._early[seq]
                return
            self._take(parcel)

    def _flush(self) -> None:
        self._flush_at = None
        batch, self._out = self._out, []
        if not batch:
            return
        began = time.perf_counter()
        shared = events.events_frame([parcel.data for parcel in batch]).decode()
        for listener in tuple(self.listeners):
            listener.give(batch, shared)
        # What the writers do after this costs about twice as much again.
        self._flush_cost = (time.perf_counter() - began) * 3

    def fill(self, upto: int) -> None:
        """Fetch what is missing up to ``upto``, once however many ask."""
        if self._filling is None:
            self._filling = asyncio.create_task(self._fill(upto))

    async def _fill(self, upto: int) -> None:
        try:
            entries = await self.hub.ask(queries.hole, self.room_id, self.last, upto)
        except Exception:
            logger.exception("room %s: could not read the log", self.room_id)
            return
        finally:
            self._filling = None
        for entry in entries:
            if entry.item.seq == self.last + 1:
                kind = str(type(entry.item).__struct_config__.tag)
                self._take(
                    Parcel(
                        kind, entry.item.seq, entry.author_id, self.epoch, events.encode(entry.item)
                    )
                )
        self._take_early()
        if entries and self._early and min(self._early) > self.last + 1:
            self.fill(min(self._early))

    # --- beside the log ---
    def _whisper(self, parcel: Parcel) -> None:
        text = parcel.data.decode()
        for listener in tuple(self.listeners):
            if parcel.kind == "everyone" or getattr(listener, "is_host", False):
                listener.whisper(text)

    def compare(self, head: queries.Head) -> None:
        """The database's answer to the poll."""
        if head.epoch != self.epoch_text():
            for listener in tuple(self.listeners):
                listener.close(Close.RESYNC)
            return
        if head.head > self.last:
            self.fill(head.head)
        if head.state != self.state:
            self.state = head.state
            text = events.encode(head.state).decode()
            for listener in tuple(self.listeners):
                listener.whisper(text)
        if head.state.state == "closed" and self._flush_at is None and head.head <= self.last:
            for listener in tuple(self.listeners):
                listener.close(Close.CLOSED)

    def epoch_text(self) -> str:
        import uuid

        return str(uuid.UUID(bytes=self.epoch)) if self.epoch else ""

    def begin(self, head: queries.Head) -> None:
        import uuid

        self.epoch = uuid.UUID(head.epoch).bytes
        self.state = head.state
        self.last = head.head
        for parcel in [self._early.pop(seq) for seq in sorted(self._early)]:
            if parcel.epoch == self.epoch:
                self.accept(parcel)


class Hub:
    """The rooms, people and sockets of this process. ``Hub.here()`` is the one of this loop."""

    _hubs: dict[asyncio.AbstractEventLoop, Hub] = {}

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.rooms: dict[int, LiveRoom] = {}
        self.people: dict[int, Person] = {}
        self.executor = ThreadPoolExecutor(DATABASE_THREADS, thread_name_prefix="rooms-database")
        self._tasks: list[asyncio.Task[None]] = []
        self._poll_now = asyncio.Event()

    @classmethod
    def here(cls) -> Hub:
        loop = asyncio.get_running_loop()
        for gone in [each for each in cls._hubs if each.is_closed()]:
            cls._hubs.pop(gone).executor.shutdown(wait=False)
        hub = cls._hubs.get(loop)
        if hub is None:
            hub = cls._hubs[loop] = cls()
        return hub

    # --- the database ---
    async def ask(self, question: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Run a query or an action on our own threads, whose connections stay open.

        A connection that broke is opened again and the question asked once more: reads may be,
        and a line may be because of its cid.
        """
        call = partial(_with_connection, question, *args, **kwargs)
        return await self.loop.run_in_executor(self.executor, call)

    # --- coming and going ---
    async def enter(self, listener: Listener, room_id: int) -> LiveRoom:
        """Hear this room from now on. Events are buffered until ``Socket.start``."""
        self._start_tasks()
        room = self.rooms.get(room_id)
        if room is None:
            room = self.rooms[room_id] = LiveRoom(self, room_id)
            room.opening = asyncio.create_task(self._open(room))
        room.listeners.add(listener)
        listener.room = room
        try:
            await asyncio.shield(room.opening)
        except BaseException:
            await self.leave(listener)
            raise
        return room

    async def _open(self, room: LiveRoom) -> None:
        room.subscription = await realtime.listen(events.room_topic(room.room_id), room.hear)
        found = await self.ask(queries.heads, [room.room_id])
        if not found:
            raise LookupError(f"room {room.room_id} is gone")
        room.begin(found[0])

    async def leave(self, listener: Listener) -> None:
        room, listener.room = listener.room, None
        if room is None:
            return
        room.listeners.discard(listener)
        if room.listeners:
            return
        if self.rooms.get(room.room_id) is room:
            del self.rooms[room.room_id]
        if room.subscription is not None:
            subscription, room.subscription = room.subscription, None
            await subscription.stop()

    async def know(self, socket: Socket) -> None:
        """This socket is that member's: calls to them reach it. The sixth closes the first."""
        user_id = socket.viewer.user_id
        person = self.people.get(user_id)
        if person is None:
            person = self.people[user_id] = Person(user_id)
            person.sockets[socket] = None
            socket.person = person
            person.subscription = await realtime.listen(
                events.person_topic(user_id), partial(self._called, person)
            )
        else:
            person.sockets[socket] = None
            socket.person = person
        while len(person.sockets) > SOCKETS_PER_MEMBER:
            oldest, _ = person.sockets.popitem(last=False)
            oldest.close(Close.REPLACED)

    async def forget(self, socket: Socket) -> None:
        person, socket.person = socket.person, None
        if person is None:
            return
        person.sockets.pop(socket, None)
        if person.sockets or self.people.get(person.user_id) is not person:
            return
        del self.people[person.user_id]
        if person.subscription is not None:
            subscription, person.subscription = person.subscription, None
            await subscription.stop()

    # --- being called ---
    def _called(self, person: Person, data: bytes) -> None:
        try:
            call = json.loads(data)
            why = call["why"]
        except (ValueError, KeyError, TypeError):
            logger.warning("a call to a person could not be read")
            return
        for socket in tuple(person.sockets):
            self._call(socket, why, call)

    def _call(self, socket: Socket, why: str, call: dict[str, Any]) -> None:
        if why == "signed_out":
            if call.get("session") in (None, "", socket.session_mark):
                socket.close(Close.SIGNED_OUT)
            return
        if why in ("suspended", "banned"):
            socket.close(Close.SUSPENDED)
            return
        if socket.room is None or call.get("room") != socket.room.room_id:
            return
        if why == "removed":
            socket.close(Close.REMOVED)
        elif why in ("released", "declined", "muted", "unmuted", "seated"):
            socket.say(events.Own(what=why, cid=call.get("cid", ""), until=call.get("until", "")))

    # --- what recurs ---
    def _start_tasks(self) -> None:
        if not self._tasks:
            self._tasks = [
                asyncio.create_task(self._every(POLL_SECONDS, self.poll, self._poll_now)),
                asyncio.create_task(self._every(RECHECK_SECONDS, self.recheck)),
                asyncio.create_task(self._every(BEAT_SECONDS / 5, self.beat)),
            ]

    async def _every(
        self, seconds: float, act: Callable[[], Any], sooner: asyncio.Event | None = None
    ) -> None:
        while True:
            pause = seconds * random.uniform(0.9, 1.1)  # noqa: S311
            if sooner is None:
                await asyncio.sleep(pause)
            else:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(sooner.wait(), pause)
                sooner.clear()
            try:
                await act()
            except (OperationalError, InterfaceError) as error:
                logger.warning("the database did not answer: %s", error)
            except Exception:
                logger.exception("what recurs in the hub failed once")

    def poll_soon(self) -> None:
        self._poll_now.set()

    async def poll(self) -> None:
        """Compare every live room with the database: one query."""
        rooms = {room_id: room for room_id, room in self.rooms.items() if room.last >= 0}
        if not rooms:
            return
        for head in await self.ask(queries.heads, list(rooms)):
            rooms[head.room_id].compare(head)

    async def recheck(self) -> None:
        """Who may no longer be here, without anybody having called: a few queries for all."""
        sockets = [
            socket
            for room in self.rooms.values()
            for socket in room.listeners
            if isinstance(socket, Socket) and socket.close_code is None
        ]
        if not sockets:
            return
        asked = [
            admission.Present(
                socket.viewer.user_id, socket.room.room_id, socket.session_key, socket.is_host
            )
            for socket in sockets
        ]
        answers = await self.ask(admission.recheck, asked)
        for socket, present in zip(sockets, asked, strict=True):
            answer = answers[present]
            if answer.close_code is not None:
                socket.close(answer.close_code)
            else:
                socket.folds = answer.folds
        await self.ask(
            seats.keep_seats, [(present.room_id, present.user_id) for present in set(asked)]
        )

    async def beat(self) -> None:
        """Say how far the log goes to whoever has not heard for a while."""
        now = time.monotonic()
        for room in tuple(self.rooms.values()):
            text = events.encode(events.Heartbeat(head=room.last)).decode()
            for socket in tuple(room.listeners):
                if isinstance(socket, Socket) and socket.next_beat <= now:
                    socket.whisper(text)
                    socket.beaten()

    async def close(self) -> None:
        """Stop everything and give the connections back (tests, and a process that ends)."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []
        for room in tuple(self.rooms.values()):
            for listener in tuple(room.listeners):
                listener.close(Close.DEPLOY)
            if room.subscription is not None:
                await room.subscription.stop()
        for person in tuple(self.people.values()):
            if person.subscription is not None:
                await person.subscription.stop()
        threads = len(self.executor._threads)
        if threads:
            together = threading.Barrier(threads)
            await asyncio.gather(
                *(
                    self.loop.run_in_executor(self.executor, _close_connection, together)
                    for _ in range(threads)
                )
            )
        self.executor.shutdown(wait=True)
        Hub._hubs.pop(self.loop, None)


def _with_connection(question: Callable[..., T], *args: Any, **kwargs: Any) -> T:
    try:
        return question(*args, **kwargs)
    except (OperationalError, InterfaceError):
        connections.close_all()
        return question(*args, **kwargs)


def _close_connection(together: threading.Barrier) -> None:
    # All threads at once: each closes its own connection and none closes two.
    with contextlib.suppress(threading.BrokenBarrierError):
        together.wait(5)
    connections.close_all()
