"""Feeds and files, read piece by piece: bounded in size, time and depth, whatever they hold.

A feed is read to its end before anything is stored: one that breaks off half-way changes
nothing.
"""

from __future__ import annotations

import csv
import io
import json
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

import httpx

CHUNK = 256 * 1024
LARGEST_ROW = 5_000_000
LARGEST_PAGE = 100_000_000
MOST_PAGES = 5_000
MOST_TIME = 3600.0
TRIES = 4
LISTS = ("contents", "content", "services", "items", "results")
NESTED = ("schedules", "service_at_locations", "regular_schedules", "cost_options", "contacts")


class FeedError(Exception):
    """The feed as a whole cannot be read. The message says what and where."""


@dataclass(slots=True)
class Envelope:
    """What a page says of itself, in either version's words. ``lists`` are names that its rows
    may stand under; ``single`` is the member that makes the whole file one row."""

    values: dict[str, Any] = field(default_factory=dict)
    has_list: bool = False
    lists: tuple[str, ...] = LISTS
    single: str = "id"

    def last_page(self) -> bool:
        """True when there is no further page, or when the page does not say."""
        values = self.values
        for name in ("last_page", "last"):
            if isinstance(values.get(name), bool):
                return values[name]
        total = values.get("total_pages", values.get("totalPages"))
        number = self.number()
        return not isinstance(total, int) or number is None or number >= total

    def number(self) -> int | None:
        number = self.values.get("page_number", self.values.get("number"))
        return number if isinstance(number, int) and not isinstance(number, bool) else None


def _short_int(digits: str) -> int | str:
    return int(digits) if len(digits) <= 30 else digits


_decoder = json.JSONDecoder(strict=False, parse_int=_short_int, parse_constant=lambda name: None)


class _Buffer:
    """A window on a stream of text, with as much of it as one value needs."""

    def __init__(self, stream: IO[str]):
        self.stream = stream
        self.text = ""
        self.at = 0
        self.before = 0
        self.ended = False
        self.step = CHUNK

    def more(self) -> bool:
        if self.ended:
            return False
        piece = self.stream.read(self.step)
        if not piece:
            self.ended = True
            return False
        self.before += self.at
        self.text = self.text[self.at :] + piece
        self.at = 0
        return True

    def peek(self) -> str:
        """The next character that is not white space; empty at the end."""
        while True:
            while self.at < len(self.text) and self.text[self.at] in " \t\r\n\ufeff":
                self.at += 1
            if self.at < len(self.text):
                return self.text[self.at]
            if not self.more():
                return ""

    def take(self, wanted: str) -> None:
        found = self.peek()
        if found != wanted:
            what = f"“{found}”" if found else "the end of the file"
            raise FeedError(f"expected “{wanted}” at character {self.position}, found {what}")
        self.at += 1

    @property
    def position(self) -> int:
        return self.before + self.at

    def value(self) -> Any:
        """One whole JSON value."""
        self.peek()
        self.step = CHUNK
        while True:
            try:
                found, end = _decoder.raw_decode(self.text, self.at)
            except json.JSONDecodeError as wrong:
                if len(self.text) - self.at > LARGEST_ROW:
                    raise FeedError(
                        f"the value at character {self.position} is longer than "
                        f"{LARGEST_ROW:,} characters"
                    ) from None
                self.step = max(CHUNK, len(self.text) - self.at)
                if not self.more():
                    place = self.before + wrong.pos
                    raise FeedError(f"this is not JSON at character {place}: {wrong.msg}") from None
            except RecursionError:
                raise FeedError(
                    f"the value at character {self.position} is nested too deeply"
                ) from None
            else:
                if end == len(self.text) and not self.ended:
                    # A number may go on in the next piece.
                    self.step = CHUNK
                    if self.more():
                        continue
                if end - self.at > LARGEST_ROW:
                    raise FeedError(
                        f"the value at character {self.position} is longer than "
                        f"{LARGEST_ROW:,} characters"
                    )
                self.at = end
                return found


def json_rows(stream: IO[str], envelope: Envelope | None = None) -> Iterator[Any]:
    """Each service of a page envelope, a bare list, or a single service, one at a time.

    ``envelope`` is filled as the page's own words are met. Raises ``FeedError``.
    """
    envelope = envelope if envelope is not None else Envelope()
    buffer = _Buffer(stream)
    first = buffer.peek()
    if first == "[":
        envelope.has_list = True
        yield from _elements(buffer)
    elif first == "{":
        yield from _members(buffer, envelope)
    elif first == '"':
        # Some exports wrap the page in a string.
        inner = buffer.value()
        yield from json_rows(io.StringIO(inner), envelope)
    else:
        raise FeedError("the file is empty" if not first else "this is not JSON: no list, no page")
    if buffer.peek():
        raise FeedError(f"there is something after the end, at character {buffer.position}")


def _elements(buffer: _Buffer) -> Iterator[Any]:
    buffer.take("[")
    if buffer.peek() == "]":
        buffer.at += 1
        return
    while True:
        yield buffer.value()
        if buffer.peek() == ",":
            buffer.at += 1
            continue
        buffer.take("]")
        return


def _members(buffer: _Buffer, envelope: Envelope) -> Iterator[Any]:
    buffer.take("{")
    if buffer.peek() == "}":
        buffer.at += 1
        raise FeedError("the page is empty: no “contents”, no “content”, no service")
    while True:
        if buffer.peek() != '"':
            raise FeedError(f"expected a name at character {buffer.position}")
        name = buffer.value()
        buffer.take(":")
        if (
            name in envelope.lists
            and not envelope.has_list
            and buffer.peek() == "["
            and "id" not in envelope.values
        ):
            envelope.has_list = True
            yield from _elements(buffer)
        else:
            envelope.values[name] = buffer.value()
        if buffer.peek() == ",":
            buffer.at += 1
            continue
        buffer.take("}")
        break
    if not envelope.has_list:
        if not {envelope.single, "name"} & set(envelope.values):
            known = ", ".join(list(envelope.values)[:6])
            raise FeedError(f"no list of services in this page; it has: {known[:200]}")
        yield envelope.values


# --- files ----------------------------------------------------------------------------------
def _encoding_of(path: Path) -> str:
    """UTF-8 when every byte of it is; else the Windows encoding such files mostly are in."""
    import codecs

    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    try:
        with path.open("rb") as raw:
            while piece := raw.read(CHUNK):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def file_rows(path: Path, kind: str) -> Callable[[], Iterator[Any]]:
    """A function that reads the rows of a file, as often as it is called.

    The whole file is read once before this returns, so that a broken one is known in time.
    Raises ``FeedError``.
    """
    try:
        if not path.is_file():
            raise FeedError(f"there is no file {path}")
        encoding = _encoding_of(path)
    except OSError as wrong:
        raise FeedError(f"{path} cannot be read: {wrong.strerror}") from None

    def rows() -> Iterator[Any]:
        with path.open(encoding=encoding, errors="replace", newline="") as stream:
            yield from csv_rows(stream) if kind == "csv" else json_rows(stream)

    for _ in rows():
        pass
    return rows


def csv_rows(stream: IO[str]) -> Iterator[dict[str, str]]:
    """Each line as a dictionary of its columns. Raises ``FeedError``."""
    csv.field_size_limit(LARGEST_ROW)
    reader = csv.DictReader(stream)
    try:
        names = reader.fieldnames
        if not names or all(not (name or "").strip() for name in names):
            raise FeedError("the first line has no column names")
        if len({name.strip().casefold() for name in names}) != len(names):
            raise FeedError("two columns have the same name")
        for row in reader:
            spare = row.pop(None, None)  # type: ignore[call-overload]
            found = {name.strip(): (value or "") for name, value in row.items() if name}
            if spare:
                found["__spare__"] = str(len(spare))
            if any(value.strip() for value in found.values()):
                yield found
    except csv.Error as wrong:
        raise FeedError(f"line {reader.line_num}: {wrong}") from None


# --- addresses ------------------------------------------------------------------------------
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
