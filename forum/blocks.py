"""A post as it stands on the page, made once for everyone who may read it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.template import loader
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from community.text import RENDERER_VERSION, render
from forum.fragments import remember
from forum.models import Post, Topic
from forum.people import Face, faces

# Around what everyone else may do (report it), where its author finds their own buttons. Never in
# what a member wrote: the sanitiser takes comments out.
OWN = "<!--own-->"


@dataclass(frozen=True, slots=True)
class Block:
    """``others`` is what everyone but the author may do; ``before`` and ``after`` stand around."""

    post_id: int
    number: int | None
    author_id: int | None
    before: str
    others: str
    after: str

    def html(self, own: str | None = None) -> str:
        """The markup; with ``own``, its author's buttons in place of what others may do."""
        return f"{self.before}{self.others if own is None else own}{self.after}"


def shared_blocks(topic: Topic, page: int) -> tuple[Block, ...]:
    """The posts of a page as everyone who may read the topic sees them.

    Found by the topic's version, so a hidden post is gone at once from every process. Times are
    said as days ("yesterday at 7pm"), so what was made yesterday is not found today.
    """
    key = (
        "posts",
        topic.pk,
        page,
        topic.version,
        topic.created_at,
        get_language(),
        timezone.localdate(),
    )
    return remember(key, lambda: _make(topic, page), weigh=_weight)


def _make(topic: Topic, page: int) -> tuple[Block, ...]:
    return tuple(blocks_of(topic, Post.objects.shared_on(topic.pk, page)))


def _weight(blocks: tuple[Block, ...]) -> int:
    return sum(len(each.html()) for each in blocks) + 200


def blocks_of(
    topic: Topic, posts: Iterable[Post], *, cases: dict[int, str] | None = None
) -> list[Block]:
    """Markup of these posts; ``cases`` are addresses at the desk, by post, for moderators."""
    posts = list(posts)
    people = faces(each.author_id for each in posts)
    return [
        _block(topic, each, people[each.author_id], (cases or {}).get(each.pk)) for each in posts
    ]


def _block(topic: Topic, post: Post, face: Face, case_url: str) -> Block:
    template = loader.get_template("forum/partials/post.html")
    markup = template.render(
        {
            "topic": topic,
            "post": post,
            "body": mark_safe(fresh_html(post)),  # noqa: S308 - made by community.text
            "face": face,
            "at": post.shown_at or post.created_at,
            "is_starter": post.author_id is not None and post.author_id == topic.author_id,
            "subject": ("forum.topic", topic.pk) if post.is_opener else ("forum.post", post.pk),
            "case_url": case_url,
            "own": mark_safe(OWN),  # noqa: S308 - a constant
        }
    )
    before, others, after = markup.split(OWN)
    return Block(post.pk, post.number, post.author_id, before, others, after)


def fresh_html(post: Post) -> str:
    """The stored HTML; made again first when the renderer has changed since."""
    if post.renderer != RENDERER_VERSION:
        post.body_html = render(post.body)
        Post._base_manager.filter(pk=post.pk, renderer=post.renderer).update(
            body_html=post.body_html, renderer=RENDERER_VERSION
        )
        post.renderer = RENDERER_VERSION
    return post.body_html
