"""``manage.py screen``: what the rules would say, for staff's dry runs and for measuring."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError

from community.safety import rules
from community.safety.management.commands._lines import Answer, answer_lines
from community.safety.verdicts import Contribution, Standing, Surface

ESTABLISHED = Standing(shown_count=1000)
NEW = Standing()


class Command(BaseCommand):
    """Judge each line by itself: ``{"id", "text", "surface"?}`` → verdict. Stores nothing."""

    help = (
        'Reads JSON lines {"id", "text", "surface"} on standard input and writes JSON lines '
        '{"id", "verdict", "reasons", "support"}. Nothing is stored. Each line is judged by '
        "itself, as an established member's unless --new-member is given."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--new-member",
            action="store_true",
            help="judge as the words of somebody who has not posted here before",
        )
        parser.add_argument(
            "--pack",
            action="append",
            default=[],
            choices=["numbers", "medicine"],
            help="as in a space with this extra pack (may be given twice)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        standing = NEW if options["new_member"] else ESTABLISHED
        packs = frozenset(options["pack"])
        numbers, hosts, methods = _published()

        def answer(given: Answer) -> Answer:
            surface = _surface(given.get("surface"))
            contribution = _contribution(surface, given["text"], packs)
            verdict = rules.apply(
                contribution,
                standing,
                allow_numbers=numbers,
                allow_hosts=hosts,
                methods=methods,
            )
            return {
                "verdict": verdict.outcome.value,
                "reasons": [reason.as_json() for reason in verdict.reasons],
                "support": verdict.support,
            }

        answer_lines(sys.stdin.buffer, sys.stdout, answer)


def _surface(name: object) -> Surface:
    if name is None:
        return Surface.POST
    try:
        return Surface(name)  # type: ignore[arg-type]
    except ValueError:
        known = ", ".join(sorted(Surface))
        raise ValueError(f"no such surface; one of: {known}") from None


def _contribution(surface: Surface, text: str, packs: frozenset[str]) -> Contribution:
    from community.safety.verdicts import Space

    return Contribution.of(surface, None, space=Space(packs=packs), body=text)


def _published() -> tuple[frozenset[str], frozenset[str], tuple[str, ...]]:
    """The service's own numbers and hosts; none when there is no database yet."""
    from community.safety import queries

    methods = queries.clinical_terms()
    try:
        policy = queries.gate_policy()
    except DatabaseError:
        return frozenset(), frozenset(), methods
    return policy.allow_numbers, policy.allow_hosts, methods
