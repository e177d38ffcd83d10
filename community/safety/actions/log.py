"""One line in the append-only log."""

from __future__ import annotations

from typing import Any

from community.safety.models import LogEntry


def record(
    verb: str,
    *,
    actor_id: int | None,
    subject_type: str = "",
    subject_id: object = "",
    case_id: int | None = None,
    previous: dict[str, Any] | None = None,
    new: dict[str, Any] | None = None,
    reason: str = "",
) -> None:
    """Write it in the caller's transaction: the act and its record stand or fall together."""
    LogEntry.objects.create(
        verb=verb,
        actor_id=actor_id,
        subject_type=subject_type,
        subject_id=str(subject_id),
        case_id_at_time=case_id,
        previous=previous or {},
        new=new or {},
        reason=reason,
    )
