"""Hostile bodies through the renderer, with an HTML5 parser as judge."""

from __future__ import annotations

import re
import warnings
from time import process_time

import html5lib
import nh3
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community import text
from tests.hostile.cases import BOMB_UNITS, UNICODE, all_cases, bombs

CASES = all_cases()
ALLOWED_TAGS = text._BLOCKS | text._INLINES
ALLOWED_ATTRIBUTES = {"a": {"href", "rel"}, "ol": {"start"}}
XHTML = "{http://www.w3.org/1999/xhtml}"
ANY_CHARACTER = st.characters(min_codepoint=0, max_codepoint=0x10FFFF, categories=None)
SETTINGS = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def parsed(markup: str):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return html5lib.parseFragment(markup, treebuilder="etree", namespaceHTMLElements=True)


def serialised(tree) -> str:
    return html5lib.serialize(
        tree,
        tree="etree",
        omit_optional_tags=False,
        quote_attr_values="always",
        alphabetical_attributes=True,
    )


def assert_safe(markup: str, tags: frozenset[str] = ALLOWED_TAGS) -> None:
    tree = parsed(markup)
    for element in tree.iter():
        if element.tag == "DOCUMENT_FRAGMENT":
            continue
        assert isinstance(element.tag, str), "a comment or a processing instruction"
        name = element.tag.removeprefix(XHTML)
        assert name in tags, name
        assert set(element.attrib) <= ALLOWED_ATTRIBUTES.get(name, set()), element.attrib
        if name == "a":
            assert element.get("rel") == "nofollow ugc noopener"
            href = element.get("href")
            if href is not None:
                assert re.match(r"https?://|/(?!/)", href, re.IGNORECASE), href
                assert not re.search(r"[\x00-\x20\\]", href), href
    # What a browser makes of it, written out and read again, is the same tree.
    once = serialised(tree)
    assert serialised(parsed(once)) == once
    assert not re.search(r"[\x00\ud800-\udfff\u202a-\u202e\u2066-\u2069]", markup)
    markup.encode("utf-8")


def is_fixed_point(markup: str) -> bool:
    again = nh3.clean(
        markup,
        tags=set(ALLOWED_TAGS),
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https"},
        link_rel="nofollow ugc noopener",
    )
    return again == markup


def test_there_are_enough_cases():
    assert len(set(CASES)) >= 300


@pytest.mark.parametrize("number", range(0, len(CASES), 20))
def test_a_hostile_body_becomes_safe_html(number):
    for source in CASES[number : number + 20]:
        markup = text.render(source)
        assert_safe(markup)
        assert is_fixed_point(markup), ascii(source[:80])


@pytest.mark.parametrize("number", range(0, len(CASES), 20))
def test_a_hostile_line_becomes_safe_html(number):
    for source in CASES[number : number + 20]:
        markup = text.render_line(source)
        assert_safe(markup, text._INLINES)
        assert "\n" not in markup


@pytest.mark.parametrize("number", range(0, len(CASES), 20))
def test_an_excerpt_of_a_hostile_body_is_short_and_sendable(number):
    for source in CASES[number : number + 20]:
        words = text.plain(source, 160)
        assert len(words) <= 160
        assert "\n" not in words
        words.encode("utf-8")


LONGEST = [*bombs(), *UNICODE]


@pytest.mark.parametrize("bomb", LONGEST, ids=[str(number) for number in range(len(LONGEST))])
def test_the_longest_hostile_body_takes_no_longer_than_it_may(bomb):
    for turn in (text.render, text.render_line, text.plain):
        turn("warm")
        best = 1.0
        for _ in range(3):
            started = process_time()
            turn(bomb)
            best = min(best, process_time() - started)
        assert best < 0.2, turn.__name__


@SETTINGS
@given(st.text(ANY_CHARACTER, max_size=300))
def test_any_text_at_all_becomes_safe_html(source):
    markup = text.render(source)
    assert_safe(markup)
    assert is_fixed_point(markup)
    assert_safe(text.render_line(source), text._INLINES)
    assert len(text.plain(source, 40)) <= 40
    assert text.clean_source(text.clean_source(source)) == text.clean_source(source)


@SETTINGS
@given(
    st.lists(
        st.sampled_from(
            [*BOMB_UNITS, "<script>", "javascript:", "\n\n", "  ", "x", "(", ")", "'", "😀", "\x00"]
        ),
        max_size=60,
    ).map("".join)
)
def test_any_mixture_of_markup_becomes_safe_html(source):
    markup = text.render(source)
    assert_safe(markup)
    assert is_fixed_point(markup)
