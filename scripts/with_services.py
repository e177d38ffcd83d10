"""Start a throw-away PostgreSQL and Redis, run a command with their addresses, end both.

    python scripts/with_services.py make test-services
    python scripts/with_services.py --durable python -m bench

Both live in a temporary folder, on ports of their own, and are gone afterwards; whatever
else runs on this machine is not touched. The command finds ``DATABASE_URL`` and ``REDIS_URL``
in its environment, and its exit code is ours. ``--durable`` leaves fsync on, for measuring.

Needs PostgreSQL's and Redis' own programs (Debian: ``apt-get install postgresql redis-server``)
and nothing from the virtual environment.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

STARTS_WITHIN = 30.0  # seconds
INITDB = ["-U", "root", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]


class Missing(Exception):
    """A program that is not installed; the text says how to get it."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def find_program(name: str, package: str) -> str:
    found = shutil.which(name)
    if found is None:
        # Debian keeps the server's programs out of PATH, one folder a version.
        versions = sorted(
            Path("/usr/lib/postgresql").glob(f"*/bin/{name}"),
            key=lambda each: int(each.parts[-3]),
        )
        found = str(versions[-1]) if versions else None
    if found is None:
        raise Missing(f"{name} is not installed. On Debian: apt-get install {package}")
    return found


@contextlib.contextmanager
def running(command: list[str], log: Path, **options: object) -> Iterator[subprocess.Popen[bytes]]:
    """A server for the length of a ``with`` block; its words go to ``log``."""
    with log.open("wb") as words:
        child = subprocess.Popen(  # type: ignore[call-overload]
            command, stdout=words, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, **options
        )
    try:
        yield child
    finally:
        # SIGINT is PostgreSQL's quick and clean stop; Redis knows it too.
        child.send_signal(signal.SIGINT)
        try:
            child.wait(15)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def wait_for(port: int, child: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline and child.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise RuntimeError(f"A server did not start:\n{log.read_text(errors='replace')[-3000:]}")


@contextlib.contextmanager
def postgresql(folder: Path, *, durable: bool) -> Iterator[str]:
    """A cluster of its own in ``folder``; yields its address."""
    initdb = find_program("initdb", "postgresql")
    server = find_program("postgres", "postgresql")
    owner: dict[str, object] = {}
    if os.geteuid() == 0:
        # PostgreSQL refuses to run as root, and it is right.
        account = pwd.getpwnam("postgres")
        owner = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
        os.chown(folder, account.pw_uid, account.pw_gid)
    data = folder / "data"
    subprocess.run(  # type: ignore[call-overload]
        [initdb, "-D", str(data), *INITDB],
        check=True,
        stdout=subprocess.DEVNULL,
        **owner,
    )
    port = free_port()
    options = {
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": str(folder),
        "max_connections": "60",
        "shared_buffers": "256MB",
        "fsync": "on" if durable else "off",
        "full_page_writes": "on" if durable else "off",
        "synchronous_commit": "on" if durable else "off",
    }
    command = [server, "-D", str(data), "-p", str(port)]
    for name, value in options.items():
        command += ["-c", f"{name}={value}"]
    log = folder / "postgresql.log"
    with running(command, log, cwd="/", **owner) as child:
        wait_for_postgresql(port, child, log)
        yield f"postgres://root@127.0.0.1:{port}/postgres"


def wait_for_postgresql(port: int, child: subprocess.Popen[bytes], log: Path) -> None:
    # The port opens a moment before the server takes questions.
    wait_for(port, child, log)
    ready = find_program("pg_isready", "postgresql")
    deadline = time.monotonic() + STARTS_WITHIN
    while subprocess.run([ready, "-q", "-h", "127.0.0.1", "-p", str(port)], check=False).returncode:
        if time.monotonic() > deadline:
            raise RuntimeError(f"PostgreSQL takes no questions:\n{log.read_text()[-3000:]}")
        time.sleep(0.05)


@contextlib.contextmanager
def redis(folder: Path) -> Iterator[str]:
    """A Redis that keeps nothing; yields its address."""
    server = find_program("redis-server", "redis-server")
    port = free_port()
    command = [server, "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    command += ["--appendonly", "no", "--dir", str(folder)]
    log = folder / "redis.log"
    with running(command, log) as child:
        wait_for(port, child, log)
        yield f"redis://127.0.0.1:{port}/0"


@contextlib.contextmanager
def services(*, durable: bool = False) -> Iterator[dict[str, str]]:
    """Both, as the environment variables that the site reads."""
    with (
        tempfile.TemporaryDirectory(prefix="cg-postgresql-") as first,
        tempfile.TemporaryDirectory(prefix="cg-redis-") as second,
        postgresql(Path(first), durable=durable) as database_url,
        redis(Path(second)) as redis_url,
    ):
        yield {"DATABASE_URL": database_url, "REDIS_URL": redis_url}


def main(arguments: list[str]) -> int:
    durable = arguments[:1] == ["--durable"]
    command = arguments[1:] if durable else arguments
    if not command:
        sys.stderr.write(__doc__ or "")
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        with services(durable=durable) as addresses:
            return subprocess.run(command, env={**os.environ, **addresses}, check=False).returncode
    except (Missing, RuntimeError) as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
