"""What is the same for everyone, kept in this process and found by version.

The version stands in the key, so nothing is ever taken out by hand: when a post is hidden the
version of its topic goes up, and the page that held it is not found any more, in any process.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TypeVar

T = TypeVar("T")

# Characters that one process keeps; about two bytes each at worst.
BUDGET = 12_000_000


class Store:
    """Least recently used goes first. Safe between threads; forgets after ``seconds``."""

    def __init__(self, budget: int = BUDGET) -> None:
        self._budget = budget
        self._kept: OrderedDict[Hashable, tuple[object, int, float]] = OrderedDict()
        self._weight = 0
        self._lock = threading.Lock()
        self.found = 0
        self.missed = 0

    def get(self, key: Hashable) -> object | None:
        with self._lock:
            entry = self._kept.get(key)
            if entry is not None and entry[2] > time.monotonic():
                self._kept.move_to_end(key)
                self.found += 1
                return entry[0]
            self.missed += 1
            return None

    def put(self, key: Hashable, value: object, weight: int, seconds: float) -> None:
        with self._lock:
            self._drop(key)
            self._kept[key] = (value, weight, time.monotonic() + seconds)
            self._weight += weight
            while self._weight > self._budget and len(self._kept) > 1:
                self._drop(next(iter(self._kept)))

    def _drop(self, key: Hashable) -> None:
        entry = self._kept.pop(key, None)
        if entry is not None:
            self._weight -= entry[1]

    def clear(self) -> None:
        """For tests and measurements with a cold start."""
        with self._lock:
            self._kept.clear()
            self._weight = 0


store = Store()


def remember(
    key: Hashable, build: Callable[[], T], *, weigh: Callable[[T], int], seconds: float = 900
) -> T:
    """What is kept under ``key``, or what ``build()`` gives, kept from now on."""
    found = store.get(key)
    if found is None:
        found = build()
        store.put(key, found, weigh(found), seconds)
    return found  # type: ignore[return-value]
