"""Reads of the directory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils.text import slugify

from community.safety.viewers import Viewer
from directory.models import Borough, Group, Language, Organisation, Taxonomy, Term
from directory.places import Place

if TYPE_CHECKING:
    from directory.presenting import Card

_SLUG_ROOM = 160


def free_slug(name: str, group_id: int | None = None) -> str:
    """A slug for ``name`` that no other group has; "group" when the name has no letters."""
    root = slugify(name)[:_SLUG_ROOM].strip("-") or "group"
    # These words are routes beside the listings.
    if root in {"register", "mine", "search"}:
        root = f"{root}-group"
    taken = set(
        Group.objects.filter(slug__startswith=root)
        .exclude(pk=group_id)
        .values_list("slug", flat=True)
    )
    if root not in taken:
        return root
    return next(slug for number in count(2) if (slug := f"{root}-{number}") not in taken)


def boroughs() -> QuerySet[Borough]:
    """The boroughs that this service covers, in the staff's order."""
    return Borough.objects.filter(is_home=True).defer("outline")


def borough_by_slug(slug: str) -> Borough | None:
    return Borough.objects.filter(slug=slug).first()


def groups_in_borough(borough: Borough | str, viewer: Viewer, limit: int = 12) -> list[Card]:
    """Cards of running groups that serve a borough, also of those open to everywhere.

    ``borough``: the row, or its slug or name. Groups checked lately come first, and those of the
    borough alone before those of everywhere. Five queries, however many groups there are.
    """
    from directory.presenting import card

    if isinstance(borough, str):
        found = Borough.objects.filter(slug=slugify(borough)).first()
        if found is None:
            return []
        borough = found
    groups = Group.objects.visible_to(viewer).public().listed()
    here = Group.boroughs.through.objects.filter(borough=borough).values("group_id")
    chosen = groups.filter(Q(pk__in=here) | Q(serves_everywhere=True))
    ordered = chosen.order_by("serves_everywhere", "freshness", "name", "pk")
    return [card(group) for group in ordered.with_facts()[:limit]]


def group_by_slug(slug: str, viewer: Viewer) -> Group | None:
    """One group with its facts, or ``None`` when this viewer may not see it."""
    return Group.objects.visible_to(viewer).filter(slug=slug).with_facts().first()


def groups_in_order(ids: Sequence[int], viewer: Viewer) -> list[Group]:
    """These groups as the viewer may see them, in this order."""
    if not ids:
        return []
    found = {
        group.pk: group
        for group in Group.objects.visible_to(viewer).filter(pk__in=ids).with_facts()
    }
    return [found[pk] for pk in ids if pk in found]


def own_groups(viewer: Viewer) -> list[Group]:
    """Listings this person registered or organises, newest first."""
    if viewer.user_id is None:
        return []
    mine = Group.objects.visible_to(viewer)
    chosen = mine.filter(author_id=viewer.user_id)
    if viewer.organised_circle_ids:
        chosen |= mine.filter(circle_id__in=viewer.organised_circle_ids)
    return list(chosen.with_facts().order_by("-created_at", "-pk")[:200])


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet: what stands in the URL, and what stands on the page."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class FacetChoices:
    """What can be chosen in the search form: three small queries."""

    boroughs: tuple[Choice, ...]
    terms: tuple[tuple[str, tuple[Choice, ...]], ...]
    languages: tuple[Choice, ...]


def facet_choices() -> FacetChoices:
    terms: dict[str, list[Choice]] = {}
    for slug, name, taxonomy in Term.objects.values_list("slug", "name", "taxonomy__name"):
        terms.setdefault(taxonomy, []).append(Choice(slug, name))
    return FacetChoices(
        boroughs=tuple(Choice(*row) for row in Borough.objects.values_list("slug", "name")),
        terms=tuple((name, tuple(rows)) for name, rows in terms.items()),
        languages=tuple(Choice(*row) for row in Language.objects.values_list("code", "name")),
    )


def neighbours_of(slugs: Iterable[str]) -> tuple[str, ...]:
    """Slugs of the boroughs next to these."""
    chosen = tuple(slugs)
    if not chosen:
        return ()
    found = Borough.objects.filter(neighbours__slug__in=chosen).exclude(slug__in=chosen)
    return tuple(found.distinct().order_by("sort_order", "name").values_list("slug", flat=True))


def borough_of(place: Place | None) -> Borough | None:
    """The borough of a full postcode; never guessed from half of one."""
    if place is None or not place.borough_code:
        return None
    return Borough.objects.filter(gss_code=place.borough_code).defer("outline").first()


def public_organisations() -> QuerySet[Organisation]:
    """Organisations that run at least one public group."""
    return Organisation.objects.filter(
        pk__in=Group.objects.public().exclude(organisation=None).values("organisation_id")
    )


def taxonomies() -> QuerySet[Taxonomy]:
    return Taxonomy.objects.all()


def terms() -> QuerySet[Term]:
    return Term.objects.select_related("taxonomy", "parent")


def lookalikes(name: str, postcode: str = "", limit: int = 3) -> list[Group]:
    """Public groups whose name is nearly this one's: asked while somebody registers."""
    from directory.search import GroupSearch, find_groups

    wanted = set(slugify(name).split("-")) - {"group", "the", "and", "club", ""}
    if not wanted:
        return []
    hits = find_groups(GroupSearch(text=name, page_size=10))
    found = Group.objects.public().filter(pk__in=hits.ids)
    near = []
    for group in found:
        other = set(slugify(group.name).split("-")) - {"group", "the", "and", "club", ""}
        if len(wanted & other) / max(1, len(wanted | other)) >= 0.6:
            near.append(group)
    return near[:limit]
