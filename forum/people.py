"""How people look on the board: name, face, badge. Never who they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Q

from community.accounts import queries as accounts
from community.accounts.models import CircleKind, CircleMembership, Role
from forum.models import Category, Post, Topic

# The one that says most, first.
BADGES = {
    Role.WORKER: "Peer support worker",
    Role.LEAD: "Service lead",
    Role.MODERATOR: "Moderator",
}


@dataclass(frozen=True, slots=True)
class Face:
    """What others see of a member beside their words."""

    name: str = "Member"
    seed: str = "member"
    pronouns: str = ""
    badge: str = ""


SOMEBODY = Face()
LEFT = Face(accounts.NOBODY.name, accounts.NOBODY.avatar_seed)


def faces(user_ids: Iterable[int | None]) -> dict[int | None, Face]:
    """Faces of these members in two queries; ``None`` (an account that is gone) gives ``LEFT``."""
    wanted = {user_id for user_id in user_ids if user_id is not None}
    found: dict[int | None, Face] = {None: LEFT}
    if not wanted:
        return found
    held = set(
        CircleMembership.objects.filter(
            user_id__in=wanted, circle__kind=CircleKind.SITE, role__in=BADGES
        ).values_list("user_id", "role")
    )
    people = accounts.faces(wanted)
    for user_id in wanted:
        face = people.get(user_id)
        badge = next((words for role, words in BADGES.items() if (user_id, role) in held), "")
        found[user_id] = (
            Face(face.name, face.avatar_seed, face.pronouns, badge) if face else Face(badge=badge)
        )
    return found


def forget_face(user_id: int) -> None:
    """A name, a face or a badge changed: every cached page that shows it is out of date."""
    written = Post._base_manager.filter(author_id=user_id).values("topic_id")
    topics = Topic._base_manager.filter(Q(pk__in=written) | Q(author_id=user_id))
    Category.objects.filter(pk__in=topics.values("category_id")).update(version=F("version") + 1)
    topics.update(version=F("version") + 1)
