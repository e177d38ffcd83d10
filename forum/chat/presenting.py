"""The log as a page shows it: events folded into what there is to read now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.chat import events

QUICK_REPLIES = (
    gettext_lazy("I hear you."),
    gettext_lazy("Thank you for saying that."),
    gettext_lazy("I need a moment."),
    gettext_lazy("I would like to just listen today."),
    gettext_lazy("Could we go a little slower?"),
    gettext_lazy("I am heading off now. Take care, everyone."),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One thing on the page. ``kind``: line, gone (taken down), folded (blocked), said."""

    seq: int
    kind: str
    at: datetime | None = None
    id: int = 0
    name: str = ""
    author: str = ""
    body: str = ""
    is_host: bool = False
    mine: bool = False


def moment(stamp: str) -> datetime | None:
    return datetime.strptime(stamp, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC) if stamp else None


def state_words(word: str) -> str:
    return {
        "lobby": _("The doors are open. The host will be here soon."),
        "open": _("The room is open."),
        "paused": _("The room is paused."),
        "closing": _("We are coming to the end. Time for a last word."),
        "closed": _("The session has ended. Thank you for being here."),
    }.get(word, "")


def rows(items: Iterable[events.Item], me: str = "") -> list[Row]:
    """What the page lists, oldest first: later events change the rows they speak of."""
    shown: dict[int, Row] = {}
    by_line: dict[int, int] = {}
    for item in items:
        if isinstance(item, events.Line):
            shown[item.seq] = _row(item, me)
            by_line[item.id] = item.seq
        elif isinstance(item, events.Removed):
            seq = by_line.get(item.id)
            if seq is not None:
                shown[seq] = Row(seq, "gone", at=shown[seq].at, id=item.id)
        elif isinstance(item, events.Edited):
            seq = by_line.get(item.id)
            if seq is not None and not item.removed:
                again = events.Line(seq=seq, id=item.id, at=item.at, who=item.who, body=item.body)
                shown[seq] = _row(again, me)
        elif isinstance(item, events.StateChange) and state_words(item.word):
            shown[item.seq] = Row(item.seq, "said", at=moment(item.at), body=state_words(item.word))
    return list(shown.values())


def _row(line: events.Line, me: str) -> Row:
    at = moment(line.at)
    if line.folded:
        return Row(line.seq, "folded", at=at)
    if line.removed or line.who is None:
        return Row(line.seq, "gone", at=at, id=line.id)
    row = Row(
        line.seq,
        "line",
        at=at,
        id=line.id,
        name=line.who.name,
        author=line.who.id,
        body=line.body,
        is_host=line.who.host,
    )
    return replace(row, mine=bool(me) and line.who.id == me)
