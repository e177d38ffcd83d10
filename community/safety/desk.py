"""What the desk shows: read from the queue, shaped for the page."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from community.safety import permissions, queries, subjects
from community.safety.models import (
    Appeal,
    Case,
    CaseState,
    Decision,
    DecisionOutcome,
    Evidence,
    Report,
    Sanction,
    State,
)
from community.safety.rules import explain
from community.safety.verdicts import Severity
from community.safety.viewers import Viewer

LANE_WORDS = {
    Severity.RISK_TO_LIFE: ("Somebody may be in danger", "Look within 15 minutes"),
    Severity.HARM: ("Harm", "Look within 4 hours"),
    Severity.CONDUCT: ("How people treat each other", "Look within a day"),
    Severity.ROUTINE: ("Everyday", "Look within 3 days"),
}
SHOWN_IN_LANE = 25


@dataclass(frozen=True, slots=True)
class Card:
    """One case on the board."""

    case: Case
    label: str
    overdue: bool
    claimed_by: str
    claimed_by_me: bool
    reports: int


@dataclass(frozen=True, slots=True)
class Lane:
    """All open cases of one severity; ``total`` also counts those not drawn."""

    severity: Severity
    title: str
    promise: str
    cards: tuple[Card, ...]
    total: int
    overdue: int

    @property
    def more(self) -> int:
        return self.total - len(self.cards)


@dataclass(frozen=True, slots=True)
class Board:
    lanes: tuple[Lane, ...]
    total: int
    overdue: int
    decided_today: int


def board(viewer: Viewer) -> Board:
    """The desk at this moment: six queries, whatever the number of cases."""
    now = timezone.now()
    counts = {
        row["severity"]: row
        for row in queries.queue_for(viewer)
        .order_by()
        .values("severity")
        .annotate(
            n=Count("id", distinct=True), late=Count("id", filter=Q(due_at__lt=now), distinct=True)
        )
    }
    lanes = []
    for severity in Severity:
        cases = (
            queries.queue_for(viewer)
            .filter(severity=severity)
            .select_related("claimed_by__profile")[:SHOWN_IN_LANE]
        )
        row = counts.get(severity, {"n": 0, "late": 0})
        title, promise = LANE_WORDS[severity]
        lanes.append(
            Lane(
                severity,
                title,
                promise,
                tuple(_card(case, viewer, now) for case in cases),
                row["n"],
                row["late"],
            )
        )
    return Board(
        tuple(lanes),
        sum(lane.total for lane in lanes),
        sum(lane.overdue for lane in lanes),
        Decision.objects.filter(
            moderator_id=viewer.user_id, decided_at__gt=now - timedelta(hours=24)
        ).count(),
    )


def _card(case: Case, viewer: Viewer, now: datetime) -> Card:
    holder = case.claimed_now_by()
    return Card(
        case=case,
        label=_label(case.subject_type),
        overdue=case.due_at < now,
        claimed_by=case.claimed_by.display_name if holder else "",
        claimed_by_me=holder == viewer.user_id,
        reports=case.report_count,
    )


def _label(subject_type: str) -> str:
    try:
        return subjects.get(subject_type).label
    except KeyError:
        return subject_type


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the words; ``marked`` when a rule pointed at it."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class WhyHeld:
    """One reason code, its rule's plain words, and how a moderator may judge it."""

    code: str
    plain: str
    guidance: str


def pieces(words: str, reasons: Iterable[dict[str, Any]], part: str = "body") -> tuple[Piece, ...]:
    """The words cut where rules pointed. Spans that do not fit the words are left out."""
    inside = [False] * len(words)
    for reason in reasons:
        start, end = reason.get("start"), reason.get("end")
        if reason.get("part") != part or not isinstance(start, int) or not isinstance(end, int):
            continue
        if 0 <= start < end <= len(words):
            inside[start:end] = [True] * (end - start)
    found: list[Piece] = []
    for marked, run in itertools.groupby(range(len(words)), key=inside.__getitem__):
        where = list(run)
        found.append(Piece(words[where[0] : where[-1] + 1], marked))
    return tuple(found)


def _why(reasons: Iterable[dict[str, Any]]) -> tuple[WhyHeld, ...]:
    seen: dict[str, WhyHeld] = {}
    for reason in reasons:
        code = str(reason.get("code", ""))
        found = explain(code)
        seen[code] = WhyHeld(
            code, found[0].plain if found else "", found[0].guidance if found else ""
        )
    return tuple(seen.values())


@dataclass(frozen=True, slots=True)
class CasePage:
    """Everything a moderator needs to decide one case."""

    case: Case
    label: str
    state: State | None
    snapshot: dict[str, Any]
    now_text: str
    changed_since: bool
    url: str
    evidence: tuple[Evidence, ...]
    words: tuple[Piece, ...]
    reasons: tuple[WhyHeld, ...]
    reports: tuple[Report, ...]
    decisions: tuple[Decision, ...]
    appeal: Appeal | None
    history: tuple[Case, ...]
    sanctions: tuple[Sanction, ...]
    outcomes: tuple[DecisionOutcome, ...]
    may_decide: bool
    why_not: str
    claimed_by: str
    claimed_by_me: bool
    distressing: bool


def find_case(public_id: object) -> Case | None:
    return Case.objects.filter(public_id=public_id).first()


def case_page(case: Case, viewer: Viewer) -> CasePage:
    """Read one case whole. Raises ``NotAllowed`` when it is not this moderator's to see."""
    permissions.check_may_see(viewer, case)
    case = Case.objects.select_related("claimed_by__profile").get(pk=case.pk)
    evidence = tuple(case.evidence.all())
    latest = evidence[-1].snapshot if evidence else {}
    subject_type = subjects.get(case.subject_type)
    subject = subject_type.get(case.subject_id)
    current = subject_type.describe(subject) if subject is not None else None
    state = State(subject.state) if subject is not None else None
    why_not = ""
    try:
        permissions.check_may_decide(viewer, case)
    except permissions.NotAllowed as refusal:
        why_not = str(refusal)
    if case.state == CaseState.DECIDED:
        why_not = "This case is decided."
    elif subject is None:
        why_not = "What this case is about is no longer here."
    holder = case.claimed_now_by()
    return CasePage(
        case=case,
        label=subject_type.label,
        state=state,
        snapshot=latest,
        now_text=current.text if current else "",
        changed_since=bool(current and latest and current.text != latest.get("text")),
        url=current.url if current else "",
        evidence=evidence,
        words=pieces(latest.get("text", ""), evidence[-1].reasons if evidence else ()),
        reasons=_why(reason for each in evidence for reason in each.reasons),
        reports=tuple(case.reports.select_related("reporter__profile")),
        decisions=tuple(case.decisions.select_related("moderator__profile")),
        appeal=case.appeals.filter(answered_at__isnull=True).first(),
        history=tuple(
            queries.cases_about(case.author_id).exclude(pk=case.pk)[:20] if case.author_id else ()
        ),
        sanctions=tuple(
            Sanction.objects.filter(member_id=case.author_id).order_by("-starts_at")[:20]
            if case.author_id
            else ()
        ),
        outcomes=permissions.outcomes_for(state) if state else (),
        may_decide=not why_not,
        why_not=why_not,
        claimed_by=case.claimed_by.display_name if holder else "",
        claimed_by_me=holder == viewer.user_id,
        distressing=case.severity <= Severity.HARM,
    )


@dataclass(frozen=True, slots=True)
class OwnDecision:
    """What an author is shown of a decision about their words."""

    case: Case
    label: str
    text: str
    decision: Decision
    appeal: Appeal | None
    may_appeal: bool
    url: str


def own_decision(public_id: object, viewer: Viewer) -> OwnDecision | None:
    """The latest decision on one's own words, or ``None`` (also when they are another's)."""
    if viewer.user_id is None:
        return None
    case = Case.objects.filter(public_id=public_id, author_id=viewer.user_id).first()
    decision = case.decisions.order_by("-decided_at", "-id").first() if case else None
    if case is None or decision is None:
        return None
    subject_type = subjects.get(case.subject_type)
    subject = subject_type.get(case.subject_id)
    evidence = case.evidence.last()
    appeal = Appeal.objects.filter(decision=decision).first()
    shown = decision.new_state == State.SHOWN
    return OwnDecision(
        case=case,
        label=subject_type.label,
        text=evidence.snapshot.get("text", "") if evidence else "",
        decision=decision,
        appeal=appeal,
        may_appeal=not shown and appeal is None,
        url=subject_type.describe(subject).url if subject is not None and shown else "",
    )


def decided(viewer: Viewer, limit: int = 50) -> list[Case]:
    """Cases decided lately, newest first, for looking something up again."""
    found = Case.objects.filter(state=CaseState.DECIDED)
    if not viewer.is_moderator:
        found = found.filter(circle_id__in=viewer.moderated_circle_ids)
    return list(found.exclude(author_id=viewer.user_id).order_by("-decided_at")[:limit])
