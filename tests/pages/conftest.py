"""The opening pages, with the four boroughs they speak of."""

from __future__ import annotations

import pytest

from community.pages.content import ensure_pages
from directory.models import Borough

BOROUGHS = (
    ("E09000002", "Barking and Dagenham", "barking-and-dagenham"),
    ("E09000016", "Havering", "havering"),
    ("E09000026", "Redbridge", "redbridge"),
    ("E09000031", "Waltham Forest", "waltham-forest"),
)


@pytest.fixture
def boroughs(db: None) -> list[Borough]:
    return [
        Borough.objects.get_or_create(gss_code=code, defaults={"name": name, "slug": slug})[0]
        for code, name, slug in BOROUGHS
    ]


@pytest.fixture
def opening_pages(boroughs: list[Borough]) -> tuple[str, ...]:
    """Addresses of every opening page."""
    return ensure_pages().created
