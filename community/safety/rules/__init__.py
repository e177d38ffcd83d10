"""The rulebook: every rule the machine applies, and ``apply`` that asks them all.

Rules are pure functions of a :class:`Reading`; nothing here knows Django, the database or the
clock on the wall. A rule that fails or runs over its time means *hold*, never *shown*.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from time import thread_time
from typing import Final

from community.safety.rules import (
    conduct,
    contact,
    crisis,
    identity,
    links,
    pace,
    packs,
    spam,
)
from community.safety.rules import (
    standing as standing_rules,
)
from community.safety.rules.catalogue import Allowed, Code, Finding, Reading, Rule
from community.safety.rules.normalise import Normalised, normalise
from community.safety.verdicts import (
    Contribution,
    Outcome,
    Part,
    Reason,
    Severity,
    Standing,
    Surface,
    Verdict,
)

logger = logging.getLogger(__name__)

__all__ = ["MAX_READ", "RULES", "Allowed", "Code", "Finding", "Reading", "Rule", "apply", "explain"]

RULES: Final[tuple[Rule, ...]] = (
    *standing_rules.RULES,
    *pace.RULES,
    *contact.RULES,
    *links.RULES,
    *identity.RULES,
    *crisis.RULES,
    *conduct.RULES,
    *packs.RULES,
    *spam.RULES,
)

# Longer than any form lets through; what lies beyond is not read, so it is held.
MAX_READ: Final = 40_000
# One rule on one part, in seconds of the processor: a busy machine must not hold words. Far
# above what the slowest takes (bench/gate.py); only a fault reaches it.
RULE_SECONDS: Final = 0.5

_ERROR: Final = Code(
    "gate.error",
    Outcome.HOLD,
    Severity.CONDUCT,
    "We could not check this just now, so a person will read it before it is shown.",
)
_TOO_LONG: Final = Code(
    "gate.too_long",
    Outcome.HOLD,
    Severity.ROUTINE,
    "This is longer than our checks can read, so a person will read it before it is shown.",
)
_EMPTY: Final = Normalised("", normalise("").base)


def apply(
    contribution: Contribution,
    standing: Standing,
    *,
    rules: Iterable[Rule] | None = None,
    allow_numbers: Iterable[str] = (),
    allow_hosts: Iterable[str] = (),
    methods: tuple[str, ...] = (),
) -> Verdict:
    """Ask every rule about a contribution; the strictest answer decides.

    ``allow_numbers`` and ``allow_hosts`` are the service's own telephone numbers and web hosts
    (settings); ``methods`` the clinical list (``load_methods``). Never raises because of the
    text: what cannot be read is held with ``gate.error``.
    """
    allowed = Allowed(
        frozenset(contact.digits_of(each) for each in allow_numbers),
        frozenset(host.lower().removeprefix("www.") for host in allow_hosts),
        methods,
    )
    reasons: list[Reason] = []
    support = False
    readings: list[Reading] = []
    for part in contribution.parts:
        if len(part.text) > MAX_READ:
            reasons.append(_reason(_TOO_LONG, "gate", 1, part.name, MAX_READ, len(part.text)))
            part = Part(part.name, part.text[:MAX_READ])
        try:
            text = normalise(part.text)
        except Exception:
            logger.exception("a text could not be normalised")
            reasons.append(_reason(_ERROR, "gate", 1, part.name))
            continue
        readings.append(
            Reading(part, text, contribution.surface, contribution.space, standing, allowed)
        )
    whole = Reading(
        Part("", contribution.text),
        _EMPTY,
        contribution.surface,
        contribution.space,
        standing,
        allowed,
    )
    for rule in RULES if rules is None else rules:
        if rule.surfaces is not None and contribution.surface not in rule.surfaces:
            continue
        for reading in readings if rule.per_part else (whole,):
            found, failed = _ask(rule, reading)
            if failed:
                reasons.append(_reason(_ERROR, rule.name, rule.version, reading.part.name))
            for finding in found:
                support = support or finding.support
                if not finding.code:
                    continue
                reasons.append(_as_reason(rule, finding, reading))
    return Verdict.from_reasons(tuple(_tidied(reasons, standing)), support=support)


def _ask(rule: Rule, reading: Reading) -> tuple[list[Finding], bool]:
    started = thread_time()
    try:
        found = list(rule.function(reading))
        for finding in found:
            if finding.code:
                rule.code(finding.code)
    except Exception:
        logger.exception("rule %s failed", rule.name)
        return [], True
    if thread_time() - started > RULE_SECONDS:
        logger.error("rule %s ran over its time", rule.name)
        return found, True
    return found, False


def _as_reason(rule: Rule, finding: Finding, reading: Reading) -> Reason:
    code = rule.code(finding.code)
    start, end = finding.start, finding.end
    if start is not None and end is not None:
        length = len(reading.part.text)
        start = min(max(start, 0), length)
        end = min(max(end, start), length)
    return Reason(
        code=code.code,
        rule=rule.name,
        outcome=finding.outcome or code.outcome,
        severity=finding.severity or code.severity,
        message=finding.message or code.message,
        version=rule.version,
        part=reading.part.name,
        start=start,
        end=end,
    )


def _reason(
    code: Code,
    rule: str,
    version: int,
    part: str,
    start: int | None = None,
    end: int | None = None,
) -> Reason:
    return Reason(
        code.code, rule, code.outcome, code.severity, code.message, version, part, start, end
    )


def _tidied(reasons: list[Reason], standing: Standing) -> Iterable[Reason]:
    """One reason for one span and code; a contact detail tried again goes to a person."""
    seen: set[tuple[object, ...]] = set()
    for reason in reasons:
        key = (reason.code, reason.part, reason.start, reason.end)
        if key in seen:
            continue
        seen.add(key)
        yield reason


def explain(code: str) -> tuple[Rule, Code] | None:
    """The rule that declares a reason code, for the desk and the catalogue page."""
    for rule in RULES:
        for each in rule.codes:
            if each.code == code:
                return rule, each
    return None


def surfaces_read() -> frozenset[Surface]:
    """Every surface on which at least one rule about words reads."""
    return frozenset(Surface)
