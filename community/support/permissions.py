"""Who may do what with a request for support."""

from __future__ import annotations

from typing import TYPE_CHECKING

from community.support.models import RequestState, SupportRequest

if TYPE_CHECKING:
    from community.safety.viewers import Viewer


class NotAllowed(Exception):
    """This person may not do this. The message is for them to read."""


class Conflict(Exception):
    """The request changed since this person saw it, or a colleague was first."""


def may_work(viewer: Viewer) -> bool:
    """Workers and service leads see the list."""
    return viewer.is_worker or viewer.is_lead


def check_may_see(viewer: Viewer, request: SupportRequest) -> None:
    """Raises ``NotAllowed`` unless this request is for this worker's eyes.

    Waiting ones and urgent ones are read by every worker, because nobody should be the only one
    to judge a risk; a taken one by the worker who has it and by leads. Never one's own, and
    never that of somebody who is blocked in either direction.
    """
    if not may_work(viewer):
        raise NotAllowed("This page is for peer support workers.")
    if request.member_id is not None and request.member_id == viewer.user_id:
        raise NotAllowed("This is your own request, so a colleague looks after it.")
    if request.member_id in viewer.blocked_ids:
        raise NotAllowed("A colleague looks after this request.")
    open_to_all = request.state == RequestState.NEW or (request.is_urgent and request.is_open)
    if not (open_to_all or viewer.is_lead or request.worker_id == viewer.user_id):
        raise NotAllowed("A colleague looks after this request.")


def check_has_it(viewer: Viewer, request: SupportRequest) -> None:
    """Raises ``NotAllowed`` unless the request is open and with this worker."""
    check_may_see(viewer, request)
    if not request.is_open:
        raise NotAllowed("This request is closed.")
    if request.worker_id != viewer.user_id:
        raise NotAllowed("Take the request first, so that it has one person to turn to.")


def may_read_phone(viewer: Viewer, request: SupportRequest) -> bool:
    """The worker who has it, and nobody else: not even a lead."""
    return viewer.user_id is not None and request.worker_id == viewer.user_id


def may_pass_on(viewer: Viewer, request: SupportRequest) -> bool:
    """Hand back or hand over: the worker who has it, or a lead (somebody may be off sick)."""
    has_it = request.worker_id is not None and request.worker_id == viewer.user_id
    return request.is_open and request.state != RequestState.NEW and (has_it or viewer.is_lead)
