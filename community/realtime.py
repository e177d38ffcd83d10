"""Events between processes, after commit. The database is the log; this only makes it quick.

``publish_on_commit(topic, data)`` from any action; ``subscribe(topic)`` or ``listen`` from the
live entrance. Without ``REDIS_URL`` everything happens inside this process (the embedded mode);
with it, Redis carries the events between processes. Delivery is at most once: whoever listens
keeps a position of their own and asks the database for what they missed. So a dead Redis makes
rooms slower, never wrong, and never breaks a request: it is logged, counted, and passed over.

Topics in use: ``room:<id>`` (lines and state of a live room), ``person:<id>`` (somebody signed
out, was suspended or was taken out of a room: their sockets close).
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import logging
import random
import threading
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any, Protocol

import redis
import redis.asyncio
from django.conf import settings
from django.core.signals import setting_changed
from django.db import transaction

logger = logging.getLogger(__name__)

Deliver = Callable[[bytes], None]

PUBLISH_SECONDS = 0.25  # a request never waits longer than this for Redis
SUBSCRIBE_SECONDS = 1.0
PING_AFTER_SECONDS = 10.0
STREAM_LIMIT = 1000
BACKOFF = (0.2, 5.0)


@dataclass(slots=True)
class Counts:
    """What happened since this process started; read by ``health`` and by tests."""

    published: int = 0
    failed: int = 0
    skipped: int = 0
    received: int = 0
    reconnects: int = 0


class Bus(Protocol):
    """What carries events."""

    counts: Counts

    def publish(self, topic: str, data: bytes) -> bool:
        """Hand over ``data``; never raises. ``False``: nobody was told (Redis is away)."""

    async def listen(self, topic: str, deliver: Deliver) -> Subscription:
        """Call ``deliver(data)`` in this event loop for each event from now on."""

    def health(self) -> dict[str, Any]:
        """For ``/readyz``."""


class Subscription:
    """A place in the audience of one topic; ``stop`` gives it up (twice is once)."""

    def __init__(self, stop: Callable[[], Any]) -> None:
        self._stop: Callable[[], Any] | None = stop

    async def stop(self) -> None:
        stop, self._stop = self._stop, None
        if stop is not None:
            result = stop()
            if asyncio.iscoroutine(result):
                await result


class LocalBus:
    """Everything in this process: any thread publishes, each event loop hears."""

    def __init__(self) -> None:
        self.counts = Counts()
        self._lock = threading.Lock()
        self._audience: dict[str, list[tuple[asyncio.AbstractEventLoop, Deliver]]] = defaultdict(
            list
        )

    def publish(self, topic: str, data: bytes) -> bool:
        with self._lock:
            audience = list(self._audience.get(topic, ()))
            self.counts.published += 1
        for loop, deliver in audience:
            # The loop may be closing down: whoever listened there is gone as well.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(self._hand_over, deliver, data)
        return True

    def _hand_over(self, deliver: Deliver, data: bytes) -> None:
        self.counts.received += 1
        deliver(data)

    async def listen(self, topic: str, deliver: Deliver) -> Subscription:
        entry = (asyncio.get_running_loop(), deliver)
        with self._lock:
            self._audience[topic].append(entry)

        def stop() -> None:
            with self._lock:
                audience = self._audience.get(topic, [])
                if entry in audience:
                    audience.remove(entry)
                if not audience:
                    self._audience.pop(topic, None)

        return Subscription(stop)

    def health(self) -> dict[str, Any]:
        return {"bus": "in process", "ok": True}


class RedisBus:
    """Redis publish and subscribe: one publishing pool and one reading connection a process.

    After a failed publish the next ones are passed over for a moment, so that a dead Redis
    costs one request a quarter of a second now and then, not each of them.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.counts = Counts()
        self._client = redis.Redis.from_url(
            url,
            socket_timeout=PUBLISH_SECONDS,
            socket_connect_timeout=PUBLISH_SECONDS,
            retry=None,
        )
        self._quiet_until = 0.0
        self._pause = BACKOFF[0]
        self._readers: dict[asyncio.AbstractEventLoop, _Reader] = {}
        self._lock = threading.Lock()

    @staticmethod
    def channel(topic: str) -> str:
        """One bus per database: two sites on one Redis never hear one another."""
        name = str(settings.DATABASES["default"]["NAME"])
        return f"cg:{hashlib.blake2b(name.encode(), digest_size=6).hexdigest()}:{topic}"

    def publish(self, topic: str, data: bytes) -> bool:
        if time.monotonic() < self._quiet_until:
            self.counts.skipped += 1
            return False
        try:
            self._client.publish(self.channel(topic), data)
        except (redis.RedisError, OSError) as error:
            self.counts.failed += 1
            self._quiet_until = time.monotonic() + self._pause * random.uniform(0.5, 1)  # noqa: S311
            self._pause = min(self._pause * 2, BACKOFF[1])
            logger.warning("an event was not published (%s); readers will poll", error)
            return False
        self._pause = BACKOFF[0]
        self.counts.published += 1
        return True

    async def listen(self, topic: str, deliver: Deliver) -> Subscription:
        loop = asyncio.get_running_loop()
        with self._lock:
            for gone in [each for each in self._readers if each.is_closed()]:
                del self._readers[gone]
            reader = self._readers.get(loop)
            if reader is None:
                reader = self._readers[loop] = _Reader(self.url, self.counts)
        return await reader.add(self.channel(topic), deliver)

    def health(self) -> dict[str, Any]:
        try:
            ok = bool(self._client.ping())
        except (redis.RedisError, OSError):
            ok = False
        counts = self.counts
        return {
            "bus": "redis",
            "ok": ok,
            "failed": counts.failed,
            "skipped": counts.skipped,
            "reconnects": counts.reconnects,
        }


class _Reader:
    """The reading connection of one event loop. Subscribes again after every reconnect."""

    CONTROL = "cg:control"

    def __init__(self, url: str, counts: Counts) -> None:
        self.url = url
        self.counts = counts
        self.audience: dict[bytes, list[Deliver]] = {}
        self.confirmed: dict[bytes, asyncio.Event] = {}
        self.pubsub: redis.asyncio.client.PubSub | None = None
        self.task: asyncio.Task[None] | None = None
        self.lock = asyncio.Lock()  # what we tell Redis arrives in the order we meant it

    async def add(self, channel: str, deliver: Deliver) -> Subscription:
        name = channel.encode()
        audience = self.audience.setdefault(name, [])
        audience.append(deliver)
        confirmed = self.confirmed.setdefault(name, asyncio.Event())
        if self.task is None or self.task.done():
            self.task = asyncio.create_task(self._run(), name="realtime reader")
        elif len(audience) == 1:
            async with self.lock:
                await self._tell("subscribe", name)
        # Redis away: the listener starts without it, polls, and is subscribed on reconnect.
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(confirmed.wait(), SUBSCRIBE_SECONDS)
        return Subscription(lambda: self._drop(name, deliver))

    async def _drop(self, name: bytes, deliver: Deliver) -> None:
        audience = self.audience.get(name, [])
        if deliver in audience:
            audience.remove(deliver)
        if audience:
            return
        async with self.lock:
            if self.audience.get(name):
                return  # somebody came while we waited
            self.audience.pop(name, None)
            self.confirmed.pop(name, None)
            await self._tell("unsubscribe", name)
        if not self.audience and self.task is not None:
            task, self.task = self.task, None
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _tell(self, verb: str, name: bytes) -> None:
        pubsub = self.pubsub
        if pubsub is None:
            return  # not connected: the reader subscribes to the whole audience when it is
        try:
            await getattr(pubsub, verb)(name)
        except (redis.RedisError, OSError) as error:
            logger.info("could not %s just now: %s", verb, error)

    async def _run(self) -> None:
        pause = BACKOFF[0]
        while True:
            try:
                await self._read()
            except (redis.RedisError, OSError, TimeoutError) as error:
                self.counts.reconnects += 1
                logger.warning("the reading connection to Redis was lost: %s", error)
            for confirmed in self.confirmed.values():
                confirmed.clear()
            await asyncio.sleep(random.uniform(0, pause))  # noqa: S311
            pause = min(pause * 2, BACKOFF[1]) if self.pubsub is None else BACKOFF[0]

    async def _read(self) -> None:
        self.pubsub = None
        client = redis.asyncio.Redis.from_url(self.url, socket_connect_timeout=1.0, retry=None)
        pubsub = client.pubsub()
        try:
            await pubsub.subscribe(self.CONTROL, *self.audience)
            self.pubsub = pubsub
            quiet = False
            while True:
                message = await pubsub.get_message(timeout=PING_AFTER_SECONDS)
                if message is None:
                    if quiet:
                        raise TimeoutError("no answer to a ping")
                    quiet = True
                    await pubsub.ping()
                    continue
                quiet = False
                if message["type"] == "message":
                    self._hand_over(message["channel"], message["data"])
                elif message["type"] == "subscribe" and message["channel"] in self.confirmed:
                    self.confirmed[message["channel"]].set()
        finally:
            with contextlib.suppress(Exception):
                await pubsub.aclose()
            with contextlib.suppress(Exception):
                await client.aclose()

    def _hand_over(self, channel: bytes, data: bytes) -> None:
        self.counts.received += 1
        for deliver in list(self.audience.get(channel, ())):
            try:
                deliver(data)
            except Exception:
                # One listener's mistake must not silence the others.
                logger.exception("a listener failed on an event")


_bus: Bus | None = None
_bus_lock = threading.Lock()


def bus() -> Bus:
    """This process's bus: Redis when ``REDIS_URL`` is set, in-process otherwise."""
    global _bus
    if _bus is None:
        with _bus_lock:
            if _bus is None:
                _bus = RedisBus(settings.REDIS_URL) if settings.REDIS_URL else LocalBus()
    return _bus


def _forget_bus(*, setting: str, **kwargs: Any) -> None:
    global _bus
    if setting == "REDIS_URL":
        _bus = None


setting_changed.connect(_forget_bus, dispatch_uid="community.realtime")


def publish(topic: str, data: bytes) -> bool:
    """Tell every listener now. Never raises; see ``Bus.publish``."""
    return bus().publish(topic, data)


def publish_on_commit(topic: str, data: bytes) -> None:
    """Tell every listener once the transaction is committed; nobody, if it is not."""
    transaction.on_commit(lambda: publish(topic, data))


def tell_person_on_commit(user_id: int, why: str, **details: object) -> None:
    """Their sockets hear ``why`` after commit: ``signed_out``, ``suspended``, ``removed``…"""
    data = json.dumps({"why": why, **details}).encode()
    publish_on_commit(f"person:{user_id}", data)


async def listen(topic: str, deliver: Deliver) -> Subscription:
    """``deliver(data)`` runs in this event loop for each event, until ``stop``."""
    return await bus().listen(topic, deliver)


@contextlib.asynccontextmanager
async def subscribe(topic: str) -> AsyncIterator[AsyncIterator[bytes]]:
    """``async with subscribe("room:7") as events: async for data in events: …``

    Bounded: a reader that lags a thousand events behind loses the oldest.
    """
    waiting: asyncio.Queue[bytes] = asyncio.Queue(STREAM_LIMIT)

    def deliver(data: bytes) -> None:
        if waiting.full():
            waiting.get_nowait()
        waiting.put_nowait(data)

    async def events() -> AsyncIterator[bytes]:
        while True:
            yield await waiting.get()

    subscription = await listen(topic, deliver)
    try:
        yield events()
    finally:
        await subscription.stop()


def health() -> dict[str, Any]:
    """``{"bus": …, "ok": bool, …}``; not ok means later, never lost."""
    return bus().health()
