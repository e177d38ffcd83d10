"""iCalendar files of groups. Times are London wall-clock times with their own time zone, so a
two o'clock session stays at two when clocks change."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Event, vRecur
from icalendar.cal import Timezone

from directory import presenting
from directory.models import LONDON, Group, Schedule, Status
from directory.structured import absolute

PRODUCT = "-//Common Ground//Groups//EN"


def group_calendar(group: Group) -> bytes:
    """The sessions of one public group, as text/calendar. Only what its page says."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", group.name)
    calendar.add("x-wr-timezone", "Europe/London")
    calendar.add("refresh-interval", timedelta(hours=12), parameters={"VALUE": "DURATION"})
    events: list[Event] = []
    if group.status == Status.ACTIVE:
        for schedule in group.schedules.all():
            events += schedule_events(group, schedule)
    if any(isinstance(event.get("dtstart").dt, datetime) for event in events):
        calendar.add_component(
            Timezone.from_tzinfo(LONDON, first_date=date(2020, 1, 1), last_date=date(2038, 1, 1))
        )
    for event in events:
        calendar.add_component(event)
    return calendar.to_ical()


def schedule_events(group: Group, schedule: Schedule) -> list[Event]:
    """One repeating event for the pattern; exceptions leave, extra dates join it."""
    first = _first_day(schedule)
    if first is None:
        return []
    event = Event()
    event.add("uid", f"{schedule.public_id}@{_host()}")
    event.add("dtstamp", group.modified_at.replace(microsecond=0))
    event.add("last-modified", group.modified_at.replace(microsecond=0))
    event.add("summary", group.name)
    event.add("url", absolute(group.get_absolute_url()))
    about = [group.summary or "", schedule.note, f"More: {absolute(group.get_absolute_url())}"]
    event.add("description", "\n".join(part for part in about if part))
    where = ", ".join(group.venue.public_lines()) if group.in_person and group.venue else ""
    if where or group.online:
        event.add("location", where or "Online: the link is sent to people who join")
    event.add("dtstart", _at(first, schedule.start_time))
    if schedule.start_time is not None:
        end = _at(first, schedule.end_time or schedule.start_time)
        if end <= _at(first, schedule.start_time) and schedule.end_time is not None:
            end += timedelta(days=1)
        event.add("dtend", end)
    if schedule.rrule:
        event.add("rrule", _rule(schedule))
    for day in sorted(set(schedule.except_dates)):
        event.add("exdate", _at(date.fromisoformat(day), schedule.start_time))
    for day in sorted(set(schedule.extra_dates) - set(schedule.except_dates)):
        event.add("rdate", _at(date.fromisoformat(day), schedule.start_time))
    event.add("status", "CONFIRMED")
    event.add("transp", "OPAQUE")
    event.add("categories", [presenting.card(group).kind])
    return [event]


def _host() -> str:
    return settings.BASE_URL.split("://")[-1].split("/")[0].split(":")[0]


def _at(day: date, moment: time | None) -> date | datetime:
    return day if moment is None else datetime.combine(day, moment, LONDON)


def _first_day(schedule: Schedule) -> date | None:
    """The first day of the pattern: DTSTART must itself be a day on which it happens."""
    if not schedule.rrule:
        return schedule.starts_on
    skipped, schedule_days = schedule.except_dates, None
    try:
        schedule.except_dates = []
        schedule_days = schedule.dates(schedule.starts_on, schedule.starts_on + timedelta(days=800))
    finally:
        schedule.except_dates = skipped
    return schedule_days[0] if schedule_days else None


def _rule(schedule: Schedule) -> vRecur:
    rule = vRecur.from_ical(schedule.rrule)
    if schedule.ends_on:
        if schedule.start_time is None:
            rule["UNTIL"] = [schedule.ends_on]
        else:
            last = datetime.combine(schedule.ends_on, time(23, 59, 59), LONDON)
            rule["UNTIL"] = [last.astimezone(timezone.get_fixed_timezone(0))]
    return rule
