"""Pages of the directory. Views translate; they decide nothing."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from community.safety.permissions import NotAllowed
from community.safety.queries import has_agreed, support_panel
from directory import calendars, presenting, queries
from directory.actions import listings
from directory.forms import GroupSearchForm
from directory.listing_forms import ListingForm
from directory.listing_status import status_of
from directory.places import LICENCE
from directory.results import results_page
from directory.search import find_groups


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Find a group: list first, facets beside it, the whole question in the URL."""
    form = GroupSearchForm(request.GET, choices=queries.facet_choices())
    if not form.is_valid():
        answer = render(
            request,
            "directory/search.html",
            {"form": form, "results": None, "licence": LICENCE},
            status=422,
        )
        patch_vary_headers(answer, ["HX-Request"])
        return answer
    question = form.search()
    hits = find_groups(question, request.viewer)
    results = results_page(form, question, hits, request.viewer)
    status = 404 if question.page > hits.pages else 200
    partial = request.htmx and not request.htmx.history_restore_request
    template = "directory/search_answer.html" if partial else "directory/search.html"
    context = {"form": form, "results": results, "licence": LICENCE}
    answer = render(request, template, context, status=status)
    # The same address gives a page or a part of it: caches and the back button must know.
    patch_vary_headers(answer, ["HX-Request"])
    return answer


@require_safe
def group(request: HttpRequest, slug: str) -> HttpResponse:
    found = queries.group_by_slug(slug, request.viewer)
    if found is None:
        raise Http404
    return render(request, "directory/group.html", presenting.group_page(found))


@require_safe
def calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """The sessions of one group as an iCalendar file: nothing private in it."""
    found = queries.group_by_slug(slug, request.viewer)
    if found is None or not found.is_public:
        raise Http404
    answer = HttpResponse(
        calendars.group_calendar(found), content_type="text/calendar; charset=utf-8"
    )
    answer["Content-Disposition"] = f'inline; filename="{found.slug}.ics"'
    return answer


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """List a group: what was typed is kept, whatever happens."""
    if not has_agreed(request.user.pk):
        return redirect(f"{reverse('safe_space:agree')}?next={request.path}")
    if request.method != "POST":
        form = ListingForm(initial={"repeats": "weekly", "kind": "informal", "in_person": True})
        return _listing_form(request, form)
    form = ListingForm(request.POST)
    if not form.is_valid():
        return _listing_form(request, form, status=422)
    if "continue" not in request.POST:
        near = queries.lookalikes(form.cleaned_data["name"])
        if near:
            # Shown once: sending again says that it is a different group.
            return _listing_form(request, form, status=409, lookalikes=near)
    try:
        result = listings.register_group(request.viewer, form.details())
    except ValidationError as wrong:
        _beside_fields(form, wrong)
        return _listing_form(request, form, status=422)
    if result.group is None:
        return _refused(request, form, result)
    return redirect("directory:mine")


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Propose a change to one's own listing; it waits for an editor like the first."""
    found = queries.group_by_slug(slug, request.viewer)
    if found is None:
        raise Http404
    draft = found.get_latest_revision_as_object()
    if request.method != "POST":
        try:
            listings.check_may_edit(request.viewer, found)
        except NotAllowed as refusal:
            return render(request, "directory/not_yours.html", {"words": str(refusal)}, status=403)
        return _listing_form(request, ListingForm(instance=draft), group=found)
    form = ListingForm(request.POST, instance=draft)
    if not form.is_valid():
        return _listing_form(request, form, status=422, group=found)
    try:
        result = listings.edit_group(request.viewer, found.pk, form.details())
    except NotAllowed as refusal:
        return render(request, "directory/not_yours.html", {"words": str(refusal)}, status=403)
    except ValidationError as wrong:
        _beside_fields(form, wrong)
        return _listing_form(request, form, status=422, group=found)
    if result.group is None:
        return _refused(request, form, result, group=found)
    return redirect("directory:mine")


@login_required
@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """An organiser's own listings and where each one stands."""
    own = queries.own_groups(request.viewer)
    rows = [(presenting.card(each), status_of(each)) for each in own]
    return render(request, "directory/mine.html", {"rows": rows})


def _listing_form(
    request: HttpRequest, form: ListingForm, *, status: int = 200, **context: object
) -> HttpResponse:
    return render(request, "directory/register.html", {"form": form, **context}, status=status)


def _beside_fields(form: ListingForm, wrong: ValidationError) -> None:
    for name, messages in getattr(wrong, "message_dict", {"": wrong.messages}).items():
        form.add_error(name if name in form.fields else None, messages)


def _refused(
    request: HttpRequest,
    form: ListingForm,
    result: listings.ListingResult,
    **context: object,
) -> HttpResponse:
    for reason in result.verdict.reasons:
        name = reason.part if reason.part in form.fields else None
        seen = ""
        if name and reason.start is not None and reason.end is not None:
            seen = str(form.cleaned_data.get(name, ""))[reason.start : reason.end]
        form.add_error(name, f"{reason.message} (“{seen}”)" if seen else reason.message)
    panel = support_panel() if result.verdict.support else None
    return _listing_form(request, form, status=422, panel=panel, **context)
