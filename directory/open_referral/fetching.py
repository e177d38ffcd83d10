"""Feeds at an address: every page, tried a few times, bounded in pages, bytes and time."""

from __future__ import annotations

import io
import json
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

import httpx

from directory.open_referral.source import Envelope, FeedError, csv_rows, json_rows

LARGEST_PAGE = 100_000_000
MOST_PAGES = 5_000
MOST_TIME = 3600.0
TRIES = 4
NESTED = ("schedules", "service_at_locations", "regular_schedules", "cost_options", "contacts")


def is_address(location: str) -> bool:
    return location.lower().startswith(("http://", "https://"))


@contextmanager
def url_rows(
    address: str, kind: str, told: Callable[[str], None]
) -> Iterator[Callable[[], Iterator[Any]]]:
    """Fetch every page of a feed to a temporary file, then read its rows from there.

    Each page is tried a few times; pages, bytes and time are bounded. Raises ``FeedError``.
    """
    limits = httpx.Timeout(30.0, connect=10.0)
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8", errors="surrogatepass") as spool,
        httpx.Client(
            timeout=limits,
            follow_redirects=True,
            max_redirects=5,
            headers={"User-Agent": "CommonGround/0.1 (Open Referral import)", "Accept": "*/*"},
        ) as client,
    ):
        if kind == "csv":
            for row in csv_rows(io.StringIO(_decoded(_fetch(client, address)))):
                spool.write(json.dumps(row) + "\n")
        else:
            for row in _pages(client, address, kind, told):
                spool.write(json.dumps(row) + "\n")

        def rows() -> Iterator[Any]:
            spool.seek(0)
            for line in spool:
                yield json.loads(line)

        yield rows


def _pages(
    client: httpx.Client, address: str, kind: str, told: Callable[[str], None]
) -> Iterator[Any]:
    begun = time.monotonic()
    page = _page_of(address)
    current = address
    seen_ids: set[str] = set()
    for count in range(1, MOST_PAGES + 1):
        if time.monotonic() - begun > MOST_TIME:
            raise FeedError(f"the feed took longer than {MOST_TIME / 60:.0f} minutes")
        told(f"page {page}")
        envelope = Envelope()
        try:
            rows = list(json_rows(io.StringIO(_decoded(_fetch(client, current))), envelope))
        except FeedError as wrong:
            raise FeedError(f"{current}: {wrong}") from None
        fresh = [row for row in rows if _id(row) is None or _id(row) not in seen_ids]
        if rows and not fresh and count > 1:
            return  # a server that answers every page number with the same page
        seen_ids.update(found for row in fresh if (found := _id(row)) is not None)
        for row in rows:
            yield _with_details(client, address, row) if kind == "oruk3" else row
        if not rows or not envelope.has_list or envelope.last_page():
            return
        number = envelope.number()
        page = (number if number is not None else page) + 1
        current = _with_page(address, page)
    raise FeedError(f"the feed has more than {MOST_PAGES:,} pages")


def _id(row: Any) -> str | None:
    found = row.get("id") if isinstance(row, dict) else None
    return str(found) if isinstance(found, str | int) else None


def _with_details(client: httpx.Client, address: str, row: Any) -> Any:
    """The whole service when the list gives only its outline."""
    found = _id(row)
    parts = urlsplit(address)
    if (
        found is None
        or any(name in row for name in NESTED)
        or not parts.path.rstrip("/").endswith("/services")
    ):
        return row
    detail = urlunsplit(
        (parts.scheme, parts.netloc, f"{parts.path.rstrip('/')}/{quote(found, safe='')}", "", "")
    )
    try:
        whole = list(json_rows(io.StringIO(_decoded(_fetch(client, detail)))))
    except FeedError:
        return row
    same = len(whole) == 1 and _id(whole[0]) == found
    return whole[0] if same else row


def _page_of(address: str) -> int:
    for name, value in parse_qsl(urlsplit(address).query):
        if name == "page" and value.isdigit():
            return int(value[:6])
    return 1


def _with_page(address: str, page: int) -> str:
    parts = urlsplit(address)
    query = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if name != "page"
    ]
    query.append(("page", str(page)))
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(query), ""))


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("cp1252", "replace")


def _fetch(client: httpx.Client, address: str) -> bytes:
    """The body at an address, tried a few times; bounded. Raises ``FeedError``."""
    trouble = ""
    for attempt in range(TRIES):
        if attempt:
            time.sleep(min(8.0, 0.5 * 2**attempt))
        try:
            with client.stream("GET", address) as answer:
                if answer.status_code in {429, 500, 502, 503, 504}:
                    trouble = f"the server answered {answer.status_code}"
                    continue
                if answer.status_code != 200:
                    raise FeedError(f"{address}: the server answered {answer.status_code}")
                body = bytearray()
                for piece in answer.iter_bytes():
                    body += piece
                    if len(body) > LARGEST_PAGE:
                        raise FeedError(f"{address}: larger than {LARGEST_PAGE // 1_000_000} MB")
                return bytes(body)
        except httpx.TooManyRedirects:
            raise FeedError(f"{address}: too many redirects") from None
        except (httpx.InvalidURL, httpx.UnsupportedProtocol) as wrong:
            raise FeedError(f"{address} is not an address: {wrong}") from None
        except httpx.HTTPError as wrong:
            trouble = str(wrong) or type(wrong).__name__
    raise FeedError(f"{address}: {trouble}, {TRIES} times")
