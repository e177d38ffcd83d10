"""Pages to read."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from community.safety.queries import support_panel
from forum import queries, topic_pages
from forum import search as searching
from forum.actions.reading import mark_read
from forum.drafts import drafts_of
from forum.forms import ReplyForm
from forum.paging import NoSuchPage
from forum.views.shared import answer, asked_page

LISTS = {
    "latest": "Latest",
    "unread": "New to you",
    "unanswered": "Waiting for a first reply",
    "mine": "Where you have written",
}


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The board: every category this viewer may enter."""
    categories = queries.categories_for(request.viewer)
    key = (
        "home",
        *(
            (each.pk, each.version, each.last_activity, each.name, each.order)
            for each in categories
        ),
    )

    def make() -> HttpResponse:
        shelves = queries.shelves(queries.cards(request.viewer, categories))
        context = {"shelves": shelves, "lists": _tabs(request, "")}
        return render(request, "forum/home.html", context)

    return answer(request, key, make, public=True)


def _tabs(request: HttpRequest, current: str) -> list[dict[str, object]]:
    personal = ("unread", "mine")
    return [
        {"name": name, "url": reverse("forum:list", args=[kind]), "current": kind == current}
        for kind, name in LISTS.items()
        if request.viewer.is_signed_in or kind not in personal
    ]


@require_safe
def category(request: HttpRequest, slug: str) -> HttpResponse:
    found = queries.find_category(request.viewer, slug)
    if found is None:
        raise Http404("There is no such place in the forum.")
    page, after = asked_page(request), request.GET.get("after", "")[:40]
    key = ("category", found.pk, found.version, found.last_activity, found.name, found.description)

    def make() -> HttpResponse:
        try:
            shown = queries.category_page(request.viewer, found, page, after)
        except NoSuchPage as wrong:
            raise Http404("There is no such page.") from wrong
        return render(request, "forum/category.html", {"page": shown, "category": found})

    return answer(request, key, make, public=found.is_public)


@require_safe
def topic_list(request: HttpRequest, kind: str) -> HttpResponse:
    try:
        found = queries.topic_list(request.viewer, kind, asked_page(request))
    except NoSuchPage as wrong:
        raise Http404("There is no such page.") from wrong
    response = render(
        request,
        "forum/list.html",
        {"list": found, "title": LISTS[kind], "lists": _tabs(request, kind)},
    )
    response["Cache-Control"] = "private, no-cache"
    return response


@require_safe
def topic(request: HttpRequest, topic_id: int, slug: str = "") -> HttpResponse:
    """A page of a topic. A wrong slug goes to the right address for good."""
    viewer = request.viewer
    found = topic_pages.find_topic(viewer, topic_id)
    if found is None:
        raise Http404("There is no such topic.")
    if slug != found.slug:
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(
            found.get_absolute_url() + (f"?{query}" if query else "")
        )
    number = asked_page(request)
    return answer(
        request,
        topic_pages.version_key(found, number),
        lambda: topic_answer(request, found, number),
        public=found.category.is_public and found.is_shown(),
    )


def topic_answer(
    request: HttpRequest,
    found: object,
    number: int,
    *,
    form: ReplyForm | None = None,
    status: int = 200,
    **more: object,
) -> HttpResponse:
    """The page of a topic with its reply box; also after a reply that could not be sent."""
    viewer = request.viewer
    try:
        page = topic_pages.topic_page(viewer, found, number)
    except NoSuchPage as wrong:
        raise Http404("There is no such page.") from wrong
    if viewer.user_id is not None and found.is_shown() and page.seen_to > page.read_to:
        mark_read(viewer.user_id, found.pk, page.seen_to)
    if form is None and page.is_last and viewer.is_signed_in and not page.why_not:
        kept = page.draft
        form = ReplyForm(
            initial={
                "token": ReplyForm.new_token(),
                "body": kept.body if kept else "",
                "content_note": kept.content_note if kept else "",
            }
        )
    if "support" in request.GET and viewer.is_signed_in:
        more["panel"] = support_panel()
    context = {"page": page, "topic": found, "category": found.category, "form": form, **more}
    return render(request, "forum/topic.html", context, status=status)


@require_safe
def bare_topic(request: HttpRequest, topic_id: int) -> HttpResponse:
    return topic(request, topic_id)


@require_safe
def post(request: HttpRequest, post_id: int) -> HttpResponse:
    """The lasting address of a post: wherever it stands now."""
    found = topic_pages.find_post(request.viewer, post_id)
    if found is None:
        raise Http404("There is no such post.")
    return redirect(found.url)


@require_safe
def waiting(request: HttpRequest, post_id: int) -> HttpResponse:
    """For the author: words that wait or were hidden, what happens next, and where support is."""
    found = topic_pages.find_post(request.viewer, post_id)
    if found is None or not found.is_mine:
        raise Http404("There is no such post.")
    if found.state == "shown":
        return redirect(found.url)
    expected = topic_pages.what_happens_next(found)
    response = render(
        request,
        "forum/waiting.html",
        {
            "post": found,
            "expected": expected,
            "panel": support_panel() if expected.support or "support" in request.GET else None,
        },
    )
    response["Cache-Control"] = "private, no-cache"
    return response


@require_safe
def history(request: HttpRequest, post_id: int) -> HttpResponse:
    """What a post said before."""
    found = topic_pages.find_post(request.viewer, post_id)
    if found is None:
        raise Http404("There is no such post.")
    response = render(
        request,
        "forum/history.html",
        {"post": found, "earlier": topic_pages.history_of(request.viewer, found)},
    )
    response["Cache-Control"] = "private, no-cache"
    return response


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "")
    try:
        results = searching.search(request.viewer, words, asked_page(request))
    except NoSuchPage as wrong:
        raise Http404("There is no such page.") from wrong
    response = render(request, "forum/search.html", {"results": results})
    response["Cache-Control"] = "private, no-cache"
    return response


@require_safe
def drafts(request: HttpRequest) -> HttpResponse:
    if not request.viewer.is_signed_in:
        return redirect(f"{reverse('account_login')}?next={request.path}")
    response = render(request, "forum/drafts.html", {"drafts": drafts_of(request.viewer)})
    response["Cache-Control"] = "private, no-cache"
    return response
