"""Reads of people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from community.accounts.models import Block, CircleKind, CircleMembership, Profile, Role, User
from community.safety.models import State
from community.safety.queries import has_agreed
from community.safety.viewers import RESIDENT, Viewer


def viewer_for(user: User | None) -> Viewer:
    """The viewer for a signed-in user (three small queries), or ``RESIDENT``."""
    if user is None or not user.is_authenticated or not user.is_active:
        return RESIDENT
    return build_viewer(user.pk)


def build_viewer(user_id: int) -> Viewer:
    """The viewer for a user id, wherever there is no request."""
    site_roles: set[str] = set()
    circles: set[int] = set()
    moderated: set[int] = set()
    organised: set[int] = set()
    memberships = CircleMembership.objects.filter(user_id=user_id).values_list(
        "circle_id", "circle__kind", "role"
    )
    for circle_id, kind, role in memberships:
        circles.add(circle_id)
        if kind == CircleKind.SITE:
            site_roles.add(role)
        elif role == Role.MODERATOR:
            moderated.add(circle_id)
        elif role == Role.ORGANISER:
            organised.add(circle_id)
    return Viewer(
        user_id=user_id,
        display_name=display_name_for(user_id),
        is_moderator=bool(site_roles & {Role.MODERATOR, Role.LEAD}),
        is_worker=Role.WORKER in site_roles,
        is_lead=Role.LEAD in site_roles,
        circle_ids=frozenset(circles),
        moderated_circle_ids=frozenset(moderated),
        organised_circle_ids=frozenset(organised),
        blocked_ids=blocked_ids(user_id),
    )


def blocked_ids(user_id: int) -> frozenset[int]:
    """Members blocked in either direction."""
    pairs = Block.objects.filter(Q(blocker_id=user_id) | Q(blocked_id=user_id)).values_list(
        "blocker_id", "blocked_id"
    )
    return frozenset(other for pair in pairs for other in pair if other != user_id)


def display_name_for(user_id: int) -> str:
    """The name this person reads of themselves, whatever its state; "Member" without a profile."""
    name = Profile.objects.filter(user_id=user_id).values_list("display_name", flat=True).first()
    return name or "Member"


def display_name_of(user: User) -> str:
    """For allauth: how a signed-in person is addressed; never their e-mail address."""
    return display_name_for(user.pk) if user.pk else "Member"


def moderators_of(circle_id: int | None) -> list[int]:
    """Active moderators of the whole site and, when one is named, of that circle."""
    where = Q(circle__kind=CircleKind.SITE, role__in=[Role.MODERATOR, Role.LEAD])
    if circle_id is not None:
        where |= Q(circle_id=circle_id, role=Role.MODERATOR)
    return list(
        CircleMembership.objects.filter(where, user__is_active=True)
        .order_by("user_id")
        .values_list("user_id", flat=True)
        .distinct()
    )


@dataclass(frozen=True, slots=True)
class OwnSpace:
    """What a member finds in their own space."""

    display_name: str
    name_is_waiting: bool
    has_agreed: bool
    circles: tuple[str, ...]
    roles: tuple[str, ...]


def own_space(viewer: Viewer) -> OwnSpace:
    """What stands on a member's own page. Raises ``ValueError`` for a resident."""
    if viewer.user_id is None:
        raise ValueError("only members have a space of their own")
    profile = Profile.objects.filter(user_id=viewer.user_id).first()
    rows = list(
        CircleMembership.objects.filter(user_id=viewer.user_id)
        .order_by("circle__name")
        .values_list("circle__name", "circle__kind", "role")
    )
    return OwnSpace(
        display_name=viewer.display_name,
        name_is_waiting=profile is not None and not profile.is_shown(),
        has_agreed=has_agreed(viewer.user_id),
        circles=tuple(dict.fromkeys(name for name, kind, _ in rows if kind != CircleKind.SITE)),
        roles=tuple(Role(role).label for _, kind, role in rows if kind == CircleKind.SITE),
    )


def own_profile(user_id: int) -> dict[str, str]:
    """Initial values of the profile form."""
    found = (
        Profile.objects.filter(user_id=user_id).values("display_name", "pronouns", "about").first()
    )
    return found or {"display_name": "", "pronouns": "", "about": ""}


def faces(user_ids: Iterable[int]) -> dict[int, Face]:
    """How a page of authors looks, in one query. Missing ids: ``NOBODY``."""
    found = Profile.objects.filter(user_id__in=set(user_ids)).values_list(
        "user_id", "display_name", "state", "pronouns"
    )
    return {
        user_id: Face(user_id, name if state == State.SHOWN else "Member", pronouns)
        for user_id, name, state, pronouns in found
    }


@dataclass(frozen=True, slots=True)
class Face:
    """How a member looks to others: the face is drawn from the name, the same everywhere."""

    user_id: int | None
    name: str
    pronouns: str = ""

    @property
    def avatar_seed(self) -> str:
        return self.name


NOBODY = Face(None, "Former member")
