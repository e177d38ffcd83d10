"""What the worker does for the safe space."""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from community.notices.actions import tell
from community.safety import queries, viewers
from community.safety.models import Case, Screening


@shared_task
def alert_moderators(case_id: int) -> int:
    """Tell every moderator of the space that a life may be at risk. Returns how many were told."""
    case = Case.objects.filter(pk=case_id).first()
    if case is None or not case.is_open:
        return 0
    people = [
        person for person in viewers.moderator_ids(case.circle_id) if person != case.author_id
    ]
    with transaction.atomic():
        for person in people:
            tell(
                person,
                "alert",
                subject="Somebody needs you at the desk",
                body="A case of the highest priority is waiting. Please open it now if you can.",
                url=reverse("safety:case", args=[case.public_id]),
                once=f"alert-{case.pk}-{case.reopened}",
            )
    return len(people)


@shared_task
def alert_again() -> int:
    """Alert for open cases of danger that nobody has seen. Whoever was told is not told twice.

    A broker that was away loses no alert: this finds the case. Returns how many were waiting.
    """
    waiting = queries.unseen_danger()
    for case_id in waiting:
        alert_moderators.run(case_id)
    return len(waiting)


@shared_task
def forget_screenings() -> int:
    """Empty the remembered words after an hour and drop the rows after thirty days."""
    now = timezone.now()
    emptied = (
        Screening.objects.filter(at__lt=now - timedelta(hours=1)).exclude(tail="").update(tail="")
    )
    Screening.objects.filter(at__lt=now - timedelta(days=30)).delete()
    return emptied
