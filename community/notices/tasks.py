"""The worker's part of telling people things."""

from __future__ import annotations

import logging
from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import timezone

from community.notices.models import Notice
from community.notices.queries import waiting_to_be_sent

logger = logging.getLogger(__name__)


@shared_task(autoretry_for=(OSError,), retry_backoff=30, max_retries=4)
def send_email(notice_id: int) -> bool:
    """Send word of one notice, once. Returns whether it was sent now.

    The subject line and the text name neither the service's field nor what was written: the
    message may be read over a shoulder. A mail server that is away is tried again.
    """
    Notice.objects.filter(pk=notice_id).update(email_attempts=F("email_attempts") + 1)
    with transaction.atomic():
        notice = (
            Notice.objects.select_for_update(of=("self",))
            .select_related("member")
            .filter(pk=notice_id, emailed_at__isnull=True, wants_email=True)
            .first()
        )
        if notice is None or not notice.member.is_active:
            return False
        context = {"link": f"{settings.BASE_URL}/me/notices/", "site_name": settings.SITE_NAME}
        message = EmailMultiAlternatives(
            "There is something new for you",
            render_to_string("notices/email.txt", context),
            settings.DEFAULT_FROM_EMAIL,
            [notice.member.email],
        )
        message.attach_alternative(render_to_string("notices/email.html", context), "text/html")
        message.send()
        Notice.objects.filter(pk=notice.pk).update(emailed_at=timezone.now())
    return True


@shared_task
def send_waiting() -> int:
    """Send what a lost task or a broker that was away has left behind. Returns how many."""
    overdue = timezone.now() - timedelta(minutes=5)
    ids = [notice.pk for notice in waiting_to_be_sent() if notice.created_at < overdue]
    sent = 0
    for notice_id in ids:
        try:
            sent += send_email.run(notice_id)
        except OSError as trouble:
            logger.warning("mail for notice %s did not go: %s", notice_id, trouble)
    return sent
