"""Drafts as they are typed, and how they will look: for the page's own JavaScript."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from community.text import render as render_words
from forum.actions.drafts import drop_draft_by_id, save_draft
from forum.forms import DraftForm, WordsField


@never_cache
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keeps what is being typed. 401 where nobody is signed in (any more), 400 for no place."""
    if not request.viewer.is_signed_in:
        return _saying(_("You are signed out. Copy your words before you leave."), 401)
    form = DraftForm(request.POST)
    if not form.is_valid():
        return _saying(_("This could not be kept."), 400)
    words = form.cleaned_data
    try:
        result = save_draft(request.viewer.user_id, words.pop("place"), **words)
    except ValueError:
        return _saying(_("This could not be kept."), 400)
    return _saying(_("Kept as a draft") if result.saved_at else "", 200)


def _saying(message: str, status: int) -> JsonResponse:
    return JsonResponse({"message": message}, status=status)


@never_cache
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """The safe HTML of what is being typed, for the box beside it."""
    if not request.viewer.is_signed_in:
        return HttpResponse(status=401)
    words = WordsField(required=False).to_python(request.POST.get("body", ""))
    return HttpResponse(render_words(words))


@never_cache
@require_POST
def drop_draft(request: HttpRequest, draft_id: int) -> HttpResponse:
    if not request.viewer.is_signed_in:
        return redirect("account_login")
    if drop_draft_by_id(request.viewer.user_id, draft_id):
        messages.success(request, _("The draft is gone."))
    return redirect("forum:drafts")
