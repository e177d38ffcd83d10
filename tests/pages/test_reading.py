"""Who is reading now: an honest answer, by the hours of the settings."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from community.pages.reading import said
from community.pages.times import clock, day, when

LONDON = ZoneInfo("Europe/London")
NINE, TWENTY_ONE, TWO = dt.time(9), dt.time(21), dt.time(2)


def london(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("start", "end", "now", "is_read", "words"),
    [
        (NINE, TWENTY_ONE, london(2026, 3, 4, 9, 0), True, "until 9pm"),
        (NINE, TWENTY_ONE, london(2026, 3, 4, 20, 59), True, "until 9pm"),
        (NINE, TWENTY_ONE, london(2026, 3, 4, 21, 0), False, "back tomorrow at 9am"),
        (NINE, TWENTY_ONE, london(2026, 3, 4, 2, 0), False, "back today at 9am"),
        (TWENTY_ONE, TWO, london(2026, 3, 4, 23, 0), True, "until 2am"),
        (TWENTY_ONE, TWO, london(2026, 3, 4, 1, 0), True, "until 2am"),
        (TWENTY_ONE, TWO, london(2026, 3, 4, 3, 0), False, "back today at 9pm"),
        (NINE, NINE, london(2026, 3, 4, 3, 0), True, "day and night"),
    ],
)
def test_a_page_says_truly_who_reads(start, end, now, is_read, words):
    reading = said(start, end, now)

    assert reading.is_read is is_read
    assert words in reading.words
    assert ("Nobody is reading right now" in reading.words) is not is_read


def test_the_hours_are_local_hours_in_summer_too():
    """Eight in the evening in universal time is nine in London in July: the shift is over."""
    assert not said(NINE, TWENTY_ONE, dt.datetime(2026, 7, 1, 20, 0, tzinfo=dt.UTC)).is_read
    assert said(NINE, TWENTY_ONE, dt.datetime(2026, 1, 1, 20, 0, tzinfo=dt.UTC)).is_read


NOW = london(2026, 3, 4, 15, 0)  # a Wednesday


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (london(2026, 3, 4, 14, 59, 30), "just now"),
        (london(2026, 3, 4, 14, 59), "1 minute ago"),
        (london(2026, 3, 4, 14, 15), "45 minutes ago"),
        (london(2026, 3, 4, 9, 5), "today at 9:05am"),
        (london(2026, 3, 3, 19, 15), "yesterday at 7:15pm"),
        (london(2026, 3, 5, 12, 0), "tomorrow at midday"),
        (london(2026, 3, 7, 0, 0), "Saturday at midnight"),
        (london(2026, 2, 28, 10, 0), "last Saturday at 10am"),
        (london(2026, 1, 2, 10, 0), "2 January at 10am"),
        (london(2025, 12, 31, 10, 0), "31 December 2025 at 10am"),
        (dt.date(2026, 3, 5), "tomorrow"),
    ],
)
def test_a_time_is_said_as_people_say_it(moment, words):
    assert when(moment, NOW) == words


def test_a_time_in_universal_time_is_said_in_local_time():
    assert clock(dt.datetime(2026, 7, 1, 18, 15, tzinfo=dt.UTC)) == "7:15pm"


def test_a_day_far_off_is_said_by_its_date():
    assert day(dt.date(2026, 3, 11), dt.date(2026, 3, 4)) == "11 March"
