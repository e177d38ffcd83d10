"""Asking: the two forms, one's own requests. Nobody signed in loses what they typed."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.safety.queries import support_panel
from community.support import drafts, queries
from community.support.actions import requests as actions
from community.support.forms import CallBackForm, OneToOneForm, ReplyForm

FORMS = {"call_back": CallBackForm, "one_to_one": OneToOneForm}
PAGES = {"call_back": "support:call-back", "one_to_one": "support:one-to-one"}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def call_back(request: HttpRequest) -> HttpResponse:
    return _ask(request, "call_back")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def one_to_one(request: HttpRequest) -> HttpResponse:
    return _ask(request, "one_to_one")


def _ask(request: HttpRequest, kind: str) -> HttpResponse:
    member_id = request.viewer.user_id
    if member_id is not None and request.method != "POST":
        existing = queries.open_request_of(member_id, kind)
        if existing is not None:
            messages.info(request, _("You have already asked. Here is how it stands."))
            return redirect("support:request", public_id=existing.public_id)
    form_class = FORMS[kind]
    if request.method != "POST":
        draft = drafts.kept(request, kind)
        if draft is not None:
            return _form_page(request, kind, form_class(initial=_initial(draft)), kept=True)
        initial = {"worker": request.GET.get("worker", "")[:60]} if kind == "one_to_one" else {}
        return _form_page(request, kind, form_class(initial=initial))
    form = form_class(request.POST)
    if not form.is_valid():
        return _form_page(request, kind, form, status=422)
    if member_id is None:
        drafts.keep(request, kind, request.POST, reverse(PAGES[kind]))
        return redirect("support:sign-in-first")
    try:
        result = actions.ask(member_id, _wish(kind, form.cleaned_data))
    except actions.AlreadyAsked as asked:
        form.add_error(None, _("You have already asked, and your first request is still open."))
        return _form_page(request, kind, form, status=409, existing=asked.public_id)
    except actions.TooOften:
        form.add_error(
            None,
            _("You have asked several times today, so please give us until tomorrow to answer."),
        )
        return _form_page(request, kind, form, status=429)
    drafts.forget(request)
    messages.success(request, _("Thank you for asking. It is on the workers’ list now."))
    return redirect("support:request", public_id=result.public_id)


def _initial(draft: Any) -> dict[str, Any]:
    return {field: values if field == "times" else values[-1] for field, values in draft.lists()}


def _wish(kind: str, data: dict[str, Any]) -> actions.Wish:
    asked_for = queries.worker(data["worker"]) if data.get("worker") else None
    return actions.Wish(
        kind=actions.Kind(kind),
        mode=actions.Mode(data.get("mode") or "phone"),
        details=data["details"],
        borough_id=data.get("borough"),
        service_line_id=data.get("service_line"),
        asked_for_id=asked_for.pk if asked_for else None,
        preferences=data.get("preferences", ""),
        times=tuple(data.get("times", ())),
        phone=data.get("phone", ""),
    )


def _form_page(
    request: HttpRequest,
    kind: str,
    form: Any,
    *,
    status: int = 200,
    kept: bool = False,
    existing: object = None,
) -> HttpResponse:
    slug = str(form["worker"].value() or "") if "worker" in form.fields else ""
    context = {
        "form": form,
        "kept": kept,
        "existing": existing,
        "asked_for": queries.worker(slug) if slug else None,
        "wait": queries.usual_wait(),
        # Somebody who wrote in distress and made a slip elsewhere on the form sees it as well.
        "panel": support_panel() if form.is_bound and _in_distress(form.data) else None,
    }
    return render(request, f"support/{kind}.html", context, status=status)


def _in_distress(typed: Any) -> bool:
    panel, _urgent = actions.reads_as_distress(
        details=typed.get("details", "")[:4000], preferences=typed.get("preferences", "")[:500]
    )
    return panel


@never_cache
@require_safe
def sign_in_first(request: HttpRequest) -> HttpResponse:
    """What was typed is kept; here is the door. The support panel, when the words ask for it."""
    kind = drafts.waiting(request)
    if not kind:
        return redirect("support:home")
    onwards = reverse(PAGES[kind])
    if request.viewer.is_signed_in:
        return redirect(onwards)
    draft = drafts.kept(request, kind)
    context = {
        "next": urlencode({"next": onwards}),
        "back": onwards,
        "panel": support_panel() if _in_distress(draft) else None,
    }
    return render(request, "support/sign_in_first.html", context)


@login_required
@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    return render(request, "support/mine.html", {"requests": queries.own_requests(request.viewer)})


@login_required
@never_cache
@require_safe
def request_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _request_page(request, public_id, ReplyForm())


def _request_page(
    request: HttpRequest, public_id: UUID, form: ReplyForm, status: int = 200
) -> HttpResponse:
    own = queries.own_request(request.viewer, public_id)
    if own is None:
        raise Http404
    context = {
        "own": own,
        "form": form,
        "panel": support_panel() if _offers_support(own, form) else None,
        "wait": queries.usual_wait(),
    }
    return render(request, "support/request.html", context, status=status)


def _offers_support(own: queries.OwnRequest, form: ReplyForm) -> bool:
    """For as long as the request is open: a calm offer, not an alarm."""
    if not own.request.is_open:
        return False
    if own.request.is_urgent:
        return True
    said = [own.request.details, *(line.body for line in own.messages if line.mine)]
    if form.is_bound:
        said.append(form.data.get("body", "")[:4000])
    return any(actions.reads_as_distress(body=words)[0] for words in said[-5:] if words)


@login_required
@never_cache
@require_POST
def reply(request: HttpRequest, public_id: UUID) -> HttpResponse:
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return _request_page(request, public_id, form, status=422)
    try:
        actions.reply(request.user.pk, public_id, form.cleaned_data["body"])
    except LookupError as gone:
        raise Http404 from gone
    except actions.NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return _request_page(request, public_id, form, status=409)
    messages.success(request, _("Sent."))
    return redirect(f"{reverse('support:request', args=[public_id])}#latest")


@login_required
@never_cache
@require_POST
def withdraw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    try:
        changed = actions.withdraw(request.user.pk, public_id)
    except LookupError as gone:
        raise Http404 from gone
    if changed:
        messages.success(request, _("Taken back. You can ask again whenever you like."))
    return redirect("support:mine")
