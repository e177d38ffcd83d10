"""An author asks for a second pair of eyes."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from community.safety.actions import log
from community.safety.models import DUE_WITHIN, Appeal, Case, CaseState, State
from community.safety.permissions import NotAllowed
from community.safety.verdicts import Severity
from community.safety.viewers import Viewer


@transaction.atomic
def appeal(case_id: int, viewer: Viewer, note: str = "") -> Appeal:
    """Open a decided case again, for a moderator who did not decide it.

    Only the author may, and only about a decision that hid or removed their words
    (``NotAllowed`` otherwise). Asking twice gives the first appeal back.
    """
    case = Case.objects.select_for_update().get(pk=case_id)
    if viewer.user_id is None or case.author_id != viewer.user_id:
        raise NotAllowed("Only the person who wrote it can ask.")
    decision = case.decisions.order_by("-decided_at", "-id").first()
    if decision is None or decision.new_state not in (State.HIDDEN, State.REMOVED):
        raise NotAllowed("There is no decision here to look at again.")
    existing = Appeal.objects.filter(decision=decision).first()
    if existing is not None:
        return existing
    made = Appeal.objects.create(
        case=case,
        decision=decision,
        member_id=viewer.user_id,
        note=note.replace("\x00", "")[:4000],
    )
    now = timezone.now()
    Case.objects.filter(pk=case.pk).update(
        state=CaseState.OPEN,
        opened_at=now,
        due_at=now + DUE_WITHIN[Severity.CONDUCT],
        decided_at=None,
        seen_at=None,
        claimed_by=None,
        claim_until=None,
        reopened=F("reopened") + 1,
        version=F("version") + 1,
    )
    log.record(
        "case.appealed",
        actor_id=viewer.user_id,
        subject_type=case.subject_type,
        subject_id=case.subject_id,
        case_id=case.pk,
    )
    return made
