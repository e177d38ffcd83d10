"""Counters are proved by a walk at random, and mended when somebody has been at the rows."""

from __future__ import annotations

import random

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from community.safety.models import State
from forum import counters
from forum.actions.posts import delete_own_post, edit_post, post_reply
from forum.actions.topics import set_locked, set_pinned, start_topic
from forum.models import Category, Post, Topic
from forum.permissions import NotAllowed
from tests.factories.forum import CategoryFactory, member, moderator, put, topic, viewer
from tests.forum.conftest import WAIT

pytestmark = pytest.mark.django_db


class Walk:
    """Members and a moderator who do whatever comes next."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.categories = [CategoryFactory() for _ in range(2)]
        self.people = [viewer(member()) for _ in range(3)]
        self.host = viewer(moderator())

    def any_of(self, kind):
        return kind.objects.get(
            pk=self.dice.choice(list(kind.objects.values_list("pk", flat=True)))
        )

    def start(self) -> None:
        category = self.dice.choice(self.categories)
        words = self.dice.choice(["Hello.", WAIT])
        start_topic(self.dice.choice(self.people), category.slug, title="Talk", body=words)

    def reply(self) -> None:
        words = self.dice.choice(["Hello.", "Hello again.", WAIT])
        post_reply(self.dice.choice(self.people), self.any_of(Topic).pk, body=words)

    def change(self) -> None:
        post = self.any_of(Post)
        words = self.dice.choice([f"New {self.dice.random()}", WAIT])
        edit_post(viewer(post.author), post.pk, body=words)

    def take_back(self) -> None:
        post = self.any_of(Post)
        delete_own_post(viewer(post.author), post.pk)

    def decide(self) -> None:
        put(self.any_of(self.dice.choice([Topic, Post])), self.dice.choice(list(State)))

    def tend(self) -> None:
        act = self.dice.choice([set_pinned, set_locked])
        act(self.host, self.any_of(Topic).pk, self.dice.random() < 0.5)

    def step(self) -> None:
        steps = [self.start, *[self.reply] * 3, self.change, self.take_back, *[self.decide] * 2]
        try:
            with transaction.atomic():
                self.dice.choice([*steps, self.tend])()
        except (NotAllowed, Topic.DoesNotExist, Post.DoesNotExist):
            return  # not everybody may do everything


@pytest.mark.parametrize("seed", range(4))
def test_after_any_walk_every_counter_is_right(seed):
    walk = Walk(seed)
    walk.start()
    for _ in range(60):
        walk.step()
        assert not list(counters.mismatches())
    for talk in Topic.objects.all():
        shown = Post.objects.filter(topic=talk, state=State.SHOWN)
        placed = list(shown.values_list("number", flat=True))
        assert None not in placed
        assert len(placed) == len(set(placed))


def test_the_command_names_what_is_wrong_and_mends_it(capsys):
    talk = topic(replies=2)
    call_command("check_counters")
    assert "Every counter is right." in capsys.readouterr().out
    Topic.objects.filter(pk=talk.pk).update(shown_posts=1, last_post_number=0)
    Category.objects.update(post_count=0)
    with pytest.raises(CommandError, match="counters are wrong"):
        call_command("check_counters")
    assert f"topic {talk.pk}, shown_posts: 1 is kept, 3 counted" in capsys.readouterr().out
    call_command("check_counters", "--repair")
    call_command("check_counters")
    talk.refresh_from_db()
    assert (talk.shown_posts, talk.last_post_number) == (3, 3)


@pytest.mark.parametrize(
    "broken",
    [
        {"number": 0},
        {"number": 1},
        {"state": "gone"},
        {"state": "shown", "number": None},
    ],
)
def test_the_database_itself_refuses_a_post_out_of_place(broken):
    talk = topic(replies=1)
    post = Post.objects.get(topic=talk, number=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.filter(pk=post.pk).update(**broken)


@pytest.mark.parametrize(
    ("model", "broken"),
    [
        (Topic, {"title": ""}),
        (Topic, {"shown_posts": 99}),
        (Topic, {"last_post_number": 99}),
        (Category, {"audience": "circle"}),
        (Category, {"post_count": 99}),
    ],
)
def test_the_database_itself_refuses_what_cannot_be(model, broken):
    topic()
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.update(**broken)
