"""A refused text shown back to its author, with the words that stopped it marked."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

from community.safety.verdicts import Reason, Verdict

AROUND = 60


@dataclass(frozen=True, slots=True)
class Marked:
    """``part`` is the form's field. ``excerpt`` is safe HTML, or empty where no words matter."""

    part: str
    message: str
    excerpt: SafeString | str = ""


def marked_reasons(verdict: Verdict, texts: dict[str, str]) -> tuple[Marked, ...]:
    """What to say by each field: every reason, with the words it saw marked in their place."""
    return tuple(
        Marked(reason.part, reason.message, _excerpt(reason, texts.get(reason.part, "")))
        for reason in verdict.reasons
    )


def _excerpt(reason: Reason, text: str) -> SafeString | str:
    start, end = reason.start, reason.end
    if start is None or end is None or not 0 <= start < end <= len(text):
        return ""
    before, after = max(0, start - AROUND), min(len(text), end + AROUND)
    return format_html(
        "{}{}<mark>{}</mark>{}{}",
        "…" if before else "",
        text[before:start],
        text[start:end],
        text[end:after],
        "…" if after < len(text) else "",
    )
