"""The worker's part of telling people things."""

from celery import shared_task
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from community.notices.models import Notice


@shared_task
def send_email(notice_id: int) -> bool:
    """Send one notice by e-mail, once. Returns whether it was sent now."""
    with transaction.atomic():
        notice = (
            Notice.objects.select_for_update(of=("self",))
            .select_related("member")
            .filter(pk=notice_id, emailed_at__isnull=True, wants_email=True)
            .first()
        )
        if notice is None or not notice.member.is_active:
            return False
        Notice.objects.filter(pk=notice.pk).update(email_attempts=F("email_attempts") + 1)
        send_mail(
            f"A message from {settings.SITE_NAME}",
            f"Hello,\n\nThere is something new for you on {settings.SITE_NAME}.\n\n"
            f"{settings.BASE_URL}/me/notices/\n",
            settings.DEFAULT_FROM_EMAIL,
            [notice.member.email],
        )
        Notice.objects.filter(pk=notice.pk).update(emailed_at=timezone.now())
    return True
