"""Who is reading now, and until when: said in every space where people write.

An honest answer matters more than a comforting one: a page that could be taken for a monitored
line says plainly when nobody is there.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from community.pages.crisis import safe_space_for
from community.pages.times import clock, day


@dataclass(frozen=True, slots=True)
class ReadingNow:
    """``is_read``: moderators are on duty. ``changes_at``: when that ends, or begins again."""

    is_read: bool
    changes_at: dt.datetime
    words: str


def reading_now(request: HttpRequest | None = None, now: dt.datetime | None = None) -> ReadingNow:
    """Whether moderators are reading at this moment, by the hours in the safe space settings.

    Hours are local time and may run over midnight ("22:00 until 02:00"). The same hour twice
    means day and night.
    """
    hours = safe_space_for(request)
    return said(_as_time(hours.staffed_from), _as_time(hours.staffed_until), now)


def said(start: dt.time, end: dt.time, now: dt.datetime | None = None) -> ReadingNow:
    """The same, for given hours."""
    here = timezone.localtime(now or timezone.now())
    today = here.date()
    if start == end:
        return ReadingNow(True, here, _("Moderators are reading, day and night."))
    moment = here.time()
    is_read = start <= moment < end if start < end else moment >= start or moment < end
    changes = _next(end if is_read else start, here)
    if is_read:
        words = _("Moderators are reading until %(time)s.") % {"time": clock(changes)}
    else:
        words = _("Moderators are back %(day)s at %(time)s. Nobody is reading right now.") % {
            "day": day(changes.date(), today),
            "time": clock(changes),
        }
    return ReadingNow(is_read, changes, words)


def _next(at: dt.time, here: dt.datetime) -> dt.datetime:
    """The next time the clock shows ``at``, after ``here``."""
    zone = timezone.get_current_timezone()
    date = here.date() if at > here.time() else here.date() + dt.timedelta(days=1)
    return timezone.make_aware(dt.datetime.combine(date, at), zone)


def _as_time(value: dt.time | str) -> dt.time:
    """An unsaved settings row still holds its defaults as text."""
    return dt.time.fromisoformat(value) if isinstance(value, str) else value
