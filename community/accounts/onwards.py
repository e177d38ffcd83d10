"""Where to go on after signing in.

``?next=`` does not survive the way through a mail program. A room that keeps something for a
visitor until they have joined leaves its address here, in the session.
"""

from __future__ import annotations

import time

from django.http import HttpRequest

_KEY = "onwards"


def remember(request: HttpRequest, path: str, seconds: int) -> None:
    """Go on at ``path`` (of this site) if they sign in within that time."""
    request.session[_KEY] = {"path": path, "until": time.time() + seconds}


def find(request: HttpRequest) -> str:
    """The path, or nothing when there is none or it is too late."""
    found = request.session.get(_KEY)
    return found["path"] if found and found["until"] > time.time() else ""


def forget(request: HttpRequest) -> None:
    request.session.pop(_KEY, None)
