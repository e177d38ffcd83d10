"""Parameters of the feed: read strictly, refused in plain words."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from django.http import QueryDict

from directory.models import WEEKDAYS
from directory.open_referral.values import to_time
from directory.places import METRES_PER_MILE, Place, locate, spot

LARGEST_PAGE = 100
USUAL_PAGE = 50
LAST_PAGE = 1_000_000
LONGEST_SEARCH = 200
_YES, _NO = frozenset({"true", "1", "yes"}), frozenset({"false", "0", "no", ""})
_DAYS = dict(
    zip(
        ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
        WEEKDAYS,
        strict=True,
    )
)


class BadParameter(Exception):
    """A parameter that cannot be used. Carries its name and what would do."""

    def __init__(self, name: str, words: str):
        super().__init__(f"{name}: {words}")
        self.name = name
        self.words = words


@dataclass(frozen=True, slots=True)
class Asked:
    """What a client asks of a list. ``within`` is in miles; ``None`` everywhere: not asked."""

    search: str = ""
    page: int = 1
    per_page: int = USUAL_PAGE
    taxonomy_term_id: uuid.UUID | None = None
    taxonomy_id: uuid.UUID | None = None
    organization_id: uuid.UUID | None = None
    parent_id: uuid.UUID | None = None
    minimum_age: int | None = None
    maximum_age: int | None = None
    start_time: time | None = None
    end_time: time | None = None
    day: str = ""
    modified_after: datetime | None = None
    place: Place | None = None
    within: float | None = None
    full: bool = False
    full_service: bool = False
    minimal: bool = False
    top_only: bool = False


def read(query: QueryDict) -> Asked:
    """Raises ``BadParameter`` for the first parameter that cannot be used. Names that nobody
    knows are left alone: clients of other servers send them."""
    place, within = _near(query)
    return Asked(
        search=_search(query),
        page=_whole(query, "page", 1, LAST_PAGE) or 1,
        per_page=min(
            _whole(query, "per_page", 1, 10_000)
            or _whole(query, "perPage", 1, 10_000)
            or USUAL_PAGE,
            LARGEST_PAGE,
        ),
        taxonomy_term_id=_id(query, "taxonomy_term_id"),
        taxonomy_id=_id(query, "taxonomy_id"),
        organization_id=_id(query, "organization_id"),
        parent_id=_id(query, "parent_id"),
        minimum_age=_whole(query, "minimum_age", 0, 150),
        maximum_age=_whole(query, "maximum_age", 0, 150),
        start_time=_time(query, "start_time"),
        end_time=_time(query, "end_time"),
        day=_day(query),
        modified_after=_moment(query, "modified_after"),
        place=place,
        within=within,
        full=_flag(query, "full"),
        full_service=_flag(query, "full_service"),
        minimal=_flag(query, "minimal"),
        top_only=_flag(query, "top_only"),
    )


def _text(query: QueryDict, name: str) -> str:
    text = query.get(name, "").strip()
    if "\x00" in text:
        raise BadParameter(name, "it has a character that is not text")
    return text


def _search(query: QueryDict) -> str:
    text = _text(query, "search")
    if len(text) > LONGEST_SEARCH:
        raise BadParameter("search", f"use at most {LONGEST_SEARCH} letters")
    return text


def _whole(query: QueryDict, name: str, least: int, most: int) -> int | None:
    text = _text(query, name)
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 12 and least <= int(text) <= most):
        raise BadParameter(name, f"give a whole number from {least} to {most}")
    return int(text)


def _id(query: QueryDict, name: str) -> uuid.UUID | None:
    text = _text(query, name)
    if not text:
        return None
    try:
        return uuid.UUID(text)
    except ValueError:
        raise BadParameter(name, "give an id (a UUID)") from None


def _time(query: QueryDict, name: str) -> time | None:
    text = _text(query, name)
    if not text:
        return None
    found = to_time(text)
    if found is None:
        raise BadParameter(name, "give a time such as 09:30")
    return found


def _day(query: QueryDict) -> str:
    text = _text(query, "day").upper()
    if not text:
        return ""
    if text in WEEKDAYS:
        return text
    # Either the code ("MO") or the name.
    if text.lower() in _DAYS:
        return _DAYS[text.lower()]
    raise BadParameter("day", f"give one of {', '.join(WEEKDAYS)}, or a day's name")


def _moment(query: QueryDict, name: str) -> datetime | None:
    text = _text(query, name).replace(" ", "+")
    if not text:
        return None
    try:
        if len(text) == 10:
            day = date.fromisoformat(text)
            return datetime.combine(day, time(), UTC)
        found = datetime.fromisoformat(text.replace("Z", "+00:00"))
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise BadParameter(name, "give a moment such as 2026-05-04T09:30:00Z") from None


def _flag(query: QueryDict, name: str) -> bool:
    text = _text(query, name).lower()
    if text in _YES:
        return True
    if text in _NO:
        return False
    raise BadParameter(name, "give true or false")


def _near(query: QueryDict) -> tuple[Place | None, float | None]:
    postcode, proximity = _text(query, "postcode"), _text(query, "proximity")
    if not postcode:
        if proximity:
            raise BadParameter("proximity", "give a postcode to measure from")
        return None, None
    spotted = spot(postcode) if len(postcode) <= 12 else None
    place = locate(spotted) if spotted else None
    if place is None:
        raise BadParameter("postcode", "this postcode is not known")
    metres = _whole(query, "proximity", 1, 2_000_000)
    return place, metres / METRES_PER_MILE if metres is not None else None
