"""What of the forum can be reported, and what follows when a moderator decides."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from community.accounts.queries import display_name_for
from community.safety import subjects
from community.safety.models import State
from community.safety.verdicts import Surface
from forum import counters
from forum.models import Draft, Post, PostRevision, Topic
from forum.tasks import tell_watchers

BEFORE, AFTER = 3, 2


def describe_post(post: Post) -> subjects.Snapshot:
    """A post as it is now, with the posts that others saw around it."""
    topic = Topic._base_manager.select_related("category").get(pk=post.topic_id)
    title = f"{'Topic' if post.is_opener else 'Reply in'} “{topic.title}”"
    if post.content_note:
        title += f" (note: {post.content_note})"
    return subjects.Snapshot(
        title=title,
        text=post.body,
        author_id=post.author_id,
        author_name=_name(post.author_id),
        url=reverse("forum:post", args=[post.pk]),
        space=topic.category.name,
        circle_id=topic.category.circle_id,
        context=_around(post),
    )


def describe_topic(topic: Topic) -> subjects.Snapshot:
    """A topic as it is now: its title and the words that open it."""
    opener = _opener(topic)
    title = topic.title
    if topic.content_note:
        title += f" (note: {topic.content_note})"
    return subjects.Snapshot(
        title=title,
        text=opener.body,
        author_id=topic.author_id,
        author_name=_name(topic.author_id),
        url=reverse("forum:topic", args=[topic.pk, topic.slug]),
        space=topic.category.name,
        circle_id=topic.category.circle_id,
    )


def _name(user_id: int | None) -> str:
    return display_name_for(user_id) if user_id is not None else "Somebody who has left"


def _around(post: Post) -> tuple[subjects.ContextLine, ...]:
    others = Post._base_manager.filter(topic_id=post.topic_id, state=State.SHOWN).exclude(
        pk=post.pk
    )
    if post.number is None:
        before, after = others.order_by("-number")[:BEFORE], []
    else:
        before = others.filter(number__lt=post.number).order_by("-number")[:BEFORE]
        after = others.filter(number__gt=post.number).order_by("number")[:AFTER]
    return tuple(
        subjects.ContextLine(_name(each.author_id), each.body[:600], each.created_at.isoformat())
        for each in [*reversed(list(before)), *after]
    )


def _opener(topic: Topic) -> Post:
    return Post._base_manager.get(topic_id=topic.pk, number=1)


@dataclass(frozen=True)
class ForumSubject(subjects.SubjectType):
    """Stores the state together with the place and the counters that go with it."""

    def set_state(self, subject: Post | Topic, new: State) -> State:
        """Change a locked subject's state; returns the state it had."""
        old = State(subject.state)
        if old != new:
            subject.state = new
            self.after_change(subject, old, new)
        return old


def post_changed(post: Post, old: State, new: State) -> None:
    """Place, counters, drafts and notices when a locked post moves from one state to another."""
    topic = counters.lock_topic(post.topic_id)
    before = counters.tally_of(topic)
    first_time = new == State.SHOWN and post.shown_at is None
    if first_time:
        post.shown_at = timezone.now()
        if post.number is None:
            topic.last_number += 1
            post.number = topic.last_number
    if post.is_opener:
        # A topic is what its opener is.
        topic.state = new
    _store(post, topic, before, old, new)
    if first_time and not post.is_opener:
        tell_watchers.delay_on_commit(post.pk)


def topic_changed(topic: Topic, old: State, new: State) -> None:
    """The opener goes where its topic goes. ``topic`` is locked by whoever changes it."""
    topic.state = old
    before = counters.tally_of(topic)
    topic.state = new
    opener = _opener(topic)
    opener.state = new
    if new == State.SHOWN and opener.shown_at is None:
        opener.shown_at = timezone.now()
    _store(opener, topic, before, old, new)


def _store(post: Post, topic: Topic, before: counters.Tally, old: State, new: State) -> None:
    Post._base_manager.filter(pk=post.pk).update(
        state=post.state, number=post.number, shown_at=post.shown_at
    )
    counters.recount(topic, before, seen=State.SHOWN in (old, new))
    if new == State.SHOWN:
        Draft.objects.filter(waiting_post=post).delete()
    else:
        # Whatever it said before is not for everyone either, until somebody has looked.
        PostRevision.objects.filter(post=post, was_shown=True).update(was_shown=False)


def register_subjects() -> None:
    subjects.register(
        ForumSubject(
            key="forum.post",
            model=Post,
            label="post",
            surfaces=(Surface.POST,),
            describe=describe_post,
            after_change=post_changed,
        )
    )
    subjects.register(
        ForumSubject(
            key="forum.topic",
            model=Topic,
            label="topic",
            surfaces=(Surface.TOPIC_TITLE,),
            describe=describe_topic,
            after_change=topic_changed,
        )
    )
