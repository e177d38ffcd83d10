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
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

from django.db import InterfaceError, OperationalError, connections

from community import realtime
from forum.chat import events, replay
from forum.chat.actions import admission, seats
from forum.chat.actions.sending import LineResult, Sending
from forum.chat.events import Close
from forum.chat.listeners import (
    BEAT_SECONDS,
    FRAMES,
    Listener,
    Person,
    Socket,
    Waiter,
)
from forum.chat.live_room import LiveRoom

__all__ = ["FRAMES", "SOCKETS_PER_MEMBER", "Hub", "Socket", "Waiter"]

logger = logging.getLogger(__name__)

T = TypeVar("T")

POLL_SECONDS = 2.0
RECHECK_SECONDS = 15.0
DATABASE_THREADS = 8
SOCKETS_PER_MEMBER = 5
CLOSE_SECONDS = 5.0


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

    async def send(self, socket: Socket, cid: str, body: str) -> LineResult:
        """Say a line for this socket's person in this socket's room."""
        line = Sending(socket.viewer.user_id, cid, body, socket.viewer)
        return await socket.room.letterbox.post(line)

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
        found = await self.ask(replay.heads, [room.room_id])
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
        for head in await self.ask(replay.heads, list(rooms)):
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
