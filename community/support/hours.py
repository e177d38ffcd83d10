"""When workers are there: what may be chosen for a call, and who reads until when.

Times are London times. Hours are data (``CallHours``); where nobody entered any, the site's
reading hours stand in.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from community.safety.queries import reading_hours
from community.support.models import CallHours
from directory.models import clock_words, time_words

DAYS_AHEAD = 7
# Nobody is rung at night, whatever the reading hours are.
EARLIEST, LATEST = dt.time(8), dt.time(21)
NOTICE = dt.timedelta(hours=1)
SHORTEST = dt.timedelta(minutes=30)
PARTS = (
    ("morning", dt.time(0), dt.time(12)),
    ("afternoon", dt.time(12), dt.time(17)),
    ("evening", dt.time(17), dt.time.max),
)

Window = tuple[dt.time, dt.time]


def part_words(part: str) -> str:
    return {"morning": _("morning"), "afternoon": _("afternoon"), "evening": _("evening")}[part]


@dataclass(frozen=True, slots=True)
class Slot:
    """A part of a day in which somebody can ring. ``key`` is what is stored."""

    day: dt.date
    part: str
    starts: dt.time
    ends: dt.time

    @property
    def key(self) -> str:
        return f"{self.day.isoformat()}:{self.part}"

    @property
    def name(self) -> str:
        return part_words(self.part).capitalize()

    @property
    def clock(self) -> str:
        """ "9am to noon"."""
        return time_words(self.starts, self.ends)

    @property
    def label(self) -> str:
        return (
            f"{day_words(self.day)}, {part_words(self.part)} ({time_words(self.starts, self.ends)})"
        )


@dataclass(frozen=True, slots=True)
class Day:
    """One day and its slots, for the form."""

    date: dt.date
    name: str
    slots: tuple[Slot, ...]


def day_words(day: dt.date) -> str:
    """ "Today", "Tomorrow", otherwise "Tuesday 24 November"."""
    away = (day - timezone.localdate()).days
    if away == 0:
        return _("Today")
    if away == 1:
        return _("Tomorrow")
    return date_format(day, "l j F")


def slot_words(key: str) -> str:
    """A stored slot key as people say it: "Tuesday 24 November, morning"."""
    day, _colon, part = key.partition(":")
    try:
        return f"{day_words(dt.date.fromisoformat(day))}, {part_words(part)}"
    except (ValueError, KeyError):
        return key


def _week() -> dict[int, list[Window]]:
    """Windows by weekday."""
    week: dict[int, list[Window]] = {day: [] for day in range(7)}
    rows = list(CallHours.objects.all())
    for row in rows:
        week[row.weekday].append((row.starts_at, row.ends_at))
    if not rows:
        hours = reading_hours()
        if hours.since == hours.until:
            windows = [(dt.time(0), dt.time.max)]
        elif hours.since < hours.until:
            windows = [(hours.since, hours.until)]
        else:
            windows = [(dt.time(0), hours.until), (hours.since, dt.time.max)]
        week = {day: list(windows) for day in range(7)}
    return week


def call_days(now: dt.datetime | None = None) -> tuple[Day, ...]:
    """Days and parts of days that can be chosen for a call, from an hour from now on."""
    here = timezone.localtime(now or timezone.now())
    week = _week()
    days = []
    for away in range(DAYS_AHEAD + 1):
        date = here.date() + dt.timedelta(days=away)
        slots = tuple(
            slot
            for slot in _slots_of(date, week[date.weekday()])
            if away > 0 or _at(date, slot.starts) >= here + NOTICE
        )
        if slots:
            days.append(Day(date, day_words(date), slots))
    return tuple(days[:DAYS_AHEAD])


def _slots_of(date: dt.date, windows: Iterable[Window]) -> Iterator[Slot]:
    windows = [(max(since, EARLIEST), min(until, LATEST)) for since, until in windows]
    for part, part_from, part_until in PARTS:
        pieces = [
            (max(since, part_from), min(until, part_until))
            for since, until in windows
            if since < part_until and until > part_from
        ]
        if not pieces:
            continue
        starts, ends = min(piece[0] for piece in pieces), max(piece[1] for piece in pieces)
        if _at(date, ends) - _at(date, starts) >= SHORTEST:
            yield Slot(date, part, starts, ends)


def _at(date: dt.date, clock: dt.time) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(date, clock))


@dataclass(frozen=True, slots=True)
class WhoReads:
    """Is a worker reading requests now, and when does that change? ``words`` say it truly."""

    now: bool
    words: str


def who_reads(now: dt.datetime | None = None) -> WhoReads:
    """What every page of support says about who is there."""
    here = timezone.localtime(now or timezone.now())
    week = _week()
    if all((dt.time(0), dt.time.max) in windows for windows in week.values()):
        return WhoReads(True, _("Peer support workers read requests day and night."))
    clock = here.time()
    for since, until in week[here.weekday()]:
        if since <= clock < until:
            if until == dt.time.max:
                return WhoReads(True, _("Peer support workers are reading requests tonight."))
            return WhoReads(
                True,
                _("Peer support workers are reading requests until %(time)s today.")
                % {"time": clock_words(until)},
            )
    for away in range(8):
        date = here.date() + dt.timedelta(days=away)
        starts = sorted(since for since, until in week[date.weekday()])
        for since in starts:
            if away or since > clock:
                return WhoReads(
                    False,
                    _(
                        "Nobody is reading requests right now. "
                        "Peer support workers are back %(day)s at %(time)s."
                    )
                    % {"day": _day_in_a_sentence(date, away), "time": clock_words(since)},
                )
    return WhoReads(False, _("Nobody is reading requests right now."))


def _day_in_a_sentence(date: dt.date, away: int) -> str:
    if away == 0:
        return _("today")
    if away == 1:
        return _("tomorrow")
    return _("on %(day)s") % {"day": date_format(date, "l")}


def span_words(span: dt.timedelta) -> str:
    """A wait in round words, never shorter than it was: "an hour", "5 hours", "2 days"."""
    hours = math.ceil(span.total_seconds() / 3600)
    if hours <= 1:
        return _("an hour")
    if hours <= 36:
        return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
    days = math.ceil(hours / 24)
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
