"""The feed over HTTP: anonymous, open to every origin, conditional, errors in JSON."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.csrf import csrf_exempt

from directory.open_referral import feed, serialise
from directory.open_referral.asking import Asked, BadParameter, read
from directory.open_referral.openapi import document
from directory.structured import absolute

Answer = dict[str, Any]
METHODS = ("GET", "HEAD", "OPTIONS")


def _json(data: Any, status: int = 200) -> HttpResponse:
    return HttpResponse(
        msgspec.json.encode(data), content_type="application/json; charset=utf-8", status=status
    )


def _problem(status: int, title: str, detail: str) -> HttpResponse:
    return _json({"status": status, "title": title, "detail": detail}, status)


def _opened(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Access-Control-Allow-Methods"] = ", ".join(METHODS)
    answer["Access-Control-Allow-Headers"] = "If-None-Match, Content-Type, Accept"
    answer["Access-Control-Expose-Headers"] = "ETag"
    if answer.status_code == 200 and request.method in {"GET", "HEAD"}:
        answer["Cache-Control"] = "public, max-age=60"
    return answer


def endpoint(view: Callable[..., Answer | None]) -> Callable[..., HttpResponse]:
    """A view that gives JSON or ``None`` (not found) → a whole HTTP answer."""

    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "OPTIONS":
            return _opened(request, HttpResponse(status=204, headers={"Allow": ", ".join(METHODS)}))
        if request.method not in METHODS:
            refused = _problem(405, "Method not allowed", "This feed is read with GET.")
            refused["Allow"] = ", ".join(METHODS)
            return _opened(request, refused)
        try:
            data = view(request, *args, **kwargs)
        except BadParameter as wrong:
            return _opened(request, _problem(400, "Bad parameter", str(wrong)))
        if data is None:
            return _opened(request, _problem(404, "Not found", "There is nothing with this id."))
        found = _json(data)
        digest = hashlib.blake2b(found.content, digest_size=16).hexdigest()
        found["ETag"] = etag = quote_etag(digest)
        conditional = get_conditional_response(request, etag=etag, response=found)
        if isinstance(conditional, HttpResponseNotModified):
            conditional["ETag"] = etag
        return _opened(request, conditional or found)

    return answer


def _listed(make: Callable[[Asked], feed.FeedPage]) -> Callable[..., HttpResponse]:
    def view(request: HttpRequest) -> Answer:
        return make(read(request.GET)).as_json()

    return endpoint(view)


def _single(find: Callable[[uuid.UUID], Answer | None]) -> Callable[..., HttpResponse]:
    def view(request: HttpRequest, ref: str) -> Answer | None:
        try:
            return find(uuid.UUID(ref))
        except ValueError:
            raise BadParameter("id", "give an id (a UUID)") from None

    return endpoint(view)


@endpoint
def details(request: HttpRequest) -> Answer:
    """Who speaks here, in which version."""
    return {
        "version": serialise.VERSION,
        "profile": serialise.PROFILE,
        "openapi_url": absolute("/open-referral/v3/openapi.json"),
    }


@endpoint
def openapi(request: HttpRequest) -> Answer:
    return document()


@endpoint
def unknown(request: HttpRequest, rest: str) -> Answer | None:
    return None


services = _listed(feed.services)
service = _single(feed.service)
services_at_locations = _listed(feed.services_at_locations)
service_at_location = _single(feed.service_at_location)
taxonomies = _listed(feed.taxonomies)
taxonomy = _single(feed.taxonomy)
taxonomy_terms = _listed(feed.taxonomy_terms)
taxonomy_term = _single(feed.taxonomy_term)
organisations = _listed(feed.organisations)
organisation = _single(feed.organisation)
