"""Who may do what in the directory."""

from __future__ import annotations

from community.safety.permissions import NotAllowed
from community.safety.viewers import Viewer
from directory.models import Group


def may_edit(viewer: Viewer, group: Group) -> bool:
    """Whoever registered it, and organisers of its circle. Staff edit in the CMS."""
    if viewer.user_id is None:
        return False
    return group.author_id == viewer.user_id or (
        group.circle_id is not None and group.circle_id in viewer.organised_circle_ids
    )


def check_may_register(viewer: Viewer) -> int:
    """The member's id. Raises ``NotAllowed`` for somebody who has not signed in."""
    if viewer.user_id is None:
        raise NotAllowed("Please sign in first, so that we can tell you when it is on the site.")
    return viewer.user_id


def check_may_edit(viewer: Viewer, group: Group) -> int:
    """The member's id. Raises ``NotAllowed`` for anybody but its organisers."""
    if not may_edit(viewer, group):
        raise NotAllowed("Only the people who look after this listing can change it.")
    assert viewer.user_id is not None  # noqa: S101 - may_edit says so
    return viewer.user_id
