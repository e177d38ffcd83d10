"""What the clock says of a session, written down. The clock holds whether or not this ran."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from django.utils import timezone

from community.notices.actions import tell
from community.safety import viewers
from forum.chat.actions import ledger
from forum.chat.models import (
    GRACE_AFTER_END,
    LIVE,
    Room,
    SeatState,
    Session,
    SessionState,
)


def speaking_until(session: Session) -> datetime:
    """Until when lines are taken if the host gives no further sign."""
    return min(cast(datetime, session.lease_until), session.ends_at + GRACE_AFTER_END)


def end(session: Session, why: str, now: datetime) -> None:
    """Close a locked session: everyone leaves, and the log says so."""
    session.state = SessionState.CLOSED
    session.closed_at = now
    session.closed_for = why
    session.seats_taken = 0
    session.save(update_fields=["state", "closed_at", "closed_for", "seats_taken"])
    session.seats.filter(state__in=[SeatState.IN, SeatState.WAITING]).update(state=SeatState.LEFT)
    Room.objects.filter(pk=session.room_id).update(current_session=None, speaking_until=None)
    ledger.record_state(session.room_id, SessionState.CLOSED)


def settle(session: Session, now: datetime) -> SessionState:
    """Write down what the clock already says of a locked session; returns the state."""
    state = session.state_now(now)
    if state == session.state:
        return state
    if state is SessionState.CLOSED:
        over = now >= session.ends_at
        end(session, "ended" if over else "lease", now)
        return state
    was_paused = session.state == SessionState.PAUSED
    session.state = state
    if state is SessionState.PAUSED and not was_paused:
        session.paused_for = "lease"
    session.save(update_fields=["state", "paused_for"])
    if state is SessionState.PAUSED:
        Room.objects.filter(pk=session.room_id).update(speaking_until=None)
        _alert_hosts(session)
    ledger.record_state(session.room_id, state)
    return state


def settle_room(room: Room, now: datetime) -> None:
    """The same for whatever session runs in this room."""
    session = (
        Session.objects.select_for_update(of=("self",))
        .filter(room_id=room.pk, state__in=LIVE)
        .first()
    )
    if session is not None:
        settle(session, now)


def _alert_hosts(session: Session) -> None:
    """A room without a host: the others who could take it hear at once, here and by e-mail."""
    room = session.room
    others = {session.lead_id, session.co_lead_id, *viewers.moderator_ids(room.circle_id)}
    for member_id in others:
        if member_id is None:
            continue
        tell(
            member_id,
            "room-paused",
            subject="A room needs a host",
            body=(
                f"“{room.name}” is paused because its host has gone quiet. "
                "If you can, step in and carry on. It closes by itself after five minutes."
            ),
            url=room.get_absolute_url(),
            once=f"room-paused:{session.pk}:{timezone.now():%Y%m%d%H%M}",
        )
