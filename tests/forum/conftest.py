"""What the forum's tests share."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from community.accounts.models import User
from community.safety import gate
from community.safety.verdicts import Outcome, Reason, Severity, Verdict
from forum import fragments


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    fragments.store.clear()
    yield
    fragments.store.clear()


@pytest.fixture
def browser_of() -> Callable[[User | None], Client]:
    """A client signed in as somebody, or as nobody."""

    def open_for(user: User | None) -> Client:
        client = Client()
        if user is not None:
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return open_for


WAIT, STOP, ALARM = "(please wait)", "(please stop)", "(please help)"


def _reason(contribution, words: str, code: str, outcome: Outcome, severity: Severity) -> Reason:
    part = next(each for each in contribution.parts if words in each.text)
    start = part.text.index(words)
    return Reason(
        code=code,
        rule="test",
        outcome=outcome,
        severity=severity,
        message=f"A rule of the tests says {outcome}.",
        part=part.name,
        start=start,
        end=start + len(words),
    )


@pytest.fixture(autouse=True)
def plain_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rules that hold, refuse or offer support by a word: the real ones have their own tests."""

    def judge(contribution, standing, policy) -> Verdict:
        reasons = []
        if standing.silenced:
            message = "You cannot write just now."
            reasons.append(
                Reason("standing.silenced", "test", Outcome.REFUSE, Severity.ROUTINE, message)
            )
        if STOP in contribution.text:
            reasons.append(
                _reason(contribution, STOP, "contact.phone", Outcome.REFUSE, Severity.CONDUCT)
            )
        if WAIT in contribution.text or contribution.space.hold_all:
            words = WAIT if WAIT in contribution.text else contribution.parts[0].text
            reasons.append(
                _reason(contribution, words, "space.premoderated", Outcome.HOLD, Severity.ROUTINE)
            )
        if ALARM in contribution.text:
            outcome = contribution.space.on_crisis
            reasons.append(
                _reason(contribution, ALARM, "crisis.intent", outcome, Severity.RISK_TO_LIFE)
            )
        return Verdict.from_reasons(tuple(reasons), support=ALARM in contribution.text)

    monkeypatch.setattr(gate, "_judge", judge)
