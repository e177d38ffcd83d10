"""Tags that every room's templates may use: ``{% load cg %}``. Described in docs/look.md."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from django import forms, template
from django.conf import settings
from django.core.paginator import Page as NumberedPage
from django.forms.boundfield import BoundField, BoundWidget
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from community.pages import fields, times
from community.pages.avatars import avatar_svg

register = template.Library()

DRAWINGS = Path(settings.BASE_DIR) / "static" / "img" / "drawings"
DRAWING_NAME = re.compile(r"^[a-z0-9-]+$")


# --- faces and drawings -------------------------------------------------------------------
@register.simple_tag
def avatar(seed: object, size: int = 40) -> SafeString:
    """The generated face for ``seed`` (a name or an id): always the same, hidden from readers."""
    return avatar_svg(str(seed), int(size))


@register.simple_tag
def drawing(name: str, css_class: str = "") -> SafeString:
    """One of our own drawings, written into the page so that it follows the colour scheme.

    Drawings are decoration and hidden from screen readers. An unknown name draws nothing.
    """
    return _drawing(name, css_class)


@lru_cache(maxsize=256)
def _drawing(name: str, css_class: str) -> SafeString:
    path = DRAWINGS / f"{name}.svg"
    if not DRAWING_NAME.match(name) or not path.is_file():
        return mark_safe("")
    source = path.read_text(encoding="utf-8").strip()
    opening = format_html(
        '<svg class="cg-drawing {}" aria-hidden="true" focusable="false"', css_class
    )
    return mark_safe(source.replace("<svg", opening, 1))  # noqa: S308 - our own files


# --- times --------------------------------------------------------------------------------
@register.simple_tag
def local_when(moment: dt.datetime | dt.date | None) -> SafeString | str:
    """A ``<time>`` as people say it: "yesterday at 7:15pm". Nothing for nothing."""
    if not moment:
        return ""
    return format_html(
        '<time datetime="{}">{}</time>',
        moment.isoformat(timespec="seconds")
        if isinstance(moment, dt.datetime)
        else moment.isoformat(),
        times.when(moment),
    )


@register.filter
def clock(moment: dt.datetime | dt.time | None) -> str:
    """``{{ starts_at|clock }}`` → "7:15pm", "midday"."""
    return times.clock(moment) if moment is not None else ""


@register.filter
def day_name(moment: dt.datetime | dt.date | None) -> str:
    """``{{ starts_at|day_name }}`` → "today", "Tuesday", "3 May"."""
    if moment is None:
        return ""
    if isinstance(moment, dt.datetime):
        moment = times.local(moment).date()
    return times.day(moment)


# --- forms --------------------------------------------------------------------------------
@register.simple_tag
def error_links(form: forms.BaseForm | None) -> list[fields.ErrorLink]:
    """Lines for the error summary of a form."""
    return fields.error_links(form)


@register.filter
def field_errors(field: BoundField) -> list[str]:
    """What is wrong with this field, in the words shown beside it."""
    return fields.errors_of(field)


@register.filter
def field_kind(field: BoundField) -> str:
    """Which shape of ``components/field.html`` this field takes."""
    return fields.kind_of(field)


@register.simple_tag
def field_widget(field: BoundField, width: str = "") -> SafeString:
    """The field's widget with NHS classes, described by its hint and error."""
    return fields.draw_widget(field, str(width or ""))


@register.simple_tag
def field_option(field: BoundField, option: BoundWidget) -> SafeString:
    """One radio button or checkbox of the field."""
    return fields.draw_option(field, option)


@register.inclusion_tag("components/field.html")
def field(field: BoundField, **options: Any) -> dict[str, Any]:
    """``{% field form.email width="20" %}``: the whole field. Options as in field.html."""
    return {"field": field, **options}


# --- who is there ---------------------------------------------------------------------------
@register.inclusion_tag("includes/reading_now.html", takes_context=True)
def reading_now(context: Context) -> dict[str, Any]:
    """The line that says whether moderators are reading, and until when."""
    from community.pages.reading import reading_now as ask

    return {"reading": ask(context.get("request"))}


# --- finding one's way ---------------------------------------------------------------------
@register.inclusion_tag("components/breadcrumb.html")
def crumbs(*pairs: str) -> dict[str, Any]:
    """``{% crumbs "Forum" "/forum/" "Gardening" url %}``: Home comes first by itself."""
    return {
        "crumbs": [
            {"title": title, "url": url} for title, url in zip(pairs[::2], pairs[1::2], strict=True)
        ]
    }


@register.inclusion_tag("components/breadcrumb.html", takes_context=True)
def page_crumbs(context: Context) -> dict[str, Any]:
    """Crumbs of a Wagtail page: its published ancestors between the home page and itself."""
    page, request = context["page"], context.get("request")
    above = page.get_ancestors().filter(depth__gt=2).live() if page.depth and page.depth > 3 else ()
    return {"crumbs": [{"title": each.title, "url": each.get_url(request)} for each in above]}


@register.simple_tag(takes_context=True)
def page_numbers(context: Context, page_obj: NumberedPage) -> list[dict[str, Any]]:
    """The numbers under a list, with gaps; every link keeps the rest of the search."""
    paginator = page_obj.paginator
    return [
        {
            "number": None if number == paginator.ELLIPSIS else number,
            "current": number == page_obj.number,
            "url": "" if number == paginator.ELLIPSIS else page_url(context, number),
        }
        for number in paginator.get_elided_page_range(page_obj.number, on_each_side=1, on_ends=1)
    ]


@register.simple_tag(takes_context=True)
def page_url(context: Context, number: int) -> str:
    """This page's address with another ``page`` number; the first page has none."""
    request = context.get("request")
    query = request.GET.copy() if request is not None else None
    if query is None:
        return f"?page={number}"
    query.pop("page", None)
    if int(number) > 1:
        query["page"] = number
    return f"?{query.urlencode()}" if query else "?"
