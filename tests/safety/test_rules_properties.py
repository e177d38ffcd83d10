"""Any text at all: no rule fails, every span lies in the text, and time stays short."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community.safety import rules
from community.safety.rules.normalise import normalise
from community.safety.verdicts import Contribution, Standing, Surface

MEMBER = Standing(shown_count=50)
ANY_CHARACTER = st.characters(min_codepoint=0, max_codepoint=0x10FFFF, categories=None)
PIECES = st.sampled_from(
    [
        "07700 900123", "o h seven seven ", "jess@", " at ", " dot com", "[at]", "insta: ",
        "@jess", "I want to ", "die ", "kill my self ", "not ", "used to ", '"', "'", "> ",
        "\n", "&#48;", "&amp;", "\\", "**", "_", "|", "\u200b", "\u202e", "é", "я", "ʀ", "１",
        "⓪", "0️⃣", "â€™", "\ud800", "\x00", "https://", "discord.gg/", "you are ", "idiot",
        "f a g ", "12 Rose Lane ", "E17 4PP", "😀", "ᴀ", "\u0301", "£", "...", "zero ",
        "double ", "£10 ", "50mg ", "\x7f", "ﬃ",
    ]
)  # fmt: skip
TEXTS = st.one_of(st.text(ANY_CHARACTER, max_size=200), st.lists(PIECES, max_size=60).map("".join))
SETTINGS = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@SETTINGS
@given(TEXTS, st.sampled_from(list(Surface)))
def test_no_text_makes_a_rule_fail_and_every_span_lies_in_it(text, surface):
    verdict = rules.apply(Contribution.of(surface, 1, body=text), MEMBER)
    assert "gate.error" not in verdict.codes
    for reason in verdict.reasons:
        if reason.start is not None:
            assert 0 <= reason.start <= reason.end <= len(text)


@SETTINGS
@given(TEXTS)
def test_every_view_is_ascii_and_leads_back_into_the_text(text):
    read = normalise(text)
    for view in (read.base, read.words, read.said):
        assert view.text.isascii()
        assert len(view.data) == len(view.text)
        for start in range(0, len(view.text), 7):
            first, last = view.original(start, start + 1)
            assert 0 <= first < last <= len(text)


@SETTINGS
@given(TEXTS)
def test_normalising_keeps_the_order_of_the_text(text):
    for view in (normalise(text).base, normalise(text).words):
        if view.starts is not None:
            assert view.starts == sorted(view.starts)


LONG = 20_000
HEAVY = [
    "a ", "word ", "1 ", "0", "07", "one ", "zero", "seven seven ", ".", "-", "*", "_", "~",
    "@", "a@", "a.", "at ", "dot ", "[at]", "(", "a b c ", "x.y.z.", "you are ", "i ",
    "not ", "> ", "\n", '"', "'", '"a', "'a ", "i want to ", "i want to die ",
    "kill myself ", "self harm ", "12 a road ", "http://", "www.", "a.com ", "&amp;",
    "&#48;", "&", "\\.", "\\", "é", "я", "Ж ", "😀", "\u0301", "\u200b", "â€™", "Â", "１",
    "aaaa", "aAaA ", "k1ll ", "f*ck ", "a1b2", "||||", "$$", "!!!", "insta ", "insta: a ",
    "my snap is ", "add me on ", "never ", "i wish i ", "the the ", "ﷺ", "㎏", "\ud800",
]  # fmt: skip


@pytest.mark.parametrize("unit", HEAVY, ids=[ascii(unit) for unit in HEAVY])
def test_time_grows_with_the_length_of_the_text_and_no_faster(unit):
    text = (unit * LONG)[:LONG]
    rules.apply(Contribution.of(Surface.POST, 1, body=text[:500]), MEMBER)
    started = process_time()
    verdict = rules.apply(Contribution.of(Surface.POST, 1, body=text), MEMBER)
    spent = process_time() - started
    assert "gate.error" not in verdict.codes
    # Measured at 5 to 60 ms; ten times that is a text that found something worse than linear.
    assert spent < 0.6
