"""A large community for measuring: 2,000 groups, 50,000 posts, 1,000 members."""

from __future__ import annotations

from collections.abc import Callable

from community.demo.forum import load_large
from community.demo.many_groups import load_many_groups
from community.demo.people import bulk_people

MEMBERS = 1_000
GROUPS = 2_000


def load(progress: Callable[[str], None]) -> None:
    """Idempotent; stands beside the demonstration community, which must be there."""
    neighbours = bulk_people([f"Neighbour {number:04}" for number in range(MEMBERS)], "neighbours")
    progress(f"{len(neighbours)} members")
    load_many_groups(progress, GROUPS)
    load_large(progress, neighbours.values())
