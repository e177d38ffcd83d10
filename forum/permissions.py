"""May this person? (Whether the words may be said is the gate's question.)"""

from __future__ import annotations

from typing import TYPE_CHECKING

from community.safety.models import State
from community.safety.permissions import NotAllowed
from community.safety.queries import has_agreed

if TYPE_CHECKING:
    from community.safety.viewers import Viewer
    from forum.models import Category, Post, Topic


class SignInNeeded(NotAllowed):
    """Nobody is signed in."""


class AgreementNeeded(NotAllowed):
    """This member has not said yes to the house rules in force."""


def check_may_write(viewer: Viewer) -> int:
    """The id of the member who writes. Raises ``SignInNeeded`` or ``AgreementNeeded``."""
    if viewer.user_id is None:
        raise SignInNeeded("Please sign in first.")
    if not has_agreed(viewer.user_id):
        raise AgreementNeeded("Please read the house rules and say yes to them first.")
    return viewer.user_id


def why_no_reply(viewer: Viewer, topic: Topic) -> str:
    """Why this viewer cannot reply in a topic they can see; empty when they can."""
    if topic.state != State.SHOWN:
        return "This topic is waiting for a moderator. Replies open once it is shown."
    if topic.locked and not viewer.moderates(topic.category.circle_id):
        return "This topic is closed to new replies. You can still read it."
    return ""


def check_may_reply(viewer: Viewer, topic: Topic) -> None:
    """Raises ``NotAllowed`` with the reason for them to read."""
    reason = why_no_reply(viewer, topic)
    if reason:
        raise NotAllowed(reason)


def may_edit(viewer: Viewer, post: Post, topic: Topic) -> bool:
    """One's own words, while the topic is open and nobody took them down for good."""
    return (
        viewer.user_id is not None
        and post.author_id == viewer.user_id
        and post.state != State.REMOVED
        and not (topic.locked and not viewer.moderates(topic.category.circle_id))
    )


def check_may_edit(viewer: Viewer, post: Post, topic: Topic) -> None:
    """Raises ``NotAllowed`` with the reason for them to read."""
    if viewer.user_id is None:
        raise SignInNeeded("Please sign in first.")
    if post.author_id != viewer.user_id:
        raise NotAllowed("These are somebody else's words. You can report them if they worry you.")
    if post.state == State.REMOVED:
        raise NotAllowed("This has been taken down, so it cannot be changed.")
    if not may_edit(viewer, post, topic):
        raise NotAllowed("This topic is closed, so its posts cannot be changed any more.")


def check_may_withdraw(viewer: Viewer, post: Post, topic: Topic) -> None:
    """One may take back one's own words; not an opener that others have answered."""
    if viewer.user_id is None:
        raise SignInNeeded("Please sign in first.")
    if post.author_id != viewer.user_id:
        raise NotAllowed("These are somebody else's words. You can report them if they worry you.")
    if post.state == State.REMOVED:
        raise NotAllowed("This has already been taken down.")
    if post.is_opener and topic.shown_posts > 1:
        raise NotAllowed(
            "Others have answered, and their words would go with yours. You can change what you "
            "wrote instead, or report it and ask a moderator to help."
        )


def check_may_look_after(viewer: Viewer, category: Category) -> None:
    """Raises ``NotAllowed`` for anyone but a moderator of this space."""
    if not viewer.moderates(category.circle_id):
        raise NotAllowed("Only moderators can do this.")
