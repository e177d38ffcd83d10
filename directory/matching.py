"""From what somebody typed to how well each group answers it."""

from __future__ import annotations

from dataclasses import dataclass, field

from directory.index import Compiled
from directory.words import asked, stem

# A near miss or a beginning counts for less than the word itself.
ONE_TYPO, TWO_TYPOS, BEGINNING, SYNONYM = 0.8, 0.6, 0.7, 0.4
MOST_NEAR = 8
LONGEST_PHRASE = 4

Scores = dict[int, float]


@dataclass(frozen=True, slots=True)
class TextMatch:
    """Row → score, and what had to be assumed to get there.

    ``corrections``: (typed, taken for). ``unknown``: words that no listing uses. ``relaxed``:
    no group has all the words, these have some.
    """

    scores: Scores
    corrections: tuple[tuple[str, str], ...] = ()
    unknown: tuple[str, ...] = ()
    relaxed: bool = False


@dataclass(slots=True)
class _Word:
    typed: str
    stems: dict[str, float] = field(default_factory=dict)
    taken_for: str = ""

    @property
    def first(self) -> str:
        return next(iter(self.stems), "")


def match(compiled: Compiled, text: str) -> TextMatch | None:
    """How well each row answers ``text``; ``None`` when nothing was asked.

    Every word counts: groups that have them all come alone; when there are none, groups that
    have some, the more the better.
    """
    typed = asked(text)
    if not typed:
        return None
    words = [_read(compiled, word, last=at == len(typed) - 1) for at, word in enumerate(typed)]
    corrections = tuple((word.typed, word.taken_for) for word in words if word.taken_for)
    concepts: list[Scores] = []
    unknown: list[str] = []
    at = 0
    while at < len(words):
        taken, scores = _concept(compiled, words, at)
        if scores:
            concepts.append(scores)
        else:
            unknown += [word.typed for word in words[at : at + taken]]
        at += taken
    if not concepts:
        return TextMatch({}, corrections, tuple(unknown), bool(unknown))
    concepts.sort(key=len)
    every = set(concepts[0]).intersection(*concepts[1:])
    if every:
        scores = {row: sum(concept[row] for concept in concepts) for row in every}
        return TextMatch(scores, corrections, tuple(unknown), bool(unknown))
    some: Scores = {}
    met: dict[int, int] = {}
    for concept in concepts:
        for row, score in concept.items():
            some[row] = some.get(row, 0.0) + score
            met[row] = met.get(row, 0) + 1
    most = len(concepts)
    scores = {row: score * (met[row] / most) ** 2 for row, score in some.items()}
    return TextMatch(scores, corrections, tuple(unknown), True)


def _read(compiled: Compiled, typed: str, *, last: bool) -> _Word:
    """What one typed word may stand for: itself, or else a near miss or a beginning."""
    root = stem(typed)
    word = _Word(typed)
    if root in compiled.posting_rows or any(root in said for said in compiled.synonyms):
        word.stems[root] = 1.0
        return word
    near = compiled.vocabulary.near(typed)
    for edits, other in near[:MOST_NEAR]:
        if edits == near[0][0]:
            word.stems.setdefault(stem(other), ONE_TYPO if edits == 1 else TWO_TYPOS)
    if near:
        best = [other for edits, other in near if edits == near[0][0] and other[0] == typed[0]]
        word.taken_for = max(best or [near[0][1]], key=lambda other: compiled.uses.get(other, 0))
    if len(typed) >= 3 and (last or not near):
        for other in compiled.vocabulary.beginning(typed):
            if len(word.stems) >= 2 * MOST_NEAR:
                break
            word.stems.setdefault(stem(other), BEGINNING)
            word.taken_for = ""
    return word


def _concept(compiled: Compiled, words: list[_Word], at: int) -> tuple[int, Scores]:
    """(words taken, scores) of the idea that begins here: a staff phrase, or a single word."""
    for length in range(min(LONGEST_PHRASE, len(words) - at), 0, -1):
        said = tuple(word.first for word in words[at : at + length])
        others = compiled.synonyms.get(said)
        if others is not None:
            scores = _together(compiled, said, 1.0)
            for other in others:
                _best_of(scores, _together(compiled, other, SYNONYM))
            return length, scores
    single: Scores = {}
    for root, factor in words[at].stems.items():
        _best_of(single, compiled.scores_for(root, factor))
    return 1, single


def _together(compiled: Compiled, stems: tuple[str, ...], factor: float) -> Scores:
    """Rows that have every one of these stems, with the middle of their scores."""
    found = [compiled.scores_for(root, factor) for root in stems]
    rows = set(found[0]).intersection(*found[1:])
    return {row: sum(each[row] for each in found) / len(found) for row in rows}


def _best_of(into: Scores, other: Scores) -> None:
    for row, score in other.items():
        if score > into.get(row, 0.0):
            into[row] = score
