"""What is kept of a session, and for how long."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Cast
from django.utils import timezone

from community.safety.models import Case, CaseState, State
from community.safety.subjects import for_object
from forum.chat.models import Declined, Membership, Message, Seat, Session, SessionState


def kept_for() -> timedelta:
    """How long words stay after a session (``ROOM_WORDS_KEPT_DAYS``, 30 when not set)."""
    return timedelta(days=getattr(settings, "ROOM_WORDS_KEPT_DAYS", 30))


@transaction.atomic
def purge_words(now: datetime | None = None) -> int:
    """Empty the lines of sessions that ended long enough ago; returns how many.

    That somebody said something stays, what they said does not. Lines that a moderator is still
    looking at are kept until the case is decided; its evidence is kept apart.
    """
    now = now or timezone.now()
    before = now - kept_for()
    old = Session.objects.filter(
        state=SessionState.CLOSED, ends_at__lt=before, words_purged_at__isnull=True
    )
    key = for_object(Message()).key
    looked_at = Case.objects.filter(subject_type=key, state=CaseState.OPEN).annotate(
        line=Cast("subject_id", models.BigIntegerField())
    )
    purged = 0
    for session in old.order_by("pk")[:500]:
        lines = Message._base_manager.filter(session=session)
        waiting = lines.filter(Exists(looked_at.filter(line=OuterRef("pk"))))
        purged += (
            lines.exclude(pk__in=waiting.values("pk"))
            .exclude(body="")
            .update(body="", reasons=[], body_digest=b"")
        )
        if not waiting.exclude(body="").exists():
            Session.objects.filter(pk=session.pk).update(words_purged_at=now)
    Declined.objects.filter(created_at__lt=before).delete()
    return purged


@transaction.atomic
def forget_member(user_id: int) -> int:
    """A person's right: their lines become tombstones without words, their seats go.

    Words that a moderator is still looking at stay until the case is decided, and go with the
    session's words after that.
    """
    key = for_object(Message()).key
    open_lines = [
        int(each)
        for each in Case.objects.filter(
            subject_type=key, state=CaseState.OPEN, author_id=user_id
        ).values_list("subject_id", flat=True)
    ]
    lines = Message._base_manager.filter(author_id=user_id)
    changed = lines.exclude(pk__in=open_lines).update(
        body="", reasons=[], body_digest=b"", state=State.REMOVED, author=None, membership=None
    )
    changed += lines.filter(pk__in=open_lines).update(author=None, membership=None)
    changed += Seat.objects.filter(member_id=user_id).delete()[0]
    changed += Membership.objects.filter(member_id=user_id).delete()[0]
    return changed
