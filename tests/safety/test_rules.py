"""What ``rules.apply`` promises besides the words themselves."""

from __future__ import annotations

import ast
import dataclasses
import sys
from pathlib import Path

import pytest

from community.safety import rules
from community.safety.rules import crisis, numbers
from community.safety.rules.catalogue import Code, Finding, Rule
from community.safety.verdicts import (
    Contribution,
    Outcome,
    Severity,
    Space,
    Standing,
    Surface,
)

MEMBER = Standing(shown_count=50)
NUMBER = "my number is 07700 900123"
DESPERATE = "I want to kill myself"


def judge(text, standing=MEMBER, surface=Surface.POST, space=None, **more):
    return rules.apply(Contribution.of(surface, 7, space=space, body=text), standing, **more)


def broken_rule(function):
    code = Code("test.seen", Outcome.HOLD, Severity.ROUTINE, "Seen.")
    return Rule("test", 1, "test", (code,), "", "", function)


# --- fail-safe ----------------------------------------------------------------------------


def test_a_rule_that_fails_holds_the_words_and_the_other_rules_still_speak():
    def fails(reading):
        raise RuntimeError("broken")

    verdict = judge(NUMBER, rules=(broken_rule(fails), *rules.RULES))
    assert verdict.refused
    assert {"gate.error", "contact.phone"} <= set(verdict.codes)
    assert judge("hello", rules=(broken_rule(fails),)).held


def test_a_rule_over_its_time_holds_the_words(monkeypatch):
    monkeypatch.setattr(rules, "RULE_SECONDS", -1.0)
    verdict = judge("hello", rules=(broken_rule(lambda reading: []),))
    assert verdict.held
    assert verdict.codes == ("gate.error",)


def test_a_rule_with_a_code_it_never_declared_holds_the_words():
    verdict = judge("hello", rules=(broken_rule(lambda reading: [Finding("test.unknown")]),))
    assert verdict.codes == ("gate.error",)


def test_words_longer_than_can_be_read_are_held():
    verdict = judge("word " * 10_000)
    assert verdict.held
    assert verdict.codes == ("gate.too_long",)


# --- where --------------------------------------------------------------------------------


def test_the_span_points_into_what_was_typed_and_into_the_right_part():
    contribution = Contribution.of(
        Surface.POST, 7, title="Hello 🙂", body="ｃａｌｌ ０７７００ ９００１２３ please"
    )
    (reason,) = rules.apply(contribution, MEMBER).reasons
    assert reason.part == "body"
    assert contribution.parts[1].text[reason.start : reason.end] == "０７７００ ９００１２３"


def test_the_same_detail_twice_in_a_short_time_goes_to_a_person():
    again = dataclasses.replace(MEMBER, recent_refusals=frozenset({"contact.phone"}))
    assert judge(NUMBER).refused
    assert judge(NUMBER, again).held
    other = dataclasses.replace(MEMBER, recent_refusals=frozenset({"contact.email"}))
    assert judge(NUMBER, other).refused


def test_a_number_cut_over_two_chat_lines_is_stopped_at_the_second():
    first = dataclasses.replace(MEMBER, recent_text="try me on 07700 9")
    assert judge("00123 ok", first, Surface.CHAT_LINE).refused
    assert judge("00123 ok", MEMBER, Surface.CHAT_LINE).allowed


def test_a_number_cut_over_two_posts_is_stopped_at_the_second():
    first = dataclasses.replace(MEMBER, recent_text="my number starts 07700")
    assert judge("900123 is the rest", first).refused
    assert judge("and it ends in 900123", first).refused
    assert judge("900123 is the rest", MEMBER).allowed
    assert judge("I counted 120 steps up to the top of the tower on Sunday.", first).allowed


def test_a_listing_may_say_whom_it_is_for_and_its_author_is_still_heard():
    for text in (
        "For people who have thought about ending their life",
        "A group for anyone who feels suicidal, or has lost somebody to suicide",
        "Support with self harm and suicidal thoughts",
    ):
        assert judge(text, surface=Surface.GROUP).allowed, text
    for surface in (Surface.GROUP, Surface.DISPLAY_NAME):
        verdict = judge("I want to end my life tonight", surface=surface)
        assert verdict.held
        assert verdict.support


def test_the_services_own_numbers_and_hosts_may_be_said():
    line = "ring our line on 01632 960123 or see https://our-service.example/help"
    assert not judge(line).allowed
    verdict = judge(
        line, allow_numbers=["+44 1632 960 123"], allow_hosts=["www.our-service.example"]
    )
    assert verdict.allowed


def test_a_public_venue_may_be_named_where_groups_are_listed():
    text = "We meet at 14 Willow Gardens, RM10 8XX"
    assert judge(text, surface=Surface.GROUP).allowed
    assert judge("I live at 14 Willow Gardens, RM10 8XX").refused


def test_a_link_waits_for_a_member_is_refused_to_a_newcomer_and_is_free_for_staff():
    text = "see https://example.org/page"
    assert judge(text).held
    assert judge(text, Standing()).refused
    assert judge(text, Standing(is_staff=True)).allowed


# --- danger -------------------------------------------------------------------------------


def test_words_of_danger_are_held_with_support_or_shown_where_the_space_says_so():
    held = judge(DESPERATE)
    assert held.held
    assert held.support
    assert held.severity is Severity.RISK_TO_LIFE
    shown = judge(DESPERATE, space=Space(on_crisis=Outcome.ALLOW))
    assert shown.allowed
    assert shown.support
    assert shown.codes == ("crisis.intent",)


def test_ways_of_dying_are_held_whatever_the_space_says():
    space = Space(on_crisis=Outcome.ALLOW)
    assert judge("what is the least painful way to die", space=space).held


def test_words_of_danger_with_a_phone_number_still_bring_support():
    verdict = judge(f"{DESPERATE}, {NUMBER}")
    assert verdict.refused
    assert verdict.support
    assert verdict.reasons[0].code.startswith("crisis.")


def test_worry_about_somebody_else_brings_support_without_holding():
    verdict = judge("my friend said she wants to kill herself")
    assert verdict.allowed
    assert verdict.support
    assert not verdict.reasons


def test_three_weak_signs_together_are_held_and_one_alone_is_not():
    assert judge("I can't do this anymore").allowed
    text = "What's the point. I can't do this anymore. I'm such a burden. Nobody would miss me."
    assert judge(text).codes == ("crisis.intent",)


def test_the_clinical_list_is_read_from_text_and_needs_a_sign_of_wanting_to_die():
    methods = crisis.load_methods("# remark\nflibberdrug\n  two   words  # why\nab\n")
    assert methods == ("flibberdrug", "two words")
    held = judge("flibberdrug, I might overdose on it", methods=methods)
    assert "crisis.method" in held.codes
    assert judge("my doctor gave me flibberdrug", methods=methods).allowed
    assert judge("flibberdrug and overdose").allowed


# --- pace and standing --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("surface", "count", "codes"),
    [
        (Surface.CHAT_LINE, 11, ()),
        (Surface.CHAT_LINE, 12, ("pace.flood",)),
        (Surface.POST, 5, ()),
        (Surface.POST, 6, ("pace.flood",)),
        (Surface.DISPLAY_NAME, 60, ()),
    ],
)
def test_a_flood_is_slowed_and_fast_typing_is_not(surface, count, codes):
    standing = Standing(shown_count=50, in_last_minute=count, seconds_since_last=0.1)
    assert judge("hello there", standing, surface).codes == codes


def test_slow_mode_says_how_long_to_wait():
    space = Space(slow_seconds=30)
    verdict = judge("hello", Standing(shown_count=50, seconds_since_last=12.4), space=space)
    assert verdict.refused
    assert "18 seconds" in verdict.reasons[0].message
    assert judge("hello", Standing(shown_count=50, seconds_since_last=30), space=space).allowed


def test_the_same_long_text_again_is_refused_and_a_second_thank_you_is_not():
    again = Standing(shown_count=50, same_text_recently=True)
    assert judge("I wanted to tell you all about my week", again).codes == ("pace.repeat",)
    assert judge("thank you", again).allowed


def test_staff_are_not_slowed_or_pre_moderated():
    staff = Standing(is_staff=True, in_last_minute=99, same_text_recently=True, first_posts_held=3)
    assert judge("hello everyone, welcome in", staff, space=Space(hold_all=True)).allowed


@pytest.mark.parametrize(
    ("standing", "space", "codes"),
    [
        (Standing(silenced=True, shown_count=50), None, ("standing.silenced",)),
        (Standing(suspended=True, shown_count=50), None, ("standing.suspended",)),
        (Standing(shown_count=2, first_posts_held=3), None, ("standing.first_posts",)),
        (Standing(shown_count=3, first_posts_held=3), None, ()),
        (Standing(shown_count=50, returning=True), None, ("standing.returning",)),
        (MEMBER, Space(hold_all=True), ("space.premoderated",)),
        (MEMBER, Space(staffed=False, hold_when_unstaffed=True), ("space.unstaffed",)),
        (MEMBER, Space(staffed=False), ()),
        (MEMBER, Space(staffed=None, hold_when_unstaffed=True), ()),
    ],
)
def test_standing_and_space_decide_before_words_do(standing, space, codes):
    assert judge("hello", standing, space=space).codes == codes


def test_a_silenced_person_can_still_ask_for_support():
    silenced = Standing(silenced=True)
    assert judge("could someone ring me back please", silenced, Surface.SUPPORT_REQUEST).allowed


def test_selling_is_held_for_a_newcomer_and_talk_in_private_is_free_for_a_member():
    assert judge("dm me", Standing()).held
    assert judge("dm me").allowed


# --- the catalogue ------------------------------------------------------------------------


def test_every_code_is_declared_once_and_speaks_kindly():
    seen: set[str] = set()
    for rule in rules.RULES:
        assert rule.plain
        assert rule.guidance
        for code in rule.codes:
            assert code.code not in seen
            seen.add(code.code)
            assert "violat" not in code.message.lower()
            assert code.message.endswith((".", "!", "?"))


def test_the_catalogue_page_names_every_code():
    page = (Path(__file__).parents[2] / "docs" / "rules.md").read_text("utf-8")
    missing = [code.code for rule in rules.RULES for code in rule.codes if code.code not in page]
    assert not missing


def test_explain_finds_the_rule_of_a_code():
    rule, code = rules.explain("contact.phone")
    assert rule.name == "contact.phone"
    assert code.outcome is Outcome.REFUSE
    assert rules.explain("no.such") is None


def test_the_rules_import_nothing_but_language_tools_and_one_another():
    folder = Path(rules.__file__).parent
    outside = set()
    for path in [*folder.glob("*.py"), folder.parent / "verdicts.py"]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [node.module] if isinstance(node, ast.ImportFrom) else []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            outside |= {name for name in names if name.split(".")[0] not in sys.stdlib_module_names}
    ours = ("community.safety.rules", "community.safety.verdicts")
    others = {name for name in outside if not name.startswith(ours)}
    assert others <= {"re2", "ftfy", "confusable_homoglyphs"}


def test_numbers_are_read_as_they_are_dialled():
    assert numbers.digits_of("+44 (0)20 7946 0000") == "02079460000"
    assert numbers.digits_of("0044 20 7946 0000") == "02079460000"
    assert numbers.digits_of("116 123") == "116123"
