"""Gives every template the frame around the page."""

from django.http import HttpRequest

from community.pages.chrome import Chrome


def site_chrome(request: HttpRequest) -> dict[str, Chrome]:
    """``chrome`` in every template: lazy, so a page that shows none of it pays for none."""
    chrome = getattr(request, "_cg_chrome", None)
    if chrome is None:
        chrome = request._cg_chrome = Chrome(request)
    return {"chrome": chrome}
