"""The worker's part of telling people things.

An e-mail may go twice when a worker dies between sending and noting it; it is never lost. A mail
server that is away costs no attempt, however long it stays away; an address that refuses does.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused

from celery import shared_task
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import timezone

from community.notices.models import Notice
from community.notices.queries import waiting_to_be_sent

logger = logging.getLogger(__name__)

# The server was there and did not want this message: trying for ever would not help.
REFUSED = (SMTPRecipientsRefused, SMTPDataError)


@shared_task(autoretry_for=(OSError,), retry_backoff=30, max_retries=4)
def send_email(notice_id: int) -> bool:
    """Send word of one notice, once. Returns whether it was sent now.

    The subject line and the text name neither the service's field nor what was written: the
    message may be read over a shoulder. No transaction is open while the mail server is asked,
    so that a slow one keeps nobody else from writing. Raises ``OSError`` when it did not go.
    """
    notice = (
        Notice.objects.select_related("member")
        .filter(pk=notice_id, emailed_at__isnull=True, wants_email=True)
        .first()
    )
    if notice is None or not _claim(notice) or not notice.member.is_active:
        return False
    try:
        _message(notice.member.email).send()
    except OSError as trouble:
        if not isinstance(trouble, REFUSED):
            Notice.objects.filter(pk=notice_id).update(email_attempts=F("email_attempts") - 1)
        raise
    Notice.objects.filter(pk=notice_id).update(emailed_at=timezone.now())
    return True


def _claim(notice: Notice) -> bool:
    """Of two tasks that read the same row, one goes on."""
    seen = notice.email_attempts
    return bool(
        Notice.objects.filter(pk=notice.pk, emailed_at__isnull=True, email_attempts=seen).update(
            email_attempts=seen + 1
        )
    )


def _message(address: str) -> EmailMultiAlternatives:
    context = {"link": f"{settings.BASE_URL}/me/notices/", "site_name": settings.SITE_NAME}
    message = EmailMultiAlternatives(
        "There is something new for you",
        render_to_string("notices/email.txt", context),
        settings.DEFAULT_FROM_EMAIL,
        [address],
    )
    message.attach_alternative(render_to_string("notices/email.html", context), "text/html")
    return message


@shared_task
def send_waiting() -> int:
    """Send what a lost task or a broker that was away has left behind. Returns how many.

    Stops at the first sign that the mail server is away: the rest waits for the next round.
    """
    overdue = timezone.now() - timedelta(minutes=5)
    ids = [notice.pk for notice in waiting_to_be_sent() if notice.created_at < overdue]
    sent = 0
    for notice_id in ids:
        try:
            sent += send_email.run(notice_id)
        except REFUSED as refusal:
            logger.warning("mail for notice %s was refused: %s", notice_id, refusal)
        except OSError as trouble:
            logger.warning("the mail server is away, %s notices wait: %s", len(ids) - sent, trouble)
            break
    return sent
