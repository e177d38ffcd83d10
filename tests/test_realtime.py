"""The bus: after commit, never in the way, back again when Redis is."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator

import pytest
from django.db import transaction

from community import realtime
from community.realtime import LocalBus, RedisBus


def test_everyone_in_the_process_hears_in_order_whatever_thread_speaks():
    bus = LocalBus()

    async def scene() -> list[bytes]:
        heard: list[bytes] = []
        subscription = await bus.listen("room:1", heard.append)
        await bus.listen("room:2", lambda data: heard.append(b"wrong room"))
        for number in range(50):
            await asyncio.to_thread(bus.publish, "room:1", str(number).encode())
        await asyncio.sleep(0.05)
        await subscription.stop()
        await subscription.stop()
        bus.publish("room:1", b"after")
        await asyncio.sleep(0.05)
        return heard

    assert asyncio.run(scene()) == [str(number).encode() for number in range(50)]


def test_a_listener_whose_loop_has_ended_does_not_disturb_a_publish():
    bus = LocalBus()

    async def come_and_go() -> None:
        await bus.listen("room:1", lambda data: None)

    asyncio.run(come_and_go())
    assert bus.publish("room:1", b"hello")


@pytest.mark.django_db(transaction=True)
def test_nothing_is_published_before_commit_and_nothing_after_a_rollback(monkeypatch):
    said: list[bytes] = []
    monkeypatch.setattr(realtime.bus(), "publish", lambda topic, data: said.append(data) or True)
    with transaction.atomic():
        realtime.publish_on_commit("room:1", b"kept")
        assert said == []
    assert said == [b"kept"]
    with contextlib.suppress(ZeroDivisionError), transaction.atomic():
        realtime.publish_on_commit("room:1", b"undone")
        raise ZeroDivisionError
    assert said == [b"kept"]


def test_the_stream_is_bounded_and_loses_the_oldest(monkeypatch):
    monkeypatch.setattr(realtime, "STREAM_LIMIT", 3)
    monkeypatch.setattr(realtime, "_bus", LocalBus())

    async def scene() -> list[bytes]:
        async with realtime.subscribe("room:1") as events:
            for number in range(10):
                realtime.publish("room:1", str(number).encode())
            await asyncio.sleep(0.05)
            return [await anext(events) for _ in range(3)]

    assert asyncio.run(scene()) == [b"7", b"8", b"9"]


def test_a_dead_redis_never_breaks_a_request_and_costs_it_once():
    bus = RedisBus("redis://127.0.0.1:1/0")
    began = time.monotonic()
    for _ in range(200):
        assert bus.publish("room:1", b"hello") is False
    assert time.monotonic() - began < 2
    assert bus.counts.failed >= 1
    assert bus.counts.failed + bus.counts.skipped == 200
    assert bus.health()["ok"] is False


def test_health_of_the_embedded_bus_is_good():
    assert LocalBus().health() == {"bus": "in process", "ok": True}


# --- with a real Redis ------------------------------------------------------------------------
class RedisServer:
    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(
            ["redis-server", "--port", str(self.port), "--save", "", "--appendonly", "no"],
            stdout=subprocess.DEVNULL,
        )
        end = time.monotonic() + 10
        while time.monotonic() < end:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port)):
                return
            time.sleep(0.02)
        raise TimeoutError

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()


@pytest.fixture
def redis_server() -> Iterator[RedisServer]:
    if shutil.which("redis-server") is None:
        pytest.skip("no redis-server on this machine")
    server = RedisServer()
    server.start()
    yield server
    server.kill()


async def _heard(heard: list[bytes], wanted: bytes, seconds: float = 8) -> None:
    end = time.monotonic() + seconds
    while wanted not in heard:
        assert time.monotonic() < end, f"{wanted!r} was never heard"
        await asyncio.sleep(0.02)


def test_two_processes_worth_of_buses_hear_each_other_through_redis(redis_server):
    one, other = RedisBus(redis_server.url), RedisBus(redis_server.url)

    async def scene() -> list[bytes]:
        heard: list[bytes] = []
        subscription = await one.listen("room:1", heard.append)
        for number in range(20):
            await asyncio.to_thread(other.publish, "room:1", str(number).encode())
        await _heard(heard, b"19")
        await subscription.stop()
        return heard

    assert asyncio.run(scene()) == [str(number).encode() for number in range(20)]


def test_a_reader_comes_back_after_redis_was_killed(redis_server):
    reader, writer = RedisBus(redis_server.url), RedisBus(redis_server.url)

    async def scene() -> None:
        heard: list[bytes] = []
        subscription = await reader.listen("room:1", heard.append)
        await asyncio.to_thread(writer.publish, "room:1", b"before")
        await _heard(heard, b"before")
        redis_server.kill()
        assert await asyncio.to_thread(writer.publish, "room:1", b"lost") is False
        redis_server.start()
        end = time.monotonic() + 15
        while b"after" not in heard:
            assert time.monotonic() < end
            await asyncio.to_thread(writer.publish, "room:1", b"after")
            await asyncio.sleep(0.1)
        assert b"lost" not in heard
        await subscription.stop()

    asyncio.run(scene())
    assert reader.counts.reconnects >= 1


def test_a_listener_that_starts_while_redis_is_away_is_heard_when_it_is_back(redis_server):
    bus = RedisBus(redis_server.url)
    redis_server.kill()

    async def scene() -> None:
        heard: list[bytes] = []
        began = time.monotonic()
        subscription = await bus.listen("room:1", heard.append)
        assert time.monotonic() - began < realtime.SUBSCRIBE_SECONDS + 1
        redis_server.start()
        writer = RedisBus(redis_server.url)
        end = time.monotonic() + 15
        while b"hello" not in heard:
            assert time.monotonic() < end
            await asyncio.to_thread(writer.publish, "room:1", b"hello")
            await asyncio.sleep(0.1)
        await subscription.stop()

    asyncio.run(scene())


def test_leaving_and_coming_back_at_once_still_hears(redis_server):
    bus = RedisBus(redis_server.url)

    async def scene() -> None:
        keep = await bus.listen("room:other", lambda data: None)
        for _ in range(20):
            heard: list[bytes] = []
            first = await bus.listen("room:1", heard.append)
            stopping = asyncio.create_task(first.stop())
            second = await bus.listen("room:1", heard.append)
            await stopping
            await asyncio.to_thread(bus.publish, "room:1", b"hello")
            await _heard(heard, b"hello", 3)
            await second.stop()
        await keep.stop()

    asyncio.run(scene())
