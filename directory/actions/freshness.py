"""Keeping listings true by the clock: what nobody has checked comes later in every list."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from directory import index
from directory.freshness import GRACE
from directory.models import Freshness, Group

CHUNK = 200


@dataclass(frozen=True, slots=True)
class FreshnessResult:
    """How many listings moved to each state."""

    current: int = 0
    due: int = 0
    overdue: int = 0

    @property
    def changed(self) -> int:
        return self.current + self.due + self.overdue


def age_listings() -> FreshnessResult:
    """Set every listing's freshness by today's date. Idempotent: a second run changes nothing."""
    today = timezone.localdate()
    wanted = {
        Freshness.CURRENT: Group.objects.filter(review_due__gte=today),
        Freshness.DUE: Group.objects.filter(review_due__lt=today, review_due__gte=today - GRACE)
        | Group.objects.filter(review_due__isnull=True),
        Freshness.OVERDUE: Group.objects.filter(review_due__lt=today - GRACE),
    }
    moved: dict[str, int] = {}
    for freshness, groups in wanted.items():
        ids = list(groups.exclude(freshness=freshness).values_list("pk", flat=True))
        moved[freshness.value] = len(ids)
        for start in range(0, len(ids), CHUNK):
            chunk = ids[start : start + CHUNK]
            with transaction.atomic():
                Group.objects.filter(pk__in=chunk).update(freshness=freshness)
                index.refresh(chunk)
    return FreshnessResult(**moved)
