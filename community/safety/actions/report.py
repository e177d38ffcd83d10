"""A worry becomes a case: by the gate that held something, or by a person who reports."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils import timezone

from community.safety import subjects
from community.safety.actions import log
from community.safety.models import (
    DUE_WITHIN,
    REPORT_SEVERITY,
    Case,
    CaseState,
    Evidence,
    Report,
    ReportKind,
    State,
)
from community.safety.permissions import NotAllowed
from community.safety.verdicts import Severity, Verdict
from community.safety.viewers import Viewer

# This many people reporting one item hold the item (never the person) until somebody looks.
REPORTS_THAT_HOLD = 3
NOTE_LIMIT = 4000
# Visitors' reports kept on one case while it waits: enough to hear them, too few to flood it.
VISITORS_HEARD = 20


@dataclass(frozen=True, slots=True)
class ReportResult:
    """``already``: this person's earlier report is still waiting, nothing new was stored."""

    case_id: int
    severity: Severity
    already: bool = False
    due_minutes: int = 0


def open_case_for_hold(subject: models.Model, verdict: Verdict, *, cause: str = "hold") -> Case:
    """Put a held subject before a moderator. Call in the action's transaction.

    Evidence is frozen as it is now. A crisis also alerts whoever is on duty, after commit.
    """
    case = _join_or_open(subject, verdict.severity, verdict.codes)
    _freeze(case, subject, cause, [reason.as_json() for reason in verdict.reasons])
    log.record(
        "case.held",
        actor_id=None,
        subject_type=case.subject_type,
        subject_id=case.subject_id,
        case_id=case.pk,
        new={"codes": list(verdict.codes), "severity": int(case.severity)},
    )
    _alert_if_urgent(case)
    return case


@transaction.atomic
def report(
    subject_type: str,
    ref: object,
    viewer: Viewer,
    kind: str,
    note: str = "",
    *,
    wants_outcome: bool = True,
) -> ReportResult:
    """Report a subject that this viewer can see; no account is needed for what is public.

    Raises ``LookupError`` when there is no such subject for them, ``ValueError`` on an unknown
    kind, ``NotAllowed`` when it is their own. The note is never screened: somebody must be able
    to quote abuse.
    """
    kind = ReportKind(kind)
    found_type = subjects.get(subject_type)
    subject = found_type.find(ref, viewer)
    if subject is None:
        raise LookupError(f"no {subject_type} {ref!r} for this viewer")
    if viewer.user_id is not None and getattr(subject, "author_id", None) == viewer.user_id:
        raise NotAllowed("This is your own. You can change or delete it yourself.")
    severity = REPORT_SEVERITY[kind]
    case = _join_or_open(subject, severity, [f"report.{kind}"])
    if (
        viewer.user_id is not None
        and case.reports.filter(reporter_id=viewer.user_id, answered_at__isnull=True).exists()
    ):
        return ReportResult(case.pk, Severity(case.severity), already=True)
    if viewer.user_id is None and _visitors_heard(case):
        return ReportResult(case.pk, Severity(case.severity), already=True)
    try:
        with transaction.atomic():
            Report.objects.create(
                case=case,
                reporter_id=viewer.user_id,
                kind=kind,
                note=note.replace("\x00", "")[:NOTE_LIMIT],
                wants_outcome=wants_outcome,
            )
    except IntegrityError:
        # The same person pressed twice at once: the first press counts.
        return ReportResult(case.pk, Severity(case.severity), already=True)
    _freeze(case, subject, "report", [])
    log.record(
        "case.reported",
        actor_id=viewer.user_id,
        subject_type=case.subject_type,
        subject_id=case.subject_id,
        case_id=case.pk,
        new={"kind": str(kind)},
    )
    _hold_when_many_worry(case, found_type)
    _alert_if_urgent(case)
    due = max(0, int((case.due_at - timezone.now()).total_seconds() // 60))
    return ReportResult(case.pk, Severity(case.severity), due_minutes=due)


def _visitors_heard(case: Case) -> bool:
    waiting = case.reports.filter(answered_at__isnull=True, reporter__isnull=True)
    return waiting.count() >= VISITORS_HEARD


def _join_or_open(subject: models.Model, severity: Severity, codes: Iterable[str]) -> Case:
    found_type = subjects.for_object(subject)
    snapshot = found_type.describe(subject)
    now = timezone.now()
    case, created = Case.objects.select_for_update().get_or_create(
        subject_type=found_type.key,
        subject_id=str(subject.pk),
        defaults={
            "subject_title": snapshot.title[:200],
            "author_id": snapshot.author_id,
            "circle_id": snapshot.circle_id,
            "severity": severity,
            "codes": list(codes),
            "due_at": now + DUE_WITHIN[severity],
            "opened_at": now,
        },
    )
    if created:
        return case
    if case.state == CaseState.DECIDED:
        case.state = CaseState.OPEN
        case.opened_at = now
        case.due_at = now + DUE_WITHIN[severity]
        case.severity = severity
        case.codes = list(codes)
        case.seen_at = case.decided_at = case.claimed_by = case.claim_until = None
        case.reopened = F("reopened") + 1
    else:
        case.codes = list(dict.fromkeys([*case.codes, *codes]))
        case.severity = min(case.severity, severity)
        case.due_at = min(case.due_at, now + DUE_WITHIN[severity])
    # A moderator who is deciding on the old evidence must see the new first.
    case.version = F("version") + 1
    case.save()
    case.refresh_from_db()
    return case


def _freeze(case: Case, subject: Any, cause: str, reasons: list[dict[str, object]]) -> None:
    snapshot = subjects.for_object(subject).describe(subject)
    Evidence.objects.create(case=case, cause=cause, snapshot=snapshot.as_json(), reasons=reasons)


def _hold_when_many_worry(case: Case, found_type: subjects.SubjectType) -> None:
    waiting = case.reports.filter(answered_at__isnull=True)
    people = waiting.filter(reporter__isnull=False).values("reporter_id").distinct().count()
    # Visitors without an account cannot be told apart, so together they count as one person.
    people += waiting.filter(reporter__isnull=True).exists()
    if people < REPORTS_THAT_HOLD:
        return
    subject = found_type.lock(case.subject_id)
    if subject.state == State.SHOWN:
        found_type.set_state(subject, State.HELD)
        log.record(
            "subject.held_by_reports",
            actor_id=None,
            subject_type=case.subject_type,
            subject_id=case.subject_id,
            case_id=case.pk,
            previous={"state": State.SHOWN},
            new={"state": State.HELD},
        )


def _alert_if_urgent(case: Case) -> None:
    if case.severity == Severity.RISK_TO_LIFE:
        from community.safety.tasks import alert_moderators

        alert_moderators.delay_on_commit(case.pk)
