"""The task app and the timetable of recurring work.

Tasks live in each app's ``tasks.py`` and are called with ``delay_on_commit``.
What recurs is named here, in one place, so that an operator can read the day.
"""

import logging
import os
from collections.abc import Callable
from functools import partial
from typing import Any

from celery import Celery
from celery.contrib.django.task import DjangoTask
from django.db import transaction
from kombu.exceptions import OperationalError
from kombu.transport import TRANSPORT_ALIASES

logger = logging.getLogger(__name__)

# The embedded mode's broker, by the name that CELERY_BROKER_URL gives it.
TRANSPORT_ALIASES["folder"] = "community.broker:Transport"

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "community.settings.dev")


class Task(DjangoTask):
    """A task that cannot spoil the answer to what has already been stored."""

    def delay_on_commit(self, *args: Any, **kwargs: Any) -> None:
        """Hand over after commit. A broker that is away is logged, not raised: the row is the
        truth, and the timetable's sweeps find what was left behind."""
        transaction.on_commit(partial(_hand_over, self.name, partial(self.delay, *args, **kwargs)))


def _hand_over(name: str, hand_over: Callable[[], object]) -> None:
    try:
        hand_over()
    except (OperationalError, OSError):
        logger.exception("%s was not handed over; a sweep will find it", name)


app = Celery("community", task_cls=Task)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

app.conf.beat_schedule = {
    # E-mails that a lost task or a broker that was away left behind.
    "notices-send-waiting": {"task": "community.notices.tasks.send_waiting", "schedule": 5 * 60.0},
    # Danger that nobody has looked at, whatever became of the first alert.
    "safety-alert-again": {"task": "community.safety.tasks.alert_again", "schedule": 2 * 60.0},
    "safety-forget-screenings": {
        "task": "community.safety.tasks.forget_screenings",
        "schedule": 3600.0,
    },
    # Requests for support: an urgent one that nobody took, then what need not be kept.
    "support-alert-again": {"task": "community.support.tasks.alert_again", "schedule": 5 * 60.0},
    "support-forget-closed": {
        "task": "community.support.tasks.forget_closed",
        "schedule": 24 * 3600.0,
    },
    # Listings that nobody has checked for long come later in every list.
    "directory-age-listings": {
        "task": "directory.tasks.age_listings_nightly",
        "schedule": 24 * 3600.0,
    },
    # Live rooms: doors open, leases lapse, sessions end, forsaken seats go to those who wait.
    "rooms-keep": {"task": "forum.chat.tasks.keep_rooms", "schedule": 10.0},
    "rooms-purge-words": {"task": "forum.chat.tasks.purge_words", "schedule": 6 * 3600.0},
}
