"""Common Ground on one machine, with nothing else to install: ``make run``.

Makes what is missing (folders, database, demonstration community), starts the site and the
worker with its timetable, says when the first page answers, and stops both together. Only
the standard library is used here, so that the word "Ready" waits for the site alone.

Run as a script (``python community/launch.py``), never imported by the site.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import TextIO

ROOT = Path(__file__).resolve().parents[1]
FIRST_PAGE_WITHIN = 90.0  # seconds
GRACE = 8.0  # seconds for a child to finish what it is doing
LAST_LINES = 20
SOCKET_FRAME_LIMIT = 32_768  # bytes, as the rooms' protocol promises


class CannotStart(Exception):
    """Something that a person can mend; the text says what."""


class Stopped(Exception):
    """Somebody asked us to stop."""


@dataclass(frozen=True)
class Place:
    """Where this run lives: its port and its folder."""

    port: int
    var: Path

    @classmethod
    def from_environment(cls) -> Place:
        raw = os.environ.get("PORT") or "8000"
        if not raw.isdecimal() or not 1 <= int(raw) <= 65_535:
            raise CannotStart(f"PORT must be a number from 1 to 65535, not {raw!r}.")
        var = Path(os.environ.get("VAR_DIR") or ROOT / "var")
        return cls(int(raw), var if var.is_absolute() else (Path.cwd() / var).resolve())

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def logs(self) -> Path:
        return self.var / "logs"

    @property
    def queue(self) -> Path:
        return self.var / "broker" / "queue"

    @property
    def taken(self) -> Path:
        return self.var / "broker" / "taken"

    def make_folders(self) -> None:
        folders = (self.logs, self.queue, self.taken, self.var / "broker" / "control")
        try:
            for folder in (*folders, self.var / "media", self.var / "mail"):
                folder.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise CannotStart(
                f"Cannot write in {self.var} ({problem.strerror}). "
                "Set VAR_DIR to a folder of yours."
            ) from problem

    def environment(self) -> dict[str, str]:
        return {
            "DJANGO_SETTINGS_MODULE": "community.settings.dev",
            "BASE_URL": self.url,
            **os.environ,
            "VAR_DIR": str(self.var),
            "PORT": str(self.port),
            "PYTHONUNBUFFERED": "1",
            "PYTHONPATH": str(ROOT),
        }


def say(line: str = "") -> None:
    print(line, flush=True)  # noqa: T201  (talking to the person at the terminal is its job)


# --- Before the start -----------------------------------------------------------------------
@contextlib.contextmanager
def sole_user_of(place: Place) -> Iterator[None]:
    """Two launchers on one folder would answer every recurring task twice."""
    with (place.var / "launcher.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CannotStart(
                f"Common Ground is already running with {place.var}. "
                "Stop it first (Ctrl-C where it runs), or set another VAR_DIR and PORT."
            ) from None
        yield


def check_port_is_free(place: Place) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", place.port))
        except PermissionError:
            raise CannotStart(
                f"This account may not open port {place.port}. Try: make run PORT=8000"
            ) from None
        except OSError:
            raise CannotStart(
                f"Port {place.port} is in use by another program. "
                f"Try another: make run PORT={place.port + 1}"
            ) from None


def fingerprint(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0")
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()


def wanted_stamps() -> dict[str, str]:
    """What the database must have been through; a changed fingerprint means work to do."""
    migrations = [ROOT / "requirements.txt"]
    for package in ("community", "directory", "forum"):
        migrations += (ROOT / package).rglob("migrations/*.py")
    demo = [
        path
        for path in (ROOT / "community" / "demo").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    ]
    database = os.environ.get("DATABASE_URL", "")
    return {
        "database": hashlib.sha256(database.encode()).hexdigest(),
        "migrations": fingerprint(migrations),
        "demo": fingerprint(demo),
    }


def prepare(place: Place) -> None:
    """Migrate and load the demonstration community, unless this was done already."""
    record = place.var / "prepared.json"
    done: dict[str, str] = {}
    embedded = not os.environ.get("DATABASE_URL")
    if record.is_file() and not (embedded and not (place.var / "common-ground.sqlite3").is_file()):
        with contextlib.suppress(ValueError):
            done = json.loads(record.read_text())
    wanted = wanted_stamps()
    if done.get("database") != wanted["database"]:
        done = {}
    if done.get("migrations") != wanted["migrations"]:
        say("Preparing the database (the first time takes about a minute)…")
        manage(place, "migrate", "--verbosity=0")
    if done.get("demo") != wanted["demo"]:
        manage(place, "load_demo")
    if done != wanted:
        # A kill between write and rename leaves the old record, and the work is done again.
        draft = record.with_suffix(".part")
        draft.write_text(json.dumps(wanted, indent=1))
        draft.replace(record)


def manage(place: Place, *command: str) -> None:
    child = subprocess.Popen(  # noqa: S603  (our own command, no shell)
        [sys.executable, str(ROOT / "manage.py"), *command],
        env={"LOG_LEVEL": "WARNING", **place.environment()},  # its progress, not its every step
        cwd=ROOT,
        start_new_session=True,
    )
    try:
        code = child.wait()
    except BaseException:
        end([child])
        raise
    if code:
        raise CannotStart(f"“manage.py {command[0]}” did not finish; its words are above.")


# --- The two programs -----------------------------------------------------------------------
class Program:
    """A child with its own log. What it prints on standard output (mail) is shown here."""

    def __init__(self, name: str, command: list[str], place: Place) -> None:
        self.name = name
        self.log = place.logs / f"{name}.log"
        keep_one_older(self.log)
        self._log_file: TextIO = self.log.open("w", encoding="utf-8")
        self.process = subprocess.Popen(  # noqa: S603  (our own command, no shell)
            command,
            cwd=ROOT,
            env=place.environment(),
            stdin=subprocess.DEVNULL,
            stderr=self._log_file,
            start_new_session=True,  # Ctrl-C reaches the launcher only, which ends both in order
        )

    @property
    def ended(self) -> bool:
        return self.process.poll() is not None

    def last_words(self) -> str:
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join(f"    {line}" for line in lines[-LAST_LINES:])


def keep_one_older(log: Path) -> None:
    if log.is_file():
        log.replace(log.with_suffix(".previous.log"))


def start_site(place: Place) -> Program:
    config = place.logs / "site-logging.json"
    config.write_text(json.dumps(uvicorn_logging(place), indent=1))
    command = [sys.executable, "-m", "uvicorn", "community.asgi:application"]
    command += ["--host", "127.0.0.1", "--port", str(place.port), "--workers", "1"]
    command += ["--lifespan", "off", "--log-config", str(config)]
    command += ["--ws", "websockets-sansio", "--ws-max-size", str(SOCKET_FRAME_LIMIT)]
    command += ["--ws-per-message-deflate", "false", "--timeout-graceful-shutdown", "3"]
    return Program("site", command, place)


def uvicorn_logging(place: Place) -> dict[str, object]:
    """Faults into the site's log; one line a request into a file that cannot grow for ever."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
        "handlers": {
            "log": {"class": "logging.StreamHandler", "formatter": "line"},
            "access": {
                "class": "logging.handlers.RotatingFileHandler",
                "filename": str(place.logs / "access.log"),
                "maxBytes": 5_000_000,
                "backupCount": 2,
                "formatter": "line",
            },
        },
        "loggers": {
            "uvicorn": {"handlers": ["log"], "level": "INFO", "propagate": False},
            "uvicorn.access": {"handlers": ["access"], "level": "INFO", "propagate": False},
        },
    }


def start_worker(place: Place) -> Program:
    # Nobody else is alive on this folder (the lock says so): what a crash left half-done in
    # "taken" is waiting again.
    for message in place.taken.glob("*.msg"):
        message.rename(place.queue / message.name)
    # The timetable runs inside the worker: one process fewer, and no second clock.
    command = [sys.executable, "-m", "celery", "--quiet", "-A", "community", "worker", "--beat"]
    command += ["--schedule", str(place.var / "beat-schedule")]
    command += ["--pool", "threads", "--concurrency", "2", "--loglevel", "INFO"]
    command += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    return Program("worker", command, place)


def first_page_answers(place: Place) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", place.port, timeout=10)
    try:
        connection.request("GET", "/", headers={"Accept-Language": "en-GB"})
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def wait_until_ready(place: Place, programs: list[Program]) -> None:
    deadline = time.monotonic() + FIRST_PAGE_WITHIN
    while not first_page_answers(place):
        check_all_alive(programs)
        if time.monotonic() > deadline:
            raise CannotStart(
                f"The first page did not answer within {FIRST_PAGE_WITHIN:.0f} seconds. "
                f"The site's last words ({programs[0].log}):\n{programs[0].last_words()}"
            )
        time.sleep(0.05)
    check_all_alive(programs)


def check_all_alive(programs: list[Program]) -> None:
    for program in programs:
        if program.ended:
            raise CannotStart(
                f"The {program.name} ended by itself (code {program.process.returncode}). "
                f"Its last words ({program.log}):\n{program.last_words()}"
            )


def end(children: list[subprocess.Popen[bytes]]) -> None:
    """Ask every child and whatever it started to stop; insist after a while."""
    for child in children:
        signal_group(child, signal.SIGTERM)
    deadline = time.monotonic() + GRACE
    for child in children:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(max(0.0, deadline - time.monotonic()))
    for child in children:
        signal_group(child, signal.SIGKILL)  # the group may outlive its first process
        child.wait()


def signal_group(child: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, number)


def stop_when_asked(number: int, frame: FrameType | None) -> None:
    raise Stopped(number)


def run(place: Place) -> None:
    place.make_folders()
    programs: list[Program] = []
    with sole_user_of(place):
        check_port_is_free(place)
        prepare(place)
        try:
            programs.append(start_site(place))
            programs.append(start_worker(place))
            wait_until_ready(place, programs)
            say(f"Ready: {place.url}")
            say(f"  Mail is shown here and kept in {place.var / 'mail'}")
            say(f"  Logs are in {place.logs}. Ctrl-C stops everything.")
            while True:
                time.sleep(0.5)
                check_all_alive(programs)
        finally:
            # A second Ctrl-C must not leave a child behind.
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)
            end([program.process for program in programs])


def main() -> int:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop_when_asked)
    try:
        run(Place.from_environment())
    except CannotStart as problem:
        say(f"\nCommon Ground could not go on. {problem}")
        return 1
    except Stopped:
        say("\nStopped. Your data is kept.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
