"""How far somebody has read, and what they follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from forum.models import CaughtUp, Level, ReadMarker, Subscription, Topic

if TYPE_CHECKING:
    from community.safety.viewers import Viewer


def mark_read(member_id: int, topic_id: int, number: int) -> bool:
    """A member has been shown a topic up to a post number. Never goes back; says if it moved."""
    now = timezone.now()
    mine = ReadMarker.objects.filter(member_id=member_id, topic_id=topic_id)
    if mine.filter(number__lt=number).update(number=number, at=now):
        return True
    if mine.exists():
        return False
    ReadMarker.objects.bulk_create(
        [ReadMarker(member_id=member_id, topic_id=topic_id, number=number, at=now)],
        ignore_conflicts=True,
    )
    # Another window may have been first with a lower number.
    mine.filter(number__lt=number).update(number=number, at=now)
    return True


@transaction.atomic
def mark_all_read(member_id: int) -> None:
    """Everything up to now counts as read."""
    CaughtUp.objects.update_or_create(member_id=member_id, defaults={"at": timezone.now()})


@transaction.atomic
def follow(viewer: Viewer, topic_id: int, level: str) -> bool:
    """Watch a topic, mute it, or (with an empty level) neither. Says whether it changed.

    Raises ``Topic.DoesNotExist`` where this viewer sees no such topic, ``ValueError`` on an
    unknown level.
    """
    topic = Topic.objects.visible_to(viewer).only("pk").get(pk=topic_id)
    mine = Subscription.objects.filter(member_id=viewer.user_id, topic_id=topic.pk)
    if not level:
        return bool(mine.delete()[0])
    level = Level(level)
    if mine.filter(level=level).exists():
        return False
    Subscription.objects.update_or_create(
        member_id=viewer.user_id,
        topic_id=topic.pk,
        defaults={"level": level, "since": timezone.now()},
    )
    return True


def follow_quietly(member_id: int, topic_id: int) -> None:
    """Whoever writes in a topic hears of replies, unless they have said what they want."""
    Subscription.objects.bulk_create(
        [Subscription(member_id=member_id, topic_id=topic_id, level=Level.WATCH)],
        ignore_conflicts=True,
    )
