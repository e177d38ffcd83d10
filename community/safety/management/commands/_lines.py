"""JSON lines in, JSON lines out: one answer for each line, whatever the line holds."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, TextIO

# A line longer than this is answered with an error; it is read and dropped in pieces.
MAX_LINE = 1_000_000

Answer = dict[str, Any]


def answer_lines(source: BinaryIO, target: TextIO, answer: Callable[[Answer], Answer]) -> None:
    """Write ``answer(line)`` for every line of ``source``, at once, in order.

    A line that is not a JSON object with a string ``text`` gets ``{"id": …, "error": …}`` and
    the reading goes on. Stops quietly when the reader of ``target`` has gone.
    """
    try:
        for raw in _lines(source):
            target.write(json.dumps(_answered(raw, answer), separators=(",", ":")) + "\n")
            target.flush()
    except BrokenPipeError:
        # The other end has seen enough ("| head"); Python would complain again at exit.
        sys.stderr.close()


def _lines(source: BinaryIO) -> Iterator[bytes | None]:
    while True:
        line = source.readline(MAX_LINE + 1)
        if not line:
            return
        if len(line) <= MAX_LINE:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = source.readline(MAX_LINE)
        yield None


def _answered(raw: bytes | None, answer: Callable[[Answer], Answer]) -> Answer:
    if raw is None:
        return _error(None, f"the line is longer than {MAX_LINE} bytes")
    try:
        given = json.loads(raw)
    except (ValueError, RecursionError) as wrong:
        return _error(None, f"not JSON: {str(wrong)[:120]}")
    if not isinstance(given, dict):
        return _error(None, "not a JSON object")
    name = given.get("id")
    if not isinstance(name, str | int | float | None):
        return _error(None, "id must be a string or a number")
    if not isinstance(given.get("text"), str):
        return _error(name, "text must be a string")
    try:
        return {"id": name, **answer(given)}
    except ValueError as wrong:
        return _error(name, str(wrong)[:200])


def _error(name: object, why: str) -> Answer:
    return {"id": name, "error": why}
