"""A decision: one transaction, once, by somebody who is neither author nor reporter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from community.notices.actions import tell
from community.safety import subjects
from community.safety.actions import log
from community.safety.gate import COUNTED, count_shown
from community.safety.models import (
    Case,
    CaseState,
    Decision,
    DecisionOutcome,
    Finding,
    MemberRecord,
    State,
)
from community.safety.permissions import Conflict, NotAllowed, check_may_decide, outcomes_for
from community.safety.viewers import Viewer

NEW_STATE = {
    DecisionOutcome.RELEASE: State.SHOWN,
    DecisionOutcome.RESTORE: State.SHOWN,
    DecisionOutcome.HIDE: State.HIDDEN,
    DecisionOutcome.REMOVE: State.REMOVED,
}


@dataclass(frozen=True, slots=True)
class DecisionResult:
    case_id: int
    decision_id: int
    outcome: DecisionOutcome
    previous_state: State
    new_state: State


@transaction.atomic
def decide(
    case_id: int,
    viewer: Viewer,
    outcome: str,
    *,
    version: int,
    finding: str = Finding.NEITHER,
    rule_code: str = "",
    reason: str = "",
    note: str = "",
) -> DecisionResult:
    """Decide a case as it was shown to this moderator (``version``).

    Raises ``Case.DoesNotExist``; ``NotAllowed`` for one's own words or report, and for an
    outcome that the subject's state does not offer; ``Conflict`` when the case changed since it
    was shown, is decided already, or is claimed by a colleague; ``LookupError`` when the subject
    is gone. Author and reporters are told after commit.
    """
    outcome = DecisionOutcome(outcome)
    finding = Finding(finding)
    case = Case.objects.select_for_update().get(pk=case_id)
    check_may_decide(viewer, case)
    if case.state == CaseState.DECIDED:
        raise Conflict("A colleague has already decided this case.", case)
    if case.version != version:
        raise Conflict("Something new came in since you opened this case.", case)
    if case.claimed_now_by() not in (None, viewer.user_id):
        raise Conflict("A colleague is looking at this now.", case)
    subject_type = subjects.get(case.subject_type)
    subject = _lock(subject_type, case)
    if outcome not in outcomes_for(subject.state):
        raise NotAllowed(f"“{outcome.label}” does not fit: this is {State(subject.state).label}.")

    new_state = NEW_STATE.get(outcome, State(subject.state))
    # Before the subject moves: an action takes its author's record first and its space after,
    # and two who take them in another order wait for one another.
    _keep_counts(case, subject_type, outcome, State(subject.state))
    previous = subject_type.set_state(subject, new_state)
    decision = Decision.objects.create(
        case=case,
        moderator_id=viewer.user_id,
        outcome=outcome,
        finding=finding,
        rule_code=rule_code[:60],
        reason=reason,
        note=note,
        previous_state=previous,
        new_state=new_state,
        case_version=case.version,
    )
    now = timezone.now()
    Case.objects.filter(pk=case.pk).update(
        state=CaseState.DECIDED,
        decided_at=now,
        seen_at=case.seen_at or now,
        version=F("version") + 1,
        claimed_by=None,
        claim_until=None,
    )
    log.record(
        f"case.{outcome}",
        actor_id=viewer.user_id,
        subject_type=case.subject_type,
        subject_id=case.subject_id,
        case_id=case.pk,
        previous={"state": previous},
        new={"state": new_state, "finding": finding, "rule": rule_code},
        reason=reason,
    )
    _answer_appeals(case, previous, new_state)
    _tell_author(case, subject_type, outcome, previous, reason)
    _tell_reporters(case, outcome)
    return DecisionResult(case.pk, decision.pk, outcome, previous, new_state)


def _lock(subject_type: subjects.SubjectType, case: Case) -> Any:
    try:
        return subject_type.lock(case.subject_id)
    except subject_type.model.DoesNotExist as gone:  # type: ignore[attr-defined]
        raise LookupError("What this case is about is no longer here.") from gone


def _keep_counts(
    case: Case, subject_type: subjects.SubjectType, outcome: DecisionOutcome, previous: State
) -> None:
    if case.author_id is None:
        return
    first_release = outcome == DecisionOutcome.RELEASE and previous == State.HELD
    if first_release and COUNTED.intersection(subject_type.surfaces):
        count_shown(case.author_id)
    if outcome in (DecisionOutcome.HIDE, DecisionOutcome.REMOVE):
        record, _ = MemberRecord.objects.get_or_create(member_id=case.author_id)
        MemberRecord.objects.filter(pk=record.pk).update(upheld_count=F("upheld_count") + 1)


AUTHOR_WORDS = {
    DecisionOutcome.RELEASE: (
        "Your {label} is now shown",
        "Thank you for waiting. A moderator has read your {label} and it is now shown.",
    ),
    DecisionOutcome.RESTORE: (
        "Your {label} is shown again",
        "A moderator looked again, and your {label} is back.",
    ),
    DecisionOutcome.HIDE: (
        "About your {label}",
        "A moderator has hidden your {label} for now. Only you and moderators can see it.",
    ),
    DecisionOutcome.REMOVE: (
        "About your {label}",
        "A moderator has taken your {label} down.",
    ),
}


def _tell_author(
    case: Case,
    subject_type: subjects.SubjectType,
    outcome: DecisionOutcome,
    previous: State,
    reason: str,
) -> None:
    if case.author_id is None or outcome not in AUTHOR_WORDS:
        return
    subject, body = AUTHOR_WORDS[outcome]
    paragraphs = [body.format(label=subject_type.label)]
    if reason.strip():
        paragraphs.append(reason.strip())
    if outcome in (DecisionOutcome.HIDE, DecisionOutcome.REMOVE):
        paragraphs.append(
            "This is about the words, not about you. If you think we got it wrong, open this "
            "notice and ask for somebody else to look again."
        )
    tell(
        case.author_id,
        "decision",
        subject=subject.format(label=subject_type.label),
        body="\n\n".join(paragraphs),
        url=reverse("safe_space:decision", args=[case.public_id]),
    )


def _answer_appeals(case: Case, previous: State, new_state: State) -> None:
    """An appeal is upheld when the words are back; otherwise its author is told that they stay."""
    for appeal in case.appeals.filter(answered_at__isnull=True):
        appeal.upheld = new_state == State.SHOWN and previous != State.SHOWN
        appeal.answered_at = timezone.now()
        appeal.save(update_fields=["upheld", "answered_at"])
        if not appeal.upheld:
            tell(
                appeal.member_id,
                "appeal",
                subject="Somebody else has looked again",
                body=(
                    "A different moderator has read it with fresh eyes and came to the same "
                    "answer, so it stays as it is. Thank you for asking."
                ),
                url=reverse("safe_space:decision", args=[case.public_id]),
            )


def _tell_reporters(case: Case, outcome: DecisionOutcome) -> None:
    acted = outcome in (DecisionOutcome.HIDE, DecisionOutcome.REMOVE)
    waiting = case.reports.filter(answered_at__isnull=True)
    for report in waiting:
        if report.reporter_id is None or not report.wants_outcome:
            continue
        tell(
            report.reporter_id,
            "report-outcome",
            subject="Thank you for telling us",
            body=(
                "A moderator has looked at what you reported and has taken action."
                if acted
                else "A moderator has looked at what you reported. It stays as it is, because it "
                "fits the house rules. You did right to tell us."
            ),
        )
    waiting.update(answered_at=timezone.now())
