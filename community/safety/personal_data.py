"""What the safe space holds of a person, and what it may forget."""

from __future__ import annotations

from typing import Any

from community.safety.models import Agreement, Appeal, Decision, Report, Sanction, Screening


def export(user_id: int) -> dict[str, Any]:
    """A member's own agreements, reports, sanctions and decisions; never who reported them."""
    return {
        "agreements": [
            {"version": number, "agreed": agreed.isoformat()}
            for number, agreed in Agreement.objects.filter(member_id=user_id).values_list(
                "rules__number", "agreed_at"
            )
        ],
        "reports_i_made": [
            {"kind": kind, "note": note, "sent": sent.isoformat()}
            for kind, note, sent in Report.objects.filter(reporter_id=user_id).values_list(
                "kind", "note", "created_at"
            )
        ],
        "decisions_about_my_words": [
            {"outcome": outcome, "reason": reason, "decided": decided.isoformat()}
            for outcome, reason, decided in Decision.objects.filter(
                case__author_id=user_id
            ).values_list("outcome", "reason", "decided_at")
        ],
        "appeals": [
            {"note": note, "sent": sent.isoformat(), "upheld": upheld}
            for note, sent, upheld in Appeal.objects.filter(member_id=user_id).values_list(
                "note", "created_at", "upheld"
            )
        ],
        "sanctions": [
            {
                "kind": kind,
                "reason": reason,
                "from": starts.isoformat(),
                "until": ends.isoformat() if ends else None,
            }
            for kind, reason, starts, ends in Sanction.objects.filter(
                member_id=user_id
            ).values_list("kind", "reason", "starts_at", "ends_at")
        ],
    }


def forget(user_id: int) -> int:
    """Drop screenings and agreements, and unlink reports. Cases with their evidence, decisions
    and the log stay: they are the record of how others were kept safe, and a member who closes
    an account in the middle of a case must not take it away."""
    changed = Screening.objects.filter(author_id=user_id).delete()[0]
    changed += Agreement.objects.filter(member_id=user_id).delete()[0]
    changed += Report.objects.filter(reporter_id=user_id).update(reporter=None, note="")
    return changed
