"""What pages read: who runs the site, and what is going on in the rooms beneath."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe
from wagtail.models import Page, Site

from community import text
from community.pages.models import BoroughIndexPage, BoroughPage, SiteIdentity
from community.safety import queries as safety
from community.safety.models import HouseRules
from community.safety.viewers import RESIDENT, Viewer
from directory.presenting import Card
from directory.queries import groups_in_borough
from forum.chat.queries import programme

GROUPS_ON_A_BOROUGH_PAGE = 6


def viewer_of(request: HttpRequest | None) -> Viewer:
    """Who is looking; a resident in previews and wherever nobody has said."""
    return getattr(request, "viewer", None) or RESIDENT


def identity_for(request: HttpRequest) -> SiteIdentity:
    """The identity of the site that was asked for; an unsaved default where there is none yet.

    Unlike Wagtail's ``for_request`` it never writes: a page view must not take a write lock.
    """
    identity = getattr(request, "_cg_identity", None)
    if identity is None:
        site = Site.find_for_request(request)
        identity = (
            SiteIdentity.objects.select_related("logo").filter(site=site).first()
            if site is not None
            else None
        ) or SiteIdentity()
        request._cg_identity = identity  # type: ignore[attr-defined]
    return identity


# --- live rooms ---------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class SessionCard:
    """A session as the home page tells of it."""

    title: str
    room: str
    url: str
    host: str
    is_open: bool
    starts_at: datetime
    ends_at: datetime


def next_sessions(request: HttpRequest | None, *, limit: int) -> list[SessionCard]:
    """Rooms that are open now, then sessions to come, soonest first: two queries."""
    coming = programme(viewer_of(request))
    entries = [*coming.now, *(each for _day, entries in coming.days for each in entries)]
    return [
        SessionCard(
            title=entry.session.title or entry.room.name,
            room=entry.room.name,
            url=f"/rooms/{entry.room.slug}/",
            host=entry.host,
            is_open=entry.is_open,
            starts_at=entry.session.starts_at,
            ends_at=entry.session.ends_at,
        )
        for entry in entries[:limit]
    ]


# --- house rules --------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class RulesVersion:
    """One version of the house rules, ready to be read."""

    number: int
    title: str
    summary: str
    body: SafeString
    effective_from: datetime


def house_rules() -> RulesVersion | None:
    """The rules in force, or nothing before the first were written: one query."""
    current = safety.current_house_rules()
    return _version(current) if current else None


def past_rules() -> list[RulesVersion]:
    """Earlier versions, newest first."""
    return [_version(each) for each in safety.past_house_rules()]


def _version(rules: HouseRules) -> RulesVersion:
    # Posts have their headings two sizes down; here they stand right under the page's own.
    body = text.render(rules.body).replace("h4>", "h3>").replace("h5>", "h4>")
    return RulesVersion(
        rules.number,
        rules.title,
        rules.summary,
        mark_safe(body),  # noqa: S308 - text.render returns safe HTML
        rules.effective_from,
    )


# --- pages --------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class PartLink:
    title: str
    url: str
    current: bool


def part_of(page: Page, request: HttpRequest | None) -> list[PartLink]:
    """The pages of the same part of the site: the one above and its children; two queries.

    Empty for a page that stands right below the home page by itself.
    """
    if page.depth < 4:
        return []
    above = page.get_parent()
    family = [above, *above.get_children().live().public()]
    return [PartLink(each.title, each.get_url(request), each.pk == page.pk) for each in family]


def pages_below(page: Page) -> QuerySet[Page]:
    """Published pages one level down, as their own types, in the editors' order."""
    below: QuerySet[Page] = page.get_children().live().public().specific()
    return below


# --- boroughs -----------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class BoroughCard:
    title: str
    intro: str
    url: str


def borough_cards(index: BoroughIndexPage, request: HttpRequest) -> list[BoroughCard]:
    """Every published borough page: one query."""
    pages = BoroughPage.objects.child_of(index).live().order_by("path")
    return [BoroughCard(page.title, page.intro, page.get_url(request)) for page in pages]


def borough_facts(page: BoroughPage, request: HttpRequest) -> dict[str, Any]:
    """What stands on a borough's page beside the words: the borough's own row, and its groups."""
    return {"borough": page.borough, "groups": groups_near(page, request)}


def groups_near(page: BoroughPage, request: HttpRequest) -> list[Card]:
    """The first groups of the borough that this viewer may see, as cards."""
    return groups_in_borough(page.borough, viewer_of(request), GROUPS_ON_A_BOROUGH_PAGE)
