"""When workers are there, and what is kept how long."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from community import erasure
from community.accounts.actions import close_account
from community.notices.models import Notice
from community.support import hours, numbers, personal_data, tasks
from community.support.actions import requests, work
from community.support.models import (
    CallHours,
    RequestMessage,
    RequestState,
    Story,
    SupportRequest,
    WorkerProfile,
)
from tests.factories.accounts import MemberFactory, viewer
from tests.factories.support import StoryFactory, SupportRequestFactory, WorkerProfileFactory

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")
# A Monday in winter, at noon.
MONDAY = dt.datetime(2026, 11, 23, 12, 0, tzinfo=LONDON)


@pytest.fixture
def office_hours():
    for day in range(5):
        CallHours.objects.create(weekday=day, starts_at=dt.time(9), ends_at=dt.time(17))
    CallHours.objects.create(weekday=1, starts_at=dt.time(17, 30), ends_at=dt.time(20))


def test_only_staffed_times_from_an_hour_on_can_be_chosen(office_hours):
    days = hours.call_days(MONDAY)
    with time_machine.travel(MONDAY, tick=False):
        assert [slot.key for slot in days[0].slots] == [
            "2026-11-24:morning",
            "2026-11-24:afternoon",
            "2026-11-24:evening",
        ]
        assert [day.date.weekday() for day in days] == [1, 2, 3, 4, 0]
        assert days[0].slots[2].clock == "5:30 to 8pm"
    early = hours.call_days(MONDAY.replace(hour=7))
    assert early[0].date == MONDAY.date()


def test_without_call_hours_the_reading_hours_stand_in_but_nobody_is_rung_at_night():
    slots = [slot for day in hours.call_days(MONDAY) for slot in day.slots]
    assert slots
    assert all(slot.starts >= hours.EARLIEST and slot.ends <= hours.LATEST for slot in slots)


@pytest.mark.parametrize(
    ("moment", "now", "words"),
    [
        (MONDAY, True, "until 5pm today"),
        (MONDAY.replace(hour=8), False, "back today at 9am"),
        (MONDAY.replace(hour=22), False, "back tomorrow at 9am"),
        (MONDAY + dt.timedelta(days=5), False, "back on Monday at 9am"),
        (MONDAY.replace(hour=17), False, "back tomorrow at 9am"),
        (MONDAY + dt.timedelta(days=1, hours=6), True, "until 8pm today"),
    ],
)
def test_the_page_says_truly_who_reads_and_until_when(office_hours, moment, now, words):
    said = hours.who_reads(moment)
    assert said.now is now
    assert words in said.words


def test_summer_time_moves_the_hours_with_the_clock(office_hours):
    summer = dt.datetime(2026, 7, 6, 16, 30, tzinfo=LONDON)
    assert hours.who_reads(summer).now
    assert not hours.who_reads(summer + dt.timedelta(hours=1)).now


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("07700 900123", "+447700900123"),
        ("(020) 7946-0018", "+442079460018"),
        ("+44 7700 900123", "+447700900123"),
        ("+1 202 555 0147", "+12025550147"),
        ("999", None),
        ("07700 90012", None),
        ("0909 1234567", None),
        ("call me", None),
        ("", None),
    ],
)
def test_numbers_are_read_as_people_type_them(typed, kept):
    assert numbers.read(typed) == kept


def test_a_stored_slot_is_said_in_words_and_nonsense_stays_as_it_is():
    with time_machine.travel(MONDAY, tick=False):
        assert hours.slot_words("2026-11-24:morning") == "Tomorrow, morning"
        assert hours.slot_words("2026-12-01:evening") == "Tuesday 1 December, evening"
    assert hours.slot_words("nonsense") == "nonsense"


def test_numbers_are_forgotten_a_week_after_closing_and_words_after_a_year():
    now = timezone.now()
    fresh = SupportRequestFactory(done=True, closed_at=now - dt.timedelta(days=6))
    week = SupportRequestFactory(done=True, closed_at=now - dt.timedelta(days=8))
    year = SupportRequestFactory(done=True, closed_at=now - dt.timedelta(days=366))
    RequestMessage.objects.create(request=year, from_worker=True, body="Hello")
    waiting = SupportRequestFactory(created_at=now - dt.timedelta(days=500))
    assert tasks.forget_closed() > 0
    for request in (fresh, week, year, waiting):
        request.refresh_from_db()
    assert (fresh.phone, week.phone, waiting.phone) == ("+442079460018", "", "+442079460018")
    assert week.details
    assert (year.details, year.messages.count()) == ("", 0)
    assert tasks.forget_closed() == 0


def test_an_urgent_request_that_nobody_took_is_called_out_once_more():
    MemberFactory(role="worker")
    MemberFactory(role="lead")
    old = SupportRequestFactory(urgent=True, created_at=timezone.now() - dt.timedelta(minutes=16))
    SupportRequestFactory(urgent=True)
    assert tasks.alert_again() == 2
    assert Notice.objects.filter(kind="alert", url__contains=str(old.public_id)).count() == 2
    tasks.alert_again()
    assert Notice.objects.filter(kind="alert").count() == 2


def test_the_export_holds_ones_own_words_and_nobody_elses_number():
    mine = SupportRequestFactory(details="My own words", taken=True)
    RequestMessage.objects.create(
        request=mine, author=mine.worker, from_worker=True, body="A worker's answer"
    )
    other = SupportRequestFactory(
        details="A canary", phone="+447700900999", taken=True, worker=mine.worker
    )
    held = str(personal_data.export(mine.member_id))
    assert "My own words" in held
    assert "A worker's answer" in held
    assert "+442079460018" in held
    assert "canary" not in held
    workers = str(personal_data.export(mine.worker_id))
    assert "900999" not in workers
    assert "canary" not in workers
    assert other.phone not in workers


def test_forgetting_a_member_empties_their_requests_and_closes_them():
    request = SupportRequestFactory(details="A canary", taken=True)
    member_id = request.member_id
    requests.reply(member_id, request.public_id, "Another canary")
    close_account(member_id)
    request.refresh_from_db()
    assert request.member_id is None
    assert (request.state, request.phone, request.details) == (RequestState.WITHDRAWN, "", "")
    assert "canary" not in str(list(RequestMessage.objects.values()))
    assert "canary" not in str(erasure.export_everything(member_id))


def test_forgetting_a_worker_gives_their_requests_back_and_takes_their_story_down():
    story = StoryFactory()
    worker = story.author
    request = SupportRequestFactory(taken=True, worker=worker)
    work.answer(request.pk, viewer(worker), 1, "Hello from Robin")
    close_account(worker.pk)
    request.refresh_from_db()
    assert (request.state, request.worker) == (RequestState.NEW, None)
    assert request.messages.get().author is None
    assert not Story.objects.exists()
    assert not WorkerProfile.objects.exists()


def test_the_demonstration_loads_twice_and_is_there_once():
    from community.demo.support import load_support

    users = {
        name: MemberFactory(name=name, role="worker" if name.startswith("Worker") else "")
        for name in ("WorkerAsha", "WorkerTomasz", "WorkerMei", "Marigold", "Ivy", "Oak", "Yew")
    }
    for _ in range(2):
        load_support(lambda line: None, users)
    assert WorkerProfile.objects.count() == Story.objects.count() == 3
    assert SupportRequest.objects.count() == 3
    assert SupportRequest.objects.filter(state=RequestState.NEW).count() == 2


def test_a_worker_profile_outlives_nothing_of_its_user():
    profile = WorkerProfileFactory()
    profile.user.delete()
    assert not WorkerProfile.objects.exists()
