"""When a group meets: a recurrence rule with its exceptions, in local time."""

from __future__ import annotations

import re
import uuid
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from django.core.exceptions import ValidationError
from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

LONDON = ZoneInfo("Europe/London")
# A rule is walked a day at a time: nothing on this site needs to look further.
MOST_OCCURRENCES = 400
PART_SHAPES = {
    "FREQ": re.compile(r"[A-Z]{1,10}"),
    "INTERVAL": re.compile(r"\d{1,3}"),
    "BYDAY": re.compile(
        r"(?:[+-]?[1-5])?(?:MO|TU|WE|TH|FR|SA|SU)(?:,(?:[+-]?[1-5])?(?:MO|TU|WE|TH|FR|SA|SU)){0,20}"
    ),
    "BYMONTHDAY": re.compile(r"-?(?:[1-9]|[12]\d|3[01])(?:,-?(?:[1-9]|[12]\d|3[01])){0,30}"),
    "BYSETPOS": re.compile(r"-?[1-5]"),
    "WKST": re.compile(r"MO|SU"),
}


def check_rule(rule: str) -> None:
    """Raise ``ValidationError`` unless ``rule`` is an RRULE this site can say in words.

    Weekly, monthly or empty (one date). COUNT and UNTIL live in ``ends_on``, so that "until
    when" is written in one place. Rules that never fall on a day are refused by their shape:
    walking them would take seconds.
    """
    if not rule:
        return
    if len(rule) > 200:
        raise ValidationError("This repeat rule is too long.")
    parts: dict[str, str] = {}
    for piece in rule.upper().split(";"):
        name, _, value = piece.partition("=")
        if name not in PART_SHAPES or name in parts or not PART_SHAPES[name].fullmatch(value):
            raise ValidationError(f"This repeat rule cannot be read: {piece[:40]}")
        parts[name] = value
    if parts.get("FREQ") not in {"WEEKLY", "MONTHLY"}:
        raise ValidationError("A group repeats weekly or monthly.")
    interval = int(parts.get("INTERVAL", "1"))
    if not 1 <= interval <= 52:
        raise ValidationError("A group repeats every 1 to 52 weeks or months.")
    _check_together(parts, interval)


def _check_together(parts: dict[str, str], interval: int) -> None:
    days = parts.get("BYDAY", "")
    if parts["FREQ"] == "WEEKLY" and (
        any(sign.isdigit() for sign in days) or {"BYMONTHDAY", "BYSETPOS"} & set(parts)
    ):
        raise ValidationError("A weekly rule names days only, such as TU.")
    if "BYMONTHDAY" in parts and days:
        raise ValidationError("Give days of the week or days of the month, not both.")
    if "BYSETPOS" in parts and not days:
        raise ValidationError("BYSETPOS needs days of the week.")
    late = any(abs(int(day)) > 28 for day in parts.get("BYMONTHDAY", "0").split(","))
    if late and interval > 1:
        raise ValidationError("Not every month has a day after the 28th.")


def check_dates(value: object) -> None:
    """Raise ``ValidationError`` unless ``value`` is a list of ISO dates."""
    if not isinstance(value, list) or len(value) > 500:
        raise ValidationError("Give a list of dates.")
    for each in value:
        try:
            date.fromisoformat(each)
        except (TypeError, ValueError) as wrong:
            raise ValidationError("Write dates like 2026-05-04.") from wrong


class Schedule(Orderable):
    """One pattern of sessions: "every second Tuesday, 2 to 4pm, not on 26 May".

    Times are wall-clock times in London: two o'clock stays two o'clock when clocks change.
    """

    group = ParentalKey("directory.Group", on_delete=models.CASCADE, related_name="schedules")
    public_id = models.UUIDField(default=uuid.uuid4, editable=False)
    rrule = models.CharField(
        "repeats",
        max_length=200,
        blank=True,
        validators=[check_rule],
        help_text="For example FREQ=WEEKLY;INTERVAL=2;BYDAY=TU. Empty: one date.",
    )
    starts_on = models.DateField("first date")
    ends_on = models.DateField("last date", null=True, blank=True)
    start_time = models.TimeField("from", null=True, blank=True)
    end_time = models.TimeField("until", null=True, blank=True)
    term_time_only = models.BooleanField(default=False)
    except_dates = models.JSONField("not on", default=list, blank=True, validators=[check_dates])
    extra_dates = models.JSONField("also on", default=list, blank=True, validators=[check_dates])
    note = models.CharField(max_length=300, blank=True)

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(fields=["public_id"], name="directory_schedule_id_once")
        ]

    def __str__(self) -> str:
        return self.rrule or self.starts_on.isoformat()

    def clean(self) -> None:
        if self.ends_on and self.starts_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": "The last date comes before the first."})

    def parts(self) -> dict[str, str]:
        """The rule's parts by name; empty when it does not repeat."""
        return dict(piece.split("=", 1) for piece in self.rrule.upper().split(";") if "=" in piece)

    def days(self) -> list[str]:
        """Weekday codes (MO…SU) on which it falls, in the week's order."""
        codes = [code[-2:] for code in self.parts().get("BYDAY", "").split(",") if code]
        if not codes and self.starts_on and self.parts().get("FREQ") != "MONTHLY":
            codes = [WEEKDAYS[self.starts_on.weekday()]]
        return sorted(set(codes) & set(WEEKDAYS), key=WEEKDAYS.index)

    def dates(self, first: date, last: date) -> list[date]:
        """Days on which a session really happens from ``first`` to ``last``, both included."""
        skipped = set(self.except_dates or ())
        last = min(last, self.ends_on) if self.ends_on else last
        begin = datetime.combine(self._near(first), time())
        if self.rrule:
            window = (
                datetime.combine(max(first, self.starts_on), time()),
                datetime.combine(last, time()),
            )
            found = rrulestr(self.rrule, dtstart=begin).between(*window, inc=True)
            days = {each.date() for each in found[:MOST_OCCURRENCES]}
        else:
            days = {self.starts_on} if first <= self.starts_on <= last else set()
        days |= {
            day for day in map(date.fromisoformat, self.extra_dates or ()) if first <= day <= last
        }
        return sorted(day for day in days if day.isoformat() not in skipped)

    def _near(self, first: date) -> date:
        """A day of the same rhythm close before ``first``: old patterns are not walked through."""
        parts = self.parts()
        if parts.get("FREQ") != "WEEKLY" or first <= self.starts_on:
            return self.starts_on
        rhythm = 7 * int(parts.get("INTERVAL", "1"))
        rounds = max(0, (first - self.starts_on).days // rhythm - 1)
        return self.starts_on + timedelta(days=rhythm * rounds)

    def sessions(self, first: date, last: date) -> list[tuple[datetime, datetime]]:
        """(start, end) of each session as aware London times; none without a start time."""
        if self.start_time is None:
            return []
        found = []
        for day in self.dates(first, last):
            start = datetime.combine(day, self.start_time, LONDON)
            end = datetime.combine(day, self.end_time or self.start_time, LONDON)
            if end < start:
                end += timedelta(days=1)
            found.append((start, end))
        return found

    def words(self) -> str:
        """As people say it: "every second Tuesday, 2 to 4pm, in term time"."""
        said = [_repeat_words(self.parts(), self.starts_on)]
        times = time_words(self.start_time, self.end_time)
        if times:
            said.append(times)
        if self.term_time_only:
            said.append("in term time")
        return ", ".join(said)


WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
DAY_NAMES = dict(
    zip(
        WEEKDAYS,
        ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
        strict=True,
    )
)
ORDINALS = {
    1: "first",
    2: "second",
    3: "third",
    4: "fourth",
    5: "fifth",
    -1: "last",
    -2: "last but one",
}
EVERY = {1: "every", 2: "every second", 3: "every third", 4: "every fourth"}


def _joined(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _repeat_words(parts: dict[str, str], starts_on: date) -> str:
    if not parts:
        return f"on {starts_on.day} {starts_on:%B %Y}"
    interval = int(parts.get("INTERVAL", "1"))
    every = EVERY.get(interval, f"every {interval}th")
    byday = [code for code in parts.get("BYDAY", "").split(",") if code]
    if parts["FREQ"] == "WEEKLY":
        names = [DAY_NAMES.get(code[-2:], code) for code in byday] or [
            DAY_NAMES[WEEKDAYS[starts_on.weekday()]]
        ]
        if len(names) == 7 and interval == 1:
            return "every day"
        if names == list(DAY_NAMES.values())[:5] and interval == 1:
            return "Monday to Friday"
        return f"{every} {_joined(names)}"
    month = "month" if interval == 1 else f"{EVERY.get(interval, f'every {interval}th')[6:]} month"
    if byday:
        said = []
        setpos = parts.get("BYSETPOS", "")
        for code in byday:
            place = code[:-2] or setpos
            ordinal = ORDINALS.get(int(place)) if place.lstrip("+-").isdigit() else None
            said.append(f"{ordinal or 'every'} {DAY_NAMES.get(code[-2:], code)}")
        return f"the {_joined(said)} of {'every' if interval > 1 else 'the'} {month}"
    days = parts.get("BYMONTHDAY", str(starts_on.day)).split(",")
    return f"on day {_joined(days)} of {'every' if interval > 1 else 'the'} {month}"


def clock_words(moment: time, *, half: bool = True) -> str:
    """2pm, 2:30pm, noon."""
    if moment.hour == 12 and moment.minute == 0:
        return "noon"
    hour = moment.hour % 12 or 12
    minutes = f":{moment.minute:02}" if moment.minute else ""
    return f"{hour}{minutes}{('am' if moment.hour < 12 else 'pm') if half else ''}"


def time_words(start: time | None, end: time | None) -> str:
    """2 to 4pm; 11am to 1:30pm; from 6pm; empty when nothing is known."""
    if start is None:
        return ""
    if end is None:
        return f"from {clock_words(start)}"
    same_half = (start.hour < 12) == (end.hour < 12)
    return f"{clock_words(start, half=not same_half)} to {clock_words(end)}"
