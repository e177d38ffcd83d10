"""Small acts: follow, mute, mark as read, pin, close."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from forum.actions.reading import follow, mark_all_read
from forum.actions.topics import set_locked, set_pinned
from forum.permissions import NotAllowed

ACTS = {
    "pin": (set_pinned, True),
    "unpin": (set_pinned, False),
    "close": (set_locked, True),
    "open": (set_locked, False),
}


def _back_to_topic(topic_id: int) -> HttpResponse:
    return redirect("forum:bare_topic", topic_id)


@never_cache
@require_POST
def follow_topic(request: HttpRequest, topic_id: int) -> HttpResponse:
    """``level``: ``watch``, ``mute``, or nothing."""
    if not request.viewer.is_signed_in:
        return redirect(
            f"{reverse('account_login')}?next={reverse('forum:bare_topic', args=[topic_id])}"
        )
    try:
        follow(request.viewer, topic_id, request.POST.get("level", ""))
    except ObjectDoesNotExist as gone:
        raise Http404("There is no such topic.") from gone
    except ValueError:
        return HttpResponseBadRequest()
    return _back_to_topic(topic_id)


@never_cache
@require_POST
def all_read(request: HttpRequest) -> HttpResponse:
    if request.viewer.is_signed_in:
        mark_all_read(request.viewer.user_id)
        messages.success(request, _("Everything up to now counts as read."))
    return redirect("forum:home")


@never_cache
@require_POST
def look_after(request: HttpRequest, topic_id: int) -> HttpResponse:
    """For moderators. ``do``: ``pin``, ``unpin``, ``close`` or ``open``."""
    act = ACTS.get(request.POST.get("do", ""))
    if act is None:
        return HttpResponseBadRequest()
    change, value = act
    try:
        change(request.viewer, topic_id, value)
    except ObjectDoesNotExist as gone:
        raise Http404("There is no such topic.") from gone
    except NotAllowed as reason:
        raise PermissionDenied(str(reason)) from reason
    return _back_to_topic(topic_id)
