"""What the feed's lists hold: the rows behind each endpoint, a page at a time."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from math import ceil
from typing import Any

from django.db.models import Q, QuerySet

from community.safety.viewers import RESIDENT
from directory import queries
from directory.models import Group, Kind, Organisation, Schedule, Taxonomy, Term
from directory.open_referral import serialise
from directory.open_referral.asking import Asked
from directory.search import matching_ids


@dataclass(frozen=True, slots=True)
class FeedPage:
    """One page of a list in HSDS-UK's envelope."""

    total: int
    number: int
    per_page: int
    contents: list[dict[str, Any]]

    def as_json(self) -> dict[str, Any]:
        pages = ceil(self.total / self.per_page)
        return {
            "total_items": self.total,
            "total_pages": pages,
            "page_number": self.number,
            "size": len(self.contents),
            "first_page": self.number == 1,
            "last_page": self.number >= pages,
            "empty": not self.contents,
            "contents": self.contents,
        }


def groups(asked: Asked) -> QuerySet[Group]:
    """Public groups that fit, in a lasting order. Everybody reads the feed as a resident does."""
    found = Group.objects.visible_to(RESIDENT)
    if asked.search or asked.place:
        found = found.filter(pk__in=matching_ids(asked.search, asked.place, asked.within))
    if asked.taxonomy_term_id:
        found = found.filter(_with_term(asked.taxonomy_term_id))
    if asked.taxonomy_id and asked.taxonomy_id != serialise.KIND_TAXONOMY:
        within = Group.terms.through.objects.filter(term__taxonomy__public_id=asked.taxonomy_id)
        found = found.filter(pk__in=within.values("group_id"))
    if asked.organization_id:
        found = found.filter(organisation__public_id=asked.organization_id)
    if asked.minimum_age is not None:
        # Open to somebody of at least this age: its upper limit is not below it.
        found = found.filter(Q(maximum_age__isnull=True) | Q(maximum_age__gte=asked.minimum_age))
    if asked.maximum_age is not None:
        found = found.filter(Q(minimum_age__isnull=True) | Q(minimum_age__lte=asked.maximum_age))
    if asked.day or asked.start_time or asked.end_time:
        found = found.filter(pk__in=_sessions(asked).values("group_id"))
    if asked.modified_after:
        found = found.filter(modified_at__gt=asked.modified_after)
    return found.order_by("pk")


def _with_term(term_id: uuid.UUID) -> Q:
    for kind in Kind:
        if serialise.derived("kind term", kind.value) == str(term_id):
            return Q(kind=kind)
    chosen = Group.terms.through.objects.filter(term__public_id=term_id)
    return Q(pk__in=chosen.values("group_id"))


def _sessions(asked: Asked) -> QuerySet[Schedule]:
    rows = Schedule.objects.all()
    if asked.day:
        rows = rows.filter(rrule__contains=asked.day)
    if asked.start_time:
        rows = rows.filter(start_time__gte=asked.start_time)
    if asked.end_time:
        rows = rows.filter(end_time__lte=asked.end_time)
    return rows


def _slice(rows: Any, asked: Asked) -> Any:
    first = (asked.page - 1) * asked.per_page
    return rows[first : first + asked.per_page]


def services(asked: Asked) -> FeedPage:
    found = groups(asked)
    full = asked.full and not asked.minimal
    rows = [serialise.service(group, full=full) for group in _slice(found.with_facts(), asked)]
    return FeedPage(found.count(), asked.page, asked.per_page, rows)


def service(public_id: uuid.UUID) -> dict[str, Any] | None:
    group = _group(public_id)
    return serialise.service(group, full=True) if group else None


def _group(public_id: uuid.UUID) -> Group | None:
    return Group.objects.visible_to(RESIDENT).filter(public_id=public_id).with_facts().first()


def services_at_locations(asked: Asked) -> FeedPage:
    """Groups that meet somewhere or online, each at its place. One row a group and place."""
    somewhere = groups(asked).filter(Q(in_person=True, venue__isnull=False) | Q(online=True))
    pairs: list[tuple[int, str]] = []
    for pk, in_person, venue, online in somewhere.values_list(
        "pk", "in_person", "venue_id", "online"
    ):
        if in_person and venue is not None:
            pairs.append((pk, "venue"))
        if online:
            pairs.append((pk, "virtual"))
    chosen = _slice(pairs, asked)
    known = {
        group.pk: group
        for group in Group.objects.visible_to(RESIDENT)
        .filter(pk__in={pk for pk, _ in chosen})
        .with_facts()
    }
    rows = []
    for pk, which in chosen:
        at = next(
            each
            for each in serialise.places(known[pk])
            if each["id"] == serialise.derived("at", known[pk].public_id, which)
        )
        full = asked.full and not asked.minimal
        rows.append(serialise.service_at_location(known[pk], at, full=full))
    return FeedPage(len(pairs), asked.page, asked.per_page, rows)


def service_at_location(at_id: uuid.UUID) -> dict[str, Any] | None:
    """One group at one place. Its id is derived, so it is found by deriving them again."""
    wanted = str(at_id)
    somewhere = Group.objects.visible_to(RESIDENT).filter(
        Q(in_person=True, venue__isnull=False) | Q(online=True)
    )
    for public_id in somewhere.values_list("public_id", flat=True).iterator(2000):
        for which in ("venue", "virtual"):
            if serialise.derived("at", public_id, which) == wanted:
                group = _group(public_id)
                places = serialise.places(group) if group else []
                at = next((each for each in places if each["id"] == wanted), None)
                return serialise.service_at_location(group, at, full=True) if group and at else None
    return None


def taxonomies(asked: Asked) -> FeedPage:
    rows = [serialise.taxonomy(row) for row in queries.taxonomies()] + [serialise.kind_taxonomy()]
    return FeedPage(len(rows), asked.page, asked.per_page, _slice(rows, asked))


def taxonomy(public_id: uuid.UUID) -> dict[str, Any] | None:
    if public_id == serialise.KIND_TAXONOMY:
        return serialise.kind_taxonomy()
    row = Taxonomy.objects.filter(public_id=public_id).first()
    return serialise.taxonomy(row) if row else None


def taxonomy_terms(asked: Asked) -> FeedPage:
    found = queries.terms()
    kinds = [serialise.kind_term(kind) for kind in Kind]
    if asked.taxonomy_id:
        found = found.filter(taxonomy__public_id=asked.taxonomy_id)
        kinds = kinds if asked.taxonomy_id == serialise.KIND_TAXONOMY else []
    if asked.parent_id:
        found = found.filter(parent__public_id=asked.parent_id)
        kinds = []
    if asked.top_only:
        found = found.filter(parent=None)
    rows = [serialise.term(row, row.parent) for row in found] + kinds
    return FeedPage(len(rows), asked.page, asked.per_page, _slice(rows, asked))


def taxonomy_term(public_id: uuid.UUID) -> dict[str, Any] | None:
    for kind in Kind:
        if serialise.derived("kind term", kind.value) == str(public_id):
            return serialise.kind_term(kind)
    row: Term | None = queries.terms().filter(public_id=public_id).first()
    return serialise.term(row, row.parent) if row else None


def organisations(asked: Asked) -> FeedPage:
    found = queries.public_organisations().order_by("pk")
    if asked.search:
        found = found.filter(name__icontains=asked.search)
    total = found.count()
    rows = list(_slice(found, asked))
    nested = _services_of(rows, full=asked.full_service) if asked.full or asked.full_service else {}
    contents = [
        serialise.without_empty({**serialise.organisation(row), "services": nested.get(row.pk, [])})
        for row in rows
    ]
    return FeedPage(total, asked.page, asked.per_page, contents)


def organisation(public_id: uuid.UUID) -> dict[str, Any] | None:
    row = queries.public_organisations().filter(public_id=public_id).first()
    if row is None:
        return None
    services_ = _services_of([row], full=True)[row.pk]
    return {**serialise.organisation(row), "services": services_}


def _services_of(rows: list[Organisation], *, full: bool) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {row.pk: [] for row in rows}
    public = Group.objects.visible_to(RESIDENT).filter(organisation__in=rows).with_facts()
    for group in public.order_by("pk"):
        if group.organisation_id is not None:
            found[group.organisation_id].append(serialise.service(group, full=full))
    return found
