"""What the worker does for live rooms. The clock holds without it; this writes it down."""

from __future__ import annotations

from celery import shared_task

from forum.chat.actions import retention, seats, sessions


@shared_task(ignore_result=True)
def keep_rooms() -> int:
    """Doors open, leases lapse, sessions end, forsaken seats go to those who wait."""
    return sessions.settle_everything() + seats.free_forsaken_seats()


@shared_task(ignore_result=True)
def purge_words() -> int:
    """Words of sessions that ended long enough ago are emptied."""
    return retention.purge_words()
