"""From a report to peace."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from community.accounts.models import Circle, CircleMembership, Role
from community.notices.models import Notice
from community.safety import queries
from community.safety.actions.appeal import appeal
from community.safety.actions.claim import claim, hand_over
from community.safety.actions.decide import decide
from community.safety.actions.report import open_case_for_hold, report
from community.safety.models import (
    Case,
    Decision,
    Evidence,
    LogEntry,
    Report,
    ReportKind,
    State,
)
from community.safety.permissions import Conflict, NotAllowed
from community.safety.verdicts import Outcome, Reason, Severity, Verdict
from community.safety.viewers import RESIDENT, Viewer
from tests.safety.people import member, moderator, viewer

pytestmark = pytest.mark.django_db


def held_verdict(severity=Severity.CONDUCT, code="conduct.abuse"):
    return Verdict.from_reasons(
        (Reason(code, "conduct", Outcome.HOLD, severity, "A person reads this first."),)
    )


@pytest.fixture
def author():
    return member("Author")


@pytest.fixture
def profile(author):
    return author.profile


@pytest.fixture
def held(profile):
    profile.state = State.HELD
    profile.save()
    return open_case_for_hold(profile, held_verdict())


def reported(profile, by, kind=ReportKind.ABUSE, note=""):
    return report("accounts.profile", profile.pk, by, kind, note)


# --- reporting ------------------------------------------------------------------------------
def test_anybody_may_report_what_is_public_without_an_account(profile):
    result = reported(profile, RESIDENT, note="He wrote “idiot” to me.")
    case = Case.objects.get(pk=result.case_id)
    assert case.reports.get().reporter is None
    assert case.severity == Severity.CONDUCT


def test_a_report_may_quote_abuse_and_contact_details_unscreened(profile):
    note = "They said: ring me on 07700 900123, you idiot"
    reported(profile, RESIDENT, note=note)
    assert Report.objects.get().note == note


def test_what_a_viewer_cannot_see_they_cannot_report(profile):
    profile.state = State.HIDDEN
    profile.save()
    with pytest.raises(LookupError):
        reported(profile, viewer(member()))


def test_nobody_reports_their_own_words(profile, author):
    with pytest.raises(NotAllowed):
        reported(profile, viewer(author))


def test_evidence_is_frozen_as_it_was(profile):
    reported(profile, RESIDENT)
    profile.about = "Something quite different."
    profile.save()
    assert "Likes canals." in Evidence.objects.get().snapshot["text"]


def test_reporting_twice_stores_one_report(profile):
    reporter = viewer(member())
    reported(profile, reporter)
    assert reported(profile, reporter).already
    assert Report.objects.count() == 1


def test_a_new_report_joins_the_case_and_can_only_raise_its_severity(profile):
    first = reported(profile, viewer(member()), ReportKind.OTHER)
    second = reported(profile, viewer(member()), ReportKind.SELF_HARM)
    third = reported(profile, viewer(member()), ReportKind.OTHER)
    assert first.case_id == second.case_id == third.case_id
    case = Case.objects.get()
    assert case.severity == Severity.RISK_TO_LIFE
    assert case.due_at - timezone.now() < timedelta(minutes=16)


def test_a_report_after_a_decision_opens_the_case_again(held, profile):
    decide(held.pk, viewer(moderator()), "release", version=held.version)
    reported(profile, viewer(member()))
    case = Case.objects.get()
    assert case.is_open
    assert case.reopened == 1


def test_three_people_hold_the_item_and_never_the_person(profile, author):
    for _ in range(3):
        reported(profile, viewer(member()))
    profile.refresh_from_db()
    assert profile.state == State.HELD
    assert not author.sanctions.exists()


def test_visitors_without_an_account_count_as_one_person_however_often_they_press(profile):
    for _ in range(6):
        reported(profile, RESIDENT)
    profile.refresh_from_db()
    assert profile.state == State.SHOWN


def test_a_flood_of_visitors_reports_does_not_bury_a_case(profile):
    for _ in range(25):
        reported(profile, RESIDENT)
    assert Report.objects.count() == 20


def test_risk_to_life_alerts_every_moderator_at_once(profile, django_capture_on_commit_callbacks):
    one, two = moderator(), moderator()
    with django_capture_on_commit_callbacks(execute=True):
        reported(profile, RESIDENT, ReportKind.SELF_HARM)
    told = set(Notice.objects.filter(kind="alert").values_list("member_id", flat=True))
    assert told == {one.pk, two.pk}
    assert len(mail.outbox) == 2
    assert "canals" not in mail.outbox[0].body


# --- the queue --------------------------------------------------------------------------------
def test_the_worst_comes_first_then_what_is_due_soonest():
    desk = viewer(moderator())
    for severity in (Severity.ROUTINE, Severity.RISK_TO_LIFE, Severity.CONDUCT, Severity.HARM):
        open_case_for_hold(member().profile, held_verdict(severity))
    assert [case.severity for case in queries.queue_for(desk)] == [1, 2, 3, 4]


def test_a_case_about_oneself_is_not_in_ones_own_queue():
    own = moderator()
    open_case_for_hold(own.profile, held_verdict())
    assert not queries.queue_for(viewer(own)).exists()
    assert queries.queue_for(viewer(moderator())).count() == 1


def test_a_moderator_of_a_circle_sees_that_circles_cases_only(held):
    helper = member()
    circle = Circle.objects.create(name="Weavers", slug="weavers")
    CircleMembership.objects.create(circle=circle, user=helper, role=Role.MODERATOR)
    assert not queries.queue_for(viewer(helper)).exists()
    Case.objects.filter(pk=held.pk).update(circle_id=circle.pk)
    assert queries.queue_for(viewer(helper)).count() == 1


# --- claim ------------------------------------------------------------------------------------
def test_a_claim_keeps_colleagues_away_for_fifteen_minutes(held, time_machine):
    one, two = viewer(moderator()), viewer(moderator())
    claim(held.pk, one)
    with pytest.raises(Conflict):
        claim(held.pk, two)
    time_machine.move_to(timezone.now() + timedelta(minutes=15, seconds=1))
    assert claim(held.pk, two).claimed_by_id == two.user_id


def test_a_handover_frees_the_case_and_leaves_a_note(held):
    one, two = viewer(moderator()), viewer(moderator())
    claim(held.pk, one)
    hand_over(held.pk, one, "Waiting for an answer from the worker.")
    assert claim(held.pk, two).handover_note == "Waiting for an answer from the worker."


def test_a_case_claimed_by_a_colleague_cannot_be_decided(held):
    claim(held.pk, viewer(moderator()))
    with pytest.raises(Conflict):
        decide(held.pk, viewer(moderator()), "release", version=held.version)


# --- decide -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("before", "outcome", "after"),
    [
        (State.HELD, "release", State.SHOWN),
        (State.HELD, "hide", State.HIDDEN),
        (State.HELD, "remove", State.REMOVED),
        (State.SHOWN, "hide", State.HIDDEN),
        (State.SHOWN, "remove", State.REMOVED),
        (State.SHOWN, "dismiss", State.SHOWN),
        (State.HIDDEN, "restore", State.SHOWN),
        (State.HIDDEN, "remove", State.REMOVED),
        (State.HIDDEN, "dismiss", State.HIDDEN),
        (State.REMOVED, "dismiss", State.REMOVED),
    ],
)
def test_each_outcome_does_what_it_says(profile, held, before, outcome, after):
    type(profile).objects.filter(pk=profile.pk).update(state=before)
    decide(held.pk, viewer(moderator()), outcome, version=held.version, reason="Because.")
    profile.refresh_from_db()
    assert profile.state == after


@pytest.mark.parametrize(
    ("before", "outcome"),
    [
        (State.SHOWN, "release"),
        (State.SHOWN, "restore"),
        (State.HELD, "restore"),
        (State.HELD, "dismiss"),
        (State.REMOVED, "restore"),
        (State.REMOVED, "hide"),
    ],
)
def test_an_outcome_that_does_not_fit_the_state_changes_nothing(profile, held, before, outcome):
    type(profile).objects.filter(pk=profile.pk).update(state=before)
    with pytest.raises(NotAllowed):
        decide(held.pk, viewer(moderator()), outcome, version=held.version)
    profile.refresh_from_db()
    assert profile.state == before
    assert not Decision.objects.exists()


def test_the_second_moderator_is_told_that_it_is_decided(held):
    decide(held.pk, viewer(moderator()), "release", version=held.version)
    with pytest.raises(Conflict):
        decide(held.pk, viewer(moderator()), "remove", version=held.version)
    assert Decision.objects.count() == 1


def test_a_decision_on_old_evidence_is_refused(held, profile):
    type(profile).objects.filter(pk=profile.pk).update(state=State.SHOWN)
    reported(profile, viewer(member()))
    with pytest.raises(Conflict):
        decide(held.pk, viewer(moderator()), "dismiss", version=held.version)


def test_nobody_decides_about_their_own_words():
    own = moderator()
    own.profile.state = State.HELD
    own.profile.save()
    case = open_case_for_hold(own.profile, held_verdict())
    with pytest.raises(NotAllowed):
        decide(case.pk, viewer(own), "release", version=case.version)


def test_nobody_decides_what_they_reported(profile):
    own = viewer(moderator())
    result = reported(profile, own)
    case = Case.objects.get(pk=result.case_id)
    with pytest.raises(NotAllowed):
        decide(case.pk, own, "hide", version=case.version)


def test_a_member_cannot_decide(held):
    with pytest.raises(NotAllowed):
        decide(held.pk, viewer(member()), "release", version=held.version)
    with pytest.raises(NotAllowed):
        decide(held.pk, Viewer(), "release", version=held.version)


def test_author_and_reporter_are_both_told_in_kind_words(profile, author):
    reporter = member()
    result = reported(profile, viewer(reporter))
    case = Case.objects.get(pk=result.case_id)
    decide(case.pk, viewer(moderator()), "hide", version=case.version, reason="It names a street.")
    to_author = Notice.objects.get(member=author)
    assert "It names a street." in to_author.body
    assert Notice.objects.get(member=reporter).kind == "report-outcome"
    for notice in Notice.objects.all():
        assert "violat" not in notice.body.lower()
        assert reporter.display_name not in to_author.body


def test_a_reporter_who_wants_no_answer_gets_none(profile):
    reporter = member()
    result = report(
        "accounts.profile", profile.pk, viewer(reporter), ReportKind.ABUSE, wants_outcome=False
    )
    case = Case.objects.get(pk=result.case_id)
    decide(case.pk, viewer(moderator()), "dismiss", version=case.version)
    assert not Notice.objects.filter(member=reporter).exists()


def test_a_case_whose_subject_is_gone_says_so_and_changes_nothing(held, profile):
    profile.delete()
    with pytest.raises(LookupError):
        decide(held.pk, viewer(moderator()), "release", version=held.version)


# --- appeal -----------------------------------------------------------------------------------
def test_an_appeal_is_heard_by_somebody_else_and_can_truly_reverse(held, profile, author):
    first, second = viewer(moderator()), viewer(moderator())
    decide(held.pk, first, "hide", version=held.version, reason="It sounded harsh.")
    made = appeal(held.pk, viewer(author), "It was a joke between us.")
    case = Case.objects.get(pk=held.pk)
    with pytest.raises(NotAllowed):
        decide(case.pk, first, "restore", version=case.version)
    decide(case.pk, second, "restore", version=case.version)
    made.refresh_from_db()
    profile.refresh_from_db()
    assert made.upheld
    assert profile.state == State.SHOWN


def test_an_appeal_that_is_not_upheld_is_answered_too(held, author):
    decide(held.pk, viewer(moderator()), "hide", version=held.version, reason="Harsh.")
    made = appeal(held.pk, viewer(author))
    case = Case.objects.get(pk=held.pk)
    decide(case.pk, viewer(moderator()), "dismiss", version=case.version)
    made.refresh_from_db()
    assert made.upheld is False
    assert Notice.objects.filter(member=author, kind="appeal").exists()


def test_only_the_author_may_appeal_and_only_once(held, author):
    decide(held.pk, viewer(moderator()), "hide", version=held.version, reason="Harsh.")
    with pytest.raises(NotAllowed):
        appeal(held.pk, viewer(member()))
    assert appeal(held.pk, viewer(author)).pk == appeal(held.pk, viewer(author)).pk


# --- the log ----------------------------------------------------------------------------------
def test_every_act_leaves_a_line_in_the_log(held):
    desk = viewer(moderator())
    claim(held.pk, desk)
    decide(held.pk, desk, "release", version=held.version)
    verbs = list(LogEntry.objects.values_list("verb", flat=True))
    assert verbs == ["case.held", "case.claimed", "case.release"]
    last = LogEntry.objects.last()
    assert (last.previous["state"], last.new["state"]) == ("held", "shown")
    assert last.actor_id == desk.user_id


@pytest.mark.parametrize(
    "statement", ["UPDATE safety_logentry SET reason = 'x'", "DELETE FROM safety_logentry"]
)
def test_the_database_itself_refuses_to_change_the_log(held, statement):
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert LogEntry.objects.count() == 1


def test_a_broker_that_is_away_spoils_no_report_and_loses_no_alert(
    profile, monkeypatch, django_capture_on_commit_callbacks
):
    from kombu.exceptions import OperationalError

    from community.safety.tasks import alert_again, alert_moderators

    def away(*args, **kwargs):
        raise OperationalError("the broker is away")

    desk = moderator()
    with monkeypatch.context() as patched:
        patched.setattr(alert_moderators, "delay", away)
        with django_capture_on_commit_callbacks(execute=True):
            reported(profile, RESIDENT, ReportKind.SELF_HARM)
    assert not Notice.objects.filter(kind="alert").exists()
    assert alert_again.run() == 1
    assert Notice.objects.get(kind="alert").member == desk
    alert_again.run()
    assert Notice.objects.filter(kind="alert").count() == 1
