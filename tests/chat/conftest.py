from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.chat.live import Live, Page, live_entrance


@pytest.fixture
def live(transactional_db: None) -> Iterator[Live]:
    """The live entrance, really listening."""
    with live_entrance() as running:
        yield running


@pytest.fixture
def page(live: Live) -> Iterator[Callable[..., Page]]:
    """Opens pages and closes them after the test."""
    pages: list[Page] = []

    def make(slug: str, user=None, **options) -> Page:
        made = Page(live, slug, user, **options)
        pages.append(made)
        return made

    yield make
    for each in pages:
        each.close()
