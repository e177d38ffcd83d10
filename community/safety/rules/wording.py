"""Two small things that every theme needs: a set of words, and a pattern in linear time."""

from __future__ import annotations

from typing import Final

import re2

_OPTIONS: Final = re2.Options()
_OPTIONS.encoding = re2.Options.Encoding.LATIN1
_OPTIONS.log_errors = False


def word_set(text: str) -> frozenset[str]:
    """The words of a text, for lists that read better as a paragraph."""
    return frozenset(text.split())


def pattern(source: str) -> re2._Regexp:
    """A RE2 pattern over the bytes of a view. Raises ``re2.error`` for one that RE2 cannot run."""
    return re2.compile(source.encode("latin-1"), _OPTIONS)


def pattern_set(sources: list[str]) -> re2._Set:
    """Many patterns in one pass: ``.Match(data)`` gives the indexes of those that occur."""
    found = re2.Set.SearchSet(_OPTIONS)
    for source in sources:
        found.Add(source.encode("latin-1"))
    found.Compile()
    return found
