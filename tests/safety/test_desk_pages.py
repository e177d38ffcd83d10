"""The desk, the report form and the house rules, as people meet them."""

import pytest
from django.urls import reverse

from community.safety.actions.report import open_case_for_hold
from community.safety.models import Agreement, Case, Decision, HouseRules, Report, State
from community.safety.verdicts import Outcome, Reason, Severity, Verdict
from tests.safety.people import member, moderator

pytestmark = pytest.mark.django_db


def held_case(severity=Severity.CONDUCT, author=None):
    profile = (author or member()).profile
    profile.state = State.HELD
    profile.save()
    reason = Reason("conduct.abuse", "conduct.abuse", Outcome.HOLD, severity, "A person reads it.")
    return open_case_for_hold(profile, Verdict.from_reasons((reason,)))


def signed_in(client, user):
    client.force_login(user)
    return client


def url(name, case):
    return reverse(f"safety:{name}", args=[case.public_id])


# --- who may come in ----------------------------------------------------------------------------
def test_a_visitor_is_asked_to_sign_in(client):
    case = held_case()
    for page in (reverse("safety:desk"), reverse("safety:decided"), url("case", case)):
        answer = client.get(page)
        assert answer.status_code == 302
        assert "/accounts/login/" in answer["Location"]


def test_a_member_is_turned_away_from_every_page_of_the_desk(client):
    case = held_case()
    signed_in(client, member())
    for page in (reverse("safety:desk"), reverse("safety:decided"), url("case", case)):
        assert client.get(page).status_code == 403
    for action in ("claim", "hand-over", "decide"):
        assert client.post(url(action, case), {}).status_code == 403
    assert not Decision.objects.exists()


def test_a_moderator_may_not_open_a_case_about_their_own_words(client):
    own = moderator()
    case = held_case(author=own)
    assert signed_in(client, own).get(url("case", case)).status_code == 403


def test_a_case_that_is_not_there_is_not_found(client):
    signed_in(client, moderator())
    assert client.get("/desk/00000000-0000-4000-8000-000000000000/").status_code == 404
    assert client.get("/desk/nonsense/").status_code == 404


# --- the board ----------------------------------------------------------------------------------
def test_the_board_shows_the_worst_lane_first(client):
    held_case(Severity.ROUTINE)
    held_case(Severity.RISK_TO_LIFE)
    page = signed_in(client, moderator()).get(reverse("safety:desk")).content.decode()
    assert page.index("Somebody may be in danger") < page.index("Everyday")


def test_an_empty_board_says_so_kindly(client):
    page = signed_in(client, moderator()).get(reverse("safety:desk"))
    assert "Nothing is waiting" in page.content.decode()


def test_the_board_costs_the_same_however_many_cases_wait(client):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    signed_in(client, moderator())
    held_case()
    client.get(reverse("safety:desk"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("safety:desk"))
    for _ in range(12):
        for severity in Severity:
            held_case(severity)
    with CaptureQueriesContext(connection) as many:
        client.get(reverse("safety:desk"))
    assert len(many) <= len(few)


# --- deciding -----------------------------------------------------------------------------------
def test_a_moderator_takes_reads_and_releases(client):
    case = held_case()
    desk = signed_in(client, moderator())
    assert desk.post(url("claim", case)).status_code == 302
    page = desk.get(url("case", case)).content.decode()
    assert "Likes canals." in page
    assert "How to judge it" in page
    answer = desk.post(
        url("decide", case), {"version": case.version, "outcome": "release", "finding": "neither"}
    )
    assert answer.status_code == 302
    assert Decision.objects.get().outcome == "release"


def test_taking_words_away_without_telling_why_is_sent_back_with_everything_typed(client):
    case = held_case()
    desk = signed_in(client, moderator())
    answer = desk.post(
        url("decide", case),
        {
            "version": case.version,
            "outcome": "remove",
            "finding": "breach",
            "note": "Spoke to a colleague about it",
        },
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Tell the author why" in page
    assert "Spoke to a colleague about it" in page
    assert not Decision.objects.exists()


def test_the_second_of_two_moderators_gets_409_and_keeps_what_they_typed(client):
    from community.safety.actions.decide import decide
    from tests.safety.people import viewer

    case = held_case()
    decide(case.pk, viewer(moderator()), "release", version=case.version)
    answer = signed_in(client, moderator()).post(
        url("decide", case),
        {"version": case.version, "outcome": "hide", "finding": "breach", "reason": "Too harsh."},
    )
    assert answer.status_code == 409
    assert "already decided" in answer.content.decode()
    assert Decision.objects.count() == 1


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"version": "x", "outcome": "release"},
        {"version": "-1", "outcome": "release"},
        {"version": "9" * 400, "outcome": "release"},
        {"version": "1", "outcome": "explode", "finding": "neither"},
        {"version": "1", "outcome": "release", "finding": "\x00"},
    ],
)
def test_a_malformed_decision_changes_nothing(client, data):
    case = held_case()
    answer = signed_in(client, moderator()).post(url("decide", case), data)
    assert answer.status_code == 422
    assert not Decision.objects.exists()


def test_distress_stays_folded_until_asked_for(client):
    case = held_case(Severity.RISK_TO_LIFE)
    page = signed_in(client, moderator()).get(url("case", case)).content.decode()
    assert "This may be hard to read" in page


# --- reporting ----------------------------------------------------------------------------------
def report_url(profile):
    return reverse("safe_space:report", args=["accounts.profile", profile.pk])


def test_a_visitor_reports_without_an_account_and_is_told_when_somebody_reads(client):
    profile = member().profile
    assert client.get(report_url(profile)).status_code == 200
    answer = client.post(report_url(profile), {"kind": "abuse", "note": "Please look."})
    page = answer.content.decode()
    assert "Thank you for telling us" in page
    assert "not told who reported" in page
    assert Report.objects.get().note == "Please look."


def test_a_report_of_danger_offers_help_at_once(client):
    page = client.post(report_url(member().profile), {"kind": "self_harm"}).content.decode()
    assert "116 123" in page


@pytest.mark.parametrize("kind", ["", "nonsense", "\x00"])
def test_a_report_without_a_kind_is_asked_again_and_keeps_the_note(client, kind):
    answer = client.post(report_url(member().profile), {"kind": kind, "note": "Kept words"})
    assert answer.status_code == 422
    assert "Kept words" in answer.content.decode()
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    "path",
    [
        "/safe-space/report/nothing.here/1/",
        "/safe-space/report/accounts.profile/999999/",
        "/safe-space/report/accounts.profile/x/",
        "/safe-space/report/accounts.profile/99999999999999999999999/",
        "/safe-space/report/accounts.profile/%00/",
    ],
)
def test_what_is_not_there_cannot_be_reported(client, path):
    assert client.get(path).status_code == 404
    assert client.post(path, {"kind": "abuse"}).status_code == 404


# --- house rules --------------------------------------------------------------------------------
@pytest.fixture
def house_rules(db):
    HouseRules.objects.all().delete()
    return HouseRules.objects.create(number=7, summary="Be kind.", body="## Be kind\n\nAlways.")


def test_agreeing_goes_back_to_what_one_was_doing(client, house_rules):
    user = member()
    signed_in(client, user)
    page = client.get("/safe-space/agree/?next=/me/")
    assert "Always." in page.content.decode()
    answer = client.post("/safe-space/agree/", {"number": 7, "agree": "on", "next": "/me/"})
    assert answer["Location"] == "/me/"
    assert Agreement.objects.filter(member=user, rules=house_rules).exists()


def test_a_next_address_elsewhere_is_not_followed(client, house_rules):
    signed_in(client, member())
    answer = client.post(
        "/safe-space/agree/",
        {"number": 7, "agree": "on", "next": "https://elsewhere.example/"},
    )
    assert answer["Location"] == "/forum/"


@pytest.mark.parametrize("words", ["evil", "elsewhere.example", "forum:home", "?x=1", "//e", "\0"])
def test_a_next_address_that_is_no_path_of_ours_leads_to_the_forum(client, house_rules, words):
    signed_in(client, member())
    sent = {"number": 7, "agree": "on", "next": words}
    assert client.post("/safe-space/agree/", sent)["Location"] == "/forum/"
    # Also for somebody who has agreed already and follows a link.
    assert client.get("/safe-space/agree/", {"next": words})["Location"] == "/forum/"


def test_an_unticked_box_is_no_agreement(client, house_rules):
    signed_in(client, member())
    assert client.post("/safe-space/agree/", {"number": 7}).status_code == 422
    assert not Agreement.objects.exists()


def test_rules_that_changed_while_somebody_read_are_shown_again(client, house_rules):
    signed_in(client, member())
    HouseRules.objects.create(number=8, summary="Newer.", body="Newer words.")
    answer = client.post("/safe-space/agree/", {"number": 7, "agree": "on"})
    assert answer.status_code == 409
    assert "Newer words." in answer.content.decode()
    assert not Agreement.objects.exists()


# --- the author's side --------------------------------------------------------------------------
def test_an_author_reads_the_reason_and_asks_for_somebody_else(client):
    from community.safety.actions.decide import decide
    from tests.safety.people import viewer

    author = member()
    case = held_case(author=author)
    decide(case.pk, viewer(moderator()), "hide", version=case.version, reason="It names a street.")
    page = reverse("safe_space:decision", args=[case.public_id])
    assert client.get(page).status_code == 302
    signed_in(client, author)
    assert "It names a street." in client.get(page).content.decode()
    assert client.post(page, {"note": "It is a public park."}).status_code == 302
    case.refresh_from_db()
    assert case.is_open
    assert signed_in(client, member()).get(page).status_code == 404


def test_the_words_that_a_rule_saw_are_marked_and_nothing_is_lost():
    from community.safety.desk import pieces

    said = "Ring 07700 900123 <b>now</b>"
    cut = pieces(said, [{"part": "body", "start": 5, "end": 17}])
    assert "".join(piece.text for piece in cut) == said
    assert [piece.text for piece in cut if piece.marked] == ["07700 900123"]
    odd = [{"part": "body", "start": 20, "end": 999}, {"part": "title", "start": 0, "end": 4}, {}]
    assert [piece.marked for piece in pieces(said, odd)] == [False]
