"""What everybody may read: what it is, who the workers are, what they tell."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from community.support import permissions, queries

STORIES_ON_A_PAGE = 12


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "support/home.html",
        {
            "workers": queries.workers()[:6],
            "stories": queries.stories(request.viewer)[:3],
            "works_here": permissions.may_work(request.viewer),
        },
    )


@require_safe
def workers(request: HttpRequest) -> HttpResponse:
    chosen = queries.WorkerSearch.read(request.GET)
    return render(
        request,
        "support/workers.html",
        {
            "chosen": chosen,
            "workers": queries.workers(borough=chosen.borough, line=chosen.line, mode=chosen.mode),
            "boroughs": queries.boroughs(),
            "lines": queries.service_lines(),
            "modes": queries.modes(),
        },
    )


@require_safe
def worker(request: HttpRequest, slug: str) -> HttpResponse:
    found = queries.worker(slug)
    if found is None:
        raise Http404
    return render(
        request,
        "support/worker.html",
        {"worker": found, "stories": queries.stories_of(request.viewer, found)},
    )


@require_safe
def stories(request: HttpRequest) -> HttpResponse:
    page = Paginator(queries.stories(request.viewer), STORIES_ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    return render(request, "support/stories.html", {"page_obj": page})


@require_safe
def story(request: HttpRequest, slug: str) -> HttpResponse:
    found = queries.story(request.viewer, slug)
    if found is None:
        raise Http404
    return render(
        request,
        "support/story.html",
        {"story": found, "is_own": found.author_id == request.viewer.user_id},
    )
