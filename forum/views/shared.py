"""Answers that are the same for every visitor, and how a browser may keep them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import quote_etag
from django.utils.translation import get_language

from forum.fragments import remember
from forum.paging import NoSuchPage, page_number

# A visitor's page also holds what does not stand in its key (who is reading now): it is made
# again after this many seconds.
SECONDS = 60
# Cookies that change nothing on a page.
SILENT = frozenset({settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME})


def is_plain_visitor(request: HttpRequest) -> bool:
    """Nobody is signed in and nothing is set: this page is the same for all such visitors."""
    return request.method in ("GET", "HEAD") and not (set(request.COOKIES) - SILENT)


def answer(
    request: HttpRequest, key: Hashable, make: Callable[[], HttpResponse], *, public: bool
) -> HttpResponse:
    """The page for this request; for a plain visitor kept in this process, with an ETag.

    The browser asks again each time (``no-cache``) and mostly hears 304: a page that a
    moderator has changed a second ago is never shown from a cache in between.
    """
    if not (public and is_plain_visitor(request)):
        response = make()
        response["Cache-Control"] = "private, no-cache"
        return response
    whole = ("page", request.get_full_path(), get_language(), timezone.localdate(), key)
    body, etag, kind = remember(whole, lambda: _finished(make()), weigh=_weight, seconds=SECONDS)
    response = HttpResponse(body, content_type=kind)
    response["ETag"] = etag
    response["Cache-Control"] = "public, no-cache"
    patch_vary_headers(response, ["Cookie", "Accept-Language"])
    return get_conditional_response(request, etag=etag, response=response)


def _finished(response: HttpResponse) -> tuple[bytes, str, str]:
    body = response.content
    digest = hashlib.blake2b(body, digest_size=12).hexdigest()
    return body, quote_etag(digest), response["Content-Type"]


def _weight(kept: tuple[bytes, str, str]) -> int:
    return len(kept[0])


def asked_page(request: HttpRequest) -> int:
    """The ``page`` of the address. Raises ``Http404`` for what is no page number."""
    try:
        return page_number(request.GET.get("page"))
    except NoSuchPage as wrong:
        raise Http404("There is no such page.") from wrong
