"""Every surface where somebody's words can appear, and how to say something there.

A new surface joins the conformance test by one function in this table; a surface that is
registered but missing here fails the test.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from community.accounts import actions as accounts
from community.accounts.models import User
from community.accounts.queries import build_viewer
from community.safety.models import Agreement
from community.safety.queries import current_house_rules
from community.safety.verdicts import Surface, Verdict
from community.support.actions.stories import save_story
from community.support.models import WorkerProfile
from directory.actions.listings import ListingDetails, register_group
from forum.actions.posts import post_reply
from forum.actions.topics import start_topic
from forum.chat.actions.lines import send_message
from forum.chat.actions.sessions import schedule_session
from forum.models import Category
from tests.factories.chat import RoomFactory, open_room, sit_down

Say = Callable[[User, str], Verdict]


def agreed(user: User) -> User:
    rules = current_house_rules()
    if rules is not None:
        Agreement.objects.get_or_create(member=user, rules=rules)
    return user


def _category() -> Category:
    found, _ = Category.objects.get_or_create(
        slug="a-place-to-talk", defaults={"name": "A place to talk"}
    )
    return found


def say_in_a_post(user: User, words: str) -> Verdict:
    opener = start_topic(
        build_viewer(user.pk), _category().slug, title="How is everyone?", body="Hello there."
    )
    return post_reply(build_viewer(user.pk), opener.topic_id, body=words).verdict


def say_in_an_opener(user: User, words: str) -> Verdict:
    return start_topic(
        build_viewer(user.pk), _category().slug, title="How is everyone?", body=words
    ).verdict


def say_in_a_topic_title(user: User, words: str) -> Verdict:
    return start_topic(
        build_viewer(user.pk), _category().slug, title=words, body="Hello there."
    ).verdict


def say_in_a_room(user: User, words: str) -> Verdict:
    room, _ = open_room()
    sit_down(room, user)
    return send_message(room.pk, user.pk, uuid.uuid4().hex, words).verdict


def say_in_a_programme(user: User, words: str) -> Verdict:
    from community.accounts.models import Circle, CircleKind, CircleMembership, Role

    circle, _ = Circle.objects.get_or_create(
        kind=CircleKind.SITE, defaults={"name": "Everyone", "slug": "everyone"}
    )
    CircleMembership.objects.create(circle=circle, user=user, role=Role.MODERATOR)
    starts = timezone.now() + timedelta(days=1)
    return schedule_session(
        RoomFactory().pk,
        build_viewer(user.pk),
        title="Evening table",
        description=words,
        starts_at=starts,
        ends_at=starts + timedelta(hours=1),
    ).verdict


def say_in_a_display_name(user: User, words: str) -> Verdict:
    return accounts.change_profile(user.pk, display_name=words).verdict


def say_in_a_profile(user: User, words: str) -> Verdict:
    return accounts.change_profile(
        user.pk, display_name=user.profile.display_name, about=words
    ).verdict


def say_in_a_listing(user: User, words: str) -> Verdict:
    details = ListingDetails(
        fields={
            "name": "Tuesday menders",
            "summary": "We mend things together.",
            "what_happens": words,
        }
    )
    return register_group(build_viewer(user.pk), details).verdict


def say_in_a_story(user: User, words: str) -> Verdict:
    WorkerProfile.objects.create(user=user, first_name="Robin", slug=f"robin-{user.pk}")
    return save_story(user.pk, title="How I came here", body=words, consent=True).verdict


# One line a way of saying something. Two ways may lead to one surface.
SURFACES: tuple[tuple[Surface, Say], ...] = (
    (Surface.POST, say_in_a_post),
    (Surface.TOPIC_TITLE, say_in_a_topic_title),
    (Surface.TOPIC_TITLE, say_in_an_opener),
    (Surface.CHAT_LINE, say_in_a_room),
    (Surface.SESSION, say_in_a_programme),
    (Surface.DISPLAY_NAME, say_in_a_display_name),
    (Surface.PROFILE, say_in_a_profile),
    (Surface.GROUP, say_in_a_listing),
    (Surface.STORY, say_in_a_story),
)

# Words for a worker alone: only the crisis rules have a say (see the decision record on it).
PRIVATE = frozenset({Surface.SUPPORT_REQUEST})
