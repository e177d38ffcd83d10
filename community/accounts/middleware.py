"""Who is looking, and whether they have shown a second factor where staff must."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from community.accounts.queries import viewer_for

STAFF_PATHS = ("/desk/", "/cms/", "/support/work/")


class ViewerMiddleware:
    """``request.viewer``: who is looking, built only when something asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.viewer = SimpleLazyObject(lambda: viewer_for(request.user))
        if (
            settings.STAFF_SECOND_FACTOR_REQUIRED
            and request.path.startswith(STAFF_PATHS)
            and request.user.is_authenticated
            and not is_mfa_enabled(request.user)
        ):
            messages.info(
                request, _("Before you go on, please add a second way of showing that it is you.")
            )
            return redirect("mfa_index")
        return self.get_response(request)

    def process_template_response(self, request: HttpRequest, response: HttpResponse):
        """A form shown again with errors answers 422: never a 200 that hides a failure."""
        if request.method == "POST" and response.status_code == 200:
            for form in (response.context_data or {}).values():
                if getattr(form, "is_bound", False) and getattr(form, "errors", None):
                    response.status_code = 422
                    break
        return response
