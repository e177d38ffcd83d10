"""Reads of drafts: what a member was writing, and where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse

from community.safety.models import State
from forum.models import Category, Draft, Post, Topic

if TYPE_CHECKING:
    from community.safety.viewers import Viewer


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """``where`` is a name to show, ``url`` where to go on writing. ``state`` of a sent post."""

    pk: int
    title: str
    body: str
    content_note: str
    saved_at: datetime
    place: str
    where: str = ""
    url: str = ""
    state: str = ""


def draft_at(member_id: int | None, place: str) -> KeptDraft | None:
    """What a member was writing at a place and has not sent."""
    if member_id is None:
        return None
    draft = Draft.objects.filter(
        member_id=member_id, place=place, waiting_post__isnull=True
    ).first()
    return _kept(draft) if draft else None


def _kept(draft: Draft, **more: str) -> KeptDraft:
    return KeptDraft(
        draft.pk,
        draft.title,
        draft.body,
        draft.content_note,
        draft.saved_at,
        draft.place,
        **more,
    )


def drafts_of(viewer: Viewer) -> list[KeptDraft]:
    """A member's drafts, newest first, each with the way back to where it was written."""
    drafts = list(
        Draft.objects.filter(member_id=viewer.user_id).select_related("waiting_post")[:100]
    )
    wanted: dict[str, set[str]] = {"topic": set(), "category": set(), "post": set()}
    for draft in drafts:
        kind, _, ref = draft.place.partition(":")
        wanted[kind].add(ref)
    topics = {
        str(each.pk): each
        for each in Topic.objects.visible_to(viewer).filter(pk__in=wanted["topic"])
    }
    categories = {
        each.slug: each
        for each in Category.objects.visible_to(viewer).filter(slug__in=wanted["category"])
    }
    posts = {
        str(each.pk): each
        for each in Post.objects.visible_to(viewer)
        .filter(pk__in=wanted["post"])
        .select_related("topic")
    }
    return [_kept(each, **_where(each, topics, categories, posts)) for each in drafts]


def _where(
    draft: Draft, topics: dict[str, Topic], categories: dict[str, Category], posts: dict[str, Post]
) -> dict[str, str]:
    kind, _, ref = draft.place.partition(":")
    state = draft.waiting_post.state if draft.waiting_post else ""
    if kind == "topic" and ref in topics:
        topic = topics[ref]
        return {"where": topic.title, "url": reverse("forum:reply", args=[ref]), "state": state}
    if kind == "category" and ref in categories:
        return {
            "where": categories[ref].name,
            "url": reverse("forum:new_topic", args=[ref]),
            "state": state,
        }
    if kind == "post" and ref in posts:
        return {
            "where": posts[ref].topic.title,
            "url": reverse("forum:edit", args=[ref]),
            "state": state,
        }
    return {"state": state}


def waiting_count(viewer: Viewer) -> int:
    """How many of a member's posts wait for a moderator."""
    return (
        Post.objects.visible_to(viewer).filter(author_id=viewer.user_id, state=State.HELD).count()
    )
