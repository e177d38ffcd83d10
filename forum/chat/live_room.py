"""A room that somebody in this process is in: its place in the log, and its letterbox."""

from __future__ import annotations

import asyncio
import logging
import time
import uuid
from typing import TYPE_CHECKING

from community.realtime import Subscription
from forum.chat import events, replay
from forum.chat.actions import sending
from forum.chat.actions.sending import LineResult, Sending
from forum.chat.events import Close, Parcel
from forum.chat.listeners import Listener

if TYPE_CHECKING:
    from forum.chat.hub import Hub

logger = logging.getLogger(__name__)

LONGEST_PAUSE = 0.05  # seconds that events may wait for company under load
TOGETHER = 16  # lines taken in one transaction
AT_ONCE = 2  # transactions of one room: one reads while the other is written to disk


class Letterbox:
    """Lines on their way into a room. Alone, a line goes at once; many go together."""

    def __init__(self, hub: Hub, room_id: int) -> None:
        self.hub = hub
        self.room_id = room_id
        self.waiting: list[tuple[Sending, asyncio.Future[LineResult]]] = []
        self.carriers: set[asyncio.Task[None]] = set()

    async def post(self, line: Sending) -> LineResult:
        """What became of the line. Raises what the database raised."""
        answer: asyncio.Future[LineResult] = self.hub.loop.create_future()
        self.waiting.append((line, answer))
        if len(self.carriers) < AT_ONCE:
            carrier = asyncio.create_task(self._carry())
            self.carriers.add(carrier)
            carrier.add_done_callback(self.carriers.discard)
        return await answer

    async def _carry(self) -> None:
        while self.waiting:
            taken, self.waiting = self.waiting[:TOGETHER], self.waiting[TOGETHER:]
            try:
                results = await self._send([line for line, _ in taken])
            except Exception as error:
                if len(taken) == 1:
                    self._answer(taken[0][1], error)
                    continue
                # One line's trouble is not the others': each by itself. Safe to repeat.
                for line, answer in taken:
                    try:
                        self._answer(answer, (await self._send([line]))[0])
                    except Exception as own:
                        self._answer(answer, own)
                continue
            for (_, answer), result in zip(taken, results, strict=True):
                self._answer(answer, result)

    async def _send(self, batch: list[Sending]) -> list[LineResult]:
        return await self.hub.ask(sending.send_together, self.room_id, batch)

    @staticmethod
    def _answer(answer: asyncio.Future[LineResult], result: LineResult | Exception) -> None:
        if answer.done():
            return  # whoever asked has gone; the line itself is safe
        if isinstance(result, Exception):
            answer.set_exception(result)
        else:
            answer.set_result(result)


class LiveRoom:
    """A room that somebody here is in: its place in the log and who listens."""

    def __init__(self, hub: Hub, room_id: int) -> None:
        self.hub = hub
        self.room_id = room_id
        self.listeners: set[Listener] = set()
        self.epoch = b""
        self.last = -1
        self.state: events.RoomState | None = None
        self.subscription: Subscription | None = None
        self.opening: asyncio.Task[None] | None = None
        self._early: dict[int, Parcel] = {}
        self._out: list[Parcel] = []
        self._flush_at: asyncio.Handle | None = None
        self._flush_cost = 0.0
        self._filling: asyncio.Task[None] | None = None
        self.letterbox = Letterbox(hub, room_id)

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
            pause = min(self._flush_cost, LONGEST_PAUSE)
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
            entries = await self.hub.ask(replay.hole, self.room_id, self.last, upto)
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

    def compare(self, head: replay.Head) -> None:
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
        return str(uuid.UUID(bytes=self.epoch)) if self.epoch else ""

    def begin(self, head: replay.Head) -> None:
        self.epoch = uuid.UUID(head.epoch).bytes
        self.state = head.state
        self.last = head.head
        for parcel in [self._early.pop(seq) for seq in sorted(self._early)]:
            if parcel.epoch == self.epoch:
                self.accept(parcel)
