"""Error pages: kind, with ways on, and with urgent help on every one of them."""

from __future__ import annotations

from django.db import Error as DatabaseTrouble
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from community.pages.chrome import QuietChrome


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: something in the request could not be read. Touches no database."""
    return _quietly("errors/400.html", 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: this person may not see this. Offers signing in to those who have not."""
    return _framed(request, "errors/403.html", 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: there is nothing here (or nothing for this person: the two look the same)."""
    return _framed(request, "errors/404.html", 404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 when a form came without its proof: usually an old tab or cookies switched off."""
    return _quietly("errors/csrf.html", 403)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault. Reads nothing: the database may be what is broken."""
    return _quietly("errors/500.html", 500)


def _framed(request: HttpRequest, template: str, status: int) -> HttpResponse:
    """Render with the whole frame, which looks up who is there; without it when that fails.

    Through ASGI this runs in a thread of its own, whose connection no request ever closes: the
    database may have ended it meanwhile. The page must not become a 500 for that.
    """
    try:
        return render(request, template, status=status)
    except DatabaseTrouble:
        if not connection.in_atomic_block:
            connection.close()
        return _quietly(template, status)


def _quietly(template: str, status: int) -> HttpResponse:
    """Render with the frame that looks nothing up."""
    return HttpResponse(render_to_string(template, {"chrome": QuietChrome()}), status=status)
