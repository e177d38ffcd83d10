"""Search: the index finds, the database decides."""

from __future__ import annotations

import pytest

from community.safety.models import State
from community.safety.viewers import RESIDENT
from forum.actions.posts import delete_own_post, edit_post, post_reply
from forum.models import Post
from forum.paging import NoSuchPage
from forum.search import search
from tests.factories.forum import (
    CategoryFactory,
    add_posts,
    block,
    joins,
    member,
    put,
    topic,
    viewer,
)
from tests.forum.conftest import WAIT

pytestmark = pytest.mark.django_db


def found(words: str, by=None) -> int:
    return search(viewer(by) if by else RESIDENT, words, 1).total


def test_words_of_titles_and_posts_are_found_in_any_form():
    talk = topic(title="Walking after dark", body="The lamps shone brightly.")
    add_posts(talk, [member()], ["I walked past the allotments."])
    assert found("walk") == 2
    assert found("lamp shone") == 1
    assert found("lamp allotment") == 0
    assert found('"lamps shone"') == 1
    assert found('"shone lamps"') == 0


def test_titles_count_for_more():
    category = CategoryFactory()
    add_posts(topic(category, title="Other"), [member()], ["kettle kettle"])
    topic(category, title="The kettle", body="On.")
    assert "kettle</mark>" in search(RESIDENT, "kettle", 1).found[0].title


def test_only_what_one_may_see_is_found_and_counted():
    category = CategoryFactory(for_circle=True)
    topic(category, body="secretive heron")
    topic(CategoryFactory(for_members=True), body="shy heron")
    ana, ben = member(), member()
    talk = topic(body="public heron", by=ben)
    post_reply(viewer(member()), talk.pk, body=f"held heron {WAIT}")
    gone = add_posts(talk, [member()], ["hidden heron"])[0]
    put(gone, State.HIDDEN)
    assert found("heron") == 1
    assert found("heron", ana) == 2
    assert found("heron", joins(member(), category.circle)) == 3
    block(ben, ana)
    assert found("heron", ana) == 1


def test_the_index_follows_every_change():
    ana, talk = member(), topic()
    post = post_reply(viewer(ana), talk.pk, body="a wren")
    assert found("wren") == 1
    edit_post(viewer(ana), post.post_id, body="a robin")
    assert (found("wren"), found("robin")) == (0, 1)
    delete_own_post(viewer(ana), post.post_id)
    assert found("robin") == 0
    opener = Post.objects.get(topic=talk, number=1)
    edit_post(viewer(talk.author), opener.pk, title="All about owls", body=opener.body)
    assert found("owls") == 1
    talk.delete()
    assert found("owls") == 0


def test_a_released_post_is_found():
    talk = topic()
    post = post_reply(viewer(member()), talk.pk, body=f"late linnet {WAIT}")
    assert found("linnet") == 0
    put(Post.objects.get(pk=post.post_id), State.SHOWN)
    assert found("linnet") == 1


@pytest.mark.parametrize(
    "words",
    [
        "",
        "   ",
        '"',
        '""',
        "AND",
        "NEAR(",
        "a OR b) --",
        "title:x",
        "x*",
        "^x",
        "-x",
        "'; drop table forum_post; --",
        "\x00\x01",
        "\ud800",
        "🙂",
        "% _ \\",
        "x" * 5000,
        "(" * 300,
        "a " * 300,
        "&|!<->:*",
    ],
)
def test_strange_words_find_nothing_and_break_nothing(words, client):
    topic()
    assert search(RESIDENT, words, 1).total in (0, 1)
    response = client.get("/forum/search/", {"q": words.encode("utf-8", "replace").decode()})
    assert response.status_code == 200


def test_excerpts_are_escaped_and_marked_around_the_words():
    talk = topic(body="<img src=x onerror=alert(1)> " + "far away " * 40 + "the <b>heron</b> stood")
    result = search(RESIDENT, "heron", 1).found[0]
    assert "<mark>heron</mark>" in result.excerpt
    assert "<b>" not in result.excerpt
    assert result.excerpt.startswith("…")
    first = search(RESIDENT, "onerror", 1).found[0]
    assert "<img" not in first.excerpt
    assert talk.pk


def test_pages_are_of_what_one_sees():
    talk = topic()
    add_posts(talk, [member()], [f"heron {n}" for n in range(25)])
    assert len(search(RESIDENT, "heron", 2).found) == 5
    with pytest.raises(NoSuchPage):
        search(RESIDENT, "heron", 3)
