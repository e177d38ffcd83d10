"""Finding groups: words, place and facets in, ordered ids and counts out.

``find_groups`` is the only entrance. It reads the compiled index (``directory.index``), so it
costs the same few small queries however many groups there are, and answers the same on SQLite
and PostgreSQL. The index finds; ``Group.objects.visible_to(viewer)`` decides.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import ceil, cos, hypot, radians

from community.safety.viewers import RESIDENT, Viewer
from directory import index
from directory.index import Compiled, bits_of, rows_of
from directory.matching import TextMatch, match
from directory.models import Group
from directory.places import Place

PAGE_SIZE = 20
# Fewer than these, and what lies a little beside the question is offered as well.
FEW = 4
BESIDE = 3
MILES_PER_DEGREE = 69.093
NOWHERE = 1e6


@dataclass(frozen=True, slots=True)
class GroupSearch:
    """A question to the directory. Empty fields do not narrow anything.

    ``boroughs`` are slugs of boroughs that a group *serves*; ``place`` and ``within`` (miles)
    say what is *near*: two different things. ``neighbours`` are slugs next to those boroughs,
    offered first when little is found. ``days`` are MO…SU; ``access`` codes of facts that
    must be known to be so; ``age`` is somebody's age in years.
    """

    text: str = ""
    place: Place | None = None
    within: float | None = None
    boroughs: tuple[str, ...] = ()
    neighbours: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    access: tuple[str, ...] = ()
    age: int | None = None
    free: bool = False
    self_referral: bool = False
    places_now: bool = False
    page: int = 1
    page_size: int = PAGE_SIZE


@dataclass(frozen=True, slots=True)
class Distance:
    """Miles from the place asked. Approximate when either end is only known to a district."""

    miles: float
    approximate: bool


@dataclass(frozen=True, slots=True)
class GroupHits:
    """What was found. ``ids`` are this page's, best first.

    ``facets``: facet → value → how many groups there would be with it. ``online`` and ``wider``
    are ids offered besides when little was found: groups to join from home, and groups further
    away or in other boroughs. ``corrections``, ``unknown`` and ``relaxed`` say what had to be
    assumed (see ``matching.TextMatch``).
    """

    ids: tuple[int, ...] = ()
    total: int = 0
    page: int = 1
    pages: int = 1
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    distances: Mapping[int, Distance] = field(default_factory=dict)
    corrections: tuple[tuple[str, str], ...] = ()
    unknown: tuple[str, ...] = ()
    relaxed: bool = False
    online: tuple[int, ...] = ()
    wider: tuple[int, ...] = ()


def find_groups(search: GroupSearch, viewer: Viewer = RESIDENT) -> GroupHits:
    """Groups that answer ``search`` and that ``viewer`` may see.

    Two queries; four more in the first search after the index changed.
    """
    hits = _find(search, frozenset())
    wanted = {*hits.ids, *hits.online, *hits.wider}
    if wanted:
        seen = set(
            Group.objects.visible_to(viewer).filter(pk__in=wanted).values_list("pk", flat=True)
        )
        if wanted - seen:
            # The index was behind: ask again without those, so that counts agree with the page.
            hits = _only(_find(search, frozenset(wanted - seen)), viewer)
    return hits


def _only(hits: GroupHits, viewer: Viewer) -> GroupHits:
    wanted = {*hits.ids, *hits.online, *hits.wider}
    seen = set(Group.objects.visible_to(viewer).filter(pk__in=wanted).values_list("pk", flat=True))
    return replace(
        hits,
        ids=tuple(each for each in hits.ids if each in seen),
        online=tuple(each for each in hits.online if each in seen),
        wider=tuple(each for each in hits.wider if each in seen),
    )


def matching_ids(text: str, place: Place | None = None, within: float | None = None) -> list[int]:
    """Every listed group that answers ``text`` near ``place``: for the open feed."""
    with index.current() as compiled:
        question = _Question(compiled, GroupSearch(text=text, place=place, within=within))
        return [compiled.group_ids[row] for row in rows_of(question.answer())]


def _find(search: GroupSearch, banned: frozenset[int]) -> GroupHits:
    with index.current() as compiled:
        question = _Question(compiled, search, banned)
        answer = question.answer()
        total = answer.bit_count()
        pages = max(1, ceil(total / search.page_size))
        first = (search.page - 1) * search.page_size
        rows: list[int] = []
        if 0 <= first < total:
            rows = question.ordered(answer, first + search.page_size)[first:]
        online: list[int] = []
        wider: list[int] = []
        if total <= FEW:
            online, wider = question.beside(answer)
        ids = compiled.group_ids
        shown = [*rows, *online, *wider]
        return GroupHits(
            ids=tuple(ids[row] for row in rows),
            total=total,
            page=search.page,
            pages=pages,
            facets=question.counts(),
            distances={ids[row]: away for row in shown if (away := question.distance(row))},
            corrections=question.text.corrections if question.text else (),
            unknown=question.text.unknown if question.text else (),
            relaxed=question.text.relaxed if question.text else False,
            online=tuple(ids[row] for row in online),
            wider=tuple(ids[row] for row in wider),
        )


def _band(fit: float) -> int:
    """Good, fair or faint: within one of these, what is nearer comes first."""
    return 0 if fit >= 0.4 else 1 if fit >= 0.15 else 2


class _Question:
    """One search laid over the compiled index: a bit set for each thing that was asked."""

    def __init__(
        self, compiled: Compiled, search: GroupSearch, banned: frozenset[int] = frozenset()
    ):
        self.compiled = compiled
        self.search = search
        self.text: TextMatch | None = match(compiled, search.text)
        self.all = compiled.everything
        if banned:
            rows = [compiled.row_of[pk] for pk in banned if pk in compiled.row_of]
            self.all &= ~bits_of(rows, compiled.size)
        self.found = self.all & bits_of(self.text.scores, compiled.size) if self.text else self.all
        self._miles: dict[int, float] = {}
        if search.place is not None:
            self._measure(search.place)
        self.filters = self._filters()

    def _measure(self, place: Place) -> None:
        east = MILES_PER_DEGREE * cos(radians(place.latitude))
        lat, lon = place.latitude, place.longitude
        for row, document in enumerate(self.compiled.documents):
            if document is not None and document.point is not None:
                up = (document.point[0] - lat) * MILES_PER_DEGREE
                self._miles[row] = hypot(up, (document.point[1] - lon) * east)

    def _any(self, facet: str, values: tuple[str, ...]) -> int:
        bits = 0
        for value in values:
            bits |= self.compiled.facet(f"{facet}:{value}")
        return bits

    def _filters(self) -> dict[str, int]:
        """Facet → rows it leaves. Within a facet any value will do; every access fact must."""
        search, facet = self.search, self.compiled.facet
        found: dict[str, int] = {}
        for name, values in (
            ("kind", search.kinds),
            ("mode", search.modes),
            ("day", search.days),
            ("term", search.terms),
            ("language", search.languages),
        ):
            if values:
                found[name] = self._any(name, values)
        found |= self._yes_or_no()
        if search.boroughs:
            found["borough"] = self._any("borough", search.boroughs) | facet("borough:*")
        if search.access:
            bits = self.all
            for code in search.access:
                bits &= facet(f"access:{code}")
            found["access"] = bits
        if search.age is not None:
            found["age"] = bits_of(
                (
                    row
                    for row, document in enumerate(self.compiled.documents)
                    if document is not None and document.ages[0] <= search.age <= document.ages[1]
                ),
                self.compiled.size,
            )
        if search.within is not None and search.place is not None:
            near = (row for row, miles in self._miles.items() if miles <= search.within)
            found["within"] = bits_of(near, self.compiled.size)
        return found

    def _yes_or_no(self) -> dict[str, int]:
        search, facet = self.search, self.compiled.facet
        asked = (
            ("cost", search.free, facet("cost:free") | facet("cost:donation")),
            ("self", search.self_referral, facet("self:yes")),
            ("places", search.places_now, facet("places:yes")),
        )
        return {name: bits for name, wanted, bits in asked if wanted}

    def without(self, *facets: str) -> int:
        bits = self.found
        for name, rows in self.filters.items():
            if name not in facets:
                bits &= rows
        return bits

    def answer(self) -> int:
        return self.without()

    def distance(self, row: int) -> Distance | None:
        miles = self._miles.get(row)
        if miles is None or self.search.place is None:
            return None
        document = self.compiled.documents[row]
        vague = document is None or document.approximate or self.search.place.approximate
        return Distance(round(miles, 1), vague)

    def ordered(self, bits: int, most: int) -> list[int]:
        """The ``most`` best rows of a bit set: by fit, then by distance, stale ones later."""
        documents, miles = self.compiled.documents, self._miles
        scores = self.text.scores if self.text else {}
        best = max((scores.get(row, 0.0) for row in rows_of(bits)), default=0.0) or 1.0

        def key(row: int) -> tuple:
            document = documents[row]
            assert document is not None  # noqa: S101 - a row in the answer has its document
            stale = document.rank
            if scores:
                fit = scores.get(row, 0.0) / best * (1 - 0.08 * stale)
                if miles:
                    away = miles.get(row, NOWHERE) + stale
                    return (_band(fit), away, document.name, row)
                return (-fit, stale, document.name, row)
            if miles:
                return (miles.get(row, NOWHERE) + (stale if stale > 1 else 0), document.name, row)
            return (stale, document.name.casefold(), row)

        return heapq.nsmallest(most, rows_of(bits), key)

    def beside(self, answer: int) -> tuple[list[int], list[int]]:
        """(online, wider): what to offer when little was found.

        Neither is empty as long as there are groups at all that could fill it.
        """
        at_home = self.compiled.facet("mode:online") | self.compiled.facet("mode:by_phone")
        rest = self.without("borough", "within") & ~answer
        if not answer and not rest:
            # The words or facets lead nowhere at all: offer what is near, or open to everyone.
            rest = self.all
        online = self.ordered(rest & at_home, BESIDE)
        rest &= ~bits_of(online, self.compiled.size)
        next_door = rest & self._any("borough", self.search.neighbours)
        wider = self.ordered(next_door, BESIDE)
        rest &= ~bits_of(wider, self.compiled.size)
        return online, wider + self.ordered(rest, BESIDE - len(wider))

    def counts(self) -> dict[str, dict[str, int]]:
        """Each facet's values with how many groups there would be, in one pass over the facets.

        A facet's own choice does not narrow its own counts, so that one can widen it again;
        access facts must all hold, so there it does.
        """
        bases: dict[str, int] = {}
        anywhere = self.compiled.facet("borough:*")
        found: dict[str, dict[str, int]] = {}
        for key, bits in self.compiled.facets.items():
            facet, _, value = key.partition(":")
            if value == "*" or facet in {"status", "in"}:
                continue
            if facet not in bases:
                bases[facet] = self.without() if facet == "access" else self.without(facet)
            if facet == "borough":
                bits |= anywhere
            found.setdefault(facet, {})[value] = (bases[facet] & bits).bit_count()
        return found
