"""How true a listing still is: by the clock, from the day on which somebody must look again."""

from __future__ import annotations

from datetime import date, timedelta

from directory.models import Freshness

# After its review date a listing is due; so long after that it is overdue and comes later.
GRACE = timedelta(days=60)


def freshness_on(review_due: date | None, day: date) -> Freshness:
    """Current until the review date, due for sixty days, then overdue. Never checked: due."""
    if review_due is None:
        return Freshness.DUE
    if day <= review_due:
        return Freshness.CURRENT
    return Freshness.DUE if day <= review_due + GRACE else Freshness.OVERDUE
