"""Letting a browser page in, and looking again whether it may still be here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib import import_module
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.middleware.csrf import (  # type: ignore[attr-defined]  # two private names
    CSRF_SESSION_KEY,
    InvalidTokenFormat,
    _check_token_format,
    _does_token_match,
)

from community.safety import viewers
from community.safety.models import Sanction, SanctionKind
from community.safety.viewers import Viewer
from forum.chat import queries, replay
from forum.chat.actions import seats
from forum.chat.events import Close
from forum.chat.models import SEAT_KEPT_SOCKET, Room, Seat, SeatState
from forum.chat.permissions import may_host

_CODES = {
    seats.Entry.SIGN_IN: Close.SIGNED_OUT,
    seats.Entry.AGREEMENT: Close.AGREEMENT,
    seats.Entry.WAITING: Close.FULL,
    seats.Entry.CLOSED: Close.CLOSED,
    seats.Entry.REMOVED: Close.REMOVED,
    seats.Entry.SUSPENDED: Close.SUSPENDED,
    seats.Entry.NO_ROOM: Close.NO_ROOM,
}


@dataclass(frozen=True, slots=True)
class Admission:
    """Whether a page may listen: its viewer and room, or the code to close with."""

    close_code: int | None = None
    viewer: Viewer = viewers.RESIDENT
    room_id: int = 0
    public_id: str = ""
    is_host: bool = False


def admit(cookies: dict[str, str], slug: str, csrf: str | None) -> Admission:
    """Who is this, may they come in, and is there a seat?

    ``csrf`` is the token of our own page; ``None`` only where the request was checked before.
    A seat that was lost while a page was away is taken again when one is free.
    """
    session = _session(cookies.get(settings.SESSION_COOKIE_NAME))
    user = get_user(SimpleNamespace(session=session))  # type: ignore[arg-type]
    if not user.is_authenticated:
        return Admission(Close.SIGNED_OUT)
    if csrf is not None and not _token_is_ours(csrf, cookies, session):
        return Admission(Close.BAD_TOKEN)
    viewer = viewers.build(user.pk)
    entered = seats.enter_room(slug, viewer, kept=SEAT_KEPT_SOCKET)
    if not entered.is_in:
        return Admission(_CODES[entered.entry], viewer)
    return Admission(None, viewer, entered.room_id, str(user.public_id), is_host=entered.is_host)


def _session(key: str | None) -> Any:
    return import_module(settings.SESSION_ENGINE).SessionStore(key)


def _token_is_ours(token: str, cookies: dict[str, str], session: Any) -> bool:
    """The same comparison that Django makes of a form's token."""
    if settings.CSRF_USE_SESSIONS:
        secret = session.get(CSRF_SESSION_KEY)
    else:
        secret = cookies.get(settings.CSRF_COOKIE_NAME)
    if not secret:
        return False
    try:
        _check_token_format(token)
        _check_token_format(secret)
    except InvalidTokenFormat:
        return False
    return bool(_does_token_match(token, secret))


def view_again(
    room_id: int, viewer: Viewer, epoch: str | None, seq: int | None
) -> replay.View | None:
    """The room as it is at this moment, for somebody who is already in; ``None`` when gone."""
    room = (
        Room.objects.visible_to(viewer)
        .filter(pk=room_id)
        .select_related("current_session__lead__profile")
        .first()
    )
    return replay.view_for(room, viewer, epoch=epoch, seq=seq) if room is not None else None


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody with a socket in a room."""

    user_id: int
    room_id: int
    session_key: str
    is_host: bool = False


@dataclass(frozen=True, slots=True)
class Recheck:
    """``close_code`` when they may no longer be here; else whose lines are folded for them."""

    close_code: int | None = None
    folds: frozenset[int] = field(default_factory=frozenset)


def recheck(present: Iterable[Present]) -> dict[Present, Recheck]:
    """Are they still signed in, in good standing, in their seat? A few queries for all."""
    everyone = set(present)
    user_ids = {each.user_id for each in everyone}
    signed_in = queries.sessions_alive({(each.session_key, each.user_id) for each in everyone})
    suspended = set(
        Sanction.objects.active()
        .filter(member_id__in=user_ids, kind__in=[SanctionKind.SUSPENSION, SanctionKind.BAN])
        .values_list("member_id", flat=True)
    )
    rooms = Room.objects.in_bulk({each.room_id for each in everyone})
    seated = set(
        Seat.objects.filter(
            session__in=[
                room.current_session_id for room in rooms.values() if room.current_session_id
            ],
            member_id__in=user_ids,
        )
        .exclude(state=SeatState.REMOVED)
        .values_list("session__room_id", "member_id")
    )
    blocks = queries.blocks_of(user_ids)
    answers: dict[Present, Recheck] = {}
    for each in everyone:
        room = rooms.get(each.room_id)
        if (each.session_key, each.user_id) not in signed_in:
            answers[each] = Recheck(Close.SIGNED_OUT)
        elif each.user_id in suspended:
            answers[each] = Recheck(Close.SUSPENDED)
        elif room is None:
            answers[each] = Recheck(Close.NO_ROOM)
        elif room.current_session_id is None:
            answers[each] = Recheck(Close.CLOSED)
        elif (each.room_id, each.user_id) not in seated:
            answers[each] = Recheck(Close.REMOVED)
        elif each.is_host:
            # Few in number: ask properly whether they still host.
            still = may_host(viewers.build(each.user_id), room)
            answers[each] = Recheck(None if still else Close.RESYNC)
        else:
            answers[each] = Recheck(folds=blocks.get(each.user_id, frozenset()))
    return answers


def epoch_of(room_id: int) -> str | None:
    epoch = Room.objects.filter(pk=room_id).values_list("epoch", flat=True).first()
    return str(epoch) if epoch is not None else None
