r"""What members type → safe HTML, an excerpt, or one line of a live room.

The only place where members' words become markup. Whatever comes in, ``render`` answers: it
never raises, it takes at most 200 ms for the longest body, and what it returns is a fixed
point of the sanitiser.

Supported markup (Markdown; raw HTML is shown as the characters that were typed):

* paragraphs; a line break stays a line break
* ``**strong**``, ``*emphasis*``, ``~~struck out~~``, `` `code` ``
* ``> quotes``, ``- lists``, ``1. numbered lists``, fenced and indented code, ``---`` rules
* ``# headings``, shown two sizes lower so that the page keeps its own outline
* ``[words](https://…)`` and ``<https://…>``; also paths of this site such as ``/groups/``.
  Addresses that are only typed stay text. Only ``http`` and ``https`` become links, each
  marked ``nofollow ugc noopener``

Not supported, on purpose: images, raw HTML, ``mailto:`` and ``tel:`` links, link titles,
reference definitions (they hide text from readers) and tables.
"""

from __future__ import annotations

import html as html_entities
import re
import unicodedata
from typing import Final

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

RENDERER_VERSION: Final = 1
MAX_LENGTH: Final = 32_768
MAX_NESTING: Final = 12

_BLOCKS = frozenset({"p", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "hr"})
_INLINES = frozenset({"a", "strong", "em", "s", "code", "br"})
_REL = "nofollow ugc noopener"

# Marks beyond this many on one letter are decoration that climbs over its neighbours; a long
# pile of them also makes Unicode normalisation quadratic.
_MARKS_ON_ONE_LETTER = 8

_NOT_TEXT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"  # controls, except tab, newline, next line
    "\ud800-\udfff"  # lone surrogates
    "\u202a-\u202e\u2066-\u2069"  # bidirectional embeddings, overrides, isolates
    "\ufdd0-\ufdef\ufffe\uffff\ufeff]"  # not characters; byte-order mark
    "|[\U0001fffe\U0001ffff\U0002fffe\U0002ffff\U000ffffe\U000fffff\U0010fffe\U0010ffff]"
)
_NEWLINES = re.compile("\r\n?|[\u0085\u2028\u2029]")
_BEYOND_LATIN_LETTERS = re.compile("[\u0300-\uffff\U00010000-\U0010ffff]")

# One line that opens many containers at once ("> > > - - 1. …").
_DEEP_LINE = re.compile(
    r"^(?:[ \t]*(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t]))){" + str(MAX_NESTING) + "}", re.M
)
_RUN_OF_DELIMITERS = re.compile(r"[*_~`\[\]<>!]{60}")
# A block holding more of these than any writer needs costs the parser more than it is worth:
# the limits were measured (tests/hostile), not guessed.
_COSTLY: Final = (
    ("*", 1200),
    ("_", 1200),
    ("~", 1200),
    ("[", 600),
    ("`", 1500),
    ("<", 1500),
    ("&", 8000),
    ("\n", 3000),
)
_PARAGRAPHS = re.compile(r"\n[ \t]*\n\s*")


def _parser() -> MarkdownIt:
    md = MarkdownIt(
        "commonmark",
        {"html": False, "linkify": False, "typographer": False, "breaks": True, "maxNesting": 60},
    )
    md.enable("strikethrough")
    md.disable(["image", "reference", "html_block", "html_inline"])
    return md


_MD = _parser()
_INLINE_MD = _parser()


def clean_source(text: str) -> str:
    """The text as it should be stored: NFC, newlines as ``\\n``, and nothing that is not text.

    Takes out NUL and other controls, lone surrogates, bidirectional overrides, non-characters
    and piles of combining marks. Letters of every script stay. Idempotent; never raises.
    """
    text = _NEWLINES.sub("\n", text)
    text = _NOT_TEXT.sub("", text)
    if text.isascii():
        return text
    if _BEYOND_LATIN_LETTERS.search(text):
        text = _without_piled_marks(text)
    return unicodedata.normalize("NFC", text)


def _without_piled_marks(text: str) -> str:
    combining = unicodedata.combining
    kept: list[str] = []
    run = 0
    for character in text:
        if combining(character):
            run += 1
            if run > _MARKS_ON_ONE_LETTER:
                continue
        else:
            run = 0
        kept.append(character)
    return "".join(kept)


def render(source: str) -> str:
    """Safe HTML of a body. Longer than ``MAX_LENGTH`` is cut; a form refuses that first.

    Structure that would be slow to parse or too deep to read becomes escaped paragraphs:
    every word stays, only the markup is left out.
    """
    source = clean_source(source[: MAX_LENGTH * 2])[:MAX_LENGTH]
    if _is_pathological(source):
        return _as_paragraphs(source)
    try:
        tokens = _MD.parse(source)
        if any(token.level > MAX_NESTING for token in tokens):
            return _as_paragraphs(source)
        markup = _MD.renderer.render(_demote_headings(tokens), _MD.options, {})
    except (RecursionError, ValueError, IndexError):
        return _as_paragraphs(source)
    return _sanitise(markup, _BLOCKS | _INLINES)


def render_line(source: str) -> str:
    """Safe HTML of a chat line: strong, emphasis, code and links; never a block."""
    source = " ".join(clean_source(source[: MAX_LENGTH * 2])[:MAX_LENGTH].split())
    if _is_pathological(source):
        return _one_line(html_entities.escape(source, quote=False))
    try:
        markup = _INLINE_MD.renderInline(source)
    except (RecursionError, ValueError, IndexError):
        markup = html_entities.escape(source, quote=False)
    return _one_line(markup)


def _one_line(markup: str) -> str:
    # An entity can stand for a new line ("&NewLine;").
    return _NEWLINES.sub(" ", _sanitise(markup, _INLINES)).replace("\n", " ")


def plain(source_or_html: str, limit: int = 200) -> str:
    """The words alone, on one line, at most ``limit`` characters, cut at a word with an ellipsis.

    Takes what a member typed or what ``render`` made of it. The answer is text: escape it
    like any other when it goes into a page.
    """
    head = source_or_html[: max(limit, 0) * 6 + 2_000]
    markup = head if head.startswith(_OUR_MARKUP) else render(head)
    # A tag that the cut left open would read as text.
    opened, closed = markup.rfind("<"), markup.rfind(">")
    if opened > closed:
        markup = markup[:opened]
    spaced = _BETWEEN_BLOCKS.sub(" ", markup)
    words = html_entities.unescape(nh3.clean(spaced, tags=set(), link_rel=None))
    text = " ".join(clean_source(words).split())
    if len(text) <= limit:
        return text
    cut = text[: max(limit - 1, 0)]
    shorter = cut.rsplit(" ", 1)[0] if " " in cut[len(cut) // 2 :] else cut
    return f"{shorter.rstrip(' ,.;:–-')}…"


_OUR_MARKUP = (
    "<p>",
    "<h3>",
    "<h4>",
    "<h5>",
    "<h6>",
    "<ul>",
    "<ol",
    "<blockquote>",
    "<pre>",
    "<hr>",
)
_BETWEEN_BLOCKS = re.compile(r"</(?:p|h[3-6]|li|blockquote|pre|ul|ol)>|<br>|<hr>")


def _is_pathological(source: str) -> bool:
    if _DEEP_LINE.search(source) or _RUN_OF_DELIMITERS.search(source):
        return True
    return any(source.count(character) > most for character, most in _COSTLY)


def _as_paragraphs(source: str) -> str:
    paragraphs = (
        "<p>" + "<br>\n".join(html_entities.escape(paragraph, quote=False).split("\n")) + "</p>\n"
        for paragraph in _PARAGRAPHS.split(source.strip())
        if paragraph
    )
    return _sanitise("".join(paragraphs), _BLOCKS | _INLINES)


def _demote_headings(tokens: list[Token]) -> list[Token]:
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) + 2, 6)}"
    return tokens


_UNSAFE_IN_ADDRESS = re.compile(r"[\x00-\x20\x7f\\]")


def _keep_address(tag: str, attribute: str, value: str) -> str | None:
    """Only absolute web addresses and paths of this site; never another host by ``//``."""
    if attribute == "start":
        return value if value.isdecimal() and len(value) <= 9 else None
    if attribute == "rel":
        return value
    if _UNSAFE_IN_ADDRESS.search(value):
        return None
    if value.startswith("/") and not value.startswith("//"):
        return value
    lowered = value[:8].lower()
    return value if lowered.startswith(("http://", "https://")) else None


def _sanitise(markup: str, tags: frozenset[str]) -> str:
    return nh3.clean(
        markup,
        tags=set(tags),
        attributes={"a": {"href"}, "ol": {"start"}},
        attribute_filter=_keep_address,
        url_schemes={"http", "https"},
        link_rel=_REL,
        strip_comments=True,
    )
