"""Telling people things."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils import timezone

from community.notices.models import Notice

_mail_is_off: ContextVar[bool] = ContextVar("mail_is_off", default=False)


@contextmanager
def without_mail() -> Iterator[None]:
    """Tell people on the site only: for loading what is invented, or what is long past."""
    token = _mail_is_off.set(True)
    try:
        yield
    finally:
        _mail_is_off.reset(token)


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

    email = email and not _mail_is_off.get()
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


def mark_read(member_id: int, notice_id: int) -> bool:
    """One of a member's own notices has been opened. Returns whether it was unread."""
    return bool(
        Notice.objects.filter(pk=notice_id, member_id=member_id, read_at__isnull=True).update(
            read_at=timezone.now()
        )
    )


def mark_all_read(member_id: int) -> int:
    """Returns how many were unread."""
    return Notice.objects.filter(member_id=member_id, read_at__isnull=True).update(
        read_at=timezone.now()
    )
