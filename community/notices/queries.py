"""Reads of notices."""

from django.db.models import QuerySet

from community.notices.models import Notice

SHOWN = 100


def unread_count(member_id: int) -> int:
    return Notice.objects.filter(member_id=member_id, read_at__isnull=True).count()


def latest_for(member_id: int) -> QuerySet[Notice]:
    """A member's latest notices, newest first."""
    return Notice.objects.filter(member_id=member_id)[:SHOWN]


def own_notice(member_id: int, notice_id: int) -> Notice | None:
    """One of a member's own notices; ``None`` when it is not theirs."""
    return Notice.objects.filter(pk=notice_id, member_id=member_id).first()


def waiting_to_be_sent(limit: int = 200) -> QuerySet[Notice]:
    """Notices whose e-mail has not gone yet, oldest first; given up after five attempts."""
    return Notice.objects.filter(
        emailed_at__isnull=True, wants_email=True, email_attempts__lt=5
    ).order_by("created_at")[:limit]
