"""A member asks for a call or a worker."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from community.notices.models import Notice
from community.safety.models import LogEntry, Screening
from community.support import hours
from community.support.actions import requests
from community.support.models import Kind, Mode, RequestState, SupportRequest
from tests.factories.accounts import PASSWORD, MemberFactory
from tests.factories.support import SupportRequestFactory, WorkerProfileFactory

pytestmark = pytest.mark.django_db
CALL = reverse("support:call-back")
ONE = reverse("support:one-to-one")


def a_time() -> str:
    return hours.call_days()[-1].slots[0].key


def call_form(**changes: object) -> dict[str, object]:
    return {"times": [a_time()], "phone": "07700 900123", "details": "About sleep.", **changes}


def wish(**changes: object) -> requests.Wish:
    return requests.Wish(
        **{"kind": Kind.CALL_BACK, "mode": Mode.PHONE, "phone": "+447700900123", **changes}
    )


@pytest.fixture
def member(client):
    user = MemberFactory(name="Marigold")
    client.force_login(user)
    return user


def test_a_call_is_asked_for_and_reaches_the_workers(
    client, member, django_capture_on_commit_callbacks
):
    worker = MemberFactory(role="worker")
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(CALL, call_form())
    made = SupportRequest.objects.get()
    assert answer.status_code == 302
    assert answer.url == reverse("support:request", args=[made.public_id])
    assert (made.member, made.state, made.phone) == (member, RequestState.NEW, "+447700900123")
    notice = Notice.objects.get(member=worker)
    assert notice.url == reverse("support:work-request", args=[made.public_id])
    assert "Marigold" not in notice.subject + notice.body
    assert "sleep" not in notice.subject + notice.body


def test_asking_needs_no_agreement_to_the_house_rules_first(client, member):
    assert client.post(CALL, call_form()).status_code == 302
    assert SupportRequest.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"times": []}, "times"),
        ({"times": ["1999-01-01:morning"]}, "times"),
        ({"times": ["nonsense"]}, "times"),
        ({"phone": ""}, "phone"),
        ({"phone": "999"}, "phone"),
        ({"phone": "not a number"}, "phone"),
        ({"phone": "0909 1234567"}, "phone"),
        ({"phone": "1" * 41}, "phone"),
        ({"details": "a" * 4001}, "details"),
        ({"details": "nul\x00"}, "details"),
        ({"borough": "99999"}, "borough"),
        ({"borough": "x"}, "borough"),
    ],
)
def test_a_slip_is_named_beside_its_field_and_nothing_typed_is_lost(client, member, changes, field):
    answer = client.post(CALL, call_form(**{"details": "Keep these words.", **changes}))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert SupportRequest.objects.count() == 0
    if "details" not in changes:
        assert "Keep these words." in answer.content.decode()


def test_no_more_than_three_times_may_be_chosen(client, member):
    keys = [slot.key for day in hours.call_days() for slot in day.slots][:4]
    assert client.post(CALL, call_form(times=keys)).status_code == 422
    assert client.post(CALL, call_form(times=keys[:3])).status_code == 302


def test_one_to_one_remembers_whom_and_how(client, member):
    asha = WorkerProfileFactory(first_name="Asha", slug="asha")
    form = {"mode": "side-by-side", "preferences": "Speaks Urdu", "worker": "asha"}
    assert client.post(ONE, form).status_code == 302
    made = SupportRequest.objects.get()
    assert (made.mode, made.preferences, made.asked_for) == ("side-by-side", "Speaks Urdu", asha)
    assert list(Notice.objects.values_list("member_id", flat=True)) == [asha.user_id]


def test_a_worker_that_nobody_knows_is_no_error(client):
    for slug in ("nobody", "a%20b", "%00", "x" * 500):
        assert client.get(f"{ONE}?worker={slug}").status_code == 200


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"mode": "by-pigeon"},
        {"mode": "phone", "worker": "a b"},
        {"mode": "phone", "worker": "\x00"},
    ],
)
def test_one_to_one_with_a_slip_is_422(client, member, form):
    assert client.post(ONE, form).status_code == 422


def test_contact_details_are_welcome_in_private_words_and_leave_no_mark(client, member):
    words = "Ring my mum on 07700 900456 or write to me@mail.example, 4 Elm Road, E17 3AB"
    assert client.post(CALL, call_form(details=words)).status_code == 302
    made = SupportRequest.objects.get()
    assert made.details == words
    assert not made.is_urgent
    # A slip in the forum a minute later is treated as the first, not as a second try.
    assert not Screening.objects.exists()


def test_words_of_distress_are_sent_offered_support_and_alert_everybody_who_works(client, member):
    worker, lead = MemberFactory(role="worker"), MemberFactory(role="lead")
    moderator = MemberFactory(role="moderator")
    answer = client.post(CALL, call_form(details="I want to end my life tonight"), follow=True)
    assert SupportRequest.objects.get().is_urgent
    page = answer.content.decode()
    assert "116 123" in page
    assert "You do not have to be alone with this" in page
    assert set(Notice.objects.filter(kind="alert").values_list("member_id", flat=True)) == {
        worker.pk,
        lead.pk,
    }
    assert not Notice.objects.filter(member=moderator).exists()


def test_distress_is_seen_even_when_another_field_has_a_slip(client, member):
    answer = client.post(CALL, call_form(phone="", details="I want to end my life tonight"))
    assert answer.status_code == 422
    assert "You do not have to be alone with this" in answer.content.decode()


def test_words_that_the_rules_cannot_read_alert_a_person(monkeypatch):
    from community.safety import gate

    def broken(*args, **kwargs):
        raise RuntimeError("a rule broke")

    monkeypatch.setattr(gate.rules, "apply", broken)
    assert requests.reads_as_distress(details="anything") == (False, True)


def test_one_open_request_of_a_kind(client, member):
    client.post(CALL, call_form())
    again = client.post(CALL, call_form(details="Once more."))
    assert again.status_code == 409
    assert "Once more." in again.content.decode()
    assert SupportRequest.objects.count() == 1
    # Another kind is another matter.
    assert client.post(ONE, {"mode": "phone"}).status_code == 302


def test_the_database_itself_refuses_a_second_open_request():
    first = SupportRequestFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        SupportRequestFactory(member=first.member)
    SupportRequestFactory(member=first.member, done=True)


@pytest.mark.parametrize(
    "broken",
    [
        {"state": "taken"},
        {"state": "new", "worker": True},
        {"state": "done"},
        {"state": "elsewhere"},
        {"kind": Kind.ONE_TO_ONE, "phone": "+442079460018"},
    ],
)
def test_the_database_refuses_a_request_in_no_possible_state(broken):
    if broken.get("worker"):
        broken = {**broken, "worker": MemberFactory()}
    with pytest.raises(IntegrityError), transaction.atomic():
        SupportRequestFactory(**broken)


def test_who_asks_again_and_again_is_asked_to_wait(client, member):
    for _ in range(requests.ASKED_A_DAY):
        SupportRequestFactory(member=member, withdrawn=True)
    assert client.post(CALL, call_form()).status_code == 429


def test_the_form_leads_to_the_open_request(client, member):
    open_one = SupportRequestFactory(member=member)
    answer = client.get(CALL)
    assert answer.url == reverse("support:request", args=[open_one.public_id])


def test_what_a_visitor_typed_is_kept_until_they_are_signed_in(client):
    user = MemberFactory()
    first = client.post(CALL, call_form(details="Please ring twice."))
    assert first.url == reverse("support:sign-in-first")
    assert SupportRequest.objects.count() == 0
    page = client.get(first.url).content.decode()
    assert f"/accounts/login/?next={CALL.replace('/', '%2F')}" in page
    signed_in = client.post(
        "/accounts/login/", {"login": user.email, "password": PASSWORD, "next": CALL}
    )
    assert signed_in.url == CALL
    form_page = client.get(CALL)
    assert form_page.context["form"]["details"].value() == "Please ring twice."
    assert "Please ring twice." in form_page.content.decode()
    assert form_page.content.decode().count("checked") == 1
    client.post(CALL, call_form(details="Please ring twice."))
    assert SupportRequest.objects.get().member == user
    assert not client.session.get("support_draft")


def test_a_kept_draft_is_forgotten_after_two_hours(client):
    client.post(CALL, call_form(details="Please ring twice."))
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(hours=2, minutes=1)):
        assert "Please ring twice." not in client.get(CALL).content.decode()
        assert client.get(reverse("support:sign-in-first")).status_code == 302


def test_a_visitor_in_distress_meets_help_before_the_sign_in(client):
    page = client.post(CALL, call_form(details="I want to end my life tonight"), follow=True)
    assert "You do not have to be alone with this" in page.content.decode()


def test_a_member_writes_back_and_their_worker_is_told(client, member):
    request = SupportRequestFactory(member=member, taken=True)
    url = reverse("support:reply", args=[request.public_id])
    assert client.post(url, {"body": "Tuesday suits me."}).status_code == 302
    assert Notice.objects.get().member == request.worker
    page = client.get(reverse("support:request", args=[request.public_id])).content.decode()
    assert "Tuesday suits me." in page
    request.refresh_from_db()
    assert request.version == 2


def test_distress_in_a_reply_alerts_everybody_and_stays_on_the_page(client, member):
    MemberFactory(role="lead")
    request = SupportRequestFactory(member=member, taken=True)
    url = reverse("support:reply", args=[request.public_id])
    page = client.post(url, {"body": "I am going to kill myself"}, follow=True).content.decode()
    assert "You do not have to be alone with this" in page
    assert Notice.objects.filter(kind="alert").count() == 2
    request.refresh_from_db()
    assert request.is_urgent


@pytest.mark.parametrize("body", ["", "   ", "a" * 4001])
def test_a_reply_with_a_slip_is_422(client, member, body):
    request = SupportRequestFactory(member=member)
    url = reverse("support:reply", args=[request.public_id])
    assert client.post(url, {"body": body}).status_code == 422


def test_a_closed_request_takes_no_more_words(client, member):
    request = SupportRequestFactory(member=member, done=True)
    url = reverse("support:reply", args=[request.public_id])
    assert client.post(url, {"body": "One more thing"}).status_code == 409
    assert not request.messages.exists()


def test_taking_a_request_back_forgets_the_number_at_once(client, member):
    request = SupportRequestFactory(member=member, taken=True)
    url = reverse("support:withdraw", args=[request.public_id])
    assert client.post(url).status_code == 302
    request.refresh_from_db()
    assert (request.state, request.phone) == (RequestState.WITHDRAWN, "")
    assert Notice.objects.get().member == request.worker
    client.post(url)
    assert LogEntry.objects.filter(verb="support.withdrawn").count() == 1


def test_nobody_reads_or_touches_somebody_elses_request(client, member):
    other = SupportRequestFactory()
    for name in ("request", "reply", "withdraw"):
        url = reverse(f"support:{name}", args=[other.public_id])
        ask = client.get if name == "request" else client.post
        assert ask(url, {"body": "hello"}).status_code == 404
    other.refresh_from_db()
    assert other.state == RequestState.NEW


@pytest.mark.parametrize("name", ["mine", "work", "own-stories"])
def test_private_pages_ask_a_visitor_to_sign_in(client, name):
    answer = client.get(reverse(f"support:{name}"))
    assert answer.status_code == 302
    assert answer.url.startswith("/accounts/login/")


def test_the_log_keeps_who_and_when_but_never_the_words_or_the_number(client, member):
    client.post(CALL, call_form(details="A canary in these words"))
    entry = LogEntry.objects.get(verb="support.asked")
    assert entry.actor_id == member.pk
    assert "canary" not in str(entry.new) + str(entry.previous) + entry.reason
    assert "900123" not in str(entry.new)


def test_own_requests_cost_the_same_however_many(client, member, django_assert_num_queries):
    from community.accounts.queries import build_viewer
    from community.support.queries import own_requests

    SupportRequestFactory(member=member, done=True)
    looking = build_viewer(member.pk)
    with django_assert_num_queries(5):
        own_requests(looking)
    for _ in range(6):
        SupportRequestFactory(member=member, done=True)
    with django_assert_num_queries(5):
        assert len(own_requests(looking)) == 7
