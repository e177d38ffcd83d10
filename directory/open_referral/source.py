"""Feeds and files, read piece by piece: bounded in size, time and depth, whatever they hold.

A feed is read to its end before anything is stored: one that breaks off half-way changes
nothing.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

CHUNK = 256 * 1024
LARGEST_ROW = 5_000_000
LISTS = ("contents", "content", "services", "items", "results")


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
