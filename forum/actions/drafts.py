"""Drafts: words that are not sent yet, kept as they are typed and after anything goes wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from community.text import MAX_LENGTH, clean_source
from forum.limits import NOTE_LENGTH, TITLE_LENGTH
from forum.models import Draft

PLACE = re.compile(r"topic:\d{1,18}|post:\d{1,18}|category:[-a-zA-Z0-9_]{1,60}", re.ASCII)
# Somebody's drafts are theirs, but a table is everybody's.
MOST_DRAFTS = 200


@dataclass(frozen=True, slots=True)
class DraftResult:
    """``saved_at`` is ``None`` when there was nothing to keep."""

    place: str
    saved_at: datetime | None = None


@transaction.atomic
def save_draft(
    member_id: int, place: str, *, title: str = "", body: str = "", content_note: str = ""
) -> DraftResult:
    """Keep what was typed at a place, over what was kept there before; nothing typed, no draft.

    Raises ``ValueError`` for something that is no place. Longer than a post may be is cut.
    """
    if not PLACE.fullmatch(place):
        raise ValueError(f"{place[:80]!r} is no place of the forum")
    words = {
        "title": clean_source(title)[:TITLE_LENGTH],
        "body": clean_source(body[: MAX_LENGTH * 2])[:MAX_LENGTH],
        "content_note": clean_source(content_note)[:NOTE_LENGTH],
    }
    if not any(each.strip() for each in words.values()):
        drop_draft(member_id, place)
        return DraftResult(place)
    now = timezone.now()
    open_drafts = Draft.objects.filter(member_id=member_id, waiting_post__isnull=True)
    if not open_drafts.filter(place=place).update(saved_at=now, **words):
        Draft.objects.bulk_create(
            [Draft(member_id=member_id, place=place, saved_at=now, **words)], ignore_conflicts=True
        )
        _keep_few(member_id)
    return DraftResult(place, now)


def _keep_few(member_id: int) -> None:
    mine = Draft.objects.filter(member_id=member_id).order_by("-saved_at", "-pk")
    too_old = list(mine.values_list("pk", flat=True)[MOST_DRAFTS : MOST_DRAFTS + 50])
    if too_old:
        Draft.objects.filter(pk__in=too_old).delete()


def drop_draft(member_id: int, place: str) -> bool:
    """Forget what was kept at a place. Says whether there was anything."""
    found = Draft.objects.filter(member_id=member_id, place=place, waiting_post__isnull=True)
    return bool(found.delete()[0])


def drop_draft_by_id(member_id: int, draft_id: int) -> bool:
    """A member throws one of their own drafts away. Says whether it was there."""
    return bool(Draft.objects.filter(member_id=member_id, pk=draft_id).delete()[0])


def keep_while_waiting(
    member_id: int, place: str, post_id: int, *, title: str, body: str, content_note: str
) -> None:
    """The words of a post that waits stay with their author, out of the box they came from."""
    drop_draft(member_id, place)
    Draft.objects.update_or_create(
        waiting_post_id=post_id,
        defaults={
            "member_id": member_id,
            "place": place,
            "title": title,
            "body": body,
            "content_note": content_note,
            "saved_at": timezone.now(),
        },
    )
