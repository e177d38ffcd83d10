"""The demonstration forum, and the large one for measuring."""

from __future__ import annotations

import pytest
from django.db.models import Max

from community.demo import forum as demo
from community.demo.people import bulk_people, load_people
from forum import counters
from forum.models import Category, Post, Topic

pytestmark = pytest.mark.django_db


def test_loading_twice_is_loading_once():
    people = load_people()
    said: list[str] = []
    demo.load_forum(said.append, people)
    assert Category.objects.count() >= 12
    assert Topic.objects.count() >= 145
    assert Post.objects.count() >= 1500
    assert not list(counters.mismatches())
    counted = (Topic.objects.count(), Post.objects.count())
    demo.load_forum(said.append, people)
    assert (Topic.objects.count(), Post.objects.count()) == counted
    assert said[0] == said[1]


def test_the_large_forum_has_what_it_promises(monkeypatch):
    monkeypatch.setattr(demo, "LARGE_TOPICS", 40)
    monkeypatch.setattr(demo, "LARGE_POSTS", 900)
    monkeypatch.setattr(demo, "LONG_TOPIC_POSTS", 300)
    people = bulk_people([f"Reader {n}" for n in range(20)], "readers").values()
    demo.load_large(lambda words: None, people)
    demo.load_large(lambda words: None, people)
    assert Topic.objects.count() == 40
    assert Post.objects.count() == 900
    assert Topic.objects.aggregate(Max("shown_posts"))["shown_posts__max"] == 300
    assert not list(counters.mismatches())
