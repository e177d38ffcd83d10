"""What the worker process does for support."""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from community.support import queries
from community.support.actions.telling import alert
from community.support.models import Appointment, RequestMessage, RequestState

# A worker may have been cut off in a last call; after that nobody needs the number.
PHONE_KEPT = timedelta(days=7)
WORDS_KEPT = timedelta(days=365)
ALERT_AGAIN_AFTER = timedelta(minutes=15)


@shared_task
def forget_closed() -> int:
    """Forget telephone numbers a week after closing, and what was said after a year.

    The row itself stays, without words, for the figures. Returns how many rows changed.
    """
    now = timezone.now()
    changed = queries.closed_before(now - PHONE_KEPT).exclude(phone="").update(phone="")
    old = queries.closed_before(now - WORDS_KEPT)
    with transaction.atomic():
        changed += RequestMessage.objects.filter(request__in=old).delete()[0]
        changed += Appointment.objects.filter(request__in=old).delete()[0]
        changed += old.exclude(details="", preferences="", handover_note="").update(
            details="", preferences="", handover_note=""
        )
    return changed


@shared_task
def alert_again() -> int:
    """Tell workers and leads once more of an urgent request that nobody took for a quarter hour."""
    told = 0
    for request in queries.unanswered_urgent(ALERT_AGAIN_AFTER).filter(state=RequestState.NEW):
        with transaction.atomic():
            told += alert(request, once=f"support-alert-again-{request.pk}")
    return told
