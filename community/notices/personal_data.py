"""What notices hold of a person, and how they forget it."""

from __future__ import annotations

from typing import Any

from community.notices.models import Notice


def export(member_id: int) -> dict[str, Any]:
    """Everything a member was told, oldest first."""
    return {
        "told": [
            {"subject": subject, "body": body, "at": at.isoformat()}
            for subject, body, at in Notice.objects.filter(member_id=member_id)
            .order_by("created_at", "id")
            .values_list("subject", "body", "created_at")
        ]
    }


def forget(member_id: int) -> int:
    """Nobody is left to be told."""
    return Notice.objects.filter(member_id=member_id).delete()[0]
