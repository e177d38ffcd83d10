"""What hosts do, as plain forms: every button works without a script."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.safety.permissions import Conflict
from forum.chat import queries
from forum.chat.actions import lines, seats, sessions
from forum.chat.forms import MuteForm, OpenForm, PlanForm, ReasonForm, TurnForm
from forum.chat.permissions import NotAllowed, RoomConflict, may_host
from forum.chat.views import find_room, show_room, signed_in

HostView = Callable[..., HttpResponse]


def host_only(view: HostView) -> HostView:
    """404 for a room that is not there for them, 403 for who does not host it; what a colleague
    did first is said in a message, and the page shows the room as it is now."""

    @signed_in
    @wraps(view)
    def wrapped(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponse:
        room = find_room(request, slug)
        if not may_host(request.viewer, room):
            raise PermissionDenied("Only a host of this room can do that.")
        try:
            return view(request, room, **kwargs)
        except NotAllowed as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        except (RoomConflict, Conflict) as conflict:
            messages.info(request, str(conflict))
            return show_room(request, queries.find_room(slug, request.viewer), status=409)
        except ObjectDoesNotExist as gone:
            raise Http404 from gone

    return wrapped


def _back(room: Any) -> HttpResponse:
    return redirect(f"{room.get_absolute_url()}#host")


@require_safe
@never_cache
@host_only
def panel(request: HttpRequest, room: Any) -> HttpResponse:
    """The host's part of the page by itself; the script puts it in place of the old one."""
    session = room.current_session
    state = queries.state_of(room, session)
    if state.state == "closed":
        return HttpResponse(status=204)
    return render(
        request,
        "chat/partials/host.html",
        {
            "room": room,
            "session": session,
            "state": state,
            "host": True,
            "held": queries.held_lines(room, request.viewer),
            "roster": queries.roster(session),
            "me": str(request.user.public_id),
        },
    )


@require_POST
@host_only
def open_room(request: HttpRequest, room: Any) -> HttpResponse:
    """Open the planned session that is due, or one without a plan."""
    form = OpenForm({"minutes": 60, "capacity": 12, **request.POST.dict()})
    if not form.is_valid():
        return show_room(request, room, open_form=form, status=422)
    result = sessions.open_session(
        room.pk,
        request.viewer,
        minutes=form.cleaned_data["minutes"],
        capacity=form.cleaned_data["capacity"],
        title=form.cleaned_data["title"],
    )
    if result.session_id is None:
        for reason in result.verdict.reasons:
            form.add_error("title", reason.message)
        return show_room(request, room, open_form=form, status=422)
    return redirect(room)


@require_http_methods(["GET", "HEAD", "POST"])
@host_only
def plan(request: HttpRequest, room: Any) -> HttpResponse:
    """Put a session into the programme."""
    form = PlanForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            result = sessions.schedule_session(
                room.pk,
                request.viewer,
                title=data["title"],
                description=data["description"],
                starts_at=data["starts_at"],
                ends_at=data["ends_at"],
                capacity=data["capacity"],
            )
            if result.session_id is not None:
                messages.success(request, _("The session is in the programme."))
                return redirect("chat:programme")
            for reason in result.verdict.reasons:
                field = reason.part if reason.part in form.fields else "title"
                form.add_error(field, reason.message)
    return render(request, "chat/plan.html", {"room": room, "form": form}, status=status)


@require_POST
@host_only
def turn(request: HttpRequest, room: Any) -> HttpResponse:
    """I am here; pause; carry on; closing round; close."""
    form = TurnForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=400)
    do = form.cleaned_data["do"]
    act = {
        "here": sessions.renew_lease,
        "pause": sessions.pause,
        "resume": sessions.resume,
        "closing": sessions.begin_closing,
        "close": sessions.close,
    }[do]
    act(room.pk, request.viewer)
    if do == "close":
        messages.success(request, _("The session is closed. Thank you for looking after it."))
        return redirect(room)
    return _back(room)


@require_POST
@host_only
def release(request: HttpRequest, room: Any, line: int) -> HttpResponse:
    lines.release_line(line, request.viewer)
    _still_here(request, room)
    return _back(room)


@require_POST
@host_only
def remove(request: HttpRequest, room: Any, line: int) -> HttpResponse:
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    lines.remove_line(line, request.viewer, reason=reason)
    _still_here(request, room)
    return _back(room)


@require_POST
@host_only
def mute(request: HttpRequest, room: Any, person: object) -> HttpResponse:
    form = MuteForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=400)
    seats.mute_member(room.pk, request.viewer, person, form.cleaned_data["minutes"])
    _still_here(request, room)
    return _back(room)


@require_POST
@host_only
def ask_to_leave(request: HttpRequest, room: Any, person: object) -> HttpResponse:
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    seats.remove_from_room(room.pk, request.viewer, person, reason)
    _still_here(request, room)
    return _back(room)


def _still_here(request: HttpRequest, room: Any) -> None:
    """Whatever a host does is a sign of life."""
    try:
        sessions.renew_lease(room.pk, request.viewer)
    except RoomConflict:
        return
