"""Replies: written, changed, taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from community.safety import subjects
from community.safety.actions import log
from community.safety.actions.report import open_case_for_hold
from community.safety.gate import screen
from community.safety.models import Case, State, state_for
from community.safety.verdicts import Contribution, Surface, Verdict
from community.text import RENDERER_VERSION, render
from forum import counters
from forum.actions.drafts import drop_draft, keep_while_waiting, save_draft
from forum.actions.reading import follow_quietly
from forum.actions.results import Conflict, PostResult
from forum.models import Draft, Post, PostRevision, Topic, slug_for
from forum.permissions import (
    check_may_edit,
    check_may_reply,
    check_may_withdraw,
    check_may_write,
)
from forum.spaces import space_of
from forum.tasks import tell_watchers

if TYPE_CHECKING:
    from community.safety.viewers import Viewer


def post_reply(
    viewer: Viewer,
    topic_id: int,
    *,
    body: str,
    content_note: str = "",
    token: UUID | None = None,
) -> PostResult:
    """Reply in a topic. The same ``token`` again gives what became of the first.

    Raises ``Topic.DoesNotExist`` where this viewer sees no such topic, and ``NotAllowed`` (with
    ``SignInNeeded`` and ``AgreementNeeded``) where they may not write. A refusal stores the
    draft and nothing else.
    """
    try:
        return _post_reply(viewer, topic_id, body, content_note, token)
    except IntegrityError:
        # The same form twice at once: the other one was first.
        earlier = sent_before(viewer.user_id, token)
        if earlier is None:
            raise
        return earlier


@transaction.atomic
def _post_reply(
    viewer: Viewer, topic_id: int, body: str, content_note: str, token: UUID | None
) -> PostResult:
    topic = Topic.objects.visible_to(viewer).select_related("category").get(pk=topic_id)
    author_id = check_may_write(viewer)
    earlier = sent_before(author_id, token)
    if earlier is not None:
        return earlier
    check_may_reply(viewer, topic)
    place = f"topic:{topic_id}"
    verdict = screen(
        Contribution.of(
            Surface.POST,
            author_id,
            space=space_of(topic.category),
            body=body,
            content_note=content_note,
        ),
        viewer,
    )
    if verdict.refused:
        save_draft(author_id, place, body=body, content_note=content_note)
        return PostResult(verdict, topic.pk, topic.slug)
    # Locked only now: whoever else writes here waits for the row, not for the rules.
    topic = counters.lock_topic(topic_id)
    check_may_reply(viewer, topic)
    state = state_for(verdict)
    post = Post(
        topic_id=topic_id,
        author_id=author_id,
        state=state,
        body=body,
        body_html=render(body),
        renderer=RENDERER_VERSION,
        content_note=content_note,
        token=token,
    )
    if state == State.SHOWN:
        post.shown_at = post.created_at
        post.number = counters.add_shown(topic, author_id, post.shown_at)
        post.save(force_insert=True)
        drop_draft(author_id, place)
        tell_watchers.delay_on_commit(post.pk)
        if verdict.needs_person:
            # This space shows words of distress at once; a person is alerted all the same.
            open_case_for_hold(post, verdict)
    else:
        counters.add_waiting(topic)
        post.save(force_insert=True)
        open_case_for_hold(post, verdict)
        keep_while_waiting(
            author_id, place, post.pk, title="", body=body, content_note=content_note
        )
    follow_quietly(author_id, topic_id)
    return PostResult(verdict, topic_id, topic.slug, post.pk, post.number, state)


def sent_before(member_id: int | None, token: UUID | None) -> PostResult | None:
    """What became of a form that this member has sent before."""
    if token is None or member_id is None:
        return None
    post = (
        Post._base_manager.filter(author_id=member_id, token=token).select_related("topic").first()
    )
    if post is None:
        return None
    return PostResult(
        Verdict(), post.topic_id, post.topic.slug, post.pk, post.number, post.state, repeated=True
    )


@transaction.atomic
def edit_post(
    viewer: Viewer,
    post_id: int,
    *,
    body: str,
    content_note: str = "",
    title: str = "",
    edit_count: int | None = None,
) -> PostResult:
    """Change one's own words; ``title`` counts for an opener.

    The gate reads the new words. Refused: the old ones stay, the new ones are kept as a draft.
    Held: the post waits whole, the old words with it, so that nobody reads what its author has
    taken back. A post that waits or is hidden stays so, whatever is written into it: a person
    is looking at it, and gets the new words as evidence.
    Raises ``Post.DoesNotExist``, ``NotAllowed``, and ``Conflict`` when ``edit_count`` is not
    the one that was shown.
    """
    # Locks in the order of the desk (case, post, topic): two people never wait for each other.
    list(Case.objects.select_for_update().filter(_case_of(post_id)).values_list("pk"))
    visible = Post.objects.visible_to(viewer).values("pk")
    post = Post._base_manager.select_for_update(of=("self",)).get(pk=post_id, pk__in=visible)
    topic = counters.lock_topic(post.topic_id)
    author_id = check_may_write(viewer)
    check_may_edit(viewer, post, topic)
    if edit_count is not None and edit_count != post.edit_count:
        raise Conflict("These words were changed in another window.")
    title = title or topic.title
    before = (topic.title if post.is_opener else title, post.body, post.content_note)
    place = f"post:{post_id}"
    if before == (title, body, content_note):
        drop_draft(author_id, place)
        return _result(Verdict(), post, topic, changed=False)
    parts = {"body": body, "content_note": content_note}
    surface = Surface.POST
    if post.is_opener:
        parts, surface = {"title": title, **parts}, Surface.TOPIC_TITLE
    verdict = screen(
        Contribution.of(
            surface, author_id, space=space_of(topic.category), subject_id=post_id, **parts
        ),
        viewer,
    )
    if verdict.refused:
        save_draft(author_id, place, title=title, body=body, content_note=content_note)
        return PostResult(verdict, topic.pk, topic.slug)

    _keep_revision(post, topic)
    post.body, post.content_note = body, content_note
    post.body_html, post.renderer = render(body), RENDERER_VERSION
    post.edited_at, post.edit_count = timezone.now(), post.edit_count + 1
    post.save(
        update_fields=[
            "body",
            "body_html",
            "renderer",
            "content_note",
            "edited_at",
            "edit_count",
        ]
    )
    if post.is_opener:
        topic.title, topic.slug, topic.content_note = title, slug_for(title), content_note
        topic.save(update_fields=["title", "slug", "content_note"])
    if state_for(verdict) == State.HELD and post.state == State.SHOWN:
        subjects.for_object(post).set_state(post, State.HELD)
    elif post.state == State.SHOWN:
        counters.touch(topic)
        if verdict.needs_person:
            open_case_for_hold(topic if post.is_opener else post, verdict, cause="edit")
    if post.state != State.SHOWN:
        open_case_for_hold(topic if post.is_opener else post, verdict, cause="edit")
        keep_while_waiting(
            author_id,
            place,
            post_id,
            title=title if post.is_opener else "",
            body=body,
            content_note=content_note,
        )
    drop_draft(author_id, place)
    return _result(verdict, post, topic)


def _case_of(post_id: int) -> Q:
    topic_id = Post._base_manager.filter(pk=post_id, number=1).values_list("topic_id", flat=True)
    return Q(subject_type="forum.post", subject_id=str(post_id)) | Q(
        subject_type="forum.topic", subject_id__in=[str(each) for each in topic_id]
    )


def _keep_revision(post: Post, topic: Topic) -> None:
    number = PostRevision.objects.filter(post=post).count() + 1
    PostRevision.objects.create(
        post=post,
        number=number,
        title=topic.title if post.is_opener else "",
        body=post.body,
        content_note=post.content_note,
        written_at=post.edited_at or post.created_at,
        was_shown=post.state == State.SHOWN,
    )


def _result(verdict: Verdict, post: Post, topic: Topic, *, changed: bool = True) -> PostResult:
    return PostResult(
        verdict, topic.pk, topic.slug, post.pk, post.number, post.state, changed=changed
    )


@transaction.atomic
def delete_own_post(viewer: Viewer, post_id: int) -> PostResult:
    """Take one's own words back: gone for everyone but moderators; the record stays.

    Raises ``Post.DoesNotExist`` and ``NotAllowed`` (an opener that others have answered stays).
    """
    visible = Post.objects.visible_to(viewer).values("pk")
    post = Post._base_manager.select_for_update(of=("self",)).get(pk=post_id, pk__in=visible)
    topic = counters.lock_topic(post.topic_id)
    check_may_withdraw(viewer, post, topic)
    previous = subjects.for_object(post).set_state(post, State.REMOVED)
    Post._base_manager.filter(pk=post_id).update(withdrawn_at=timezone.now())
    Draft.objects.filter(waiting_post_id=post_id).delete()
    log.record(
        "post.withdrawn",
        actor_id=viewer.user_id,
        subject_type="forum.post",
        subject_id=post_id,
        previous={"state": previous},
        new={"state": State.REMOVED},
    )
    return _result(Verdict(), post, topic)
