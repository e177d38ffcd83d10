"""Where an organiser's listing stands, in words they can act on."""

from __future__ import annotations

from dataclasses import dataclass

from wagtail.models import WorkflowState

from community.safety.models import State
from directory.models import Group


@dataclass(frozen=True, slots=True)
class ListingStatus:
    """``tone`` is a colour of the tag; the words say it without the colour."""

    label: str
    words: str
    tone: str


def status_of(group: Group) -> ListingStatus:
    """One of: waiting, needs a change, on the site, on the site with a change waiting, taken
    down, held by the safe space."""
    state = group.current_workflow_state
    wanted = state is not None and state.status == WorkflowState.STATUS_NEEDS_CHANGES
    waiting = state is not None and state.status == WorkflowState.STATUS_IN_PROGRESS
    if group.state == State.HIDDEN:
        return ListingStatus(
            "Hidden", "A moderator has hidden this. You can ask another person to look.", "warn"
        )
    if wanted:
        comment = state.current_task_state.comment if state.current_task_state else ""
        words = f"The editor wrote: {comment}" if comment else "Please read it through again."
        return ListingStatus("Needs a small change", words, "warn")
    if group.state == State.HELD:
        return ListingStatus(
            "Waiting", "A person is reading it with care before others see it.", "quiet"
        )
    if group.live and waiting:
        return ListingStatus(
            "On the site",
            "Your change is waiting for an editor; the old words show until then.",
            "good",
        )
    if group.live:
        return ListingStatus("On the site", "Everybody can find it.", "good")
    if waiting:
        return ListingStatus(
            "Waiting for an editor", "Usually within three working days. We will tell you.", "quiet"
        )
    return ListingStatus(
        "Not on the site", "It has been taken down. You can send it again.", "quiet"
    )
