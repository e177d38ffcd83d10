"""People, categories, topics and posts; traits are states."""

from __future__ import annotations

import itertools
import uuid
from typing import Any

import factory
from django.db import transaction
from factory.django import DjangoModelFactory

from community.accounts.models import (
    Block,
    Circle,
    CircleKind,
    CircleMembership,
    Profile,
    Role,
    User,
)
from community.accounts.queries import build_viewer
from community.safety import subjects
from community.safety.actions.decide import decide
from community.safety.models import Case, MemberRecord, State
from community.safety.viewers import Viewer
from community.text import RENDERER_VERSION, render
from forum import counters
from forum.models import Audience, Category, Post, Topic, slug_for

_numbers = itertools.count(1)
PASSWORD = "correct horse battery"


class CategoryFactory(DjangoModelFactory):
    class Meta:
        model = Category

    name = factory.Sequence(lambda n: f"Allotment {n}")
    slug = factory.Sequence(lambda n: f"allotment-{n}")
    description = "Things that grow."

    class Params:
        for_members = factory.Trait(audience=Audience.MEMBERS)
        for_circle = factory.Trait(
            audience=Audience.CIRCLE, circle=factory.LazyFunction(lambda: circle())
        )


def circle(name: str = "Thursday walkers") -> Circle:
    return Circle.objects.create(
        name=name, slug=f"circle-{uuid.uuid4().hex[:8]}", kind=CircleKind.GROUP
    )


def member(name: str = "", *, known: bool = True, role: Role | None = None) -> User:
    """A member with a pseudonym. ``known``: the gate has let through their first words."""
    number = next(_numbers)
    user = User.objects.create_user(f"writer-{number}-{uuid.uuid4().hex[:6]}@example.org", PASSWORD)
    Profile.objects.create(
        user=user, author=user, display_name=name or f"Wren {number}", state=State.SHOWN
    )
    if known:
        MemberRecord.objects.create(member=user, shown_count=50)
    if role is not None:
        site, _ = Circle.objects.get_or_create(
            kind=CircleKind.SITE, defaults={"name": "Everyone", "slug": "everyone"}
        )
        CircleMembership.objects.create(circle=site, user=user, role=role)
    return user


def moderator(name: str = "", of: Circle | None = None) -> User:
    """A moderator of the whole site, or of one circle."""
    if of is None:
        return member(name, role=Role.MODERATOR)
    user = member(name)
    CircleMembership.objects.create(circle=of, user=user, role=Role.MODERATOR)
    return user


def joins(user: User, to: Circle) -> User:
    CircleMembership.objects.create(circle=to, user=user, role=Role.MEMBER)
    return user


def viewer(user: User) -> Viewer:
    return build_viewer(user.pk)


def block(blocker: User, blocked: User) -> None:
    Block.objects.create(blocker=blocker, blocked=blocked)


@transaction.atomic
def topic(
    category: Category | None = None,
    *,
    by: User | None = None,
    title: str = "How does your garden grow",
    body: str = "One bean so far.",
    replies: int = 0,
    **fields: Any,
) -> Topic:
    """A topic that has been there a while, with ``replies`` replies by others; no gate is asked."""
    category = category or CategoryFactory()
    author = by or member()
    made = Topic.objects.create(
        category=category,
        author=author,
        title=title,
        slug=slug_for(title),
        state=State.SHOWN,
        **fields,
    )
    counters.give(category.pk, counters.Tally(), counters.Tally(0, 0, 1, 0), seen=False)
    add_posts(made, [author], [body])
    if replies:
        people = [member() for _ in range(min(replies, 3))]
        add_posts(made, people, [f"Reply number {n}." for n in range(1, replies + 1)])
    made.refresh_from_db()
    return made


@transaction.atomic
def add_posts(to: Topic, people: list[User], bodies: list[str]) -> list[Post]:
    """Shown posts at the end of a topic, counted."""
    fresh = counters.lock_topic(to.pk)
    before = counters.tally_of(fresh) if fresh.all_posts else counters.Tally(0, 0, 1, 0)
    first = fresh.last_number + 1
    posts = Post.objects.bulk_create(
        [
            _shown_post(fresh, first + index, people[index % len(people)], body)
            for index, body in enumerate(bodies)
        ]
    )
    counters.recount(fresh, before, seen=True)
    to.refresh_from_db()
    return posts


def _shown_post(to: Topic, number: int, author: User, body: str) -> Post:
    post = Post(
        topic=to,
        author=author,
        number=number,
        state=State.SHOWN,
        body=body,
        body_html=render(body),
        renderer=RENDERER_VERSION,
    )
    post.shown_at = post.created_at
    return post


@transaction.atomic
def put(subject: Topic | Post, state: State) -> None:
    """Move a subject as the desk would."""
    kind = subjects.for_object(subject)
    kind.set_state(kind.lock(str(subject.pk)), state)
    subject.refresh_from_db()


def decided(subject: Topic | Post, by: User, outcome: str) -> None:
    """A moderator decides the case that is open about a subject."""
    kind = subjects.for_object(subject)
    case = Case.objects.get(subject_type=kind.key, subject_id=str(subject.pk))
    decide(case.pk, viewer(by), outcome, version=case.version)
    subject.refresh_from_db()
