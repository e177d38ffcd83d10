"""A member's notices."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from community.notices import actions, queries


@login_required
@never_cache
@require_safe
def latest(request: HttpRequest) -> HttpResponse:
    return render(
        request, "notices/list.html", {"notices": list(queries.latest_for(request.user.pk))}
    )


@login_required
@never_cache
@require_safe
def open_notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Go to what a notice is about; it counts as read from then on."""
    found = queries.own_notice(request.user.pk, notice_id)
    if found is None:
        raise Http404
    actions.mark_read(request.user.pk, notice_id)
    return redirect(found.url or "notices:list")


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    actions.mark_all_read(request.user.pk)
    return redirect("notices:list")
