"""What support holds of a person, and how it forgets them."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.utils import timezone

from community.support.models import (
    OPEN_STATES,
    Appointment,
    RequestMessage,
    RequestState,
    Story,
    SupportRequest,
    WorkerProfile,
)


def export(user_id: int) -> dict[str, Any]:
    """A member's own requests with everything said in them; a worker's introduction and stories.

    What a worker wrote to members belongs to those members' conversations, so it is only
    counted here. Nobody's telephone number but the person's own is in it.
    """
    requests = SupportRequest.objects.filter(member_id=user_id).select_related(
        "borough", "service_line", "asked_for"
    )
    return {
        "requests": [_request(each) for each in requests.order_by("created_at")],
        "introduction": _introduction(user_id),
        "stories": [
            {
                "title": title,
                "body": body,
                "told_since": consented.isoformat() if consented else None,
            }
            for title, body, consented in Story._base_manager.filter(author_id=user_id).values_list(
                "title", "body", "consented_at"
            )
        ],
        "messages_written_as_a_worker": RequestMessage.objects.filter(
            author_id=user_id, from_worker=True
        ).count(),
    }


def _request(request: SupportRequest) -> dict[str, Any]:
    return {
        "asked_for": request.kind,
        "on": request.created_at.isoformat(),
        "state": request.state,
        "borough": request.borough.name if request.borough else "",
        "part_of_the_service": request.service_line.name if request.service_line else "",
        "how": request.mode,
        "times": request.times,
        "phone": request.phone,
        "details": request.details,
        "preferences": request.preferences,
        "messages": [
            {"from": "worker" if from_worker else "me", "text": body, "at": at.isoformat()}
            for from_worker, body, at in request.messages.values_list(
                "from_worker", "body", "created_at"
            )
        ],
        "appointments": [
            {"starts": starts.isoformat(), "minutes": minutes, "how": mode, "place": place}
            for starts, minutes, mode, place in request.appointments.filter(
                cancelled_at__isnull=True
            ).values_list("starts_at", "minutes", "mode", "place")
        ],
    }


def _introduction(user_id: int) -> dict[str, Any]:
    profile = WorkerProfile.objects.filter(user_id=user_id).first()
    if profile is None:
        return {}
    return {
        "name": profile.first_name,
        "role": profile.role_title,
        "summary": profile.summary,
        "enjoys": profile.enjoys_list,
    }


def forget(user_id: int) -> int:
    """Empty a member's requests and give a worker's open ones back to the list.

    The row of a request stays without a name, so that the figures stay true. What a worker
    wrote stays in the members' conversations, signed by nobody.
    """
    now = timezone.now()
    own = SupportRequest.objects.filter(member_id=user_id)
    changed = RequestMessage.objects.filter(request__in=own).delete()[0]
    changed += Appointment.objects.filter(request__in=own).delete()[0]
    changed += own.filter(state__in=OPEN_STATES).update(
        state=RequestState.WITHDRAWN, closed_at=now, version=F("version") + 1
    )
    changed += own.update(
        phone="", details="", preferences="", handover_note="", times=[], member=None
    )
    taken = SupportRequest.objects.filter(worker_id=user_id)
    changed += taken.filter(state__in=[RequestState.TAKEN, RequestState.ARRANGED]).update(
        state=RequestState.NEW, worker=None, version=F("version") + 1
    )
    changed += taken.update(worker=None)
    changed += RequestMessage.objects.filter(author_id=user_id).update(author=None)
    changed += Appointment.objects.filter(made_by_id=user_id).update(made_by=None)
    changed += Story._base_manager.filter(author_id=user_id).delete()[0]
    changed += WorkerProfile.objects.filter(user_id=user_id).delete()[0]
    return changed
