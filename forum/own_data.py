"""What the forum holds of one person: theirs to have, and to have forgotten."""

from __future__ import annotations

from typing import Any

from forum.models import (
    CaughtUp,
    Draft,
    Post,
    PostRevision,
    ReadMarker,
    Subscription,
    Topic,
)
from forum.people import forget_face


def export(user_id: int) -> dict[str, Any]:
    """Everything the person wrote or set here, in every state: it is theirs."""
    posts = Post._base_manager.filter(author_id=user_id).select_related("topic").order_by("pk")
    return {
        "posts": [
            {
                "topic": post.topic.title,
                "address": post.get_absolute_url(),
                "written": post.created_at.isoformat(),
                "state": post.state,
                "note": post.content_note,
                "text": post.body,
            }
            for post in posts
        ],
        "earlier_words": [
            {"post": post_id, "written": at.isoformat(), "title": title, "text": body}
            for post_id, at, title, body in PostRevision.objects.filter(post__author_id=user_id)
            .order_by("post_id", "number")
            .values_list("post_id", "written_at", "title", "body")
        ],
        "topics": [
            {"title": title, "started": at.isoformat(), "state": state}
            for title, at, state in Topic._base_manager.filter(author_id=user_id)
            .order_by("pk")
            .values_list("title", "created_at", "state")
        ],
        "drafts": [
            {"place": place, "saved": at.isoformat(), "title": title, "text": body}
            for place, at, title, body in Draft.objects.filter(member_id=user_id).values_list(
                "place", "saved_at", "title", "body"
            )
        ],
        "follows": list(
            Subscription.objects.filter(member_id=user_id).values("topic__title", "level")
        ),
        "read": list(ReadMarker.objects.filter(member_id=user_id).values("topic__title", "number")),
    }


def forget(user_id: int) -> int:
    """What is only theirs goes; what others have answered stays, with nobody's name on it."""
    forget_face(user_id)
    changed = 0
    for own in (Draft, ReadMarker, Subscription, CaughtUp):
        changed += own.objects.filter(member_id=user_id).delete()[0]
    changed += PostRevision.objects.filter(post__author_id=user_id).delete()[0]
    changed += Topic._base_manager.filter(last_post_author_id=user_id).update(last_post_author=None)
    changed += Topic._base_manager.filter(author_id=user_id).update(author=None)
    changed += Post._base_manager.filter(author_id=user_id).update(author=None, token=None)
    return changed
