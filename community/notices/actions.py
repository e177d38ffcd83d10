"""Telling people things."""

from __future__ import annotations

from django.utils import timezone

from community.notices.models import Notice


def tell(
    member_id: int,
    kind: str,
    *,
    subject: str,
    body: str,
    url: str = "",
    email: bool = True,
    once: str = "",
) -> Notice:
    """Tell a member something: on the site at once, by e-mail after commit.

    Call inside the transaction of what happened. ``once`` names the notice so that asking again
    changes nothing. The e-mail has a neutral subject line and never carries what members wrote.
    """
    from community.notices.tasks import send_email

    fields = {
        "kind": kind,
        "subject": subject[:200],
        "body": body,
        "url": url[:300],
        "wants_email": email,
    }
    if once:
        notice, created = Notice.objects.get_or_create(
            member_id=member_id, once=once, defaults=fields
        )
    else:
        notice, created = Notice.objects.create(member_id=member_id, **fields), True
    if created and email:
        send_email.delay_on_commit(notice.pk)
    return notice


def mark_all_read(member_id: int) -> int:
    """Returns how many were unread."""
    return Notice.objects.filter(member_id=member_id, read_at__isnull=True).update(
        read_at=timezone.now()
    )
