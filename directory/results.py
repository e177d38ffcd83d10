"""What the search page shows: cards, facets with counts, and the way on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from community.safety.viewers import Viewer
from directory import queries
from directory.forms import MODES, GroupSearchForm
from directory.models import ACCESS_FACTS, DAY_NAMES, WEEKDAYS, Borough, Group, Kind
from directory.presenting import Card, card
from directory.search import GroupHits, GroupSearch


@dataclass(frozen=True, slots=True)
class FacetValue:
    value: str
    label: str
    count: int
    chosen: bool
    field_id: str


@dataclass(frozen=True, slots=True)
class Facet:
    """One group of checkboxes. ``open``: something in it is chosen."""

    name: str
    legend: str
    values: tuple[FacetValue, ...]

    @property
    def open(self) -> bool:
        return any(value.chosen for value in self.values)


@dataclass(frozen=True, slots=True)
class Step:
    """A page number under the list; no address: a gap, or this page."""

    number: int
    url: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """``heading`` is announced when results change in place."""

    heading: str
    cards: tuple[Card, ...]
    online: tuple[Card, ...]
    wider: tuple[Card, ...]
    facets: tuple[Facet, ...]
    steps: tuple[Step, ...]
    previous: str
    following: str
    notes: tuple[str, ...]
    total: int
    place: str
    approximate: bool
    own_borough: Borough | None
    own_borough_url: str
    chosen: tuple[tuple[str, str], ...]
    no_such_page: bool
    last_page_url: str


def results_page(
    form: GroupSearchForm, search: GroupSearch, hits: GroupHits, viewer: Viewer
) -> ResultsPage:
    """Everything the templates need: two reads of groups at most, whatever was found."""
    wanted = list(dict.fromkeys([*hits.ids, *hits.online, *hits.wider]))
    found = {group.pk: group for group in queries.groups_in_order(wanted, viewer)}
    asked = form.data if isinstance(form.data, QueryDict) else QueryDict()
    own = queries.borough_of(search.place)
    return ResultsPage(
        heading=_heading(hits, search),
        cards=_cards(hits.ids, found, hits.distances),
        online=_cards(hits.online, found, hits.distances),
        wider=_cards(hits.wider, found, hits.distances),
        facets=tuple(_facets(form, search, hits)),
        steps=tuple(_steps(asked, hits)),
        previous=_address(asked, page=hits.page - 1) if 1 < hits.page <= hits.pages else "",
        following=_address(asked, page=hits.page + 1) if hits.page < hits.pages else "",
        notes=tuple(_notes(form, search, hits)),
        total=hits.total,
        place=search.place.label if search.place else "",
        approximate=bool(search.place and search.place.approximate),
        own_borough=None if own is None or own.slug in search.boroughs else own,
        own_borough_url=_address(asked, add=("borough", own.slug)) if own else "",
        chosen=tuple(_chosen(form, asked)),
        no_such_page=hits.page > hits.pages,
        last_page_url=_address(asked, page=hits.pages),
    )


def _cards(ids: Sequence[int], found: dict[int, Group], distances: Any) -> tuple[Card, ...]:
    return tuple(card(found[pk], distances.get(pk)) for pk in ids if pk in found)


def _heading(hits: GroupHits, search: GroupSearch) -> str:
    if not hits.total:
        return "We found no group that fits all of this"
    groups = "1 group" if hits.total == 1 else f"{hits.total:,} groups"
    what = f" for “{search.text}”" if search.text else ""
    where = f", nearest to {search.place.label} first" if search.place and hits.total > 1 else ""
    if search.place and not where:
        where = f" near {search.place.label}"
    return f"{groups}{what}{where}"


def _notes(form: GroupSearchForm, search: GroupSearch, hits: GroupHits) -> Iterable[str]:
    for typed, taken_for in hits.corrections:
        yield f"We also looked for “{taken_for}” in place of “{typed}”."
    if hits.unknown and hits.total:
        words = " and ".join(f"“{word}”" for word in hits.unknown[:3])
        yield f"No listing mentions {words}, so we left that out."
    elif hits.relaxed and hits.total:
        yield "No group fits every word, so here are those that fit some."
    if form.place_unknown:
        yield (
            f"We do not know the postcode {form.place_unknown}, so we cannot say how far away "
            "groups are. You can try the first half only."
        )
    if search.place and search.place.approximate:
        half = search.place.label.split()[0]
        yield f"Distances are measured from the middle of {half}, so they are approximate."


def _address(asked: QueryDict, page: int | None = None, add: tuple[str, str] | None = None) -> str:
    query = asked.copy()
    query.pop("page", None)
    for name in [name for name in query if not any(query.getlist(name))]:
        query.pop(name)
    if page is not None and page > 1:
        query["page"] = str(page)
    if add is not None and add[1] not in query.getlist(add[0]):
        query.appendlist(*add)
    return f"?{query.urlencode()}" if query else "?"


def _steps(asked: QueryDict, hits: GroupHits) -> Iterable[Step]:
    if hits.pages < 2:
        return
    near = {1, hits.pages, hits.page - 1, hits.page, hits.page + 1}
    last = 0
    for number in sorted(each for each in near if 1 <= each <= hits.pages):
        if number > last + 1:
            yield Step(0, "")
        yield Step(number, _address(asked, page=number), number == hits.page)
        last = number


def _facets(form: GroupSearchForm, search: GroupSearch, hits: GroupHits) -> Iterable[Facet]:
    """Facets in the order people decide; values without any group are left out."""
    choices = form.facet_choices
    people = [(each.value, each.label) for each in choices.boroughs]
    spoken = [(each.value, each.label) for each in choices.languages]
    interests = [(each.value, each.label) for _name, rows in choices.terms for each in rows]
    plan: list[tuple[str, str, str, list[tuple[str, Any]], tuple[str, ...]]] = [
        ("borough", "borough", "For people who live in", people, search.boroughs),
        ("mode", "mode", "How to take part", list(MODES), search.modes),
        ("kind", "kind", "Kind of group", list(Kind.choices), search.kinds),
        ("interest", "term", "Interest or need", interests, search.terms),
        ("day", "day", "Day", [(code, DAY_NAMES[code]) for code in WEEKDAYS], search.days),
        ("access", "access", "Access", list(ACCESS_FACTS.items()), search.access),
        ("language", "language", "Language", spoken, search.languages),
    ]  # fmt: skip
    for name, key, legend, values, chosen in plan:
        counts = hits.facets.get(key, {})
        rows = tuple(
            FacetValue(
                value, str(label), counts.get(value, 0), value in chosen, f"f-{name}-{value}"
            )
            for value, label in values
            if counts.get(value) or value in chosen
        )
        if rows:
            yield Facet(name, legend, rows)
    more = (
        ("free", "Free or give what you can", "cost", ("free", "donation"), search.free),
        ("self_referral", "No referral needed", "self", ("yes",), search.self_referral),
        ("places", "Has places now", "places", ("yes",), search.places_now),
    )
    rows = []
    for name, label, key, keys, chosen_now in more:
        counted = sum(hits.facets.get(key, {}).get(each, 0) for each in keys)
        if counted or chosen_now:
            rows.append(FacetValue(name, label, counted, chosen_now, f"f-{name}"))
    if rows:
        yield Facet("", "Cost and joining", tuple(rows))


def _chosen(form: GroupSearchForm, asked: QueryDict) -> Iterable[tuple[str, str]]:
    """(label, address without it) of each filter in force, to take it away again."""
    labels: dict[str, dict[str, Any]] = {}
    for name in ("borough", "mode", "kind", "interest", "day", "access", "language"):
        field = form.fields[name]
        labels[name] = dict(field.choices)  # type: ignore[attr-defined]
    for name, known in labels.items():
        for value in dict.fromkeys(asked.getlist(name)):
            if value in known:
                yield str(known[value]), _without(asked, name, value)
    for name in ("free", "self_referral", "places", "within", "age"):
        value = asked.get(name)
        if value:
            label = {"within": f"Within {value} miles", "age": f"Age {value}"}.get(
                name, str(form.fields[name].label)
            )
            yield label, _without(asked, name, value)


def _without(asked: QueryDict, name: str, value: str) -> str:
    query = asked.copy()
    query.setlist(name, [each for each in query.getlist(name) if each != value])
    return _address(query)
