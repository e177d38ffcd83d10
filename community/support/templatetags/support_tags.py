"""Tags for pages of other rooms: ``{% load support_tags %}``."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import template

from community import text
from community.support import hours, numbers, queries
from directory.models import Borough

register = template.Library()


@register.inclusion_tag("support/partials/workers_for.html")
def workers_for(borough: Borough | None) -> dict[str, Any]:
    """``{% workers_for borough %}``: the workers of a borough, as cards, with the next step.

    Three queries. Without a borough it draws nothing.
    """
    return {
        "borough": borough,
        "workers": queries.workers_for_borough(borough) if borough is not None else [],
    }


@register.inclusion_tag("support/partials/who_reads.html")
def who_reads() -> dict[str, Any]:
    """Who reads requests for support, and until when."""
    return {"who": hours.who_reads()}


@register.filter
def beginning(source_or_html: str, limit: int = 180) -> str:
    """The first words of what somebody wrote, cut at a word."""
    return text.plain(source_or_html, int(limit))


@register.filter
def phone(number: str) -> str:
    """A stored number as people read it: 020 7946 0000."""
    return numbers.spoken(number)


@register.filter
def waited(span: dt.timedelta) -> str:
    """A wait in round words: "an hour", "2 days"."""
    return hours.span_words(span)
