"""Tables of the safe space."""

from community.safety.models.case import (
    DUE_WITHIN,
    LEASE,
    REPORT_SEVERITY,
    Appeal,
    Case,
    CaseState,
    Decision,
    DecisionOutcome,
    Evidence,
    Finding,
    Report,
    ReportKind,
)
from community.safety.models.log import LogEntry
from community.safety.models.moderated import Moderated, ModeratedQuerySet, State, state_for
from community.safety.models.site_settings import CrisisLine, SafeSpaceSettings
from community.safety.models.standing import (
    Agreement,
    HouseRules,
    MemberRecord,
    Sanction,
    SanctionKind,
    Screening,
)

__all__ = [
    "DUE_WITHIN",
    "LEASE",
    "REPORT_SEVERITY",
    "Agreement",
    "Appeal",
    "Case",
    "CaseState",
    "CrisisLine",
    "Decision",
    "DecisionOutcome",
    "Evidence",
    "Finding",
    "HouseRules",
    "LogEntry",
    "MemberRecord",
    "Moderated",
    "ModeratedQuerySet",
    "Report",
    "ReportKind",
    "SafeSpaceSettings",
    "Sanction",
    "SanctionKind",
    "Screening",
    "State",
    "state_for",
]
