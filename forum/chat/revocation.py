"""Signing out closes one's sockets: at once through the bus, within seconds without it."""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib.auth.signals import user_logged_out

from community.realtime import tell_person_on_commit


def session_mark(session_key: str | None) -> str:
    """A name for a browser's session that gives nothing away."""
    return hashlib.blake2b((session_key or "").encode(), digest_size=8).hexdigest()


def connect() -> None:
    user_logged_out.connect(_signed_out, dispatch_uid="forum.chat.revocation")


def _signed_out(sender: object, request: Any, user: Any, **kwargs: object) -> None:
    if user is None or user.pk is None:
        return
    mark = session_mark(request.session.session_key) if hasattr(request, "session") else ""
    tell_person_on_commit(user.pk, "signed_out", session=mark)
