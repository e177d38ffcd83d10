"""The news feed of a public category."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from django.urls import reverse

from forum.models import Post
from tests.factories.forum import CategoryFactory, add_posts, member, topic

pytestmark = pytest.mark.django_db


def items(response) -> list[dict[str, str]]:
    channel = ET.fromstring(response.content).find("channel")
    return [
        {part.tag.rpartition("}")[2]: part.text or "" for part in item}
        for item in channel.findall("item")
    ]


def test_a_feed_lists_the_newest_topics_with_their_beginning(client):
    category = CategoryFactory()
    talk = topic(category, title="Rain & <sun>", body="*Wet* again.", by=member("Rook"))
    response = client.get(reverse("forum:feed", args=[category.slug]))
    assert response["Content-Type"].startswith("application/rss+xml")
    (item,) = items(response)
    assert item["title"] == "Rain & <sun>"
    assert item["description"] == "Wet again."
    assert item["creator"] == "Rook"
    assert talk.get_absolute_url() in item["link"]


def test_a_folded_opening_stays_folded_in_a_feed(client):
    talk = topic(content_note="loss", body="Hard to read")
    Post.objects.filter(topic=talk).update(content_note="loss")
    (item,) = items(client.get(reverse("forum:feed", args=[talk.category.slug])))
    assert "Hard to read" not in item["description"]
    assert "loss" in item["description"]


def test_a_reader_that_asks_again_hears_that_nothing_changed(client):
    talk = topic()
    address = reverse("forum:feed", args=[talk.category.slug])
    etag = client.get(address)["ETag"]
    assert client.get(address, headers={"if-none-match": etag}).status_code == 304
    add_posts(talk, [member()], ["News."])
    assert client.get(address).status_code == 200
