"""The only door. Every action that creates or edits words asks here, inside its transaction."""

from __future__ import annotations

import logging

from django.db import transaction
from django.db.models import F

from community.safety import queries, rules
from community.safety.models import MemberRecord, Screening
from community.safety.verdicts import (
    Contribution,
    Outcome,
    Reason,
    Severity,
    Standing,
    Surface,
    Verdict,
)
from community.safety.viewers import Viewer

logger = logging.getLogger(__name__)

# Surfaces whose shown contributions make somebody known here.
COUNTED = frozenset({Surface.POST, Surface.TOPIC_TITLE, Surface.CHAT_LINE})
TAIL = 240


def screen(contribution: Contribution, viewer: Viewer | None = None) -> Verdict:
    """Read a contribution before anyone else does.

    Call inside the action's transaction (``RuntimeError`` otherwise): the words and the verdict
    on them are stored together or not at all. Never raises because of the text: whatever goes
    wrong in a rule, the words are held for a person, and the error is logged.
    ``viewer`` spares a query when the action already knows the author's roles.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("screen() belongs inside the action's transaction")
    policy = queries.gate_policy()
    standing = queries.standing_for(contribution, viewer, policy)
    verdict = _judge(contribution, standing, policy)
    _remember(contribution, verdict, standing)
    return verdict


def dry_run(contribution: Contribution, standing: Standing | None = None) -> Verdict:
    """What ``screen`` would say, with nothing read of the author and nothing stored."""
    established = Standing(shown_count=1000)
    return _judge(contribution, standing or established, queries.gate_policy())


def _judge(contribution: Contribution, standing: Standing, policy: queries.GatePolicy) -> Verdict:
    try:
        return rules.apply(
            contribution,
            standing,
            allow_numbers=policy.allow_numbers,
            allow_hosts=policy.allow_hosts,
            methods=queries.clinical_terms(),
        )
    except Exception:
        # Whatever broke, words that nobody could read are not shown.
        logger.exception("the rules failed on a contribution to %s", contribution.surface)
        return Verdict(
            Outcome.HOLD,
            (
                Reason(
                    code="gate.error",
                    rule="gate",
                    outcome=Outcome.HOLD,
                    severity=Severity.CONDUCT,
                    message="We could not check this just now, so a person will read it first.",
                ),
            ),
        )


def _remember(contribution: Contribution, verdict: Verdict, standing: Standing) -> None:
    text = contribution.text.replace("\x00", "")
    Screening.objects.create(
        author_id=contribution.author_id,
        surface=contribution.surface,
        space_key=contribution.space.key[:80],
        outcome=verdict.outcome,
        codes=list(verdict.codes),
        digest=queries.digest(contribution.text),
        tail=text[-TAIL:].encode("utf-8", "replace").decode("utf-8"),
        is_edit=contribution.subject_id is not None,
    )
    if (
        contribution.author_id is not None
        and verdict.allowed
        and contribution.subject_id is None
        and contribution.surface in COUNTED
    ):
        count_shown(contribution.author_id)


def count_shown(member_id: int) -> None:
    """One more contribution of this member's was shown (by the gate or by a moderator)."""
    if not MemberRecord.objects.filter(member_id=member_id).update(
        shown_count=F("shown_count") + 1
    ):
        MemberRecord.objects.get_or_create(member_id=member_id, defaults={"shown_count": 1})
