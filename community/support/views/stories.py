"""Where a worker writes a story, changes it, takes it back."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from community.support import queries
from community.support.actions import stories as actions
from community.support.forms import StoryForm
from community.support.permissions import NotAllowed
from community.support.views.work import workers_only


@workers_only
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "support/own_stories.html",
        {
            "stories": queries.own_stories(request.viewer),
            "profile": queries.own_worker_profile(request.viewer),
        },
    )


@workers_only
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, slug: str = "") -> HttpResponse:
    story = queries.story(request.viewer, slug) if slug else None
    if slug and (story is None or story.author_id != request.viewer.user_id):
        raise Http404
    if request.method != "POST":
        initial = (
            {"title": story.title, "body": story.body, "consent": story.consented_at is not None}
            if story
            else {}
        )
        return _page(request, StoryForm(initial=initial), story)
    form = StoryForm(request.POST)
    if not form.is_valid():
        return _page(request, form, story, status=422)
    try:
        result = actions.save_story(request.viewer.user_id, slug=slug, **form.cleaned_data)
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    if result.verdict.refused:
        for reason in result.verdict.reasons:
            form.add_error(reason.part if reason.part in form.fields else None, reason.message)
        return _page(request, form, story, status=422)
    messages.success(
        request,
        _("Saved. A moderator will read it before others see it.")
        if result.verdict.held
        else _("Saved."),
    )
    return redirect("support:own-stories")


def _page(request: HttpRequest, form: StoryForm, story, status: int = 200) -> HttpResponse:
    return render(
        request, "support/write_story.html", {"form": form, "story": story}, status=status
    )
