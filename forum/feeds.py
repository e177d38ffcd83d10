"""News of public categories for feed readers. What a resident sees, and nothing else."""

from __future__ import annotations

from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Rss201rev2Feed
from django.views.decorators.http import require_safe

from community.safety.viewers import RESIDENT
from community.text import plain
from forum import queries, topic_pages
from forum.views.shared import answer

MOST = 25


class CategoryFeed(Feed):
    """The latest topics of one public category: title, starter, and the beginning."""

    feed_type = Rss201rev2Feed

    def get_object(self, request: HttpRequest, category: object) -> object:
        return category

    def title(self, category) -> str:
        return category.name

    def description(self, category) -> str:
        return category.description

    def link(self, category) -> str:
        return category.get_absolute_url()

    def items(self, category) -> list[topic_pages.Opening]:
        return topic_pages.openings(RESIDENT, category.pk, MOST)

    def item_title(self, item) -> str:
        return item.title

    def item_description(self, item) -> str:
        if item.content_note:
            return f"Content note: {item.content_note}. Open the topic to read it."
        return plain(item.body, 300)

    def item_link(self, item) -> str:
        return item.url

    def item_guid(self, item) -> str:
        return f"topic-{item.pk}"

    item_guid_is_permalink = False

    def item_pubdate(self, item):
        return item.at

    def item_author_name(self, item) -> str:
        return item.author


@require_safe
def category_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """A feed reader has no account: only public categories have a feed."""
    category = queries.find_category(RESIDENT, slug)
    if category is None:
        raise Http404("There is no such feed.")
    key = ("feed", category.pk, category.version, category.last_activity, reverse("forum:home"))
    return answer(request, key, lambda: CategoryFeed()(request, category=category), public=True)
