"""The only door."""

import pytest
from django.db import transaction

from community.safety import gate, queries, rules
from community.safety.models import (
    MemberRecord,
    SafeSpaceSettings,
    Sanction,
    SanctionKind,
    Screening,
    State,
    state_for,
)
from community.safety.verdicts import Contribution, Outcome, Surface, Verdict
from tests.safety.people import member, moderator

PHONE = "You can ring me on 07700 900123 any time."


def screened(user, body, surface=Surface.POST, **more):
    with transaction.atomic():
        return gate.screen(Contribution.of(surface, user.pk, body=body), **more)


@pytest.fixture
def known(db):
    user = member("Known")
    MemberRecord.objects.create(member=user, shown_count=20)
    return user


def test_ordinary_words_of_a_known_member_are_allowed(known):
    assert screened(known, "The beans are up, at last.").allowed


def test_contact_details_are_refused_with_the_span_that_was_seen(known):
    verdict = screened(known, PHONE)
    assert verdict.refused
    reason = verdict.reasons[0]
    assert reason.code == "contact.phone"
    assert "07700 900123" in PHONE[reason.start : reason.end]


def test_the_same_slip_again_goes_to_a_person_instead_of_a_second_refusal(known):
    screened(known, PHONE)
    assert screened(known, "It is 07700 900456 really").held


def test_the_first_contribution_of_a_new_member_waits_for_a_person(db):
    newcomer = member("Newcomer")
    verdict = screened(newcomer, "Hello, I am new and a bit nervous.")
    assert verdict.held
    assert "standing.first_posts" in verdict.codes


def test_staff_may_change_how_many_first_contributions_wait(db):
    from wagtail.models import Site

    found = SafeSpaceSettings.for_site(Site.objects.get(is_default_site=True))
    found.first_posts_held = 0
    found.save()
    assert screened(member(), "Hello, I am new.").allowed


def test_a_moderators_first_words_do_not_wait(db):
    assert screened(moderator(), "Hello everyone, I am here until nine.").allowed


def test_a_rule_that_breaks_holds_the_words_and_never_shows_them(known, monkeypatch):
    def broken(*args, **kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr(rules, "apply", broken)
    verdict = screened(known, "Anything at all.")
    assert verdict.held
    assert verdict.codes == ("gate.error",)


def test_screening_outside_a_transaction_is_a_mistake_of_the_caller(transactional_db):
    with pytest.raises(RuntimeError):
        gate.screen(Contribution.of(Surface.POST, None, body="Hello"))


def test_a_refusal_is_remembered_even_though_nothing_is_stored(known):
    screened(known, PHONE)
    row = Screening.objects.get(author=known)
    assert (row.outcome, row.codes) == ("refuse", ["contact.phone"])


def test_a_number_split_over_two_posts_is_seen(known):
    first = screened(known, "my number starts 07700")
    second = screened(known, "900123 is the rest")
    assert first.allowed
    assert not second.allowed


def test_a_silenced_member_reads_but_does_not_write(known):
    from datetime import timedelta

    from django.utils import timezone

    Sanction.objects.create(
        member=known,
        kind=SanctionKind.SILENCE,
        reason="A rest for a day.",
        ends_at=timezone.now() + timedelta(days=1),
    )
    assert screened(known, "Hello again.").refused


def test_a_sanction_ends_by_the_clock_whatever_a_task_has_done(known, time_machine):
    from datetime import timedelta

    from django.utils import timezone

    Sanction.objects.create(
        member=known,
        kind=SanctionKind.SILENCE,
        reason="A rest for a day.",
        ends_at=timezone.now() + timedelta(days=1),
    )
    time_machine.move_to(timezone.now() + timedelta(days=1, minutes=1))
    assert screened(known, "Hello again.").allowed


def test_only_shown_contributions_make_somebody_known(known):
    screened(known, "One more for the count.")
    screened(known, PHONE)
    assert MemberRecord.objects.get(member=known).shown_count == 21


def test_distress_is_held_at_the_highest_severity_with_support_and_never_refused(known):
    verdict = screened(known, "I can't do this any more. I want to end my life tonight.")
    assert verdict.held
    assert verdict.support
    assert verdict.severity == 1


def test_a_refused_contribution_has_no_state():
    with pytest.raises(ValueError, match="refused"):
        state_for(Verdict(Outcome.REFUSE))
    assert state_for(Verdict(Outcome.HOLD)) == State.HELD


def test_screening_costs_a_fixed_number_of_queries(known, django_assert_max_num_queries):
    for number in range(30):
        Screening.objects.create(
            author=known, surface="forum.post", outcome="allow", digest=str(number)
        )
    queries.gate_policy()
    with django_assert_max_num_queries(10):
        screened(known, "A quiet evening with the radio on.")


@pytest.mark.parametrize("body", ["", "\x00", "\ud800", "a" * 40_000, "\u202e" * 500, "🙂" * 5000])
def test_no_text_can_make_the_gate_fail(known, body):
    assert screened(known, body).outcome in Outcome


def test_a_space_that_shows_distress_still_brings_it_to_a_person(known):
    from community.safety.models import Case
    from forum.actions.topics import start_topic
    from forum.models import Category
    from tests.safety.people import viewer
    from tests.safety.surfaces import agreed

    Category.objects.create(slug="held-gently", name="Held gently", on_crisis="allow")
    result = start_topic(
        viewer(agreed(known)),
        "held-gently",
        title="Tonight",
        body="I can't do this any more. I want to end my life tonight.",
    )
    assert result.is_shown
    assert result.verdict.support
    assert Case.objects.get().severity == 1


def test_the_services_own_clinical_list_is_read(known, settings, tmp_path):
    terms = tmp_path / "terms.txt"
    terms.write_text("# kept apart\nthe grey kestrel way\n", encoding="utf-8")
    words = "I want to die, and I keep reading about the grey kestrel way."
    assert "crisis.method" not in screened(known, words).codes
    settings.CLINICAL_TERMS_FILE = str(terms)
    assert "crisis.method" in screened(known, f"Still awake. {words}").codes


def test_a_clinical_list_that_cannot_be_read_holds_everything(known, settings, tmp_path):
    settings.CLINICAL_TERMS_FILE = str(tmp_path / "not-there.txt")
    assert screened(known, "A quiet evening with the radio on.").codes == ("gate.error",)
