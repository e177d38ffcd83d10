"""Taking a case for fifteen minutes, so that two people do not do the same work."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from community.safety.actions import log
from community.safety.models import LEASE, Case
from community.safety.permissions import Conflict, check_may_see
from community.safety.viewers import Viewer


@transaction.atomic
def claim(case_id: int, viewer: Viewer) -> Case:
    """Take or renew the lease. Raises ``Conflict`` while a colleague holds it."""
    case = Case.objects.select_for_update().get(pk=case_id)
    check_may_see(viewer, case)
    holder = case.claimed_now_by()
    if holder not in (None, viewer.user_id):
        raise Conflict("A colleague is looking at this now.", case)
    now = timezone.now()
    first = holder is None
    case.claimed_by_id = viewer.user_id
    case.claim_until = now + LEASE
    case.seen_at = case.seen_at or now
    case.save(update_fields=["claimed_by", "claim_until", "seen_at"])
    if first:
        log.record(
            "case.claimed",
            actor_id=viewer.user_id,
            subject_type=case.subject_type,
            subject_id=case.subject_id,
            case_id=case.pk,
        )
    return case


@transaction.atomic
def hand_over(case_id: int, viewer: Viewer, note: str = "") -> Case:
    """Give the case back to the queue with a note. Raises ``Conflict`` when it is a colleague's."""
    case = Case.objects.select_for_update().get(pk=case_id)
    check_may_see(viewer, case)
    if case.claimed_now_by() not in (None, viewer.user_id):
        raise Conflict("A colleague is looking at this now.", case)
    case.claimed_by = None
    case.claim_until = None
    case.handover_note = note.strip()[:2000] or case.handover_note
    case.save(update_fields=["claimed_by", "claim_until", "handover_note"])
    log.record(
        "case.handed_over",
        actor_id=viewer.user_id,
        subject_type=case.subject_type,
        subject_id=case.subject_id,
        case_id=case.pk,
        new={"note": case.handover_note},
    )
    return case
