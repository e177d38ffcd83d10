"""What every measurement needs: a production site on this machine, a load, honest numbers.

A site here is what docker-compose.yml runs: production settings, PostgreSQL and Redis (with
fsync on), granian for pages, uvicorn for sockets, with the demonstration community inside.
The load comes from the same machine, from a process of its own, over loopback only, and stops
by itself. Absolute numbers belong to one machine; carry ratios within one run.
"""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import json
import multiprocessing
import os
import secrets
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

import uvloop

from scripts.with_services import free_port

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "bench" / "results"
PASSWORD = "common-ground-demo"
HOST = "localhost"
STARTS_WITHIN = 60.0
MOST_SECONDS = 60.0  # no single load is longer, whatever is asked


@dataclass(frozen=True)
class Row:
    """One case of a measurement: the median of its rounds."""

    case: str
    per_second: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    errors: int
    note: str = ""


@dataclass(frozen=True)
class Load:
    """One round: what was answered, and how long each answer took (ms)."""

    seconds: float
    took: list[float]
    errors: int

    @property
    def per_second(self) -> float:
        return len(self.took) / self.seconds

    def percentile(self, share: float) -> float:
        ordered = sorted(self.took)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0


@dataclass
class Site:
    """A running site. ``pages`` and ``sockets`` are ports on 127.0.0.1."""

    pages: int
    sockets: int
    environment: dict[str, str]
    processes: dict[str, subprocess.Popen[bytes]]

    def manage(self, *command: str) -> str:
        """Run a command of ours against this site's database; its output."""
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout

    def cookie(self, email: str) -> str:
        """A ``Cookie`` header of somebody signed in."""
        code = (
            "from django.contrib.auth import get_user_model as m; from django.test import Client;"
            f"c = Client(); c.force_login(m().objects.get(email={email!r}));"
            "from django.conf import settings as s; n = s.SESSION_COOKIE_NAME;"
            "print(n + '=' + c.cookies[n].value)"
        )
        return self.manage("shell", "-v", "0", "-c", code).strip().splitlines()[-1]

    def memory_mb(self) -> float:
        """Proportional memory of all its processes and their children (Linux)."""
        total = 0
        for root in self.processes.values():
            for pid in [root.pid, *_children(root.pid)]:
                with contextlib.suppress(OSError):
                    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                        if line.startswith("Pss:"):
                            total += int(line.split()[1])
        return total / 1024


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in map(int, task.read_text().split()):
                found += [child, *_children(child)]
    return found


@contextlib.contextmanager
def production_site(*, large: bool = False, web_workers: int = 2) -> Iterator[Site]:
    """The site on the PostgreSQL and Redis of ``DATABASE_URL`` and ``REDIS_URL``."""
    if not os.environ.get("DATABASE_URL") or not os.environ.get("REDIS_URL"):
        sys.exit("Run it through: make bench (or scripts/with_services.py --durable …)")
    with tempfile.TemporaryDirectory(prefix="cg-bench-") as folder:
        pages, sockets = free_port(), free_port()
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "community.settings.production",
            "SECRET_KEY": secrets.token_urlsafe(60),
            "ALLOWED_HOSTS": HOST,
            "CSRF_TRUSTED_ORIGINS": f"https://{HOST}",
            "BASE_URL": f"https://{HOST}",
            "STAFF_SECOND_FACTOR_REQUIRED": "false",
            "STATIC_ROOT": f"{folder}/static",
            "VAR_DIR": folder,
            "LOG_LEVEL": "ERROR",
        }
        site = Site(pages, sockets, environment, {})
        site.manage("collectstatic", "--noinput", "-v", "0")
        site.manage("migrate", "-v", "0")
        site.manage("load_demo", *(["--large"] if large else []))
        bin_folder = Path(sys.executable).parent
        web = [str(bin_folder / "granian"), "--interface", "wsgi", "--host", "127.0.0.1"]
        web += ["--port", str(pages), "--workers", str(web_workers), "--blocking-threads", "1"]
        live = [str(bin_folder / "uvicorn"), "community.asgi:application", "--lifespan", "off"]
        live += ["--host", "127.0.0.1", "--port", str(sockets), "--no-access-log"]
        live += ["--log-level", "error", "--ws", "websockets-sansio"]
        live += ["--ws-max-size", "32768", "--ws-per-message-deflate", "false"]
        commands = {"web": [*web, "--no-log", "community.wsgi:application"], "live": live}
        try:
            for name, command in commands.items():
                site.processes[name] = subprocess.Popen(
                    command, cwd=ROOT, env=environment, start_new_session=True
                )
            for port in (pages, sockets):
                _wait_for(port)
            yield site
        finally:
            for process in site.processes.values():
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGTERM)
                process.wait()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/healthz", headers={"Host": HOST})
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    sys.exit("The site did not start.")


# --- Load --------------------------------------------------------------------------------
class _Client(asyncio.Protocol):
    """One connection that asks again as soon as it is answered."""

    def __init__(self, question: bytes, deadline: float, took: list[float]) -> None:
        self.question, self.deadline, self.took = question, deadline, took
        self.errors = 0
        self.left = 0
        self.head = b""
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self._ask()

    def _ask(self) -> None:
        self.began = time.perf_counter()
        self.transport.write(self.question)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        if not self.left:
            self.head += data
            end = self.head.find(b"\r\n\r\n")
            if end < 0:
                return
            head, rest = self.head[:end].lower(), len(self.head) - end - 4
            self.head = b""
            at = head.find(b"content-length:")
            self.left = int(head[at + 15 :].split(b"\r\n", 1)[0]) - rest if at > 0 else 0
            if not head.startswith(b"http/1.1 2"):
                self.errors += 1
        else:
            self.left -= len(data)
        if self.left <= 0:
            self.left = 0
            self.took.append((time.perf_counter() - self.began) * 1000)
            if time.perf_counter() < self.deadline:
                self._ask()
            else:
                self.transport.close()

    def connection_lost(self, problem: Exception | None) -> None:
        if time.perf_counter() < self.deadline:
            self.errors += 1
        if not self.done.done():
            self.done.set_result(None)


def _generate(port: int, question: bytes, concurrency: int, seconds: float, answer) -> None:
    async def all_of_them() -> tuple[list[float], int]:
        loop = asyncio.get_running_loop()
        took: list[float] = []
        deadline = time.perf_counter() + seconds
        clients = []
        for _ in range(concurrency):
            _, client = await loop.create_connection(
                lambda: _Client(question, deadline, took), "127.0.0.1", port
            )
            clients.append(client)
        await asyncio.wait([each.done for each in clients], timeout=seconds + 30)
        return took, sum(each.errors for each in clients)

    answer.put(uvloop.run(all_of_them()))


def get(port: int, path: str, *, concurrency: int, seconds: float = 10.0, cookie: str = "") -> Load:
    """Ask for one page over and over; the load comes from a process of its own."""
    seconds = min(seconds, MOST_SECONDS)
    headers = [f"GET {path} HTTP/1.1", f"Host: {HOST}", "X-Forwarded-Proto: https"]
    headers += ["Accept: text/html", "Accept-Language: en-GB"]
    if cookie:
        headers.append(f"Cookie: {cookie}")
    question = ("\r\n".join(headers) + "\r\n\r\n").encode()
    context = multiprocessing.get_context("spawn")
    answer = context.Queue()
    process = context.Process(
        target=_generate, args=(port, question, concurrency, seconds, answer), daemon=True
    )
    process.start()
    took, errors = answer.get(timeout=seconds + 60)
    process.join(10)
    return Load(seconds, took, errors)


def page(
    site: Site,
    case: str,
    path: str,
    *,
    cookie: str = "",
    rounds: int = 3,
    seconds: float = 10.0,
    note: str = "",
) -> Row:
    """Pages a second at concurrency 16, and times at concurrency 1; the median of the rounds."""
    if urlsplit(path).netloc:
        raise ValueError("A path on this site, not an address elsewhere.")
    get(site.pages, path, concurrency=4, seconds=2, cookie=cookie)  # warm
    busy = [
        get(site.pages, path, concurrency=16, seconds=seconds, cookie=cookie) for _ in range(rounds)
    ]
    calm = get(site.pages, path, concurrency=1, seconds=seconds / 2, cookie=cookie)
    return Row(
        case,
        round(statistics.median(load.per_second for load in busy), 1),
        round(calm.percentile(0.50), 2),
        round(calm.percentile(0.95), 2),
        round(calm.percentile(0.99), 2),
        sum(load.errors for load in busy) + calm.errors,
        note,
    )


# --- Words ---------------------------------------------------------------------------------
def report(name: str, rows: list[Row], **facts: object) -> None:
    """Print a table, and keep it as JSON in ``bench/results`` (which git ignores)."""
    width = max(len(row.case) for row in rows)
    print(f"\n{name}\n{'case':{width}}    req/s   p50 ms   p95 ms   p99 ms  errors")
    for row in rows:
        print(
            f"{row.case:{width}} {row.per_second:8,.0f} {row.p50_ms:8.1f} {row.p95_ms:8.1f}"
            f" {row.p99_ms:8.1f} {row.errors:7}  {row.note}"
        )
    for fact, value in facts.items():
        print(f"{fact.replace('_', ' ')}: {value}")
    RESULTS.mkdir(exist_ok=True)
    kept = {"name": name, "at": time.time(), "facts": facts, "rows": [asdict(row) for row in rows]}
    (RESULTS / f"{name}.json").write_text(json.dumps(kept, indent=1) + "\n")
