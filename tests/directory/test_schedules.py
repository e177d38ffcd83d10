"""When groups meet: in words, in days, and in calendars, with the clocks going forward and back."""

from __future__ import annotations

from datetime import date, datetime, time
from time import perf_counter

import icalendar
import pytest
import recurring_ical_events
from django.core.exceptions import ValidationError

from directory.calendars import group_calendar
from directory.models import LONDON, Schedule, check_rule
from tests.factories.directory import VenueFactory, group, weekly


def pattern(rrule: str, **fields) -> Schedule:
    return Schedule(rrule=rrule, starts_on=fields.pop("starts_on", date(2026, 1, 5)), **fields)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("FREQ=WEEKLY;BYDAY=TU", "every Tuesday, 2 to 4pm"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "every second Tuesday, 2 to 4pm"),
        ("FREQ=WEEKLY;BYDAY=MO,TH", "every Monday and Thursday, 2 to 4pm"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "Monday to Friday, 2 to 4pm"),
        ("FREQ=MONTHLY;BYDAY=1SA", "the first Saturday of the month, 2 to 4pm"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "the last Friday of the month, 2 to 4pm"),
        ("FREQ=MONTHLY;INTERVAL=2;BYDAY=2SU", "the second Sunday of every second month, 2 to 4pm"),
        ("", "on 5 January 2026, 2 to 4pm"),
    ],
)
def test_a_pattern_is_said_as_people_say_it(rule, words):
    assert pattern(rule, start_time=time(14), end_time=time(16)).words() == words


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (time(11), time(13, 30), "11am to 1:30pm"),
        (time(12), time(14), "noon to 2pm"),
        (time(18), None, "from 6pm"),
    ],
)
def test_times_are_said_as_people_say_them(start, end, words):
    assert pattern("FREQ=WEEKLY;BYDAY=TU", start_time=start, end_time=end).words().endswith(words)


def test_days_that_are_cancelled_are_left_out_and_extra_ones_come_in():
    row = weekly("TU", except_dates=["2026-05-12"], extra_dates=["2026-05-14"])
    assert row.dates(date(2026, 5, 4), date(2026, 5, 20)) == [
        date(2026, 5, 5),
        date(2026, 5, 14),
        date(2026, 5, 19),
    ]


def test_a_pattern_ends_on_its_last_date():
    row = weekly("TU", ends_on=date(2026, 5, 12))
    assert row.dates(date(2026, 5, 1), date(2026, 6, 30))[-1] == date(2026, 5, 12)


def test_every_second_week_keeps_its_rhythm_years_later():
    row = pattern("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", starts_on=date(1999, 1, 5))
    begun = perf_counter()
    days = row.dates(date(2026, 1, 1), date(2026, 2, 28))
    assert perf_counter() - begun < 0.1
    assert all((day - date(1999, 1, 5)).days % 14 == 0 for day in days)
    assert len(days) == 4


def test_two_o_clock_stays_two_o_clock_when_clocks_change():
    row = weekly("SU", "14:00", "16:00")
    times = [start for start, _ in row.sessions(date(2026, 3, 22), date(2026, 4, 5))]
    assert {moment.time() for moment in times} == {time(14)}
    assert {moment.utcoffset().seconds for moment in times} == {0, 3600}


def test_a_session_over_midnight_ends_the_next_day():
    start, end = weekly("FR", "22:00", "01:00").sessions(date(2026, 5, 4), date(2026, 5, 10))[0]
    assert (end - start).seconds == 3 * 3600


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY",
        "FREQ=WEEKLY;COUNT=3",
        "FREQ=WEEKLY;BYDAY=XX",
        "rubbish",
        "FREQ=WEEKLY;INTERVAL=0",
        "FREQ=WEEKLY;INTERVAL=999",
        "FREQ=MONTHLY;BYDAY=5MO;BYMONTHDAY=1",
        "FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=31",
        "FREQ=SECONDLY",
        "FREQ=WEEKLY;BYDAY=1TU",
        "A" * 300,
        "FREQ=WEEKLY;FREQ=MONTHLY",
    ],
)
def test_a_rule_that_cannot_be_kept_is_refused_at_once(rule):
    begun = perf_counter()
    with pytest.raises(ValidationError):
        check_rule(rule)
    assert perf_counter() - begun < 0.05


@pytest.mark.django_db
def test_a_calendar_says_the_same_days_to_another_library():
    made = group(
        name="Gardeners",
        venue=VenueFactory(),
        schedules=[weekly("TU", except_dates=["2026-05-12"], extra_dates=["2026-05-14"])],
    )
    calendar = icalendar.Calendar.from_ical(group_calendar(made))
    events = recurring_ical_events.of(calendar).between(date(2026, 5, 4), date(2026, 5, 20))
    starts = sorted(event["DTSTART"].dt for event in events)
    assert [moment.date() for moment in starts] == made.schedules.first().dates(
        date(2026, 5, 4), date(2026, 5, 19)
    )
    assert all(moment.astimezone(LONDON).hour == 14 for moment in starts)


@pytest.mark.django_db
def test_a_calendar_keeps_the_hour_over_the_change_of_clocks():
    made = group(schedules=[weekly("SU")])
    calendar = icalendar.Calendar.from_ical(group_calendar(made))
    events = recurring_ical_events.of(calendar).between(date(2026, 10, 18), date(2026, 11, 9))
    hours = {event["DTSTART"].dt.astimezone(LONDON).hour for event in events}
    assert hours == {14}
    assert len(events) >= 3


@pytest.mark.django_db
def test_a_paused_group_has_an_empty_calendar():
    made = group(status="temporarily closed", schedules=[weekly()])
    assert b"BEGIN:VEVENT" not in group_calendar(made)


@pytest.mark.django_db
def test_a_pattern_without_times_is_a_day_in_the_calendar():
    made = group(schedules=[pattern("FREQ=WEEKLY;BYDAY=TU")])
    event = icalendar.Calendar.from_ical(group_calendar(made)).walk("VEVENT")[0]
    assert not isinstance(event["DTSTART"].dt, datetime)
