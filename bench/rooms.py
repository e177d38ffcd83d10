"""Live rooms: clients in this process, the live entrance of a production site in another.

    make bench ARGS=rooms

* *deliveries*: events that arrived at all sockets together, per second, with the delay from the
  moment a line was taken (its own ``at``) to its arrival: median, p95, p99.
* *ack*: a line over the socket, screened and stored, until its answer.
* *stored*: how many lines a second were screened, stored and acknowledged.

Speakers are moderators: the pace rule would rightly stop anybody else at these rates.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import pathlib
import secrets
import subprocess
import sys
import time
from dataclasses import dataclass, field
from datetime import datetime

import msgspec
from websockets.asyncio.client import ClientConnection, connect

from bench.common import HOST, ROOT, Site

ORIGIN = f"https://{HOST}"
SECONDS = 10.0
# (sockets in one room, lines a second)
CASES = ((50, 2), (50, 50), (50, 400), (100, 50), (500, 50), (1000, 50))
WORDS = (
    "I managed a short walk this morning and the light was lovely.",
    "That sounds hard. I am glad that you are here with us.",
    "The kettle is on and I am keeping it simple today.",
    "Some days it is enough to have fed the cat and watered a plant.",
    "I slept better after leaving my phone in the other room.",
    "Thank you for saying that, it helps to hear it from somebody else.",
)

SETUP = """
import json, secrets, sys
from django.conf import settings
from django.test import Client
from community.safety import queries
from community.safety.actions.agree import agree
from tests.factories.chat import moderator, viewer
from forum.chat.actions import seats, sessions
from forum.chat.models import Room
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
rooms, members = int(sys.argv[1]), int(sys.argv[2])
rules = queries.current_house_rules()
def person():
    user = moderator(f"Guest {secrets.token_hex(4)}")
    if rules is not None:
        agree(user.pk, rules.number)
    return user
host = person()
out = {"rooms": [], "cookie": settings.SESSION_COOKIE_NAME, "csrf": settings.CSRF_COOKIE_NAME}
def cookie(user):
    client = Client(); client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value
out["host"] = cookie(host)
for number in range(rooms):
    room = Room.objects.create(name=f"Bench {number}", slug=f"bench-{secrets.token_hex(4)}")
    sessions.open_session(room.pk, viewer(host), minutes=240, capacity=2000)
    people = [person() for _ in range(members)]
    for each in people:
        assert seats.enter_room(room.slug, viewer(each)).is_in
    out["rooms"].append({"slug": room.slug, "cookies": [cookie(each) for each in people]})
print(json.dumps(out))
"""


class Frame(msgspec.Struct):
    t: str
    items: list[dict] = []
    cid: str = ""
    status: str = ""
    reasons: list[dict] = []


_decode = msgspec.json.Decoder(Frame).decode


@dataclass
class Figures:
    arrived: int = 0
    delays: list[float] = field(default_factory=list)
    acks: list[float] = field(default_factory=list)
    statuses: dict[str, int] = field(default_factory=dict)


def percentile(values: list[float], share: float) -> float:
    if not values:
        return float("nan")
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000


class Client:
    """A page: reads, measures one socket in ten for delay, and sends when asked to."""

    def __init__(self, port: int, slug: str, made: dict, cookie: str, figures: Figures):
        self.address = f"ws://127.0.0.1:{port}/ws/rooms/{slug}/"
        self.slug = slug
        self.cookies = f"{made['cookie']}={cookie}; {made['csrf']}={'a' * 32}"
        self.figures = figures
        self.waiting: dict[str, tuple[float, asyncio.Future]] = {}
        self.socket: ClientConnection | None = None
        self.reader: asyncio.Task | None = None
        self.measures = True

    async def open(self) -> None:
        self.socket = await connect(
            self.address,
            origin=ORIGIN,
            additional_headers={"Cookie": self.cookies},
            compression=None,
            ping_interval=None,
            open_timeout=60,
        )
        hello = {"t": "hello", "room": self.slug, "csrf": "a" * 32}
        await self.socket.send(json.dumps(hello))
        first = json.loads(await asyncio.wait_for(self.socket.recv(), 60))
        assert first["t"] == "snapshot", first
        self.reader = asyncio.create_task(self._read())

    async def _read(self) -> None:
        try:
            await self._take()
        finally:
            code = self.socket.close_code
            if code not in (None, 1000, 1006):
                self.figures.statuses[f"closed {code}"] = (
                    self.figures.statuses.get(f"closed {code}", 0) + 1
                )
            for _, answer in self.waiting.values():
                if not answer.done():
                    answer.set_result(None)

    async def _take(self) -> None:
        figures = self.figures
        async for text in self.socket:
            frame = _decode(text)
            if frame.t == "events":
                now = time.time()
                figures.arrived += len(frame.items)
                if self.measures:
                    for item in frame.items:
                        if item["kind"] == "message":
                            at = datetime.fromisoformat(item["at"]).timestamp()
                            figures.delays.append(now - at)
            elif frame.t == "ack":
                sent, answer = self.waiting.pop(frame.cid)
                figures.acks.append(time.perf_counter() - sent)
                status = frame.status
                if frame.reasons:
                    status += f" ({frame.reasons[0]['code']})"
                figures.statuses[status] = figures.statuses.get(status, 0) + 1
                answer.set_result(None)

    async def say(self, body: str) -> None:
        cid = secrets.token_hex(8)
        answer = asyncio.get_running_loop().create_future()
        self.waiting[cid] = (time.perf_counter(), answer)
        await self.socket.send(json.dumps({"t": "send", "cid": cid, "body": body}))
        await asyncio.wait_for(answer, 30)

    async def close(self) -> None:
        if self.reader is not None:
            self.reader.cancel()
        if self.socket is not None:
            await self.socket.close()


def memory(pid: int) -> int:
    """Proportional set size in KiB."""
    for line in pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0


def processor(pid: int) -> float:
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def keep_hosting(port: int, slug: str, made: dict) -> None:
    host = Client(port, slug, made, made["host"], Figures())
    host.measures = False
    await host.open()
    try:
        while True:
            await host.socket.send('{"t":"here"}')
            await asyncio.sleep(15)
    finally:
        await host.close()


async def one_room(
    port: int, pid: int, made: dict, sockets: int, seconds: float, rate: float
) -> None:
    """``sockets`` pages in one room; ``rate`` lines a second spread over the members."""
    figures = Figures()
    room = made["rooms"][0]
    cookies = itertools.cycle(room["cookies"])
    clients = [Client(port, room["slug"], made, next(cookies), figures) for _ in range(sockets)]
    empty = memory(pid)
    began = time.perf_counter()
    gate = asyncio.Semaphore(50)

    async def come(client: Client) -> None:
        async with gate:
            await client.open()

    await asyncio.gather(*(come(client) for client in clients))
    joined = time.perf_counter() - began
    await asyncio.sleep(1)
    full = memory(pid)
    for number, client in enumerate(clients):
        client.measures = number % 10 == 0
    figures.arrived = 0
    words = itertools.cycle(WORDS)
    senders = clients[:40]
    used = processor(pid)
    began = time.perf_counter()
    end = began + seconds
    counter = itertools.count()

    async def speak(sender: Client, every: float, first: float) -> None:
        await asyncio.sleep(first)
        while time.perf_counter() < end:
            started = time.perf_counter()
            await sender.say(f"{next(words)} ({next(counter)})")
            await asyncio.sleep(max(0, every - (time.perf_counter() - started)))

    every = len(senders) / rate
    await asyncio.gather(
        *(speak(s, every, every * n / len(senders)) for n, s in enumerate(senders))
    )
    took = time.perf_counter() - began
    await asyncio.sleep(0.5)
    used = processor(pid) - used
    stored = sum(n for status, n in figures.statuses.items() if status.startswith("shown"))
    print(
        f"{sockets:>6} {rate:>6.0f} {stored / took:>8.1f} {figures.arrived / took:>11,.0f}"
        f" {percentile(figures.delays, 0.5):>7.0f} {percentile(figures.delays, 0.95):>7.0f}"
        f" {percentile(figures.delays, 0.99):>7.0f} {percentile(figures.acks, 0.5):>8.1f}"
        f" {percentile(figures.acks, 0.95):>8.1f} {used / took * 100:>5.0f}"
        f" {(full - empty) / sockets:>7.1f} {joined:>6.1f}  {figures.statuses}",
        flush=True,
    )
    await asyncio.gather(*(client.close() for client in clients))


async def run(port: int, pid: int, made: dict) -> None:
    host = asyncio.create_task(keep_hosting(port, made["rooms"][0]["slug"], made))
    print(
        "sockets  lines  stored/s  deliver/s  p50 ms  p95 ms  p99 ms  ack p50  ack p95"
        "  cpu%  KiB/s  join s  answers"
    )
    try:
        for sockets, rate in CASES:
            await one_room(port, pid, made, sockets, SECONDS, rate)
    finally:
        host.cancel()
        await asyncio.gather(host, return_exceptions=True)


def measure(site: Site) -> None:
    """One room, filled and spoken in."""
    members = max(sockets for sockets, _ in CASES) // 4
    filled = subprocess.run(
        [sys.executable, "-c", f"import django; django.setup()\n{SETUP}", "1", str(members)],
        cwd=ROOT,
        env=site.environment,
        check=True,
        capture_output=True,
        text=True,
    )
    made = json.loads(filled.stdout.splitlines()[-1])
    asyncio.run(run(site.sockets, site.processes["live"].pid, made))
