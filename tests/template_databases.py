"""Databases for the suite, made once and copied.

Running every migration of Wagtail and of our own takes many seconds, so it is done once for
each set of migrations, into a *template*. Each parallel worker of a run gets a copy, and
after a test that committed for real the worker's copy is laid anew from the template: what
migrations created (Wagtail's root page, locale, permissions) is always there again, sequences
start where they started, and no flush walks a hundred tables.

There are two templates: ``migrated`` and ``demo`` (the same with the demonstration community).
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit, urlunsplit

import django
import psycopg
from django.conf import settings
from django.db import connection, connections
from django.utils import timezone
from psycopg import sql

ROOT = Path(__file__).resolve().parents[1]
KEPT_DAYS = 3
MIGRATED, DEMO = "migrated", "demo"
COMMANDS = {MIGRATED: ["migrate", "--verbosity=0"], DEMO: ["load_demo"]}


def _digest(paths: Iterable[Path], *more: str) -> str:
    found = hashlib.sha256("\0".join(more).encode())
    for path in sorted(paths):
        found.update(str(path).encode() + path.read_bytes())
    return found.hexdigest()[:12]


def migrations_key() -> str:
    """Changes when any migration of any installed app does."""
    paths: list[Path] = []
    for app in settings.INSTALLED_APPS:
        package = app.partition(".apps.")[0]
        if spec := importlib.util.find_spec(package):
            for folder in spec.submodule_search_locations or ():
                paths += Path(folder, "migrations").glob("*.py")
    return _digest(paths, django.__version__, sys.version, connection.vendor)


def demo_key() -> str:
    """Changes with the migrations, with the code that loads or stores, and with the day:
    the demonstration community speaks of today and tomorrow."""
    unread = {"tests.py", "urls.py", "asgi.py", "wsgi.py", "health.py", "launch.py"}
    paths = [
        path
        for package in ("community", "directory", "forum")
        for path in (ROOT / package).rglob("*")
        if path.suffix in {".py", ".json", ".toml", ".csv", ".txt", ".md"}
        and path.name not in unread
        and "views" not in path.name
        and "settings" not in path.parts
    ]
    return _digest(paths, migrations_key(), timezone.localdate().isoformat())


_broken: dict[str, RuntimeError] = {}


def _manage(name: str, database_url: str) -> None:
    """Fill a database by our own command, in a process of its own: nothing that it caches or
    patches reaches the tests."""
    if name in _broken:
        raise _broken[name]  # it will not go better for the next test
    result = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *COMMANDS[name]],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "community.settings.test",
            "DATABASE_URL": database_url,
        },
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if result.returncode:
        _broken[name] = RuntimeError(
            f"manage.py {' '.join(COMMANDS[name])} failed:\n{result.stdout[-2000:]}"
            f"\n{result.stderr[-6000:]}"
        )
        raise _broken[name]


@contextlib.contextmanager
def _file_lock(path: Path) -> Iterator[None]:
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


class Databases(Protocol):
    """What a worker asks for."""

    def open(self) -> None:
        """Make this worker's database from the migrated template and point Django at it."""

    def lay(self, template: str = MIGRATED) -> None:
        """Make this worker's database equal to a template again."""

    def close(self) -> None:
        """Give this worker's database up."""


def point_django_at(name: str) -> None:
    connections.close_all()
    settings.DATABASES["default"]["NAME"] = name
    connection.settings_dict["NAME"] = name


class SQLiteDatabases:
    """Templates are files; laying one is SQLite's own backup, page by page, in place, so that
    threads with an open connection (a live server's) simply see the new content."""

    def __init__(self, worker: str, *, fresh: bool) -> None:
        self.folder = Path(settings.TEST_VAR_DIR) / "databases"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.name = self.folder / f"run-{os.getpid()}-{worker}.sqlite3"
        self.fresh = fresh
        self._templates: dict[str, Path] = {}

    def template(self, name: str) -> Path:
        if name not in self._templates:
            key = migrations_key() if name == MIGRATED else demo_key()
            path = self.folder / f"template-{name}-{key}.sqlite3"
            with _file_lock(self.folder / f"{name}.lock"):
                if not path.is_file() or (self.fresh and not self._is_of_this_run(path)):
                    self._forget_old()
                    self._build(name, path)
            self._templates[name] = path
        return self._templates[name]

    def _is_of_this_run(self, path: Path) -> bool:
        note = path.with_suffix(".run")
        return note.is_file() and note.read_text() == settings.TEST_RUN

    def _build(self, name: str, path: Path) -> None:
        draft = path.with_suffix(".part")
        _remove(draft)
        if name == DEMO:
            draft.write_bytes(self.template(MIGRATED).read_bytes())
        _manage(name, f"sqlite:///{draft}")
        with contextlib.closing(sqlite3.connect(draft)) as made:
            # One file, no journal beside it, so that it can be copied and renamed.
            made.execute("PRAGMA journal_mode=DELETE")
        draft.replace(path)
        path.with_suffix(".run").write_text(settings.TEST_RUN)

    def _forget_old(self) -> None:
        for path in self.folder.glob("template-*"):
            if time.time() - path.stat().st_mtime > KEPT_DAYS * 86_400:
                _remove(path)
        for path in self.folder.glob("run-*.sqlite3"):
            if not _alive(int(path.name.split("-")[1])):
                _remove(path)

    def open(self) -> None:
        point_django_at(str(self.name))
        self.lay()

    def lay(self, template: str = MIGRATED) -> None:
        connections.close_all()
        attempts = 0

        def not_for_ever(status: int, remaining: int, total: int) -> None:
            nonlocal attempts
            attempts += 1
            if attempts > 40:  # a quarter of a second each
                raise TimeoutError("A thread of the last test still holds a transaction open.")

        with (
            contextlib.closing(sqlite3.connect(self.template(template))) as source,
            contextlib.closing(sqlite3.connect(self.name)) as target,
        ):
            target.execute("PRAGMA journal_mode=WAL")
            target.execute("PRAGMA synchronous=OFF")
            source.backup(target, progress=not_for_ever)

    def close(self) -> None:
        connections.close_all()
        _remove(self.name)


class PostgreSQLDatabases:
    """Templates are PostgreSQL's own: ``CREATE DATABASE … TEMPLATE`` copies files. Laying one
    anew ends whatever connection a thread of the last test kept."""

    def __init__(self, worker: str, *, fresh: bool) -> None:
        self.url = os.environ["DATABASE_URL"]
        self.base = settings.DATABASES["default"]["NAME"]
        self.name = f"test_{self.base}_{os.getpid()}_{worker}"
        self.fresh = fresh
        self._templates: dict[str, str] = {}
        self._admin: psycopg.Connection | None = None

    @property
    def admin(self) -> psycopg.Connection:
        if self._admin is None or self._admin.closed:
            self._admin = psycopg.connect(self.url, autocommit=True)
        return self._admin

    def _do(self, statement: str, *names: str) -> None:
        self.admin.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    @contextlib.contextmanager
    def _lock(self) -> Iterator[None]:
        self.admin.execute("SELECT pg_advisory_lock(hashtext('common-ground-templates'))")
        try:
            yield
        finally:
            self.admin.execute("SELECT pg_advisory_unlock(hashtext('common-ground-templates'))")

    def template(self, name: str) -> str:
        if name not in self._templates:
            source = self.template(MIGRATED) if name == DEMO else "template0"
            key = migrations_key() if name == MIGRATED else demo_key()
            wanted = f"test_{self.base}_{name}_{key}"
            with self._lock():
                there = dict(self._made()).get(wanted)
                if there and self.fresh and there[0] != settings.TEST_RUN:
                    self._do("DROP DATABASE {} WITH (FORCE)", wanted)
                    there = None
                if not there:
                    self._forget_old()
                    self._build(name, wanted, source)
            self._templates[name] = wanted
        return self._templates[name]

    def _build(self, name: str, wanted: str, source: str) -> None:
        draft = f"{wanted}_part"
        self._do("DROP DATABASE IF EXISTS {} WITH (FORCE)", draft)
        self._do("CREATE DATABASE {} TEMPLATE {}", draft, source)
        parts = urlsplit(self.url)
        _manage(name, urlunsplit(parts._replace(path=f"/{draft}")))
        self._do("ALTER DATABASE {} RENAME TO {}", draft, wanted)
        note = f"{settings.TEST_RUN} {int(time.time())}"
        self.admin.execute(
            sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(wanted), note)
        )

    def _made(self) -> Iterator[tuple[str, tuple[str, int]]]:
        """Every database of ours: its name, the run that made it, and when (seconds)."""
        rows = self.admin.execute(
            "SELECT datname, shobj_description(oid, 'pg_database') FROM pg_database"
            " WHERE datname LIKE %s",
            [f"test\\_{self.base}\\_%"],
        ).fetchall()
        for name, note in rows:
            run, _, made = (note or "").partition(" ")
            yield name, (run, int(made or 0))

    def _forget_old(self) -> None:
        """Copies of runs that are no more, and templates that nobody has used for days."""
        for name, (_, made) in list(self._made()):
            owner = name.removeprefix(f"test_{self.base}_").split("_")[0]
            is_old = made and time.time() - made > KEPT_DAYS * 86_400
            if is_old or (owner.isdecimal() and not _alive(int(owner))):
                self._do("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def open(self) -> None:
        self.lay()
        point_django_at(self.name)

    def lay(self, template: str = MIGRATED) -> None:
        source = self.template(template)
        connections.close_all()
        self._do("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name)
        self._do("CREATE DATABASE {} TEMPLATE {}", self.name, source)

    def close(self) -> None:
        connections.close_all()
        self._do("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name)
        self.admin.close()


def databases(worker: str, *, fresh: bool) -> Databases:
    """``fresh`` builds the templates again (pytest's ``--create-db``)."""
    kind = SQLiteDatabases if connection.vendor == "sqlite" else PostgreSQLDatabases
    return kind(worker, fresh=fresh)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _remove(path: Path) -> None:
    for ending in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
