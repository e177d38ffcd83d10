"""What the directory keeps of a person: which listings they registered."""

from __future__ import annotations

from typing import Any

from directory.models import Group


def export(user_id: int) -> dict[str, Any]:
    """The listings this person registered, as they stand."""
    return {
        "listings": [
            {
                "name": group.name,
                "registered_at": group.created_at.isoformat(),
                "published": group.live,
                "words": group.what_happens,
            }
            for group in Group.objects.filter(author_id=user_id).order_by("pk")
        ]
    }


def forget(user_id: int) -> int:
    """Listings belong to the group and stay; who registered them is forgotten."""
    return Group.objects.filter(author_id=user_id).update(author=None)
