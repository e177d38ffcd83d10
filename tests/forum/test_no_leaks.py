"""What is not shown is nowhere: canaries in every state, every page, every kind of person."""

from __future__ import annotations

import pytest
from django.core import mail
from django.urls import reverse

from community.notices.models import Notice
from community.safety.models import State
from forum.actions.posts import edit_post, post_reply
from forum.actions.reading import follow
from forum.actions.topics import start_topic
from forum.models import Post, Topic
from tests.factories.forum import CategoryFactory, member, moderator, put, topic, viewer
from tests.forum.conftest import WAIT

pytestmark = pytest.mark.django_db

CANARY = "zanzibar"


@pytest.fixture
def community(django_capture_on_commit_callbacks):
    """A topic with a held, a hidden and a removed reply, held edits, and a held topic beside it."""
    category = CategoryFactory(name="Allotment")
    talk = topic(category, title="Open talk", replies=3)
    author, follower = member("Canary Keeper"), member("Follower")
    me = viewer(author)
    follow(viewer(follower), talk.pk, "watch")
    with django_capture_on_commit_callbacks(execute=True):
        held = post_reply(me, talk.pk, body=f"{CANARY} held {WAIT}")
        own = {"held": held.post_id}
        for state in (State.HIDDEN, State.REMOVED):
            made = post_reply(me, talk.pk, body=f"plain {state} words")
            Post.objects.filter(pk=made.post_id).update(body_html=f"<p>{CANARY} {state}</p>")
            Post.objects.filter(pk=made.post_id).update(body=f"{CANARY} {state}")
            put(Post.objects.get(pk=made.post_id), state)
            own[str(state)] = made.post_id
        made = post_reply(me, talk.pk, body="harmless")
        edit_post(me, made.post_id, body=f"{CANARY} edited {WAIT}")
        own["edited"] = made.post_id
        started = start_topic(me, category.slug, title=f"{CANARY} title", body=f"{CANARY} {WAIT}")
    mail.outbox.clear()
    Notice.objects.all().delete()
    return {"category": category, "talk": talk, "author": author, "follower": follower} | {
        "own": own,
        "started": started,
    }


def pages(community) -> list[str]:
    talk, category, own = community["talk"], community["category"], community["own"].values()
    started = Topic.objects.get(pk=community["started"].topic_id)
    return [
        "/forum/",
        category.get_absolute_url(),
        talk.get_absolute_url(),
        started.get_absolute_url(),
        reverse("forum:feed", args=[category.slug]),
        "/forum/latest/",
        "/forum/unread/",
        "/forum/unanswered/",
        "/forum/mine/",
        f"/forum/search/?q={CANARY}",
        "/forum/search/?q=words",
        "/forum/drafts/",
        reverse("forum:reply", args=[talk.pk]),
        *(reverse("forum:post", args=[pk]) for pk in own),
        *(reverse("forum:waiting", args=[pk]) for pk in own),
        *(reverse("forum:history", args=[pk]) for pk in own),
        *(reverse("forum:edit", args=[pk]) for pk in own),
        *(f"{reverse('forum:reply', args=[talk.pk])}?quote={pk}" for pk in own),
        *(reverse("safe_space:report", args=["forum.post", pk]) for pk in own),
        reverse("safe_space:report", args=["forum.topic", started.pk]),
    ]


@pytest.mark.parametrize("who", ["resident", "member", "follower"])
def test_others_find_no_trace_of_what_is_not_shown(community, browser_of, who):
    person = {"resident": None, "member": member(), "follower": community["follower"]}[who]
    browser = browser_of(person)
    for address in pages(community):
        page = browser.get(address, follow=True).content.decode()
        # A search page repeats the words that were asked for.
        page = page.replace(f'value="{CANARY}"', "").replace(f"<title>{CANARY}", "<title>")
        page = page.replace(f"<title>\n{CANARY}", "")
        assert CANARY not in page, address
        assert "Canary Keeper" not in page, address


def test_counters_speak_of_what_is_shown_only(community, browser_of, client):
    for browser in (client, browser_of(member())):
        assert "3 replies" in browser.get(community["talk"].get_absolute_url()).content.decode()
        board = browser.get("/forum/").content.decode()
        assert "1 topic · 4 posts" in board
        assert "not shown" not in board
        listed = browser.get(community["category"].get_absolute_url()).content.decode()
        assert "3 replies" in listed
    found = client.get(f"/forum/search/?q={CANARY}").content.decode()
    assert "Nothing found" in found


def test_moderators_see_all_of_it(community, browser_of):
    browser = browser_of(moderator())
    page = browser.get(community["talk"].get_absolute_url()).content.decode()
    for state in ("held", "hidden", "removed", "edited"):
        assert f"{CANARY} {state}" in page
    assert "4 not shown" in page
    assert (
        f"{CANARY} title" in browser.get(community["category"].get_absolute_url()).content.decode()
    )


def test_the_author_sees_what_waits_and_what_was_hidden_but_not_what_was_removed(
    community, browser_of
):
    browser = browser_of(community["author"])
    page = browser.get(community["talk"].get_absolute_url()).content.decode()
    assert f"{CANARY} held" in page
    assert f"{CANARY} edited" in page
    assert f"{CANARY} removed" not in page
    hidden = reverse("forum:waiting", args=[community["own"]["hidden"]])
    assert f"{CANARY} hidden" in browser.get(hidden).content.decode()
    assert (
        browser.get(reverse("forum:post", args=[community["own"]["hidden"]]))["Location"] == hidden
    )


def test_no_number_and_no_page_tells_of_what_waits(community, client):
    talk = community["talk"]
    page = client.get(talk.get_absolute_url()).content.decode()
    assert Post.objects.get(pk=community["own"]["held"]).number is None
    assert client.get(f"{talk.get_absolute_url()}?page=2").status_code == 404
    assert f'id="p{community["own"]["held"]}"' not in page


def test_nobody_is_told_and_no_mail_speaks_of_it(community, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        post_reply(viewer(community["author"]), community["talk"].pk, body=f"{CANARY} {WAIT}")
    assert not Notice.objects.filter(member=community["follower"]).exists()
    assert all(CANARY not in letter.body + letter.subject for letter in mail.outbox)


def test_a_members_export_holds_all_of_it_for_them_alone(community):
    from community import erasure

    mine = str(erasure.export_everything(community["author"].pk)["forum"])
    assert f"{CANARY} held" in mine
    assert f"{CANARY} title" in mine
    theirs = str(erasure.export_everything(community["follower"].pk)["forum"])
    assert CANARY not in theirs


def test_the_feed_of_a_space_that_is_not_public_is_not_there(client, browser_of):
    for trait in ("for_members", "for_circle"):
        category = CategoryFactory(**{trait: True})
        address = reverse("forum:feed", args=[category.slug])
        assert client.get(address).status_code == 404
        assert browser_of(moderator()).get(address).status_code == 404
