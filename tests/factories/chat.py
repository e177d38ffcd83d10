"""Rooms, sessions, seats and lines; traits are states."""

from __future__ import annotations

import itertools
import uuid
from datetime import timedelta

import factory
from django.contrib.auth import get_user_model
from django.utils import timezone
from factory.django import DjangoModelFactory

from community.accounts.models import Circle, CircleKind, CircleMembership, Profile, Role
from community.safety import viewers
from community.safety.models import MemberRecord
from community.safety.viewers import Viewer
from forum.chat.actions import seats, sessions
from forum.chat.models import Audience, Room, Session, SessionState

_numbers = itertools.count(1)


class RoomFactory(DjangoModelFactory):
    class Meta:
        model = Room

    name = factory.Sequence(lambda n: f"Kitchen table {n}")
    slug = factory.Sequence(lambda n: f"kitchen-table-{n}")
    summary = "A quiet table for whoever is awake."

    class Params:
        for_circle = factory.Trait(
            audience=Audience.CIRCLE,
            circle=factory.LazyFunction(
                lambda: Circle.objects.create(
                    name="New parents", slug=f"circle-{uuid.uuid4().hex[:8]}"
                )
            ),
        )


class SessionFactory(DjangoModelFactory):
    class Meta:
        model = Session

    room = factory.SubFactory(RoomFactory)
    title = "Evening table"
    starts_at = factory.LazyFunction(lambda: timezone.now() + timedelta(hours=2))
    ends_at = factory.LazyAttribute(lambda session: session.starts_at + timedelta(hours=1))
    capacity = 20

    class Params:
        due = factory.Trait(starts_at=factory.LazyFunction(timezone.now))
        past = factory.Trait(
            starts_at=factory.LazyFunction(lambda: timezone.now() - timedelta(days=40)),
            state=SessionState.CLOSED,
        )


def member(name: str = "", *, known: bool = True):
    """A member with a pseudonym; ``known``: the gate has let through their first lines."""
    number = next(_numbers)
    user = get_user_model().objects.create_user(
        f"member-{number}-{uuid.uuid4().hex[:6]}@example.org", "correct horse battery"
    )
    Profile.objects.create(
        user=user, author=user, display_name=name or f"Robin {number}", state="shown"
    )
    if known:
        MemberRecord.objects.create(member=user, shown_count=50)
    return user


def moderator(name: str = "", circle: Circle | None = None):
    """A moderator of the whole site, or of one circle."""
    user = member(name or f"Host {next(_numbers)}")
    if circle is None:
        circle, _ = Circle.objects.get_or_create(
            kind=CircleKind.SITE, defaults={"name": "Everybody", "slug": "everybody"}
        )
    CircleMembership.objects.create(circle=circle, user=user, role=Role.MODERATOR)
    return user


def viewer(user) -> Viewer:
    return viewers.build(user.pk)


def open_room(host=None, *, capacity: int = 20, **room) -> tuple[Room, object]:
    """A room with a session running, and its host."""
    host = host or moderator()
    made = RoomFactory(**room)
    sessions.open_session(made.pk, viewer(host), capacity=capacity)
    made.refresh_from_db()
    return made, host


def sit_down(room: Room, user) -> None:
    entered = seats.enter_room(room.slug, viewer(user))
    assert entered.is_in, entered


def cid() -> str:
    return uuid.uuid4().hex
