"""Words for finding: how text becomes tokens, stems and near misses. Pure Python.

The same here for listings and for what people type, and the same on every database: two
databases that each stem in their own way would find different groups.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import lru_cache

import snowballstemmer

_TOKEN = re.compile(r"[a-z0-9]+")
_QUOTES = re.compile("['’‘`ʼ]")
_stemmer = snowballstemmer.stemmer("english")

MOST_WORDS = 12
LONGEST_WORD = 40

# Words that say nothing about which group is meant. "group" is one of them here.
STOP = frozenset(
    [
        "a",
        "about",
        "all",
        "am",
        "an",
        "and",
        "any",
        "are",
        "around",
        "as",
        "at",
        "be",
        "been",
        "but",
        "by",
        "can",
        "club",
        "clubs",
        "could",
        "do",
        "does",
        "feel",
        "feeling",
        "find",
        "for",
        "from",
        "get",
        "go",
        "group",
        "groups",
        "have",
        "help",
        "helps",
        "her",
        "him",
        "his",
        "how",
        "i",
        "if",
        "im",
        "in",
        "into",
        "is",
        "it",
        "its",
        "just",
        "like",
        "local",
        "looking",
        "me",
        "meet",
        "meeting",
        "meetings",
        "my",
        "near",
        "nearby",
        "need",
        "of",
        "on",
        "or",
        "our",
        "people",
        "person",
        "please",
        "s",
        "service",
        "services",
        "session",
        "sessions",
        "some",
        "someone",
        "somebody",
        "something",
        "support",
        "than",
        "that",
        "the",
        "their",
        "them",
        "there",
        "these",
        "they",
        "this",
        "to",
        "us",
        "want",
        "was",
        "we",
        "what",
        "when",
        "where",
        "which",
        "who",
        "with",
        "would",
        "you",
        "your",
    ]
)


def fold(text: str) -> str:
    """Lower case, accents off, apostrophes closed up: "Café Women’s" → "cafe womens"."""
    flat = unicodedata.normalize("NFKD", text.casefold())
    flat = "".join(letter for letter in flat if not unicodedata.combining(letter))
    return _QUOTES.sub("", flat)


def tokens(text: str) -> Iterator[str]:
    """Words in order, folded; words beyond ``LONGEST_WORD`` letters are cut."""
    for found in _TOKEN.finditer(fold(text)):
        yield found.group()[:LONGEST_WORD]


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """ "gardening", "gardens", "gardeners" → one stem. Numbers stay as they are."""
    return _stemmer.stemWord(word) if word.isalpha() else word


def asked(text: str) -> list[str]:
    """What a query asks for: its telling words in order, each once.

    When every word is a stop word ("support group") they all count: somebody meant something.
    """
    found = list(dict.fromkeys(tokens(text)))[: MOST_WORDS * 3]
    telling = [word for word in found if word not in STOP]
    return (telling or found)[:MOST_WORDS]


def allowed_typos(word: str) -> int:
    """0 for 1–4 letters, 1 for 5–8, 2 for 9 and more; none where there is a digit."""
    if not word.isalpha() or len(word) <= 4:
        return 0
    return 1 if len(word) <= 8 else 2


def typo_distance(typed: str, word: str, most: int) -> int | None:
    """Edits between two words, or ``None`` beyond ``most``.

    Swapping two neighbours is one edit.
    """
    if abs(len(typed) - len(word)) > most:
        return None
    start = 0
    end_a, end_b = len(typed), len(word)
    while start < end_a and start < end_b and typed[start] == word[start]:
        start += 1
    while end_a > start and end_b > start and typed[end_a - 1] == word[end_b - 1]:
        end_a -= 1
        end_b -= 1
    a, b = typed[start:end_a], word[start:end_b]
    edits = _osa(a, b, most) if a and b else len(a) or len(b)
    return edits if edits <= most else None


def _osa(a: str, b: str, most: int) -> int:
    """Optimal string alignment distance; anything above ``most`` comes back as ``most + 1``."""
    older: list[int] = []
    previous = list(range(len(b) + 1))
    for i, left in enumerate(a, 1):
        current = [i]
        for j, right in enumerate(b, 1):
            cost = min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (left != right))
            if i > 1 and j > 1 and left == b[j - 2] and a[i - 2] == right:
                cost = min(cost, older[j - 2] + 1)
            current.append(cost)
        if min(current) > most:
            return most + 1
        older, previous = previous, current
    return previous[-1]


def _letters(word: str) -> int:
    mask = 0
    for letter in word:
        mask |= 1 << (ord(letter) & 63)
    return mask


class Vocabulary:
    """Every word that listings use, for near misses and beginnings.

    A query word is compared with the words of about its length that share nearly all its
    letters: one comparison of two small numbers rules nearly all out.
    """

    def __init__(self, words: Iterable[str]):
        self._sorted = sorted(words)
        self._by_length: dict[int, list[tuple[int, str]]] = {}
        for word in self._sorted:
            if word.isalpha():
                self._by_length.setdefault(len(word), []).append((_letters(word), word))

    def near(self, typed: str) -> list[tuple[int, str]]:
        """(edits, word) within the typos this word is allowed, nearest first.

        A mistake in the first letter is rare: such a word comes after the others. Four typed
        letters may be a word of five with one left out ("dnce").
        """
        most = allowed_typos(typed)
        lengths = range(len(typed) - most, len(typed) + most + 1)
        if len(typed) == 4 and typed.isalpha():
            most, lengths = 1, range(5, 6)
        if not most:
            return []
        mask = _letters(typed)
        found = []
        for length in lengths:
            for letters, word in self._by_length.get(length, ()):
                if (mask ^ letters).bit_count() <= 2 * most:
                    edits = typo_distance(typed, word, most)
                    if edits is not None:
                        found.append((edits, typed[0] != word[0], word))
        return [(edits, word) for edits, _, word in sorted(found)]

    def beginning(self, typed: str, most: int = 40) -> list[str]:
        """Words that begin with what was typed."""
        at = bisect_left(self._sorted, typed)
        found = []
        while at < len(self._sorted) and len(found) < most:
            if not self._sorted[at].startswith(typed):
                break
            found.append(self._sorted[at])
            at += 1
        return found
