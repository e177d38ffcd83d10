"""The numbers of the safe space, as pages show them."""

from __future__ import annotations

from django.http import HttpRequest
from wagtail.models import Site

from community.safety.models import CrisisLine, SafeSpaceSettings


def safe_space_for(request: HttpRequest | None) -> SafeSpaceSettings:
    """The safe space settings of the site asked for; defaults where none are saved.

    Read once a request, and never written by a page view.
    """
    found = getattr(request, "_cg_safe_space", None)
    if found is None:
        site = (
            Site.find_for_request(request)
            if request is not None
            else Site.objects.filter(is_default_site=True).first()
        )
        found = (
            SafeSpaceSettings.objects.filter(site=site).first() if site is not None else None
        ) or SafeSpaceSettings()
        if request is not None:
            request._cg_safe_space = found
    return found


def crisis_lines(request: HttpRequest | None) -> list[CrisisLine]:
    """Ways to reach a person now, most urgent first."""
    return safe_space_for(request).crisis_lines()
