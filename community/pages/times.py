"""Times as people say them: "yesterday at 7:15pm", "Tuesday at noon", "3 May 2024"."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _


def clock(moment: dt.datetime | dt.time) -> str:
    """A time of day: "9am", "7:15pm", "midday", "midnight". Datetimes are shown in local time."""
    if isinstance(moment, dt.datetime):
        moment = local(moment).time()
    if (moment.hour, moment.minute) == (0, 0):
        return _("midnight")
    if (moment.hour, moment.minute) == (12, 0):
        return _("midday")
    minutes = f":{moment.minute:02d}" if moment.minute else ""
    return f"{moment.hour % 12 or 12}{minutes}{'am' if moment.hour < 12 else 'pm'}"


def day(date: dt.date, today: dt.date | None = None) -> str:
    """A day near now by its name, a day further off by its date."""
    today = today or timezone.localdate()
    away = (date - today).days
    if away == 0:
        return _("today")
    if away == 1:
        return _("tomorrow")
    if away == -1:
        return _("yesterday")
    if 1 < away < 7:
        return date_format(date, "l")
    if -7 < away < -1:
        return _("last %(day)s") % {"day": date_format(date, "l")}
    return date_format(date, "j F" if date.year == today.year else "j F Y")


def when(moment: dt.datetime | dt.date, now: dt.datetime | None = None) -> str:
    """Day and time together, counted from ``now`` in local time. A date alone has no time."""
    now = now or timezone.now()
    if not isinstance(moment, dt.datetime):
        return day(moment, local(now).date())
    seconds = (now - _aware(moment)).total_seconds()
    if 0 <= seconds < 60:
        return _("just now")
    if 60 <= seconds < 3600:
        minutes = int(seconds // 60)
        return _("1 minute ago") if minutes == 1 else _("%(n)s minutes ago") % {"n": minutes}
    return _("%(day)s at %(time)s") % {
        "day": day(local(moment).date(), local(now).date()),
        "time": clock(moment),
    }


def _aware(moment: dt.datetime) -> dt.datetime:
    return timezone.make_aware(moment) if timezone.is_naive(moment) else moment


def local(moment: dt.datetime) -> dt.datetime:
    """The moment in the time zone of the reader."""
    return timezone.localtime(_aware(moment))
