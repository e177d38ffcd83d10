"""Counters, kept twice: what members see, and what moderators see.

The common walk (a reply that is shown) adds one under the topic's lock. Every rarer walk (a
release, a hide, a delete) counts the topic again, so that it cannot drift. Locks are always
taken in one order: case, post, topic, category.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, F, Max, Q, Sum, Value, When
from django.db.models.functions import Coalesce

from community.safety.models import State
from forum.models import Category, Post, Topic

TOPIC_FIELDS = (
    "last_number",
    "shown_posts",
    "all_posts",
    "last_post_number",
    "last_activity",
    "last_post_author_id",
)


@dataclass(frozen=True, slots=True)
class Tally:
    """What one topic adds to its category."""

    topics: int = 0
    posts: int = 0
    all_topics: int = 0
    all_posts: int = 0


def tally_of(topic: Topic) -> Tally:
    shown = topic.state == State.SHOWN
    return Tally(int(shown), topic.shown_posts if shown else 0, 1, topic.all_posts)


def lock_topic(topic_id: int) -> Topic:
    """The topic with its category, the topic's row locked. Raises ``Topic.DoesNotExist``."""
    return (
        Topic._base_manager.select_for_update(of=("self",))
        .select_related("category")
        .get(pk=topic_id)
    )


def add_shown(topic: Topic, author_id: int | None, at: datetime) -> int:
    """A new reply takes the next place in a locked topic; returns its number."""
    topic.last_number += 1
    topic.shown_posts += 1
    topic.all_posts += 1
    topic.last_post_number = topic.last_number
    topic.last_activity = at
    topic.last_post_author_id = author_id
    Topic._base_manager.filter(pk=topic.pk).update(
        version=F("version") + 1, **{name: getattr(topic, name) for name in TOPIC_FIELDS}
    )
    later = Q(last_activity__gt=at)
    Category.objects.filter(pk=topic.category_id).update(
        post_count=F("post_count") + 1,
        all_post_count=F("all_post_count") + 1,
        version=F("version") + 1,
        # Of two replies in two topics the earlier may be stored last.
        last_activity=Case(When(later, then=F("last_activity")), default=Value(at)),
        last_topic_id=Case(When(later, then=F("last_topic_id")), default=Value(topic.pk)),
    )
    return topic.last_number


def add_waiting(topic: Topic) -> None:
    """A reply waits: moderators' counters go up, and nothing that members see moves."""
    topic.all_posts += 1
    Topic._base_manager.filter(pk=topic.pk).update(all_posts=topic.all_posts)
    Category.objects.filter(pk=topic.category_id).update(all_post_count=F("all_post_count") + 1)


def recount(topic: Topic, before: Tally, *, seen: bool) -> None:
    """Count a locked topic again and give the difference to its category.

    ``before`` is its tally before the change. ``seen``: members can see what changed, so
    versions go up and whatever was cached is out of date.
    """
    for name, value in counted(topic).items():
        setattr(topic, name, value)
    Topic._base_manager.filter(pk=topic.pk).update(
        state=topic.state,
        version=F("version") + int(seen),
        **{name: getattr(topic, name) for name in TOPIC_FIELDS},
    )
    give(topic.category_id, before, tally_of(topic), seen=seen)


def counted(topic: Topic) -> dict[str, object]:
    """The topic's counters as its posts say they should be."""
    posts = Post._base_manager.filter(topic_id=topic.pk)
    totals = posts.aggregate(
        everything=Count("pk"),
        shown=Count("pk", filter=Q(state=State.SHOWN)),
        highest=Coalesce(Max("number"), 0),
    )
    last = (
        posts.filter(state=State.SHOWN)
        .order_by("-number")
        .values_list("number", "shown_at", "author_id")
        .first()
    ) or (0, topic.created_at, None)
    return {
        "last_number": max(topic.last_number, totals["highest"]),
        "shown_posts": totals["shown"],
        "all_posts": totals["everything"],
        "last_post_number": last[0],
        "last_activity": last[1],
        "last_post_author_id": last[2],
    }


def give(category_id: int, before: Tally, after: Tally, *, seen: bool) -> None:
    """Move a category's counters by a difference, and find its latest topic again."""
    # Locked before looking: whoever else changes a topic here is seen, or waits.
    Category.objects.select_for_update().only("pk").get(pk=category_id)
    latest_at, latest_id = latest_in(category_id)
    Category.objects.filter(pk=category_id).update(
        topic_count=F("topic_count") + (after.topics - before.topics),
        post_count=F("post_count") + (after.posts - before.posts),
        all_topic_count=F("all_topic_count") + (after.all_topics - before.all_topics),
        all_post_count=F("all_post_count") + (after.all_posts - before.all_posts),
        last_activity=latest_at,
        last_topic_id=latest_id,
        version=F("version") + int(seen),
    )


def latest_in(category_id: int) -> tuple[datetime | None, int | None]:
    """When members last saw something new in a category, and in which topic."""
    shown = Topic._base_manager.filter(category_id=category_id, state=State.SHOWN)
    found = [
        # One look at the index for each half: it is ordered by pinned first.
        row
        for pinned in (True, False)
        for row in shown.filter(pinned=pinned)
        .order_by("-last_activity", "-id")
        .values_list("last_activity", "pk")[:1]
    ]
    return max(found, default=(None, None))


def touch(topic: Topic) -> None:
    """Something members see changed that is not a number (a title, a pin, a lock)."""
    Topic._base_manager.filter(pk=topic.pk).update(version=F("version") + 1)
    Category.objects.filter(pk=topic.category_id).update(version=F("version") + 1)


# --- proof --------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Mismatch:
    """A counter that does not say what its rows say."""

    kind: str
    pk: int
    field: str
    stored: object
    counted: object


def mismatches() -> Iterator[Mismatch]:
    """Every counter that is wrong. A handful of queries, however large the forum is."""
    yield from _topic_mismatches()
    yield from _category_mismatches()


def _topic_mismatches() -> Iterator[Mismatch]:
    counts = {
        row["topic_id"]: row
        for row in Post._base_manager.order_by()
        .values("topic_id")
        .annotate(
            everything=Count("pk"),
            shown=Count("pk", filter=Q(state=State.SHOWN)),
            highest=Coalesce(Max("number"), 0),
            last=Coalesce(Max("number", filter=Q(state=State.SHOWN)), 0),
        )
        .iterator(chunk_size=5000)
    }
    last_posts = {
        row[0]: row[1:]
        for row in Post._base_manager.filter(state=State.SHOWN, number=F("topic__last_post_number"))
        .values_list("topic_id", "shown_at", "author_id")
        .iterator(chunk_size=5000)
    }
    opener_states = dict(
        Post._base_manager.filter(number=1).values_list("topic_id", "state").iterator(5000)
    )
    nothing = {"everything": 0, "shown": 0, "highest": 0, "last": 0}
    for topic in Topic._base_manager.order_by("pk").iterator(chunk_size=2000):
        row = counts.get(topic.pk, nothing)
        expected = {
            "all_posts": row["everything"],
            "shown_posts": row["shown"],
            "last_post_number": row["last"],
            "state": opener_states.get(topic.pk, topic.state),
        }
        if topic.last_post_number == row["last"]:
            at, author = last_posts.get(topic.pk, (topic.created_at, None))
            expected |= {"last_activity": at, "last_post_author_id": author}
        if topic.last_number < row["highest"]:
            expected["last_number"] = row["highest"]
        yield from _compare("topic", topic, expected)


def _category_mismatches() -> Iterator[Mismatch]:
    sums = {
        row["category_id"]: row
        for row in Topic._base_manager.order_by()
        .values("category_id")
        .annotate(
            shown=Count("pk", filter=Q(state=State.SHOWN)),
            shown_in_all=Coalesce(Sum("shown_posts", filter=Q(state=State.SHOWN)), 0),
            everything=Count("pk"),
            posts_in_all=Coalesce(Sum("all_posts"), 0),
        )
    }
    nothing = {"shown": 0, "shown_in_all": 0, "everything": 0, "posts_in_all": 0}
    for category in Category.objects.order_by("pk"):
        row = sums.get(category.pk, nothing)
        at, topic_id = latest_in(category.pk)
        expected = {
            "topic_count": row["shown"],
            "post_count": row["shown_in_all"],
            "all_topic_count": row["everything"],
            "all_post_count": row["posts_in_all"],
            "last_activity": at,
            "last_topic_id": topic_id,
        }
        yield from _compare("category", category, expected)


def _compare(kind: str, row: Topic | Category, expected: dict[str, object]) -> Iterator[Mismatch]:
    for field, value in expected.items():
        if getattr(row, field) != value:
            yield Mismatch(kind, row.pk, field, getattr(row, field), value)


def repair() -> int:
    """Set every counter to what its rows say; returns how many were wrong. Topics come first:
    a category's counters are sums of theirs."""
    wrong = 0
    for model, find in ((Topic, _topic_mismatches), (Category, _category_mismatches)):
        changes: dict[int, dict[str, object]] = {}
        for each in find():
            changes.setdefault(each.pk, {})[each.field] = each.counted
            wrong += 1
        for pk, fields in changes.items():
            model._base_manager.filter(pk=pk).update(version=F("version") + 1, **fields)
    return wrong
