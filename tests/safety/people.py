"""A small cast for the safe space's own tests. Profiles stand in for any subject."""

from __future__ import annotations

from itertools import count

from community.accounts.models import (
    Circle,
    CircleKind,
    CircleMembership,
    Profile,
    Role,
    User,
)
from community.accounts.queries import build_viewer
from community.safety.models import State
from community.safety.viewers import Viewer

_numbers = count(1)


def member(name: str = "", *, role: Role | None = None, state: State = State.SHOWN) -> User:
    """A person with a profile; with ``role``, one that holds for the whole site."""
    number = next(_numbers)
    user = User.objects.create_user(f"cast-{number}@example.org", "three quiet words")
    Profile.objects.create(
        user=user,
        author=user,
        display_name=name or f"Cast {number}",
        about="Likes canals.",
        state=state,
    )
    if role is not None:
        circle, _ = Circle.objects.get_or_create(
            kind=CircleKind.SITE, defaults={"name": "Everyone", "slug": "everyone"}
        )
        CircleMembership.objects.create(circle=circle, user=user, role=role)
    return user


def moderator(name: str = "") -> User:
    return member(name, role=Role.MODERATOR)


def viewer(user: User) -> Viewer:
    return build_viewer(user.pk)
