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
    # Live rooms: doors open, leases lapse, sessions end, forsaken seats go to those who wait.
    "rooms-keep": {"task": "forum.chat.tasks.keep_rooms", "schedule": 10.0},
    "rooms-purge-words": {"task": "forum.chat.tasks.purge_words", "schedule": 6 * 3600.0},
}
