"""The task app and the timetable of recurring work.

Tasks live in each app's ``tasks.py`` and are called with ``delay_on_commit``.
What recurs is named here, in one place, so that an operator can read the day.
"""

import os

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

# The embedded mode's broker, by the name that CELERY_BROKER_URL gives it.
TRANSPORT_ALIASES["folder"] = "community.broker:Transport"

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "community.settings.dev")

app = Celery("community")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

app.conf.beat_schedule = {
    # E-mails that a lost task or a broker that was away left behind.
    "notices-send-waiting": {"task": "community.notices.tasks.send_waiting", "schedule": 5 * 60.0},
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
    # Live rooms: doors open, leases lapse, sessions end, forsaken seats go to those who wait.
    "rooms-keep": {"task": "forum.chat.tasks.keep_rooms", "schedule": 10.0},
    "rooms-purge-words": {"task": "forum.chat.tasks.purge_words", "schedule": 6 * 3600.0},
}
