"""What of the directory can be reported and decided on: a group's listing."""

from __future__ import annotations

from community.safety.models import State
from community.safety.subjects import Snapshot, SubjectType
from community.safety.verdicts import Surface
from directory.models import Group
from directory.screened import prose_of


def describe(group: Group) -> Snapshot:
    """The words of the newest draft: what staff are asked to judge."""
    draft = group.get_latest_revision_as_object()
    return Snapshot(
        title=draft.name,
        text="\n\n".join(text for text in prose_of(draft).values() if text),
        author_id=group.author_id,
        author_name=group.author.display_name if group.author else draft.run_by,
        url=group.get_absolute_url(),
        space="Directory",
        circle_id=group.circle_id,
    )


def after_change(group: Group, old: State, new: State) -> None:
    """The index is brought into step by ``Group.save``; the organiser is told on commit."""


GROUP = SubjectType(
    key="directory.group",
    model=Group,
    label="listing",
    surfaces=(Surface.GROUP,),
    describe=describe,
    lookup="public_id",
    after_change=after_change,
)
