"""Workers take, answer, arrange, finish and pass on."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from community.accounts.models import Block
from community.notices.models import Notice
from community.safety.models import LogEntry
from community.support import worklist
from community.support.actions import work
from community.support.models import Appointment, RequestState, SupportRequest
from community.support.permissions import Conflict, NotAllowed
from tests.factories.accounts import MemberFactory, viewer
from tests.factories.support import SupportRequestFactory, WorkerProfileFactory

LIST = reverse("support:work")


def url(name: str, request: SupportRequest) -> str:
    return reverse(f"support:{name}", args=[request.public_id])


@pytest.fixture
def worker(client, db):
    user = MemberFactory(role="worker")
    client.force_login(user)
    return user


@pytest.mark.parametrize(
    ("role", "status"), [("worker", 200), ("lead", 200), ("moderator", 403), ("", 403)]
)
@pytest.mark.django_db
def test_the_list_is_for_workers_and_leads(client, role, status):
    client.force_login(MemberFactory(role=role))
    assert client.get(LIST).status_code == status
    request = SupportRequestFactory()
    assert client.get(url("work-request", request)).status_code == status
    take = client.post(url("take", request), {"version": 1})
    assert take.status_code == (302 if status == 200 else 403)


def test_who_has_waited_longest_comes_first_after_whoever_is_in_distress(worker):
    now = timezone.now()
    second = SupportRequestFactory(created_at=now - dt.timedelta(hours=2))
    first = SupportRequestFactory(created_at=now - dt.timedelta(hours=9))
    urgent = SupportRequestFactory(urgent=True)
    listed = [card.request for card in worklist.work_list(viewer(worker)).waiting]
    assert listed == [urgent, first, second]


def test_ones_own_request_and_that_of_a_blocked_person_are_for_colleagues(client, worker):
    own = SupportRequestFactory(member=worker)
    blocked = SupportRequestFactory()
    Block.objects.create(blocker=blocked.member, blocked=worker)
    assert worklist.work_list(viewer(worker)).waiting == ()
    for request in (own, blocked):
        assert client.get(url("work-request", request)).status_code == 403
        assert client.post(url("take", request), {"version": 1}).status_code == 403
        with pytest.raises(NotAllowed):
            work.take(request.pk, viewer(worker), 1)


def test_taking_tells_the_member_and_shows_the_number_to_one_worker_only(client, worker):
    request = SupportRequestFactory()
    page = client.get(url("work-request", request)).content.decode()
    assert "7946 0018" not in page
    client.post(url("take", request), {"version": 1})
    request.refresh_from_db()
    assert (request.state, request.worker, request.version) == (RequestState.TAKEN, worker, 2)
    assert "020 7946 0018" in client.get(url("work-request", request)).content.decode()
    assert Notice.objects.get(member=request.member).kind == "support-taken"
    lead = MemberFactory(role="lead")
    client.force_login(lead)
    page = client.get(url("work-request", request))
    assert page.status_code == 200
    assert "7946 0018" not in page.content.decode()
    client.force_login(MemberFactory(role="worker"))
    assert client.get(url("work-request", request)).status_code == 403
    assert "7946 0018" not in client.get(LIST).content.decode()


def test_the_second_worker_hears_that_a_colleague_was_quicker(client, worker):
    request = SupportRequestFactory()
    work.take(request.pk, viewer(MemberFactory(role="worker")), 1)
    answer = client.post(url("take", request), {"version": 1})
    assert answer.status_code == 409
    assert "a moment quicker" in answer.content.decode()
    request.refresh_from_db()
    assert request.worker != worker


@pytest.mark.django_db(transaction=True)
def test_of_workers_who_press_at_once_exactly_one_takes_it():
    request = SupportRequestFactory()
    people = [viewer(MemberFactory(role="worker")) for _ in range(6)]
    outcomes: list[str] = []
    start = threading.Barrier(len(people))

    def press(person):
        start.wait()
        try:
            work.take(request.pk, person, 1)
            outcomes.append("taken")
        except Conflict:
            outcomes.append("conflict")
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["conflict"] * 5 + ["taken"]
    assert Notice.objects.filter(member=request.member).count() == 1


def test_answer_arrange_finish(client, worker):
    request = SupportRequestFactory(taken=True, worker=worker)
    sent = client.post(
        url("answer", request), {"answer-version": 1, "answer-body": "Hello, I am Robin."}
    )
    assert sent.status_code == 302
    day = timezone.localdate() + dt.timedelta(days=3)
    arranged = client.post(
        url("arrange", request),
        {
            "arrange-version": 2,
            "arrange-day": day.isoformat(),
            "arrange-clock": "10:30",
            "arrange-minutes": 45,
            "arrange-mode": "phone",
            "arrange-place": "From a withheld number",
        },
    )
    assert arranged.status_code == 302
    request.refresh_from_db()
    assert request.state == RequestState.ARRANGED
    found = Appointment.objects.get(cancelled_at__isnull=True)
    assert timezone.localtime(found.starts_at).strftime("%H:%M") == "10:30"
    client.post(url("done", request), {"done-version": 3})
    request.refresh_from_db()
    assert request.state == RequestState.DONE
    assert request.closed_at
    kinds = set(Notice.objects.filter(member=request.member).values_list("kind", flat=True))
    assert kinds == {"support-answer", "support-arranged", "support-done"}
    for notice in Notice.objects.all():
        assert "Robin" not in notice.body


def test_moving_a_time_keeps_the_old_one_as_cancelled(worker):
    request = SupportRequestFactory(taken=True, worker=worker)
    for version, days in ((1, 2), (2, 4)):
        work.arrange(
            request.pk,
            viewer(worker),
            version,
            starts_at=timezone.now() + dt.timedelta(days=days),
            minutes=30,
            mode=work.Mode.PHONE,
        )
    assert Appointment.objects.count() == 2
    assert Appointment.objects.filter(cancelled_at__isnull=True).count() == 1


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("answer", {"answer-version": 1, "answer-body": ""}),
        ("answer", {"answer-version": "x", "answer-body": "Hello"}),
        ("answer", {"answer-version": 10**30, "answer-body": "Hello"}),
        (
            "arrange",
            {
                "arrange-version": 1,
                "arrange-day": "2001-01-01",
                "arrange-clock": "10:00",
                "arrange-minutes": 30,
                "arrange-mode": "phone",
            },
        ),
        (
            "arrange",
            {
                "arrange-version": 1,
                "arrange-day": "9999-12-31",
                "arrange-clock": "10:00",
                "arrange-minutes": 30,
                "arrange-mode": "phone",
            },
        ),
        (
            "arrange",
            {
                "arrange-version": 1,
                "arrange-day": "soon",
                "arrange-clock": "late",
                "arrange-minutes": 7,
                "arrange-mode": "pigeon",
            },
        ),
        ("pass-on", {"pass-version": 1, "pass-to": "424242"}),
        ("done", {}),
        ("take", {}),
    ],
)
def test_a_workers_slip_is_422_and_changes_nothing(client, worker, name, form):
    request = SupportRequestFactory(taken=True, worker=worker)
    answer = client.post(url(name, request), form)
    assert answer.status_code == 422
    request.refresh_from_db()
    assert (request.state, request.version) == (RequestState.TAKEN, 1)


def test_a_day_before_the_first_year_is_a_slip_and_no_error(client, worker):
    request = SupportRequestFactory(taken=True, worker=worker)
    form = {
        "arrange-version": 1,
        "arrange-clock": "00:00",
        "arrange-minutes": 30,
        "arrange-mode": "phone",
    }
    assert (
        client.post(url("arrange", request), {**form, "arrange-day": "0001-01-01"}).status_code
        == 422
    )


def test_an_answer_to_an_old_page_is_409_and_keeps_the_words(client, worker):
    request = SupportRequestFactory(taken=True, worker=worker, version=4)
    answer = client.post(url("answer", request), {"answer-version": 3, "answer-body": "Keep me"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Keep me" in page
    assert 'name="answer-version" value="4"' in page
    assert not request.messages.exists()


def test_only_the_worker_who_has_it_answers(worker):
    request = SupportRequestFactory()
    with pytest.raises(NotAllowed):
        work.answer(request.pk, viewer(worker), 1, "Hello")
    taken = SupportRequestFactory(taken=True)
    with pytest.raises(NotAllowed):
        work.answer(taken.pk, viewer(MemberFactory(role="lead")), 1, "Hello")


def test_handing_back_keeps_the_place_in_the_line_and_the_note_for_workers(client, worker):
    old = SupportRequestFactory(
        taken=True, worker=worker, created_at=timezone.now() - dt.timedelta(days=2)
    )
    newer = SupportRequestFactory()
    answer = client.post(
        url("pass-on", old), {"pass-version": 1, "pass-to": "", "pass-note": "Speaks softly"}
    )
    assert answer.status_code == 302
    listed = [card.request for card in worklist.work_list(viewer(worker)).waiting]
    assert listed == [old, newer]
    assert "Speaks softly" in client.get(LIST).content.decode()
    client.force_login(old.member)
    assert "Speaks softly" not in client.get(url("request", old)).content.decode()


def test_handing_over_tells_the_colleague_and_the_member(client, worker):
    request = SupportRequestFactory(taken=True, worker=worker)
    colleague = MemberFactory(role="worker")
    client.post(url("pass-on", request), {"pass-version": 1, "pass-to": colleague.pk})
    request.refresh_from_db()
    assert request.worker == colleague
    told = set(Notice.objects.values_list("member_id", flat=True))
    assert told == {colleague.pk, request.member_id}
    entry = LogEntry.objects.get(verb="support.handed_over")
    assert (entry.previous["worker"], entry.new["worker"]) == (worker.pk, colleague.pk)


def test_a_lead_passes_on_what_somebody_off_sick_had(client, db):
    lead, colleague = MemberFactory(role="lead"), MemberFactory(role="worker")
    request = SupportRequestFactory(taken=True)
    client.force_login(lead)
    client.post(url("pass-on", request), {"pass-version": 1, "pass-to": colleague.pk})
    request.refresh_from_db()
    assert request.worker == colleague


def test_nothing_is_handed_to_somebody_who_does_not_work_here(worker):
    request = SupportRequestFactory(taken=True, worker=worker)
    with pytest.raises(NotAllowed):
        work.hand_over(request.pk, viewer(worker), 1, MemberFactory().pk)


def test_an_urgent_request_is_seen_by_all_and_can_be_taken_over(client, worker):
    request = SupportRequestFactory(taken=True, urgent=True)
    before = request.worker
    assert request.pk in [card.request.pk for card in worklist.work_list(viewer(worker)).others]
    assert client.get(url("work-request", request)).status_code == 200
    assert client.post(url("take", request), {"version": 1}).status_code == 302
    request.refresh_from_db()
    assert request.worker == worker
    assert Notice.objects.filter(member=before).count() == 1


def test_distressing_words_are_folded_until_asked_for(client, worker):
    request = SupportRequestFactory(urgent=True, details="Words that are hard to read")
    page = client.get(url("work-request", request)).content.decode()
    assert page.index("<details") < page.index("Words that are hard to read")
    assert "Words that are hard" not in client.get(LIST).content.decode()


def test_every_step_is_in_the_log(worker):
    request = SupportRequestFactory()
    looking = viewer(worker)
    work.take(request.pk, looking, 1)
    work.answer(request.pk, looking, 2, "Hello")
    work.hand_back(request.pk, looking, 3, "Back in a week")
    assert list(LogEntry.objects.values_list("verb", flat=True)) == [
        "support.taken",
        "support.answered",
        "support.handed_back",
    ]
    assert "Hello" not in str(list(LogEntry.objects.values()))


def test_the_list_costs_the_same_however_long(client, worker, django_assert_max_num_queries):
    WorkerProfileFactory(user=worker)

    def queries_of_a_page() -> int:
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as caught:
            assert client.get(LIST).status_code == 200
        return len(caught)

    def fill(times: int) -> None:
        for _ in range(times):
            SupportRequestFactory(asked_for=WorkerProfileFactory())
            SupportRequestFactory(taken=True, worker=worker)
            SupportRequestFactory(taken=True, urgent=True)

    fill(1)
    queries_of_a_page()
    few = queries_of_a_page()
    fill(8)
    assert queries_of_a_page() == few
    assert few <= 22


def test_a_request_nobody_knows_is_404(client, worker):
    assert client.get("/support/work/6f9619ff-8b86-d011-b42d-00cf4fc964ff/").status_code == 404
    assert client.get("/support/work/not-a-uuid/").status_code == 404
