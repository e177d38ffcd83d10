"""Numbered pages: links that a person can read, share and come back to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Paginator


class NoSuchPage(LookupError):
    """There is no page with this number."""


@dataclass(frozen=True, slots=True)
class PageLink:
    """``number`` is ``None`` for a gap."""

    number: int | None
    url: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class Pages:
    """The numbers under a list."""

    number: int
    total: int
    links: tuple[PageLink, ...] = ()
    earlier: str = ""
    later: str = ""

    @property
    def more_than_one(self) -> bool:
        return self.total > 1


def page_number(asked: str | None) -> int:
    """The page that an address asks for. Raises ``NoSuchPage`` for anything but a page number."""
    if not asked:
        return 1
    if len(asked) > 9 or not asked.isascii() or not asked.isdecimal() or asked.startswith("0"):
        raise NoSuchPage(asked[:20])
    return int(asked)


def pages_for(
    url: str, number: int, total: int, *, query: Mapping[str, str] | None = None, after: str = ""
) -> Pages:
    """Links around page ``number`` of ``total``. Raises ``NoSuchPage`` outside of them.

    ``after`` goes into the link to the next page only: where this page ended, so that the next
    one goes on from there even when the board has moved meanwhile.
    """
    total = max(1, total)
    if not 1 <= number <= total:
        raise NoSuchPage(str(number))
    query = dict(query or {})

    def address(page: int, **more: str) -> str:
        asked = {**query, **({"page": str(page)} if page > 1 else {}), **more}
        return f"{url}?{urlencode(asked)}" if asked else url

    shown = Paginator(range(total), 1).get_elided_page_range(number, on_each_side=1, on_ends=1)
    links = tuple(
        PageLink(each, address(each), each == number) if isinstance(each, int) else PageLink(None)
        for each in shown
    )
    return Pages(
        number,
        total,
        links,
        address(number - 1) if number > 1 else "",
        address(number + 1, **({"after": after} if after else {})) if number < total else "",
    )
