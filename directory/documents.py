"""What the search may know of a group: its public words, facets and public point.

Made only of what everybody may read. A private venue gives its area and the middle of its
outward code, never its name, address, postcode or point; the private online link gives nothing.
"""

from __future__ import annotations

from typing import Any

from directory.models import Freshness, Group, Venue
from directory.places import outward_centres
from directory.words import STOP, tokens

# How much a word counts, by where it stands.
NAME, TERM, SUMMARY, WHO, PLACE, BODY = 12, 9, 6, 4, 4, 3
MOST_WORDS_KEPT = 400
NO_AGE = (0, 150)


def public_point(venue: Venue | None) -> tuple[float, float, bool] | None:
    """(latitude, longitude, exact?) that everybody may know; ``None`` when there is none."""
    if venue is None:
        return None
    if not venue.is_private and venue.latitude is not None and venue.longitude is not None:
        return venue.latitude, venue.longitude, venue.point_is_exact
    middle = outward_centres().get(venue.outward)
    if middle is not None:
        return *middle, False
    borough = venue.borough
    if borough is not None and borough.latitude is not None and borough.longitude is not None:
        return borough.latitude, borough.longitude, False
    return None


def document_of(group: Group) -> dict[str, Any]:
    """The document of a group read ``with_facts()``."""
    point = public_point(group.venue) if group.in_person else None
    return {
        "name": group.name,
        "words": _words(group),
        "facets": _facets(group),
        "point": point[:2] if point else None,
        "approximate": bool(point and not point[2]),
        "rank": [Freshness.CURRENT, Freshness.DUE, Freshness.OVERDUE].index(group.freshness)
        + (3 if group.status != "active" else 0),
        "ages": (
            NO_AGE[0] if group.minimum_age is None else group.minimum_age,
            NO_AGE[1] if group.maximum_age is None else group.maximum_age,
        ),
    }


def _words(group: Group) -> list[tuple[str, int]]:
    venue = group.venue if group.in_person else None
    places = [borough.name for borough in group.boroughs.all()]
    if venue is not None:
        places += venue.public_lines()
        places += [venue.borough.name] if venue.borough else []
    terms = [term.name for term in group.terms.all()] + [str(word) for word in group.keywords]
    sources = [
        (group.name, NAME),
        (" ".join(terms), TERM),
        (group.summary, SUMMARY),
        (group.who_for, WHO),
        (group.run_by, PLACE),
        (group.organisation.name if group.organisation else "", PLACE),
        (group.commissioner, PLACE),
        (" ".join(places), PLACE),
        (" ".join(language.name for language in group.languages.all()), PLACE),
        (group.what_happens[:6000], BODY),
        (group.eligibility[:2000], BODY),
    ]
    best: dict[str, int] = {}
    for text, weight in sources:
        for word in tokens(text):
            if len(word) > 1 and (word not in STOP or weight == NAME):
                if word not in best and len(best) >= MOST_WORDS_KEPT:
                    continue
                best[word] = max(best.get(word, 0), weight)
    return sorted(best.items())


def _facets(group: Group) -> list[str]:
    found = [f"kind:{group.kind}", f"cost:{group.cost}", f"status:{group.status}"]
    for mode in ("in_person", "online", "by_phone"):
        if getattr(group, mode):
            found.append(f"mode:{mode}")
    if group.serves_everywhere:
        found.append("borough:*")
    found += [f"borough:{borough.slug}" for borough in group.boroughs.all()]
    if group.in_person and group.venue and group.venue.borough:
        found.append(f"in:{group.venue.borough.slug}")
    found += [f"term:{term.slug}" for term in group.terms.all()]
    found += [f"language:{language.code}" for language in group.languages.all()]
    found += [f"access:{code}" for code, _, known in group.access_facts() if known == "yes"]
    found += sorted({f"day:{day}" for each in group.schedules.all() for day in each.days()})
    if group.self_referral == "yes" or group.join == "drop_in":
        found.append("self:yes")
    if group.has_places():
        found.append("places:yes")
    return found
