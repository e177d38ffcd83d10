"""Work of the directory that recurs."""

from celery import shared_task

from directory.actions.freshness import age_listings


@shared_task
def age_listings_nightly() -> int:
    """Demote listings that are due or overdue for a check. Returns how many moved."""
    return age_listings().changed
