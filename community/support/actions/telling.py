"""What people are told about requests for support. Neutral words: no name, nothing typed."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from community.accounts.models import Role
from community.accounts.queries import blocked_ids
from community.notices.actions import tell
from community.support import queries
from community.support.models import Kind, RequestState, SupportRequest, WorkerProfile


def tell_member(request: SupportRequest, kind: str, subject: str, body: str) -> None:
    """Tell the member; nobody, when they have closed their account."""
    if request.member_id is not None:
        tell(
            request.member_id,
            f"support-{kind}",
            subject=subject,
            body=body,
            url=reverse("support:request", args=[request.public_id]),
        )


def tell_worker(user_id: int, request: SupportRequest, subject: str, body: str) -> None:
    tell(
        user_id,
        "support-work",
        subject=subject,
        body=body,
        url=reverse("support:work-request", args=[request.public_id]),
    )


def tell_workers_of_new(request: SupportRequest) -> int:
    """Workers of the borough (or everywhere) hear of a new request. Returns how many were told.

    Somebody who was asked for by name hears it alone at first; the others find it on the list.
    """
    people = _nearest(request, queries.people_with(Role.WORKER))
    people = people or queries.people_with(Role.LEAD)
    told = _but_not_theirs(request, people)
    for person in told:
        tell_worker(
            person,
            request,
            "Somebody has asked for a call"
            if request.kind == Kind.CALL_BACK
            else "Somebody has asked for one-to-one support",
            "A new request is on the workers’ list.",
        )
    return len(told)


def alert(request: SupportRequest, *, once: str) -> int:
    """Tell every worker and lead that a request needs a person now. Returns how many were told."""
    told = _but_not_theirs(request, queries.people_with(Role.WORKER, Role.LEAD))
    for person in told:
        tell(
            person,
            "alert",
            subject="Somebody needs you now",
            body=(
                "Somebody has written in distress in a request for support. "
                "Please open it now if you can."
            ),
            url=reverse("support:work-request", args=[request.public_id]),
            once=once,
        )
    return len(told)


def _nearest(request: SupportRequest, workers: list[int]) -> list[int]:
    if request.asked_for_id is not None:
        asked = WorkerProfile.objects.filter(
            pk=request.asked_for_id, user_id__in=workers
        ).values_list("user_id", flat=True)
        if asked:
            return list(asked)
    if request.borough_id is None:
        return workers
    elsewhere = set(
        WorkerProfile.objects.filter(user_id__in=workers, borough__isnull=False)
        .exclude(borough_id=request.borough_id)
        .values_list("user_id", flat=True)
    )
    return [each for each in workers if each not in elsewhere] or workers


def _but_not_theirs(request: SupportRequest, people: Iterable[int]) -> list[int]:
    """Without the member and anybody blocked in either direction."""
    apart = {request.member_id}
    if request.member_id is not None:
        apart |= blocked_ids(request.member_id)
    return [each for each in people if each not in apart]


MEMBER_WORDS = {
    RequestState.TAKEN: (
        "Somebody has your request",
        "A peer support worker has read what you asked for and will get back to you.",
    ),
    RequestState.DONE: (
        "Your request is finished",
        "Thank you for talking with us. You are welcome to ask again whenever you like.",
    ),
}
