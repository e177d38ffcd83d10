"""A queue of files: Celery's broker where no server may be asked for.

Kombu's own file transport is almost this. Two things it does would lose somebody's mail, and
are mended here: it lets a reader see a file that is still being written, and it deletes a
message before its task has run. Here a message appears whole (written aside, then renamed),
is moved to ``taken`` while a worker holds it, and is deleted when the task is done. What a
crash left in ``taken`` goes back to the queue: when the launcher starts, which knows that no
other worker lives, or by itself after an hour, as with Redis.
"""

from __future__ import annotations

import json
import os
import time
import uuid
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.transport import filesystem

FORGOTTEN_AFTER = 3600.0  # seconds that a message may stay taken; Redis' own default
LOOK_BACK_EVERY = 60.0


def put_back(taken: Path, queue: Path, *, older_than: float = 0.0) -> int:
    """Return messages that a worker took and never finished; tells how many.

    ``older_than`` is in seconds. Call it with 0 only when no worker is alive.
    """
    moved = 0
    deadline = time.time() - older_than
    for path in taken.glob("*.msg"):
        try:
            if path.stat().st_mtime <= deadline:
                path.rename(queue / path.name)
                moved += 1
        except FileNotFoundError:
            continue
    return moved


class Channel(filesystem.Channel):
    """One consumer's or producer's view of the folders."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._held: dict[str, Path] = {}
        self._needs_ack: set[str] = set()
        self._looked_back = time.monotonic()
        for folder in (self.queue_folder, self.taken_folder, self.control_folder):
            folder.mkdir(parents=True, exist_ok=True)

    @property
    def queue_folder(self) -> Path:
        return Path(self.data_folder_in)

    @property
    def taken_folder(self) -> Path:
        return self.queue_folder.parent / "taken"

    def _put(  # type: ignore[override]  # Kombu's two own signatures differ
        self, queue: str, payload: dict[str, Any], **kwargs: Any
    ) -> None:
        # Wall-clock nanoseconds: names sort in the order of sending, across restarts too.
        name = f"{time.time_ns():020d}-{uuid.uuid4().hex}.{queue}.msg"
        draft = self.queue_folder / f".{name}"
        draft.write_text(json.dumps(payload), encoding="utf-8")
        draft.rename(self.queue_folder / name)

    def _get(self, queue: str, timeout: float | None = None) -> dict[str, Any]:
        self._look_back()
        ending = f"{queue}.msg"
        for name in sorted(os.listdir(self.queue_folder)):
            if name.partition(".")[2] != ending:
                continue
            taken = self.taken_folder / name
            try:
                (self.queue_folder / name).rename(taken)
                taken.touch()
            except FileNotFoundError:
                continue  # another worker was quicker
            payload: dict[str, Any] = json.loads(taken.read_text(encoding="utf-8"))
            if queue in self._needs_ack:
                self._held[payload["properties"]["delivery_tag"]] = taken
            else:
                taken.unlink(missing_ok=True)
            return payload
        raise Empty

    def _look_back(self) -> None:
        if time.monotonic() - self._looked_back > LOOK_BACK_EVERY:
            self._looked_back = time.monotonic()
            put_back(self.taken_folder, self.queue_folder, older_than=FORGOTTEN_AFTER)

    def _done_with(self, delivery_tag: str) -> None:
        taken = self._held.pop(delivery_tag, None)
        if taken is not None:
            taken.unlink(missing_ok=True)

    def basic_consume(self, queue: str, no_ack: bool, *args: Any, **kwargs: Any) -> Any:
        if not no_ack:
            self._needs_ack.add(queue)
        return super().basic_consume(queue, no_ack, *args, **kwargs)

    def basic_ack(self, delivery_tag: str, multiple: bool = False) -> None:
        super().basic_ack(delivery_tag, multiple)
        self._done_with(delivery_tag)

    def basic_reject(self, delivery_tag: str, requeue: bool = False) -> None:
        super().basic_reject(delivery_tag, requeue)
        self._done_with(delivery_tag)

    def _restore(self, message: Any) -> None:
        # At shutdown: back to the queue as a new file, and the old one goes.
        super()._restore(message)
        self._done_with(message.delivery_tag)


class Transport(filesystem.Transport):
    """``folder://`` in ``CELERY_BROKER_URL``; the folders come from the transport options."""

    Channel = Channel
