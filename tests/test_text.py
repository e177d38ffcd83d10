"""What members type becomes safe HTML, an excerpt, or one line."""

from __future__ import annotations

import pytest

from community.text import MAX_LENGTH, clean_source, plain, render, render_line

REL = 'rel="nofollow ugc noopener"'


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("hello", "<p>hello</p>\n"),
        ("one\ntwo", "<p>one<br>\ntwo</p>\n"),
        ("one\r\n\r\ntwo", "<p>one</p>\n<p>two</p>\n"),
        ("**a** *b* ~~c~~ `d`", "<p><strong>a</strong> <em>b</em> <s>c</s> <code>d</code></p>\n"),
        ("> quoted", "<blockquote>\n<p>quoted</p>\n</blockquote>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>\n'),
        ("# Big", "<h3>Big</h3>\n"),
        ("###### Small", "<h6>Small</h6>\n"),
        ("```\n<b>\n```", "<pre><code>&lt;b&gt;\n</code></pre>\n"),
        ("---", "<hr>\n"),
        ("[a](https://nhs.uk/x)", f'<p><a href="https://nhs.uk/x" {REL}>a</a></p>\n'),
        ("[a](/groups/)", f'<p><a href="/groups/" {REL}>a</a></p>\n'),
        ("https://nhs.uk", "<p>https://nhs.uk</p>\n"),
        ("<b>bold</b>", "<p>&lt;b&gt;bold&lt;/b&gt;</p>\n"),
        ("a & b < c", "<p>a &amp; b &lt; c</p>\n"),
        ("", ""),
        ("   \n\n  ", ""),
    ],
)
def test_supported_markup_becomes_what_the_page_expects(source, html):
    assert render(source) == html


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java&#115;cript:alert(1)", "vbscript:x",
        "data:text/html,x", "file:///etc/passwd", "mailto:a@b.example", "tel:07700900123",
        "//evil.example", "\\\\evil.example", "ftp://x.example", "blob:x", "about:blank", "x.html",
    ],
)  # fmt: skip
def test_only_web_addresses_and_paths_of_this_site_become_links(address):
    assert "href" not in render(f"[words](<{address}>)")
    assert "words" in render(f"[words](<{address}>)")
    assert "href" not in render_line(f"[words](<{address}>)")


def test_images_titles_and_reference_definitions_are_not_supported():
    assert "<img" not in render("![a](https://example.org/x.png)")
    assert "title" not in render('[a](https://example.org "hidden words")')
    assert "hidden" in render("[a]: https://example.org 'hidden'\n\n[a]")


def test_what_is_not_text_is_taken_out_and_letters_of_every_script_stay():
    dirty = "a\x00b\ud800c\u202ed\u2066e\ufeff\uffff\x1b[0m"
    assert clean_source(dirty) == "abcde[0m"
    kept = "שלום مرحبا नमस्ते สวัสดี 你好 🙂👩‍👩‍👧 e\u0301"
    assert clean_source(kept) == kept.replace("e\u0301", "é")


def test_cleaning_twice_changes_nothing():
    for text in ("a\r\nb\rc\u2028d\x85e", "Z" + "\u0301\u0323" * 50, "\x00\ud800", "가각"):
        once = clean_source(text)
        assert clean_source(once) == once


def test_a_pile_of_marks_is_cut_down():
    assert len(clean_source("a" + "\u0316" * 5_000)) < 12


def test_structure_too_deep_or_too_dense_keeps_its_words_and_loses_its_markup():
    deep = "> " * 40 + "the words"
    assert "the words" in render(deep)
    assert "<blockquote>" not in render(deep)
    dense = "*a " * 3_000
    assert render(dense).startswith("<p>*a *a")
    nested = "\n".join("  " * level + "- item" for level in range(40))
    assert "<ul>" not in render(nested)
    assert render(nested).count("item") == 40


def test_a_body_beyond_the_limit_is_cut():
    assert len(render("a" * (MAX_LENGTH * 3))) < MAX_LENGTH + 50


def test_a_line_has_no_blocks_and_no_line_breaks():
    html = render_line("# hi\n> **there** [x](https://nhs.uk)\n- y")
    assert html == (f'# hi &gt; <strong>there</strong> <a href="https://nhs.uk" {REL}>x</a> - y')


@pytest.mark.parametrize(
    ("given", "limit", "words"),
    [
        ("# Hello\n\n**dear** [all](https://x.example) & <b>", 100, "Hello dear all & <b>"),
        ("<p>Hello</p>\n<p>dear &amp; all</p>", 100, "Hello dear & all"),
        ("one two three four", 12, "one two…"),
        ("abcdefghijklmnop", 8, "abcdefg…"),
        ("", 10, ""),
        ("- a\n- b", 10, "a b"),
        ("hello", 0, "…"),
    ],
)
def test_an_excerpt_is_words_alone(given, limit, words):
    assert plain(given, limit) == words


def test_an_excerpt_never_exceeds_its_limit():
    for limit in (1, 5, 50, 200):
        assert len(plain("word " * 400, limit)) <= limit
        assert len(plain(render("**word** " * 400), limit)) <= limit


def test_an_excerpt_of_a_cut_tag_shows_no_tag():
    html = '<p>a <a href="https://example.org/' + "x" * 4_000 + '">b</a></p>'
    assert "href" not in plain(html, 50)
