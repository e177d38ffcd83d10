"""Reads of the safe space: policy, standing, the review queue, the house rules."""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone
from wagtail.models import Site

from community.safety import viewers
from community.safety.models import (
    Agreement,
    Case,
    CaseState,
    CrisisLine,
    HouseRules,
    MemberRecord,
    SafeSpaceSettings,
    Sanction,
    SanctionKind,
    Screening,
)
from community.safety.rules.crisis import load_methods
from community.safety.verdicts import Contribution, Severity, Standing

if TYPE_CHECKING:
    from community.safety.viewers import Viewer

RECENT = timedelta(minutes=10)
# A refusal is remembered for an hour: the same slip again goes to a person.
REFUSALS_REMEMBERED = timedelta(hours=1)


# --- policy -------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class GatePolicy:
    """The staff's numbers, as the rules take them."""

    allow_numbers: frozenset[str]
    allow_hosts: frozenset[str]
    first_posts_held: int


_policy: tuple[float, GatePolicy] | None = None
POLICY_SECONDS = 10.0


def gate_policy() -> GatePolicy:
    """The staff's settings, read at most every ten seconds a process."""
    global _policy
    now = time.monotonic()
    if _policy is None or now - _policy[0] > POLICY_SECONDS:
        found = safe_space()
        _policy = (
            now,
            GatePolicy(
                allow_numbers=found.numbers(),
                allow_hosts=frozenset(found.allowed_hosts.lower().split()),
                first_posts_held=found.first_posts_held,
            ),
        )
    return _policy[1]


def clinical_terms() -> tuple[str, ...]:
    """The list that ``CLINICAL_TERMS_FILE`` names; empty when none is. Raises ``OSError``."""
    return _clinical_terms(settings.CLINICAL_TERMS_FILE)


@functools.cache
def _clinical_terms(path: str) -> tuple[str, ...]:
    return load_methods(Path(path).read_text(encoding="utf-8")) if path else ()


def forget_policy() -> None:
    """Called when staff save the settings, and between tests."""
    global _policy
    _policy = None


def safe_space() -> SafeSpaceSettings:
    """The default site's settings; defaults when no site exists yet."""
    site = Site.objects.filter(is_default_site=True).first()
    return SafeSpaceSettings.for_site(site) if site else SafeSpaceSettings()


@dataclass(frozen=True, slots=True)
class SupportPanel:
    """What is offered the moment somebody writes in distress."""

    lines: tuple[CrisisLine, ...]


def support_panel() -> SupportPanel:
    return SupportPanel(tuple(safe_space().crisis_lines()))


def digest(text: str) -> str:
    """Same words, same digest, whatever the case and spacing."""
    folded = " ".join(text.casefold().split())
    return hashlib.blake2b(folded.encode("utf-8", "replace"), digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class ReadingHours:
    """When moderators read, in London time; ``now``: is somebody reading at this moment?"""

    since: dt.time
    until: dt.time
    now: bool


def reading_hours() -> ReadingHours:
    """The site's staffed hours; hours that pass midnight are understood."""
    found = safe_space()
    clock = timezone.localtime().time()
    since, until = found.staffed_from, found.staffed_until
    inside = since <= clock < until if since <= until else clock >= since or clock < until
    return ReadingHours(since, until, inside)


# --- standing -----------------------------------------------------------------------------
def standing_for(contribution: Contribution, viewer: Viewer | None, policy: GatePolicy) -> Standing:
    """What the rules may know of the author: three small queries, four without ``viewer``."""
    author_id = contribution.author_id
    if author_id is None:
        return Standing()
    if viewer is None:
        viewer = viewers.build(author_id)
    now = timezone.now()
    record = MemberRecord.objects.filter(member_id=author_id).first()
    kinds = set(
        Sanction.objects.active().filter(member_id=author_id).values_list("kind", flat=True)
    )
    rows = list(
        Screening.objects.filter(author_id=author_id, at__gt=now - REFUSALS_REMEMBERED)
        .filter(Q(at__gt=now - RECENT) | Q(outcome="refuse"))
        .order_by("-at")
        .values_list("at", "outcome", "codes", "digest", "space_key", "tail", "surface", "is_edit")[
            :200
        ]
    )
    fresh = [row for row in rows if row[0] > now - RECENT]
    here = [
        row
        for row in fresh
        if row[4] == contribution.space.key and row[6] == contribution.surface and not row[7]
    ]
    stored_here = [row for row in here if row[1] != "refuse"]
    same = digest(contribution.text)
    refusals: set[str] = set()
    for row in rows:
        if row[1] == "refuse":
            refusals.update(row[2])
    return Standing(
        is_staff=viewer.is_staff,
        silenced=SanctionKind.SILENCE in kinds,
        suspended=bool(kinds & {SanctionKind.SUSPENSION, SanctionKind.BAN}),
        shown_count=record.shown_count if record else 0,
        first_posts_held=policy.first_posts_held,
        in_last_minute=sum(row[0] > now - timedelta(minutes=1) for row in here),
        in_last_ten_minutes=len(here),
        seconds_since_last=(now - stored_here[0][0]).total_seconds() if stored_here else None,
        recent_refusals=frozenset(refusals),
        same_text_recently=any(row[3] == same for row in stored_here),
        recent_text="\n".join(row[5] for row in reversed(here[:3])),
    )


def is_silenced(member_id: int) -> bool:
    """May this member not write now? (silence, suspension or ban in force)"""
    silenced: bool = (
        Sanction.objects.active()
        .filter(member_id=member_id)
        .exclude(kind=SanctionKind.WARNING)
        .exists()
    )
    return silenced


# --- house rules --------------------------------------------------------------------------
def current_house_rules() -> HouseRules | None:
    """The version in force now; ``None`` before the first is written."""
    return HouseRules.objects.filter(effective_from__lte=timezone.now()).order_by("-number").first()


def past_house_rules() -> QuerySet[HouseRules]:
    current = current_house_rules()
    return HouseRules.objects.filter(number__lt=current.number if current else 0)


def has_agreed(member_id: int) -> bool:
    """Has this member said yes to the rules in force? True when there are none yet."""
    current = current_house_rules()
    if current is None:
        return True
    return Agreement.objects.filter(member_id=member_id, rules=current).exists()


# --- the review queue ---------------------------------------------------------------------
def queue_for(viewer: Viewer) -> QuerySet[Case]:
    """Open cases this moderator may see: severity first, then what is due soonest.

    A moderator of the whole site sees all; a moderator of a circle, that circle's. Cases about
    oneself are left out: nobody decides on their own words.
    """
    found = Case.objects.filter(state=CaseState.OPEN)
    if not viewer.is_moderator:
        found = found.filter(circle_id__in=viewer.moderated_circle_ids)
    return (
        found.exclude(author_id=viewer.user_id)
        .select_related("claimed_by", "author")
        .annotate(report_count=Count("reports", filter=Q(reports__answered_at__isnull=True)))
        .order_by("severity", "due_at", "id")
    )


def unseen_danger(limit: int = 200) -> list[int]:
    """Ids of open cases where a life may be at risk and nobody has looked yet."""
    waiting = Case.objects.filter(
        state=CaseState.OPEN, severity=Severity.RISK_TO_LIFE, seen_at__isnull=True
    )
    return list(waiting.order_by("due_at").values_list("pk", flat=True)[:limit])


def overdue(viewer: Viewer) -> int:
    return queue_for(viewer).filter(due_at__lt=timezone.now()).count()


def cases_about(member_id: int) -> QuerySet[Case]:
    """A member's history for the desk, newest first."""
    return Case.objects.filter(author_id=member_id).order_by(F("opened_at").desc())
