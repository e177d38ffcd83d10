"""What the forum holds of a person is theirs to have, and to have forgotten."""

from __future__ import annotations

import json

import pytest
from django.db import transaction

from community import erasure
from forum.actions.drafts import save_draft
from forum.actions.posts import edit_post, post_reply
from forum.actions.reading import follow, mark_read
from forum.models import Draft, Post, PostRevision, ReadMarker, Subscription, Topic
from tests.factories.forum import add_posts, member, topic, viewer

pytestmark = pytest.mark.django_db


def test_an_export_holds_everything_a_person_wrote_and_set():
    ana, talk = member(), topic(title="Beans")
    post = post_reply(viewer(ana), talk.pk, body="First words")
    edit_post(viewer(ana), post.post_id, body="Second words")
    save_draft(ana.pk, "category:sleep", body="Draft words")
    mark_read(ana.pk, talk.pk, 1)
    mine = erasure.export_everything(ana.pk)["forum"]
    assert mine["posts"][0]["text"] == "Second words"
    assert mine["earlier_words"][0]["text"] == "First words"
    assert mine["drafts"][0]["text"] == "Draft words"
    assert mine["follows"] == [{"topic__title": "Beans", "level": "watch"}]
    assert mine["read"] == [{"topic__title": "Beans", "number": 1}]
    assert json.loads(json.dumps(mine)) == mine


def test_forgetting_leaves_the_conversation_and_no_name(client):
    ana = member("Nightjar")
    talk = topic(by=ana, title="Mine")
    add_posts(talk, [member(), ana], ["An answer.", "Thanks."])
    save_draft(ana.pk, "category:sleep", body="Draft words")
    follow(viewer(ana), talk.pk, "watch")
    mark_read(ana.pk, talk.pk, 2)
    assert "Nightjar" in client.get(talk.get_absolute_url()).content.decode()
    with transaction.atomic():
        assert erasure.forget_everywhere(ana.pk)["forum"] > 0
    page = client.get(talk.get_absolute_url()).content.decode()
    assert "Nightjar" not in page
    assert "Thanks." in page
    assert "Former member" in page
    for own in (Draft, ReadMarker, Subscription):
        assert not own.objects.filter(member=ana).exists()
    assert not PostRevision.objects.filter(post__author=ana).exists()
    assert not Post.objects.filter(author=ana).exists()
    assert not Topic.objects.filter(author=ana).exists()
