"""What a page costs: the same number of queries however much there is."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from community.safety.models import State
from forum import fragments
from forum.actions.posts import post_reply
from forum.models import Post
from tests.factories.forum import CategoryFactory, add_posts, member, moderator, put, topic, viewer
from tests.forum.conftest import WAIT

pytestmark = pytest.mark.django_db


def queries(browser, address: str, *, cold: bool = True) -> int:
    """How many queries a page takes; ``cold``: with nothing kept in this process."""
    browser.get(address)
    if cold:
        fragments.store.clear()
    with CaptureQueriesContext(
        connection,
    ) as taken:
        assert browser.get(address).status_code == 200
    return len(taken)


def people() -> dict[str, object]:
    return {"resident": None, "member": member(), "moderator": moderator()}


@pytest.mark.parametrize("who", ["resident", "member", "moderator"])
def test_a_topic_costs_the_same_however_long_it_is(browser_of, who):
    browser = browser_of(people()[who])
    short, long = topic(replies=2), topic(replies=70)
    few = queries(browser, short.get_absolute_url())
    last = f"{long.get_absolute_url()}?page=4"
    assert queries(browser, last) == few
    # Only the last page has the reply box, so the others do not look for a draft.
    assert queries(browser, f"{long.get_absolute_url()}?page=2") <= few
    assert queries(browser, long.get_absolute_url()) <= few
    # A warm page needs neither its posts nor their faces.
    assert queries(browser, long.get_absolute_url(), cold=False) <= few - 3


@pytest.mark.parametrize("who", ["member", "moderator"])
def test_what_waits_costs_the_same_however_much_it_is(browser_of, who):
    person = people()[who]
    talk = topic(replies=5)

    def add(count: int) -> None:
        for _ in range(count):
            writer = person if who == "member" else member()
            post_reply(viewer(writer), talk.pk, body=f"{WAIT} {Post.objects.count()}")
        put(Post.objects.get(topic=talk, number=2), State.HIDDEN)

    add(1)
    few = queries(browser_of(person), talk.get_absolute_url())
    add(6)
    assert queries(browser_of(person), talk.get_absolute_url()) == few


@pytest.mark.parametrize("who", ["resident", "member", "moderator"])
@pytest.mark.parametrize("kind", ["category", "latest", "unanswered"])
def test_a_list_costs_the_same_however_many_topics_there_are(browser_of, who, kind):
    browser, category = browser_of(people()[who]), CategoryFactory()
    address = (
        category.get_absolute_url() if kind == "category" else reverse("forum:list", args=[kind])
    )
    for _ in range(2):
        topic(category)
    few = queries(browser, address)
    for _ in range(28):
        topic(category)
    assert queries(browser, address) == few
    assert queries(browser, f"{address}?page=2") == few


@pytest.mark.parametrize("who", ["resident", "member"])
def test_the_board_costs_the_same_however_many_places_there_are(browser_of, who):
    browser = browser_of(people()[who])
    topic(CategoryFactory())
    few = queries(browser, "/forum/")
    for _ in range(6):
        topic(CategoryFactory())
    assert queries(browser, "/forum/") == few


def test_search_costs_the_same_however_much_is_found(browser_of):
    browser = browser_of(member())
    talk = topic()
    add_posts(talk, [member()], ["marigold one"])
    few = queries(browser, "/forum/search/?q=marigold")
    add_posts(talk, [member(), member()], [f"marigold {n}" for n in range(30)])
    assert queries(browser, "/forum/search/?q=marigold") == few
    assert queries(browser, "/forum/search/?q=marigold&page=2") == few


def test_a_visitors_second_look_is_one_query(client):
    talk = topic(replies=3)
    client.get(talk.get_absolute_url())
    with CaptureQueriesContext(connection) as taken:
        client.get(talk.get_absolute_url())
    assert len(taken) == 1


def test_reading_a_page_again_writes_nothing(browser_of):
    browser, talk = browser_of(member()), topic(replies=3)
    browser.get(talk.get_absolute_url())
    with CaptureQueriesContext(connection) as taken:
        browser.get(talk.get_absolute_url())
    verbs = {each["sql"].split(" ", 1)[0] for each in taken.captured_queries}
    assert verbs == {"SELECT"}


def test_what_a_process_keeps_is_bounded():
    store = fragments.Store(budget=1000)
    for n in range(100):
        store.put(n, "x", weight=100, seconds=60)
    assert [store.get(n) is not None for n in (0, 89, 90, 99)] == [False, False, True, True]
    store.put("late", "x", weight=1, seconds=-1)
    assert store.get("late") is None
