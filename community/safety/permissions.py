"""Who may decide what. Never one's own words, never one's own report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from community.safety.models import Case, DecisionOutcome, State

if TYPE_CHECKING:
    from community.safety.viewers import Viewer


class NotAllowed(Exception):
    """This person may not do this. The message is for them to read."""


class Conflict(Exception):
    """Somebody else was first. Carries the case as it is now."""

    def __init__(self, message: str, case: Case) -> None:
        super().__init__(message)
        self.case = case


def may_open_desk(viewer: Viewer) -> bool:
    return viewer.is_moderator or bool(viewer.moderated_circle_ids)


def check_may_see(viewer: Viewer, case: Case) -> None:
    """Raises ``NotAllowed`` unless this moderator's room includes the case and it is not theirs."""
    if not viewer.moderates(case.circle_id):
        raise NotAllowed("This case belongs to moderators of another space.")
    if case.author_id is not None and case.author_id == viewer.user_id:
        raise NotAllowed("This case is about your own words, so a colleague looks at it.")


def check_may_decide(viewer: Viewer, case: Case) -> None:
    """Raises ``NotAllowed`` for one's own words, for what one reported, and for one's own
    earlier decision when it is appealed."""
    check_may_see(viewer, case)
    if case.reports.filter(reporter_id=viewer.user_id).exists():
        raise NotAllowed("You reported this yourself, so a colleague decides.")
    if case.appeals.filter(
        answered_at__isnull=True, decision__moderator_id=viewer.user_id
    ).exists():
        raise NotAllowed(
            "The author asked for somebody else to look again, so a colleague decides."
        )


def outcomes_for(state: State) -> tuple[DecisionOutcome, ...]:
    """What may be decided about a subject in this state: the server computes the choices."""
    return {
        State.HELD: (DecisionOutcome.RELEASE, DecisionOutcome.HIDE, DecisionOutcome.REMOVE),
        State.SHOWN: (DecisionOutcome.DISMISS, DecisionOutcome.HIDE, DecisionOutcome.REMOVE),
        State.HIDDEN: (DecisionOutcome.RESTORE, DecisionOutcome.DISMISS, DecisionOutcome.REMOVE),
        State.REMOVED: (DecisionOutcome.DISMISS,),
    }[State(state)]
