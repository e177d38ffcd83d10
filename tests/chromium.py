"""Which Chromium the journeys run in: the system's, or the one Playwright brought."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
PLAYWRIGHT_CACHES = ("~/.cache/ms-playwright", "~/Library/Caches/ms-playwright")
PLAYWRIGHT_PLACES = (
    "chromium-*/chrome-linux*/chrome",
    "chromium-*/chrome-mac*/*.app/Contents/MacOS/*",
)

# Nothing is asked of the world outside: Chromium's own look-ups are off. Root (a container, a
# build machine) may not use the sandbox.
FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    *(["--no-sandbox"] if os.geteuid() == 0 else []),
]


def find_chromium() -> str | None:
    """The path of a Chromium; ``CHROMIUM`` in the environment chooses. ``None``: there is none."""
    if chosen := os.environ.get("CHROMIUM"):
        return chosen
    for name in NAMES:
        if found := shutil.which(name):
            return found
    for place in PLACES:
        if Path(place).is_file():
            return place
    for cache in PLAYWRIGHT_CACHES:
        for pattern in PLAYWRIGHT_PLACES:
            if built := sorted(Path(cache).expanduser().glob(pattern)):
                return str(built[-1])
    return None


CHROMIUM = find_chromium()
