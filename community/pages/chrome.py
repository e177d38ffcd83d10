"""What stands around every page: name, ways to go, the way out, and who is looking.

Nothing is read from the database before a template asks for it, and nothing is read twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from community.notices.queries import unread_count
from community.safety.viewers import RESIDENT, Viewer

if TYPE_CHECKING:
    from django.http import HttpRequest

    from community.pages.models import SiteIdentity

NEUTRAL_PAGE = "https://www.bbc.co.uk/weather"
URGENT_URL = "/urgent-help/"

Label = str | Promise

NAV: tuple[tuple[str, Label, str], ...] = (
    ("groups", _("Find a group"), "/groups/"),
    ("forum", _("Forum"), "/forum/"),
    ("rooms", _("Live rooms"), "/rooms/"),
    ("support", _("One-to-one support"), "/support/"),
    ("about", _("About"), "/about/"),
)

FOOTER: tuple[tuple[Label, str], ...] = (
    (_("House rules"), "/house-rules/"),
    (_("How we keep this safe"), "/how-we-keep-this-safe/"),
    (_("About peer support"), "/about/"),
    (_("Groups in each borough"), "/boroughs/"),
    (_("Privacy"), "/privacy/"),
    (_("Accessibility"), "/accessibility/"),
    (_("Terms of use"), "/terms/"),
)


@dataclass(frozen=True, slots=True)
class NavItem:
    """One link of the main navigation. ``current`` is an ``aria-current`` value or empty."""

    key: str
    label: Label
    url: str
    current: str = ""


@dataclass(frozen=True, slots=True)
class FooterItem:
    label: Label
    url: str


def nav_for(path: str) -> tuple[NavItem, ...]:
    """The main navigation as seen from ``path``: "page" there, "true" anywhere below it."""
    return tuple(
        NavItem(key, label, url, "page" if path == url else "true" if path.startswith(url) else "")
        for key, label, url in NAV
    )


class QuietChrome:
    """The frame with nothing looked up: for pages shown when something is broken."""

    service_name: str = settings.SITE_NAME
    strapline: str | Promise = ""
    organisation: str = ""
    feedback_email: str = ""
    accountable_person: str = ""
    logo_url: str = ""
    exit_url: str = NEUTRAL_PAGE
    urgent_url: str = URGENT_URL
    unread_notices: int = 0
    may_edit_pages: bool = False
    viewer: Viewer = RESIDENT
    nav: tuple[NavItem, ...] = nav_for("")
    footer: tuple[FooterItem, ...] = tuple(FooterItem(label, url) for label, url in FOOTER)


class Chrome:
    """The frame around a page for one request. Every part is looked up when first asked for."""

    urgent_url = URGENT_URL
    footer = QuietChrome.footer

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def identity(self) -> SiteIdentity:
        """Who runs this site. One query a request; never writes."""
        from community.pages.queries import identity_for

        return identity_for(self._request)

    @property
    def service_name(self) -> str:
        return self.identity.service_name or settings.SITE_NAME

    @property
    def strapline(self) -> str:
        return self.identity.strapline

    @property
    def organisation(self) -> str:
        return self.identity.organisation

    @property
    def feedback_email(self) -> str:
        return self.identity.feedback_email

    @property
    def accountable_person(self) -> str:
        return self.identity.accountable_person

    @property
    def exit_url(self) -> str:
        return self.identity.exit_url or NEUTRAL_PAGE

    @cached_property
    def logo_url(self) -> str:
        """Address of the uploaded logo at the size the header shows, or empty."""
        if self.identity.logo_id is None:
            return ""
        return self.identity.logo.get_rendition("max-192x96").url

    @cached_property
    def viewer(self) -> Viewer:
        """Who is looking; a resident where nobody has said (error pages before sign-in)."""
        return getattr(self._request, "viewer", None) or RESIDENT

    @cached_property
    def unread_notices(self) -> int:
        """How many notices this member has not read. No query for a resident."""
        if self.viewer.user_id is None:
            return 0
        return unread_count(self.viewer.user_id)

    @cached_property
    def nav(self) -> tuple[NavItem, ...]:
        return nav_for(self._request.path)

    @cached_property
    def may_edit_pages(self) -> bool:
        """Whether pages offer a way to edit them. Only asked on pages of words."""
        user = getattr(self._request, "user", None)
        return bool(
            user is not None
            and user.is_authenticated
            and self.viewer.is_staff
            and user.has_perm("wagtailadmin.access_admin")
        )
