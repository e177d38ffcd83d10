"""What a category asks of the gate."""

from __future__ import annotations

from community.safety.queries import reading_hours
from community.safety.verdicts import Outcome, Space
from forum.models import Category


def space_of(category: Category) -> Space:
    """The category as the rules take it. Asks for the hours only where they matter."""
    staffed = reading_hours().now if category.hold_when_unstaffed else None
    return Space(
        key=f"forum:{category.slug}",
        packs=frozenset(category.packs),
        hold_all=category.hold_all,
        staffed=staffed,
        hold_when_unstaffed=category.hold_when_unstaffed,
        on_crisis=Outcome(category.on_crisis),
        slow_seconds=category.slow_seconds,
    )
