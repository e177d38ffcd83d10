"""The workers' list: oldest waiting first, one worker for each request."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from community.support import permissions, queries, worklist
from community.support.actions import work as actions
from community.support.forms import AnswerForm, ArrangeForm, PassOnForm, WorkForm


def workers_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Signed in, and a peer support worker or a service lead; 403 otherwise."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not permissions.may_work(request.viewer):
            raise PermissionDenied(_("This page is for peer support workers."))
        return view(request, *args, **kwargs)

    return login_required(never_cache(guarded))


@workers_only
@require_safe
def work_list(request: HttpRequest) -> HttpResponse:
    return _list_page(request)


def _list_page(request: HttpRequest, status: int = 200) -> HttpResponse:
    context = {"work": worklist.work_list(request.viewer)}
    return render(request, "support/work.html", context, status=status)


@workers_only
@require_safe
def request_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _page(request, _found(public_id))


def _found(public_id: UUID) -> Any:
    found = queries.find_request(public_id)
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, found: Any, *, status: int = 200, **forms: Any) -> HttpResponse:
    try:
        page = worklist.work_page(request.viewer, found)
    except permissions.NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    version = {"version": found.version}
    context = {
        "page": page,
        "answer_form": AnswerForm(initial=version, prefix="answer"),
        "arrange_form": ArrangeForm(
            initial={**version, "mode": found.mode, "minutes": 30}, prefix="arrange"
        ),
        "pass_on_form": PassOnForm(initial=version, colleagues=page.colleagues, prefix="pass"),
        "error_form": next(iter(forms.values()), None),
        **forms,
    }
    return render(request, "support/work_request.html", context, status=status)


def _changed(request: HttpRequest, public_id: UUID, clash: Exception, **forms: Any):
    """409, with the request as it is now and everything that was typed still in its box."""
    messages.warning(request, str(clash))
    found = _found(public_id)
    for form in forms.values():
        # The typed words stay; the next press speaks of the version that is shown now.
        form.data = form.data.copy()
        form.data[form.add_prefix("version")] = str(found.version)
    try:
        return _page(request, found, status=409, **forms)
    except PermissionDenied:
        return _list_page(request, status=409)


def _do(
    request: HttpRequest,
    public_id: UUID,
    form: Any,
    name: str,
    act: Callable[[Any, dict[str, Any]], object],
    said: str,
) -> HttpResponse:
    """One step on one request: form, action, and the answers a clash or a refusal deserves."""
    found = _found(public_id)
    if not form.is_valid():
        return _page(request, found, status=422, **{name: form})
    try:
        act(found, form.cleaned_data)
    except permissions.Conflict as clash:
        return _changed(request, public_id, clash, **{name: form})
    except permissions.NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    messages.success(request, said)
    fresh = _found(public_id)
    try:
        permissions.check_may_see(request.viewer, fresh)
    except permissions.NotAllowed:
        return redirect("support:work")
    if not fresh.is_open:
        return redirect("support:work")
    return redirect("support:work-request", public_id=public_id)


@workers_only
@require_POST
def take(request: HttpRequest, public_id: UUID) -> HttpResponse:
    form = WorkForm(request.POST)
    if not form.is_valid():
        # Only a hidden number can be wrong: the page was changed by hand.
        return _page(request, _found(public_id), status=422)
    try:
        actions.take(_found(public_id).pk, request.viewer, form.cleaned_data["version"])
    except permissions.Conflict as clash:
        return _changed(request, public_id, clash)
    except permissions.NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    messages.success(request, _("It is yours now. They have been told that somebody is there."))
    return redirect("support:work-request", public_id=public_id)


@workers_only
@require_POST
def answer(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _do(
        request,
        public_id,
        AnswerForm(request.POST, prefix="answer"),
        "answer_form",
        lambda found, data: actions.answer(found.pk, request.viewer, data["version"], data["body"]),
        _("Sent. They have been told that there is an answer."),
    )


@workers_only
@require_POST
def arrange(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _do(
        request,
        public_id,
        ArrangeForm(request.POST, prefix="arrange"),
        "arrange_form",
        lambda found, data: actions.arrange(
            found.pk,
            request.viewer,
            data["version"],
            starts_at=data["starts_at"],
            minutes=data["minutes"],
            mode=actions.Mode(data["mode"]),
            place=data["place"],
        ),
        _("Arranged. They have been told."),
    )


@workers_only
@require_POST
def done(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _do(
        request,
        public_id,
        WorkForm(request.POST, prefix="done"),
        "done_form",
        lambda found, data: actions.finish(found.pk, request.viewer, data["version"]),
        _("Finished. Thank you."),
    )


@workers_only
@require_POST
def pass_on(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Back to the list, or over to a colleague."""
    found = _found(public_id)
    form = PassOnForm(
        request.POST,
        colleagues=tuple(worklist.colleagues(request.viewer, found)),
        prefix="pass",
    )

    def act(found: Any, data: dict[str, Any]) -> object:
        if data["to"] is None:
            return actions.hand_back(found.pk, request.viewer, data["version"], data["note"])
        return actions.hand_over(
            found.pk, request.viewer, data["version"], data["to"], data["note"]
        )

    return _do(request, public_id, form, "pass_on_form", act, _("Passed on. Thank you."))
