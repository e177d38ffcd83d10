"""Many at once: no number twice, no counter lost, nobody waits for ever."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable

import pytest
from django.db import connection

from community.safety.models import State
from forum import counters
from forum.actions.posts import delete_own_post, edit_post, post_reply
from forum.actions.reading import mark_read
from forum.actions.topics import start_topic
from forum.models import Post, ReadMarker, Topic
from tests.factories.forum import CategoryFactory, decided, member, moderator, topic, viewer
from tests.forum.conftest import WAIT

pytestmark = pytest.mark.django_db(transaction=True)


def together(*acts: Callable[[], object]) -> list[object]:
    """Run these at the same moment, each on a connection of its own; raises what any raised."""
    gate = threading.Barrier(len(acts))
    results: list[object] = [None] * len(acts)
    errors: list[BaseException] = []

    def run(index: int, act: Callable[[], object]) -> None:
        try:
            gate.wait()
            results[index] = act()
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    if errors:
        raise errors[0]
    return results


def test_eight_people_reply_at_once_and_every_reply_has_its_own_number():
    talk = topic()
    people = [viewer(member()) for _ in range(8)]

    def four_replies(who) -> Callable[[], object]:
        return lambda: [post_reply(who, talk.pk, body=f"Reply {n}.") for n in range(4)]

    together(*(four_replies(who) for who in people))
    shown = Post.objects.filter(topic=talk, state=State.SHOWN)
    assert sorted(shown.values_list("number", flat=True)) == list(range(1, 34))
    talk.refresh_from_db()
    assert (talk.shown_posts, talk.all_posts, talk.last_number) == (33, 33, 33)
    assert not list(counters.mismatches())


def test_held_and_shown_replies_and_releases_at_once_keep_every_counter():
    talk, host = topic(), moderator()
    waiting = [post_reply(viewer(member()), talk.pk, body=f"{WAIT} {n}") for n in range(3)]
    taken = [(who, post_reply(who, talk.pk, body="Later gone.")) for who in (viewer(member()),)]
    posts = [Post.objects.get(pk=each.post_id) for each in waiting]
    together(
        *(lambda post=post: decided(post, host, "release") for post in posts),
        *(lambda: post_reply(viewer(member()), talk.pk, body="Shown.") for _ in range(3)),
        lambda: post_reply(viewer(member()), talk.pk, body=f"More {WAIT}"),
        *(lambda who=who, made=made: delete_own_post(who, made.post_id) for who, made in taken),
    )
    shown = list(
        Post.objects.filter(topic=talk, state=State.SHOWN)
        .order_by("number")
        .values_list("number", flat=True)
    )
    assert len(shown) == len(set(shown)) == 7
    assert not list(counters.mismatches())


def test_topics_started_at_once_are_all_counted():
    category = CategoryFactory()
    people = [viewer(member()) for _ in range(6)]
    together(
        *(
            lambda who=who: start_topic(who, category.slug, title="Morning", body="Hello.")
            for who in people
        )
    )
    category.refresh_from_db()
    assert (category.topic_count, category.post_count) == (6, 6)
    assert not list(counters.mismatches())


def test_a_button_pressed_four_times_at_once_is_one_post():
    ana, talk, token = viewer(member()), topic(), uuid.uuid4()
    results = together(
        *(lambda: post_reply(ana, talk.pk, body="Once.", token=token) for _ in range(4))
    )
    assert len({each.post_id for each in results}) == 1
    assert Post.objects.filter(author_id=ana.user_id).count() == 1
    assert not list(counters.mismatches())


def test_an_edit_and_a_decision_at_once_do_not_wait_for_one_another():
    ana, talk, host = viewer(member()), topic(), moderator()
    for _ in range(5):
        made = post_reply(ana, talk.pk, body=f"{WAIT} {uuid.uuid4()}")
        post = Post.objects.get(pk=made.post_id)

        def release(post=post) -> None:
            from community.safety.permissions import Conflict

            try:
                decided(post, host, "release")
            except Conflict:
                return  # the new words came first: the moderator looks again

        together(release, lambda post=post: edit_post(ana, post.pk, body="Better words."))
    assert not list(counters.mismatches())


def test_somebody_replies_while_their_held_words_are_released():
    ana, talk, host = viewer(member()), topic(), moderator()
    for n in range(8):
        post = Post.objects.get(pk=post_reply(ana, talk.pk, body=f"{WAIT} {n}").post_id)
        together(
            lambda post=post: decided(post, host, "release"),
            lambda n=n: post_reply(ana, talk.pk, body=f"Also this, {n}."),
        )
    assert not list(counters.mismatches())


def test_two_windows_that_read_at_once_keep_the_further_mark():
    ana, talk = member(), topic(replies=9)
    together(*(lambda n=n: mark_read(ana.pk, talk.pk, n) for n in (3, 10, 7, 5)))
    assert ReadMarker.objects.get(member=ana).number == 10
    assert Topic.objects.count() == 1
