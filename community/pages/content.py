"""The pages that a new site opens with. Written once; after that they belong to the editors."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, Site

from community.pages import opening_words as words
from community.pages.models import (
    BoroughIndexPage,
    BoroughPage,
    HomePage,
    HouseRulesPage,
    SectionPage,
    SiteIdentity,
    StandardPage,
    UrgentHelpPage,
)
from directory.queries import boroughs

PAGE_TYPES: dict[str, type[Page]] = {
    "standard": StandardPage,
    "section": SectionPage,
    "urgent": UrgentHelpPage,
    "rules": HouseRulesPage,
    "boroughs": BoroughIndexPage,
}


@dataclass(frozen=True, slots=True)
class PagesEnsured:
    """Which pages were made now, by address; empty when all of them were there."""

    created: tuple[str, ...]


@transaction.atomic
def ensure_pages() -> PagesEnsured:
    """Make the pages that are missing; leave every page that is there exactly as it is.

    A page counts as there when its parent has a child with that slug, whoever wrote it.
    Borough pages are made for each borough the service covers. Safe to run again at any time.
    """
    created: list[str] = []
    home = HomePage.objects.first()
    if home is None:
        home = _make_home()
        created.append("/")
    _ensure_site(home)
    _ensure_children(home, words.PAGES, "/", created)
    index = BoroughIndexPage.objects.first()
    if index is not None:
        _ensure_boroughs(index, created)
    return PagesEnsured(tuple(created))


def _make_home() -> HomePage:
    root = Page.get_first_root_node()
    # Wagtail's first migration leaves a page that says "Welcome to your new Wagtail site!".
    welcome = root.get_children().filter(slug="home", numchild=0).first()
    if welcome is not None and welcome.specific_class is Page:
        welcome.slug = "welcome"
        welcome.save(update_fields=["slug"])
    home = HomePage(slug="home", **_fields(words.HOME))
    root.add_child(instance=home)
    home.save_revision().publish()
    if welcome is not None and welcome.specific_class is Page:
        Site.objects.filter(root_page_id=welcome.pk).update(root_page=home)
        Page.objects.get(pk=welcome.pk).delete()
    return home


def _ensure_site(home: HomePage) -> None:
    """One site, and an identity for it; names that staff have changed are kept."""
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        site = Site.objects.create(
            hostname="localhost", root_page=home, is_default_site=True, site_name=settings.SITE_NAME
        )
    elif not site.site_name:
        site.site_name = settings.SITE_NAME
        site.save()
    SiteIdentity.objects.get_or_create(site=site, defaults=words.IDENTITY)


def _ensure_children(
    parent: Page, pages: tuple[dict[str, Any], ...], url: str, created: list[str]
) -> None:
    for page in pages:
        here = f"{url}{page['slug']}/"
        child = parent.get_children().filter(slug=page["slug"]).first()
        if child is None:
            child = _add(parent, PAGE_TYPES[page["type"]], page["slug"], page)
            created.append(here)
        _ensure_children(child, page.get("below", ()), here, created)


def _ensure_boroughs(index: BoroughIndexPage, created: list[str]) -> None:
    have = set(BoroughPage.objects.values_list("borough_id", flat=True))
    slugs = set(index.get_children().values_list("slug", flat=True))
    for borough in boroughs():
        if borough.pk in have or borough.slug in slugs:
            continue
        _add(
            index,
            BoroughPage,
            borough.slug,
            words.borough(borough.name, borough.gss_code, borough.intro),
            borough_id=borough.pk,
        )
        created.append(f"/boroughs/{borough.slug}/")


def _add(parent: Page, page_type: type[Page], slug: str, page: dict[str, Any], **more: Any) -> Page:
    parent.refresh_from_db()
    child = page_type(slug=slug, checked_on=timezone.localdate(), **_fields(page), **more)
    parent.add_child(instance=child)
    child.save_revision().publish()
    return child


def _fields(page: dict[str, Any]) -> dict[str, Any]:
    """Model fields from a page of words; StreamField values as Wagtail stores them."""
    return {
        name: json.dumps(value) if isinstance(value, list) else value
        for name, value in page.items()
        if name not in {"type", "slug", "below"}
    }
