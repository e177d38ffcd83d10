"""Topics: started by a member, looked after by a moderator."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from community.safety.actions import log
from community.safety.actions.report import open_case_for_hold
from community.safety.gate import screen
from community.safety.models import State, state_for
from community.safety.verdicts import Contribution, Surface
from community.text import RENDERER_VERSION, render
from forum import counters
from forum.actions.drafts import drop_draft, keep_while_waiting, save_draft
from forum.actions.posts import sent_before
from forum.actions.reading import follow_quietly
from forum.actions.results import PostResult
from forum.models import Category, Post, Topic, slug_for
from forum.permissions import check_may_look_after, check_may_write
from forum.spaces import space_of

if TYPE_CHECKING:
    from community.safety.viewers import Viewer


def start_topic(
    viewer: Viewer,
    category_slug: str,
    *,
    title: str,
    body: str,
    content_note: str = "",
    token: UUID | None = None,
) -> PostResult:
    """Start a topic with its first post. The same ``token`` again gives the first result.

    Title, note and body are read by the gate as one. When they must wait, the whole topic
    waits: only its author and moderators see that it is there.
    Raises ``Category.DoesNotExist`` where this viewer may not enter, and ``NotAllowed`` (with
    ``SignInNeeded`` and ``AgreementNeeded``) where they may not write.
    """
    try:
        return _start_topic(viewer, category_slug, title, body, content_note, token)
    except IntegrityError:
        earlier = sent_before(viewer.user_id, token)
        if earlier is None:
            raise
        return earlier


@transaction.atomic
def _start_topic(
    viewer: Viewer,
    category_slug: str,
    title: str,
    body: str,
    content_note: str,
    token: UUID | None,
) -> PostResult:
    category = Category.objects.visible_to(viewer).get(slug=category_slug)
    author_id = check_may_write(viewer)
    earlier = sent_before(author_id, token)
    if earlier is not None:
        return earlier
    place = f"category:{category.slug}"
    words = {"title": title, "body": body, "content_note": content_note}
    verdict = screen(
        Contribution.of(
            Surface.TOPIC_TITLE,
            author_id,
            space=space_of(category),
            title=title,
            body=body,
            content_note=content_note,
        ),
        viewer,
    )
    if verdict.refused:
        save_draft(author_id, place, **words)
        return PostResult(verdict)
    state = state_for(verdict)
    shown = state == State.SHOWN
    now = timezone.now()
    topic = Topic.objects.create(
        category=category,
        created_at=now,
        last_activity=now,
        author_id=author_id,
        state=state,
        title=title,
        slug=slug_for(title),
        content_note=content_note,
        last_number=1,
        shown_posts=int(shown),
        all_posts=1,
        last_post_number=int(shown),
        last_post_author_id=author_id if shown else None,
    )
    opener = Post.objects.create(
        topic=topic,
        author_id=author_id,
        state=state,
        number=1,
        shown_at=now if shown else None,
        created_at=now,
        body=body,
        body_html=render(body),
        renderer=RENDERER_VERSION,
        content_note=content_note,
        token=token,
    )
    counters.give(category.pk, counters.Tally(), counters.tally_of(topic), seen=shown)
    if shown:
        drop_draft(author_id, place)
        if verdict.needs_person:
            # This space shows words of distress at once; a person is alerted all the same.
            open_case_for_hold(topic, verdict)
    else:
        open_case_for_hold(topic, verdict)
        keep_while_waiting(author_id, place, opener.pk, **words)
    follow_quietly(author_id, topic.pk)
    return PostResult(verdict, topic.pk, topic.slug, opener.pk, 1, state)


@transaction.atomic
def set_pinned(viewer: Viewer, topic_id: int, pinned: bool) -> bool:
    """Keep a topic at the top of its category, or let it go. Says whether it changed.

    Raises ``Topic.DoesNotExist`` and ``NotAllowed``.
    """
    return _look_after(viewer, topic_id, "pinned", pinned)


@transaction.atomic
def set_locked(viewer: Viewer, topic_id: int, locked: bool) -> bool:
    """Close a topic to new replies, or open it again. Says whether it changed.

    Raises ``Topic.DoesNotExist`` and ``NotAllowed``.
    """
    return _look_after(viewer, topic_id, "locked", locked)


def _look_after(viewer: Viewer, topic_id: int, field: str, value: bool) -> bool:
    seen = Topic.objects.visible_to(viewer).filter(pk=topic_id).exists()
    if not seen:
        raise Topic.DoesNotExist
    topic = counters.lock_topic(topic_id)
    check_may_look_after(viewer, topic.category)
    if getattr(topic, field) == value:
        return False
    setattr(topic, field, value)
    topic.save(update_fields=[field])
    counters.touch(topic)
    log.record(
        f"topic.{field}" if value else f"topic.not_{field}",
        actor_id=viewer.user_id,
        subject_type="forum.topic",
        subject_id=topic_id,
        previous={field: not value},
        new={field: value},
    )
    return True
