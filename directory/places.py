"""Postcodes and distances, all of it on this machine.

A full postcode is looked up in the imported table; without it, the middle of its outward code
("RM1") stands in and the answer says so. A borough is only ever known from a full postcode:
twelve of the forty districts here lie in more than one.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import lru_cache
from math import asin, cos, radians, sin, sqrt
from pathlib import Path

from directory.models import Postcode

OUTWARD_FILE = Path(__file__).parent / "data" / "outward_centres.csv"
LICENCE = (
    "Contains OS data © Crown copyright and database right. Contains Royal Mail data © Royal "
    "Mail copyright and database right. Source: Office for National Statistics licensed under "
    "the Open Government Licence v.3.0."
)
EARTH_MILES = 3958.8
METRES_PER_MILE = 1609.344

_OUTWARD = r"[A-Z]{1,2}[0-9][A-Z0-9]?"
_INWARD = r"[0-9][ABD-HJLNP-UW-Z]{2}"
_FULL_ANYWHERE = re.compile(rf"(?<![A-Z0-9])({_OUTWARD})\s*({_INWARD})(?![A-Z0-9])")
_OUTWARD_ANYWHERE = re.compile(rf"(?<![A-Z0-9])({_OUTWARD})(?![A-Z0-9])")
# "gardening near RM8": what leads to the postcode goes with it.
_LEADING_UP = re.compile(r"(?:^|\s)(?:near(?: to)?|close to|around|about|in|at|by|from)\s*$", re.I)


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody asked from. ``approximate``: the middle of a postcode district."""

    label: str
    latitude: float
    longitude: float
    approximate: bool
    borough_code: str = ""


@dataclass(frozen=True, slots=True)
class Spotted:
    """A postcode found in a line of text, and the line without it."""

    outward: str
    inward: str
    rest: str

    @property
    def label(self) -> str:
        return f"{self.outward} {self.inward}".strip()


@lru_cache(maxsize=1)
def outward_centres() -> dict[str, tuple[float, float]]:
    """Outward code → (latitude, longitude) of its middle, to about 100 metres."""
    with OUTWARD_FILE.open(encoding="utf-8") as lines:
        rows = csv.reader(line for line in lines if not line.startswith("#"))
        next(rows)
        return {row[0]: (float(row[1]), float(row[2])) for row in rows}


def normalise(text: str) -> str:
    """ "rm1 1aa" → "RM1 1AA"; empty when it does not look like a full postcode."""
    found = _FULL_ANYWHERE.fullmatch(" ".join(text.upper().split()))
    return f"{found.group(1)} {found.group(2)}" if found else ""


def spot(text: str) -> Spotted | None:
    """Find a postcode anywhere in a line: whole, without its space, or its first half only.

    A first half counts only when it is a real one, so that "M1" in a sentence is not taken for
    a place by its shape alone.
    """
    line = text.upper()
    whole = _FULL_ANYWHERE.search(line)
    if whole and whole.group(1) in outward_centres():
        return Spotted(whole.group(1), whole.group(2), _without(text, whole))
    for half in _OUTWARD_ANYWHERE.finditer(line):
        if half.group(1) in outward_centres():
            return Spotted(half.group(1), "", _without(text, half))
    if whole:
        return Spotted(whole.group(1), whole.group(2), _without(text, whole))
    return None


def _without(text: str, found: re.Match) -> str:
    # upper() may lengthen a line ("ß"): then positions no longer agree, and the match itself
    # is taken out instead.
    if len(text.upper()) != len(text):
        return re.sub(re.escape(found.group()), " ", text, flags=re.IGNORECASE).strip()
    before = _LEADING_UP.sub("", text[: found.start()])
    return " ".join(f"{before} {text[found.end() :]}".split())


def locate(spotted: Spotted) -> Place | None:
    """Where a postcode is; ``None`` when nobody here knows it. At most one query."""
    if spotted.inward:
        row = Postcode.objects.filter(pk=f"{spotted.outward}{spotted.inward}").first()
        if row is not None:
            return Place(spotted.label, row.latitude, row.longitude, False, row.borough_code)
    middle = outward_centres().get(spotted.outward)
    return Place(spotted.label, *middle, True) if middle else None


def miles_between(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """Great-circle distance in miles."""
    half_lat = radians(lat_b - lat_a) / 2
    half_lon = radians(lon_b - lon_a) / 2
    inner = sin(half_lat) ** 2 + cos(radians(lat_a)) * cos(radians(lat_b)) * sin(half_lon) ** 2
    return 2 * EARTH_MILES * asin(min(1.0, sqrt(inner)))


def point_of_postcode(postcode: str) -> tuple[float, float, bool, str] | None:
    """(latitude, longitude, exact?, borough code) for a venue's postcode."""
    spotted = spot(postcode)
    place = locate(spotted) if spotted else None
    if place is None:
        return None
    return place.latitude, place.longitude, not place.approximate, place.borough_code
