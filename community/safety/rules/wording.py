"""Two small things that every theme needs: a set of words, and a pattern in linear time."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

import re2

_OPTIONS: Final = re2.Options()
_OPTIONS.encoding = re2.Options.Encoding.LATIN1
_OPTIONS.log_errors = False
# Room for the automaton of a long list: a set that runs out of memory matches nothing at all.
_OPTIONS.max_mem = 256 << 20


def word_set(text: str) -> frozenset[str]:
    """The words of a text, for lists that read better as a paragraph."""
    return frozenset(text.split())


# Words that many people use in everyday posts: a token outside this list, next to the name of an
# app, is somebody's name there and not the rest of a sentence.
COMMON: Final = word_set(Path(__file__).with_name("common_words.txt").read_text("ascii"))
_SUFFIXES: Final = (
    "s",
    "es",
    "ed",
    "d",
    "ing",
    "ly",
    "er",
    "ers",
    "est",
    "y",
    "'s",
    "less",
    "ness",
)


@lru_cache(maxsize=4096)
def is_common(word: str) -> bool:
    """Is this an everyday English word, or one with an ordinary ending?"""
    if word in COMMON:
        return True
    for suffix in _SUFFIXES:
        stem = word.removesuffix(suffix)
        if stem != word and len(stem) > 2:
            doubled = stem[:-1] if stem[-1:] == stem[-2:-1] else stem
            if stem in COMMON or stem + "e" in COMMON or doubled in COMMON:
                return True
    return False


def pattern(source: str) -> re2._Regexp:
    """A RE2 pattern over the bytes of a view. Raises ``re2.error`` for one that RE2 cannot run."""
    return re2.compile(source.encode("latin-1"), _OPTIONS)


class PatternSet:
    """Many patterns read in one pass, each kept so that its spans can be found afterwards."""

    def __init__(self, sources: Sequence[str]) -> None:
        self.sources = tuple(sources)
        self.patterns = [pattern(source) for source in sources]
        self._set = re2.Set.SearchSet(_OPTIONS)
        for source in sources:
            self._set.Add(source.encode("latin-1"))
        self._set.Compile()

    def __len__(self) -> int:
        return len(self.sources)

    def occurring(self, data: bytes) -> list[int]:
        """Indexes of the patterns that occur in ``data``, in order."""
        return sorted(self._set.Match(data) or ())
