"""The moderators' desk."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from community.safety import desk
from community.safety.actions import claim as claiming
from community.safety.actions.decide import decide as decide_case
from community.safety.forms import DecisionForm, HandoverForm
from community.safety.permissions import Conflict, NotAllowed, may_open_desk


def moderators_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Signed in, and a moderator of the site or of a circle; 403 otherwise."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_open_desk(request.viewer):
            raise PermissionDenied(_("The desk is for moderators."))
        return view(request, *args, **kwargs)

    return login_required(never_cache(guarded))


def _case_or_404(public_id: object):
    case = desk.find_case(public_id)
    if case is None:
        raise Http404
    return case


@moderators_only
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    return render(request, "safety/board.html", {"board": desk.board(request.viewer)})


@moderators_only
@require_safe
def decided(request: HttpRequest) -> HttpResponse:
    return render(request, "safety/decided.html", {"cases": desk.decided(request.viewer)})


@moderators_only
@require_safe
def case(request: HttpRequest, public_id: object) -> HttpResponse:
    return _case_page(request, _case_or_404(public_id))


def _case_page(
    request: HttpRequest, found: Any, *, form: DecisionForm | None = None, status: int = 200
) -> HttpResponse:
    try:
        page = desk.case_page(found, request.viewer)
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    if form is None:
        form = DecisionForm(
            outcomes=page.outcomes,
            initial={"version": page.case.version, "rule_code": (page.case.codes or [""])[0]},
        )
    context = {"page": page, "form": form, "handover": HandoverForm()}
    return render(request, "safety/case.html", context, status=status)


@moderators_only
@require_POST
def claim(request: HttpRequest, public_id: object) -> HttpResponse:
    found = _case_or_404(public_id)
    try:
        claiming.claim(found.pk, request.viewer)
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except Conflict as clash:
        messages.warning(request, str(clash))
        return _case_page(request, found, status=409)
    return redirect("safety:case", public_id=public_id)


@moderators_only
@require_POST
def hand_over(request: HttpRequest, public_id: object) -> HttpResponse:
    found = _case_or_404(public_id)
    form = HandoverForm(request.POST)
    if not form.is_valid():
        return _case_page(request, found, status=422)
    try:
        claiming.hand_over(found.pk, request.viewer, form.cleaned_data["note"])
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except Conflict as clash:
        messages.warning(request, str(clash))
        return _case_page(request, found, status=409)
    messages.success(request, _("Handed over. Thank you."))
    return redirect("safety:desk")


@moderators_only
@require_POST
def decide(request: HttpRequest, public_id: object) -> HttpResponse:
    found = _case_or_404(public_id)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _case_page(request, found, form=form, status=422)
    try:
        result = decide_case(found.pk, request.viewer, **form.cleaned_data)
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return _case_page(request, found, form=form, status=403)
    except (Conflict, LookupError) as clash:
        # What was typed stays; the version moves on, so that a second press is a new look.
        form = _carry_on(request, found, str(clash))
        return _case_page(request, found, form=form, status=409)
    messages.success(request, _("Decided: %(outcome)s.") % {"outcome": result.outcome.label})
    return redirect("safety:desk")


def _carry_on(request: HttpRequest, found: Any, message: str) -> DecisionForm:
    fresh = desk.find_case(found.public_id)
    data = request.POST.copy()
    data["version"] = str(fresh.version if fresh else 1)
    form = DecisionForm(data)
    form.is_valid()
    form.add_error(None, message)
    return form
