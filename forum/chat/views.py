"""Pages of live rooms for everyone. They translate; actions decide."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe

from community.safety import queries as safety
from forum.chat import events, long_poll, presenting, queries, replay
from forum.chat.actions import lines, seats, sending
from forum.chat.actions.lines import LineResult
from forum.chat.forms import LineForm, OpenForm, new_cid
from forum.chat.permissions import may_host

# What became of a line, as HTTP says it.
STATUS = {
    "shown": HTTPStatus.OK,
    "held": HTTPStatus.ACCEPTED,
    "room.cid": HTTPStatus.CONFLICT,
    "room.paused": HTTPStatus.CONFLICT,
    "room.closed": HTTPStatus.CONFLICT,
    "room.lobby": HTTPStatus.CONFLICT,
    "room.seat": HTTPStatus.FORBIDDEN,
    "room.removed": HTTPStatus.FORBIDDEN,
    "room.muted": HTTPStatus.FORBIDDEN,
    "room.slow": HTTPStatus.TOO_MANY_REQUESTS,
}
REFRESH_SECONDS = 20


def find_room(request: HttpRequest, slug: str) -> Any:
    """The room, if it is there for this viewer; 404 otherwise."""
    room = queries.find_room(slug, request.viewer)
    if room is None:
        raise Http404
    return room


def signed_in(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Visitors are asked to sign in and then come back to the room itself, not to the form."""

    @wraps(view)
    def wrapped(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponse:
        if not request.viewer.is_signed_in:
            return to_sign_in(slug)
        return view(request, slug, **kwargs)

    return wrapped


def to_sign_in(slug: str) -> HttpResponse:
    return redirect(f"{reverse('account_login')}?next={reverse('chat:room', args=[slug])}")


@require_safe
def programme(request: HttpRequest) -> HttpResponse:
    """Two weeks of live rooms; open to everyone."""
    return render(request, "chat/programme.html", {"programme": queries.programme(request.viewer)})


@require_safe
@never_cache
def room(request: HttpRequest, slug: str) -> HttpResponse:
    """The door, or for whoever has a seat, the room."""
    return show_room(request, find_room(request, slug))


def show_room(
    request: HttpRequest,
    room: Any,
    *,
    result: LineResult | None = None,
    body: str = "",
    errors: list[dict[str, str]] | None = None,
    open_form: OpenForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page as it is for this viewer; ``result`` and ``body`` bring back a declined line."""
    viewer = request.viewer
    session = room.current_session
    state = queries.state_of(room, session)
    seat = queries.seat_of(session, viewer) if state.state != "closed" else None
    host = may_host(viewer, room)
    context: dict[str, Any] = {
        "room": room,
        "session": session if state.state != "closed" else None,
        "state": state,
        "state_words": presenting.state_words(state.state),
        "seat": seat,
        "host": host,
        "coming": queries.coming(room),
        "panel": safety.support_panel(),
        "result": result,
        "errors": errors,
        "status_code": status,
    }
    if seat is None or seat.state != "in":
        context |= {
            "agreed": not viewer.is_signed_in or safety.has_agreed(viewer.user_id),
            "place": queries.place_in_queue(seat) if seat and seat.state == "waiting" else 0,
            "open_form": open_form or (OpenForm() if host and not context["session"] else None),
            "due": queries.session_due(room) if host and not context["session"] else None,
        }
        return render(request, "chat/door.html", context, status=status)
    seats.keep_page_seat(seat)
    view = replay.view_for(room, viewer)
    me = str(request.user.public_id)
    context |= {
        "view": view,
        "rows": presenting.rows(view.items, me),
        "me": me,
        "my_name": viewer.display_name,
        "pending": view.pending,
        "quick_replies": list(enumerate(presenting.QUICK_REPLIES)),
        "cid": new_cid(),
        "body": body,
        "can_write": state.state in ("open", "closing"),
        "refresh": _refresh(request),
        "support": result.support if result else "support" in request.GET,
        "roster": queries.roster(session),
        "held": queries.held_lines(room, viewer) if host else [],
        "csrf_cookie": settings.CSRF_COOKIE_NAME,
        "max_line": sending.MAX_LINE,
    }
    return render(request, "chat/room.html", context, status=status)


def _refresh(request: HttpRequest) -> int:
    return REFRESH_SECONDS if request.GET.get("refresh") == "on" else 0


@require_POST
@signed_in
def enter(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a seat, or a place in the queue."""
    found = find_room(request, slug)
    result = seats.enter_room(slug, request.viewer)
    onwards = redirect(found)
    if result.entry is seats.Entry.AGREEMENT:
        return redirect(f"{reverse('safe_space:agree')}?next={found.get_absolute_url()}")
    words = {
        seats.Entry.WAITING: _("The table is full just now. You are in the queue for a seat."),
        seats.Entry.CLOSED: _("This room is not open just now."),
        seats.Entry.REMOVED: _("A host asked you to leave this session. You can come another day."),
        seats.Entry.SUSPENDED: _("You cannot come into rooms for now."),
    }.get(result.entry)
    if words:
        messages.info(request, words)
    return onwards


@require_POST
@signed_in
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the seat back and go to the programme."""
    found = find_room(request, slug)
    seats.leave(found.pk, request.viewer.user_id)
    messages.success(request, _("You have left the room. Take care of yourself."))
    return redirect("chat:programme")


def _wants_json(request: HttpRequest) -> bool:
    return request.content_type == "application/json" or request.headers.get(
        "accept", ""
    ).startswith("application/json")


@require_POST
def send(request: HttpRequest, slug: str) -> HttpResponse:
    """A line by form or by JSON; the same cid rules as on the socket."""
    json_wanted = _wants_json(request)
    if not request.viewer.is_signed_in:
        if json_wanted:
            return JsonResponse({"t": "error", "code": "room.sign_in"}, status=401)
        return to_sign_in(slug)
    found = find_room(request, slug)
    try:
        form = LineForm(_sent(request))
    except ValueError:
        return JsonResponse(
            {"t": "error", "code": "room.frame", "message": "This was not a line."}, status=400
        )
    if not form.is_valid():
        words = " ".join(word for found_words in form.errors.values() for word in found_words)
        if json_wanted:
            return JsonResponse({"t": "error", "code": "room.frame", "message": words}, status=400)
        return show_room(
            request,
            found,
            body=request.POST.get("body", ""),
            errors=[{"message": words, "target": "line-body"}],
            status=422,
        )
    data = form.cleaned_data
    result = lines.send_message(
        found.pk, request.viewer.user_id, data["cid"], data["body"], request.viewer
    )
    status = STATUS.get(result.status) or STATUS.get(result.code, HTTPStatus.UNPROCESSABLE_ENTITY)
    if json_wanted:
        return HttpResponse(
            events.encode(result.ack()), status=status, content_type="application/json"
        )
    if result.status == "declined":
        return show_room(
            request,
            queries.find_room(slug, request.viewer),
            result=result,
            body=request.POST.get("body", ""),
            errors=[{"message": each.message, "target": "line-body"} for each in result.reasons],
            status=status,
        )
    support = "?support=1" if result.support else ""
    return redirect(f"{found.get_absolute_url()}{support}#latest")


def _sent(request: HttpRequest) -> Any:
    """The form's fields, from a form or from JSON. Raises ``ValueError``."""
    if request.content_type != "application/json":
        return request.POST
    if len(request.body) > events.MAX_FRAME:
        raise ValueError("too long")
    try:
        data = json.loads(request.body)
    except RecursionError as deep:
        raise ValueError("nested too deep") from deep
    if not isinstance(data, dict) or not all(isinstance(each, str) for each in data.values()):
        raise ValueError("an object of strings")
    return data


@require_GET
@never_cache
def event_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """The feed through the pages' entrance: answered at once. See ``long_poll``."""
    try:
        epoch, seq = long_poll.place(request.GET.get("after"), request.GET.get("epoch"))
    except ValueError:
        return HttpResponse(long_poll.bad_request(), status=400, content_type="application/json")
    status, body, _admitted, _head = long_poll.answer(
        request.COOKIES, slug, epoch, seq, long_poll.AGAIN_SECONDS
    )
    return HttpResponse(body, status=status, content_type="application/json")


@require_POST
@signed_in
def withdraw(request: HttpRequest, slug: str, line: int) -> HttpResponse:
    """Take back one's own line."""
    found = find_room(request, slug)
    try:
        lines.withdraw_line(line, request.viewer.user_id)
    except ObjectDoesNotExist as gone:
        raise Http404 from gone
    return redirect(f"{found.get_absolute_url()}#latest")


@require_safe
@cache_control(public=True, max_age=31_536_000, immutable=True)
def face(request: HttpRequest, name: str) -> HttpResponse:
    """The generated face of a name, for lines that arrive while the page is open."""
    return render(request, "chat/face.svg", {"name": name[:40]}, content_type="image/svg+xml")
