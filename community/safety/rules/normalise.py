"""One reading of a text for every rule, with the way back to what was typed.

``normalise`` makes three *views*, all of them plain ASCII, so that patterns run on bytes and
a byte is a character:

* ``base``: lower case, look-alike letters and digits of other scripts turned to Latin,
  invisible characters out, mojibake and HTML entities mended, Markdown's escapes undone;
* ``words``: ``base`` with abbreviations, masked letters, drawn-out letters and spaced-out
  words written the ordinary way ("s u i c i d e", "k1ll", "wanna", "myslef"), one space
  between words: for phrases;
* ``said``: ``base`` with spaced-out letters joined and "at" and "dot" in brackets or around an
  address turned to signs: for addresses and handles.

Ordinary English is left as it is in each. Letters of scripts that do not look like Latin
become ``\\x7f``, one for one. Everything is linear in the length of the text.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

from ftfy import bad_codecs  # noqa: F401  (registers sloppy-windows-1252)

from community.safety.rules import lexicon
from community.safety.rules.folding import OTHER, fold

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class View:
    """ASCII text and, for each of its characters, where in the original it came from."""

    text: str
    starts: list[int] | None = None
    stops: list[int] | None = None
    data: bytes = b""

    @classmethod
    def of(cls, text: str, starts: list[int] | None = None, stops: list[int] | None = None) -> View:
        return cls(text, starts, stops, text.encode("ascii", "replace"))

    def original(self, start: int, end: int) -> Span:
        """The span of the text as typed that ``[start, end)`` of this view stands for."""
        if self.starts is None or self.stops is None:
            return start, end
        if not self.starts or end <= start:
            return 0, 0
        return self.starts[start], max(self.stops[start:end])

    def rewritten(self, pieces: Iterable[tuple[int, int, str]]) -> View:
        """This view with each ``(start, end, replacement)`` put in; ordered, not overlapping."""
        out: list[str] = []
        starts: list[int] = []
        stops: list[int] = []
        done = 0
        changed = False
        text = self.text

        def keep(a: int, b: int) -> None:
            out.append(text[a:b])
            if self.starts is None or self.stops is None:
                starts.extend(range(a, b))
                stops.extend(range(a + 1, b + 1))
            else:
                starts.extend(self.starts[a:b])
                stops.extend(self.stops[a:b])

        for start, end, replacement in pieces:
            if start < done:
                continue
            changed = True
            keep(done, start)
            out.append(replacement)
            first, last = self.original(start, end)
            starts.extend([first] * len(replacement))
            stops.extend([last] * len(replacement))
            done = end
        if not changed:
            return self
        keep(done, len(text))
        return View.of("".join(out), starts, stops)


class Normalised:
    """A text and its views; the later views are made when a rule first asks."""

    def __init__(self, original: str, base: View) -> None:
        self.original = original
        self.base = base

    @cached_property
    def words(self) -> View:
        return _words(self.base)

    @cached_property
    def said(self) -> View:
        return _said(self.base)

    @cached_property
    def quoted(self) -> list[Span]:
        """Spans of ``words`` that repeat somebody else's words: quoted lines and quotations."""
        return [match.span() for match in _QUOTED.finditer(self.words.text)]


_QUOTED = re.compile(r'^>[^\n]*|"[^"\n]{1,400}"|(?<![a-z])\'[^\'"\n]{1,200}\'(?![a-z])', re.M)


# --- base ---------------------------------------------------------------------------------

_WORD = re.compile(r"[^\W_]+")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,24});")
_ESCAPE = re.compile(r"\\[!-/:-@\[-`{-~]")
_MOJIBAKE = re.compile(
    "[\u00c2-\u00f4][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc"
    "\u2013\u2014\u2018-\u201e\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122]{1,3}"
)
_ASCII_LETTER = re.compile(r"[A-Za-z]")
_ODD = re.compile(r"[^\n\t\x20-\x7e]")
_BEYOND_LATIN = re.compile("[\u0300-\U0010ffff]")
_PLAIN: Final = re.compile(r"[\n\t\x20-\x7e]*\Z")


def normalise(text: str) -> Normalised:
    """Read ``text`` once for all rules. Never raises, whatever the string holds."""
    if text.isascii() and "&" not in text and "\\" not in text and _PLAIN.match(text):
        return Normalised(text, View.of(text.lower()))
    return Normalised(text, _folded(text))


def _folded(text: str) -> View:
    out: list[str] = []
    starts: list[int] = []
    stops: list[int] = []
    as_latin = _words_to_latinise(text)

    def put(piece: str, start: int, stop: int) -> None:
        out.append(piece)
        starts.extend([start] * len(piece))
        stops.extend([stop] * len(piece))

    def put_ordinary(a: int, b: int) -> None:
        out.append(text[a:b].lower())
        starts.extend(range(a, b))
        stops.extend(range(a + 1, b + 1))

    def put_run(a: int, b: int) -> None:
        for match in _ODD.finditer(text, a, b):
            index = match.start()
            put_ordinary(a, index)
            piece, foreign = fold(text[index])
            put(OTHER if foreign and index not in as_latin else piece, index, index + 1)
            a = index + 1
        put_ordinary(a, b)

    done = 0
    for start, end, piece in _mended(text):
        put_run(done, start)
        folded = (fold(each)[0] if not each.isascii() else each.lower() for each in piece)
        put("".join(folded), start, end)
        done = end
    put_run(done, len(text))
    return View.of("".join(out), starts, stops)


def _mended(text: str) -> list[tuple[int, int, str]]:
    """Entities, escapes and mojibake with what they stand for, in order."""
    found: list[tuple[int, int, str]] = []
    if "&" in text:
        for match in _ENTITY.finditer(text):
            piece = html.unescape(match.group())
            if piece != match.group() and len(piece) <= 2:
                found.append((*match.span(), piece))
    if "\\" in text:
        found.extend((*match.span(), match.group()[1]) for match in _ESCAPE.finditer(text))
    if not text.isascii():
        for match in _MOJIBAKE.finditer(text):
            mended = _demojibake(match.group())
            if mended is not None:
                found.append((match.start(), match.start() + mended[1], mended[0]))
    found.sort()
    tidy: list[tuple[int, int, str]] = []
    end = 0
    for each in found:
        if each[0] >= end:
            tidy.append(each)
            end = each[1]
    return tidy


@lru_cache(maxsize=1024)
def _demojibake(garbled: str) -> tuple[str, int] | None:
    for length in range(min(len(garbled), 4), 1, -1):
        try:
            mended = garbled[:length].encode("sloppy-windows-1252").decode("utf-8")
        except (UnicodeError, LookupError):
            continue
        if len(mended) == 1:
            return mended, length
    return None


def _words_to_latinise(text: str) -> set[int]:
    """Indexes of letters of other scripts inside words that only pretend not to be Latin.

    A word of Russian or Greek stays what it is: only a word that mixes scripts, or one made
    wholly of look-alikes in a text that is mostly Latin, is read as Latin.
    """
    foreign = [match.start() for match in _BEYOND_LATIN.finditer(text) if fold(match.group())[1]]
    if not foreign:
        return set()
    latin = len(_ASCII_LETTER.findall(text))
    mostly_latin = latin > 2 * len(foreign)
    chosen: set[int] = set()
    for match in _WORD.finditer(text):
        start, end = match.span()
        inside = [index for index in range(start, end) if fold(text[index])[1]]
        if not inside or any(fold(text[index])[0] == OTHER for index in inside):
            continue
        mixed = any(text[index].isascii() for index in range(start, end))
        if mixed or mostly_latin:
            chosen.update(inside)
    return chosen


# --- words --------------------------------------------------------------------------------

# Repetition below is bounded, or eats what it has seen: a page of dots must cost what a page
# of words costs.
_ONE = r"[a-z0-9@$!](?![a-z0-9@$!'])"
# Three or more single letters, each apart from the next by the same kind of small thing.
_SPACED = re.compile(
    rf"(?<![a-z0-9@$!'])[a-z0-9@$!](?:(?: {{1,3}}{_ONE}){{2,}}"
    rf"|(?:[.\-_*~|/]{_ONE}){{2,}}|(?: ?[.\-_*~|/] ?{_ONE}){{2,}})"
)
_TOKEN = re.compile(r"[a-z0-9@$!|+*#_'.\-~%]+")
_LONGEST_TOKEN: Final = 40
_DRAWN_OUT = re.compile(r"([a-z])\1\1")
_GAP = re.compile(r"[ \t]{2,}|[ \t]?\n[ \t]*(?:\n[ \t]*)*|\t")
_MARKUP = re.compile(r"[*~`]+|(?<![a-z0-9_])_{1,3}(?=[a-z])|(?<=[a-z])_{1,3}(?![a-z0-9_])")


def _words(base: View) -> View:
    text = base.text
    if _SPACED.search(text):
        base = base.rewritten(_joined(base.text, keep_digits=False))
        text = base.text

    def pieces() -> Iterable[tuple[int, int, str]]:
        for match in _TOKEN.finditer(text):
            token = match.group()
            if len(token) > _LONGEST_TOKEN:
                continue
            better = _better(token)
            if better is not None and better != token:
                yield match.start(), match.end(), better

    view = base.rewritten(pieces())
    text = view.text
    if _MARKUP.search(text):
        view = view.rewritten((*match.span(), "") for match in _MARKUP.finditer(text))
        text = view.text
    return view.rewritten(
        (*match.span(), "\n" if "\n" in match.group() else " ")
        for match in _GAP.finditer(text)
        if match.group() not in {" ", "\n"}
    )


@lru_cache(maxsize=16384)
def _better(token: str) -> str | None:
    """The ordinary spelling of an abbreviation, a masked word or a drawn-out one."""
    found = lexicon.SPELLINGS.get(token)
    if found is not None:
        return found
    if token.isalpha() and not _DRAWN_OUT.search(token):
        return None
    core = token.strip(".-_'~")
    if core != token:
        inner = lexicon.SPELLINGS.get(core) or _better(core)
        return None if inner is None else token.replace(core, inner, 1)
    if _DRAWN_OUT.search(token):
        short = lexicon.undrawn(token)
        if short is not None:
            return lexicon.SPELLINGS.get(short, short)
    if not token.isalpha() and len(token) >= 3 and any(each.isalpha() for each in token):
        return lexicon.unmasked(token)
    return None


def _joined(text: str, *, keep_digits: bool) -> Iterable[tuple[int, int, str]]:
    """Spaced-out words put together; in running English only those that make a known word."""
    for match in _SPACED.finditer(text):
        letters = re.sub(r"[^a-z0-9@$!]", "", match.group())
        if keep_digits or not letters.isdigit():
            words = lexicon.split_known(letters)
            if words is not None:
                yield match.start(), match.end(), words
            elif sum(each.isalpha() for each in letters) >= 4:
                yield match.start(), match.end(), letters


# --- said ---------------------------------------------------------------------------------

_BRACKETED = re.compile(
    r"[ \t]{0,3}[\[({<][ \t]{0,3}(?:(at|@|a|4t|arroba)|(dot|d0t|point|period|\.)|(dash|hyphen)"
    r"|(underscore))[ \t]{0,3}[\])}>][ \t]{0,3}"
    r"|[ \t]?[*_~|/\-]{1,3}(?:(at)|(dot|d0t))[*_~|/\-]{1,3}[ \t]?"
)
_SIGN_OF: Final = ("@", ".", "-", "_", "@", ".")
_ENDING = (
    r"(?:com|co|org|net|uk|gg|me|io|info|app|link|live|online|site|eu|de|fr|ie|us|tv|ly|be|ee)\b"
)
_SAID_DOT = re.compile(
    rf"[ \t]{{1,3}}(?:dot|d0t|punto|period|point|full ?stop)[ \t]{{1,3}}(?={_ENDING})"
    rf"|(?<=[a-z0-9])[ \t]{{0,2}}\.[ \t]{{1,2}}(?={_ENDING})"
    rf"|(?<=[a-z0-9])[ \t]{{1,2}}\.(?={_ENDING})"
    rf"|(?<=[a-z0-9])(?:dot|d0t)(?={_ENDING})"
)
_SAID_WORD = re.compile(
    r"[ \t]{1,3}(?:(dot|d0t)|(underscore|under score)|(hyphen|dash)|(slash|forward slash)"
    r"|((?:at[ \-]sign|at symbol|arroba)))[ \t]{1,3}|(%40)"
)
_SAID_SIGNS: Final = (".", "_", "-", "/", "@", "@")


def _said(base: View) -> View:
    view = base
    if _SPACED.search(view.text):
        view = view.rewritten(_joined_address(view.text))
    if any(each in view.text for each in ("[", "(", "{", "<", "at", "dot", "d0t")):
        view = view.rewritten(
            (
                *match.span(),
                next(sign for sign, group in zip(_SIGN_OF, match.groups(), strict=True) if group),
            )
            for match in _BRACKETED.finditer(view.text)
        )
    view = view.rewritten((*match.span(), ".") for match in _SAID_DOT.finditer(view.text))
    return view.rewritten(
        (
            *match.span(),
            next(sign for sign, group in zip(_SAID_SIGNS, match.groups(), strict=True) if group),
        )
        for match in _SAID_WORD.finditer(view.text)
    )


_SPACED_ADDRESS = re.compile(r"(?<![a-z0-9])[a-z0-9](?: [a-z0-9@._\-](?![a-z0-9])){3,}")


def _joined_address(text: str) -> Iterable[tuple[int, int, str]]:
    for match in _SPACED_ADDRESS.finditer(text):
        letters = match.group().replace(" ", "")
        if not letters.isdigit():
            yield match.start(), match.end(), letters


def span_in(spans: list[Span], start: int, end: int) -> bool:
    """Does ``[start, end)`` lie inside one of the ordered ``spans``?"""
    index = bisect_right(spans, (start, 1 << 62)) - 1
    return index >= 0 and spans[index][0] <= start and end <= spans[index][1]


Finder = Callable[[Normalised], Iterable[Span]]
