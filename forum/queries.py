"""Reads of the board: categories, and lists of topics."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from community.safety.models import State
from forum.fragments import remember
from forum.models import (
    Category,
    CaughtUp,
    Level,
    Post,
    ReadMarker,
    Subscription,
    Topic,
    page_of,
)
from forum.paging import Pages, pages_for
from forum.people import SOMEBODY, Face, faces

if TYPE_CHECKING:
    from community.safety.viewers import Viewer

TOPICS_PER_PAGE = 25
# Lists over all categories end here: nobody reads page forty of "latest".
MOST_LISTED = 500
# What somebody has never opened counts as new for this long.
NEW_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class TopicRow:
    """One topic on the board, the same for everyone; what is personal is set beside it."""

    pk: int
    title: str
    url: str
    content_note: str
    pinned: bool
    locked: bool
    state: str
    author_id: int | None
    starter: Face
    replies: int
    last_number: int
    last_at: datetime
    last_author_id: int | None
    last_by: Face
    category: str = ""
    category_url: str = ""
    is_new: bool = False
    new_url: str = ""


@dataclass(frozen=True, slots=True)
class CategoryCard:
    """One category on the board. ``unseen`` counts what only moderators see, for them."""

    pk: int
    slug: str
    name: str
    description: str
    audience: str
    theme: str
    theme_label: str
    url: str
    topics: int
    posts: int
    unseen: int = 0
    last_title: str = ""
    last_url: str = ""
    last_at: datetime | None = None
    last_by: Face = SOMEBODY


@dataclass(frozen=True, slots=True)
class CategoryPage:
    card: CategoryCard
    pages: Pages
    rows: tuple[TopicRow, ...]
    waiting: tuple[TopicRow, ...] = ()


@dataclass(frozen=True, slots=True)
class TopicList:
    kind: str
    pages: Pages
    rows: tuple[TopicRow, ...]


# --- categories ---------------------------------------------------------------------------
def find_category(viewer: Viewer, slug: str) -> Category | None:
    """The category, or ``None`` where this viewer may not enter or there is none."""
    return Category.objects.visible_to(viewer).filter(slug=slug).first()


def categories_for(viewer: Viewer) -> list[Category]:
    """Categories this viewer may enter, with their latest topic, in the order of the board."""
    return list(Category.objects.visible_to(viewer).select_related("last_topic"))


def cards(viewer: Viewer, categories: Iterable[Category]) -> list[CategoryCard]:
    """The board: two queries for the faces, whatever the number of categories."""
    categories = list(categories)
    people = faces(
        each.last_topic.last_post_author_id for each in categories if each.last_topic is not None
    )
    found = [card_of(viewer, each, people) for each in categories]
    if not viewer.blocked_ids:
        return found
    theirs = Topic.objects.shown().filter(author_id__in=viewer.blocked_ids)
    topics = dict(theirs.order_by().values_list("category_id").annotate(Count("pk")))
    posts = dict(
        Post.objects.shown()
        .filter(topic__state=State.SHOWN)
        .filter(Q(author_id__in=viewer.blocked_ids) | Q(topic__author_id__in=viewer.blocked_ids))
        .values_list("topic__category_id")
        .annotate(Count("pk"))
    )
    return [
        replace(
            card,
            topics=card.topics - topics.get(card.pk, 0),
            posts=card.posts - posts.get(card.pk, 0),
        )
        for card in found
    ]


def shelves(found: list[CategoryCard]) -> list[tuple[str, list[CategoryCard]]]:
    """Cards by theme; a shelf stands where its first card stands."""
    kept: dict[str, list[CategoryCard]] = {}
    for card in found:
        kept.setdefault(card.theme_label, []).append(card)
    return list(kept.items())


def card_of(
    viewer: Viewer, category: Category, people: dict[int | None, Face] | None = None
) -> CategoryCard:
    card = CategoryCard(
        pk=category.pk,
        slug=category.slug,
        name=category.name,
        description=category.description,
        audience=category.audience,
        theme=category.theme,
        theme_label=category.get_theme_display(),
        url=category.get_absolute_url(),
        topics=category.topic_count,
        posts=category.post_count,
        unseen=(
            category.all_post_count - category.post_count
            if viewer.moderates(category.circle_id)
            else 0
        ),
    )
    if people is None:
        return card
    last = category.last_topic
    if last is None or {last.author_id, last.last_post_author_id} & viewer.blocked_ids:
        return card
    return replace(
        card,
        last_title=last.title,
        last_url=_last_url(last),
        last_at=last.last_activity,
        last_by=people.get(last.last_post_author_id, SOMEBODY),
    )


def _last_url(topic: Topic) -> str:
    page = page_of(topic.last_post_number)
    asked = f"?page={page}" if page > 1 else ""
    return f"{topic.get_absolute_url()}{asked}#n{topic.last_post_number}"


# --- topics of one category ---------------------------------------------------------------
def category_page(viewer: Viewer, category: Category, page: int, after: str = "") -> CategoryPage:
    """One page of a category. Raises ``NoSuchPage``.

    The rows are made once for everyone and found by the category's version. Beside them: what
    this viewer has not read, what waits (on the first page), whom they have blocked.
    """
    total = -(-category.topic_count // TOPICS_PER_PAGE)
    key = ("topics", category.pk, category.version, category.last_activity, page, after)
    rows = remember(key, lambda: _shared_rows(category, page, after), weigh=_weight)
    pages = pages_for(
        category.get_absolute_url(), page, total, after=_anchor(rows) if page < total else ""
    )
    waiting: list[TopicRow] = []
    if page == 1 and viewer.is_signed_in and category.all_topic_count != category.topic_count:
        found = (
            Topic.objects.visible_to(viewer)
            .filter(category_id=category.pk)
            .exclude(state=State.SHOWN)
            .order_by("-created_at")[:TOPICS_PER_PAGE]
        )
        waiting = _rows(list(found))
    return CategoryPage(card_of(viewer, category), pages, personal(viewer, rows), tuple(waiting))


def _shared_rows(category: Category, page: int, after: str) -> tuple[TopicRow, ...]:
    shared = Topic.objects.shared_in(category.pk)
    seek = _parse_anchor(after)
    if seek is not None and page > 1:
        at, pk = seek
        found = shared.filter(pinned=False, last_activity__lte=at).exclude(
            last_activity=at, pk__gte=pk
        )[:TOPICS_PER_PAGE]
    else:
        start = (page - 1) * TOPICS_PER_PAGE
        ids = list(shared.values_list("pk", flat=True)[start : start + TOPICS_PER_PAGE])
        found = Topic.objects.shared_in(category.pk).filter(pk__in=ids)
    return tuple(_rows(list(found)))


def _anchor(rows: tuple[TopicRow, ...]) -> str:
    """Where a page ends: microseconds and id of its last topic; nothing after a pinned one."""
    if not rows or rows[-1].pinned:
        return ""
    return f"{round(rows[-1].last_at.timestamp() * 1_000_000)}.{rows[-1].pk}"


def _parse_anchor(after: str) -> tuple[datetime, int] | None:
    microseconds, _, pk = after.partition(".")
    if not (microseconds.isdecimal() and pk.isdecimal() and len(after) <= 36):
        return None
    try:
        seconds, rest = divmod(int(microseconds), 1_000_000)
        return datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest), int(pk)
    except (ValueError, OverflowError, OSError):
        return None


def _weight(rows: tuple[TopicRow, ...]) -> int:
    return 600 * (len(rows) + 1)


def _rows(topics: list[Topic], *, with_category: bool = False) -> list[TopicRow]:
    people = faces(
        [each.author_id for each in topics] + [each.last_post_author_id for each in topics]
    )
    return [
        TopicRow(
            pk=each.pk,
            title=each.title,
            url=each.get_absolute_url(),
            content_note=each.content_note,
            pinned=each.pinned,
            locked=each.locked,
            state=each.state,
            author_id=each.author_id,
            starter=people[each.author_id],
            replies=max(0, each.shown_posts - 1),
            last_number=each.last_post_number,
            last_at=each.last_activity,
            last_author_id=each.last_post_author_id,
            last_by=people[each.last_post_author_id],
            category=each.category.name if with_category else "",
            category_url=each.category.get_absolute_url() if with_category else "",
        )
        for each in topics
    ]


# --- what is personal ---------------------------------------------------------------------
def personal(viewer: Viewer, rows: Iterable[TopicRow]) -> tuple[TopicRow, ...]:
    """The same rows for this viewer: without whom they have blocked, with what is new to them."""
    rows = [each for each in rows if each.author_id not in viewer.blocked_ids]
    if viewer.user_id is None or not rows:
        return tuple(rows)
    if viewer.blocked_ids:
        rows = _without_blocked(viewer, rows)
    read = dict(
        ReadMarker.objects.filter(
            member_id=viewer.user_id, topic_id__in=[each.pk for each in rows]
        ).values_list("topic_id", "number")
    )
    since = new_since(viewer.user_id)
    return tuple(_with_news(each, read.get(each.pk), since) for each in rows)


def _with_news(row: TopicRow, read_to: int | None, since: datetime) -> TopicRow:
    if row.last_at <= since or (read_to is not None and read_to >= row.last_number):
        return row
    first = (read_to or 0) + 1
    page = page_of(first)
    asked = f"?page={page}" if page > 1 else ""
    anchor = f"#n{first}" if first > 1 else ""
    return replace(row, is_new=True, new_url=f"{row.url}{asked}{anchor}")


def new_since(member_id: int) -> datetime:
    """What is older counts as read: what the member said, or a month ago."""
    floor = timezone.now() - NEW_FOR
    said = CaughtUp.objects.filter(member_id=member_id).values_list("at", flat=True).first()
    return max(said, floor) if said else floor


def _without_blocked(viewer: Viewer, rows: list[TopicRow]) -> list[TopicRow]:
    """Counters and "latest by" without the words of those this viewer has a block with."""
    theirs = dict(
        Post.objects.shown()
        .filter(topic_id__in=[each.pk for each in rows], author_id__in=viewer.blocked_ids)
        .values_list("topic_id")
        .annotate(Count("pk"))
    )
    if not theirs:
        return rows
    latest = (
        Post.objects.visible_to(viewer)
        .filter(topic_id__in=theirs, state=State.SHOWN)
        .values("topic_id")
        .annotate(highest=Max("number"))
        .values_list("topic_id", "highest")
    )
    wanted = Q(pk__in=[])
    for topic_id, number in latest:
        wanted |= Q(topic_id=topic_id, number=number)
    seen = {
        each.topic_id: each
        for each in Post.objects.visible_to(viewer)
        .filter(wanted)
        .only("topic_id", "number", "shown_at", "author_id")
    }
    people = faces(each.author_id for each in seen.values())
    return [
        replace(
            row,
            replies=max(0, row.replies - theirs.get(row.pk, 0)),
            last_number=seen[row.pk].number,
            last_at=seen[row.pk].shown_at,
            last_author_id=seen[row.pk].author_id,
            last_by=people[seen[row.pk].author_id],
        )
        if row.pk in seen
        else row
        for row in rows
    ]


# --- lists over all categories ------------------------------------------------------------
def topic_list(viewer: Viewer, kind: str, page: int) -> TopicList:
    """``latest``, ``unanswered``, ``unread`` or ``mine`` over all that this viewer may enter.

    Raises ``NoSuchPage``, and ``ValueError`` for another kind. ``unread`` and ``mine`` are
    empty for a resident.
    """
    found = _listed(viewer, kind)
    total = found.order_by()[:MOST_LISTED].count()
    pages = pages_for(reverse("forum:list", args=[kind]), page, -(-total // TOPICS_PER_PAGE))
    start = (page - 1) * TOPICS_PER_PAGE
    topics = found.select_related("category")[start : min(start + TOPICS_PER_PAGE, MOST_LISTED)]
    rows = _rows(list(topics), with_category=True)
    return TopicList(kind, pages, personal(viewer, rows))


def _listed(viewer: Viewer, kind: str) -> QuerySet[Topic]:
    topics = Topic.objects.visible_to(viewer).order_by("-last_activity", "-id")
    if kind == "mine":
        written = Post.objects.visible_to(viewer).filter(author_id=viewer.user_id or 0)
        return topics.filter(pk__in=written.values("topic_id"))
    topics = topics.filter(state=State.SHOWN)
    if viewer.user_id is not None:
        muted = Subscription.objects.filter(
            member_id=viewer.user_id, topic_id=OuterRef("pk"), level=Level.MUTE
        )
        topics = topics.exclude(Exists(muted))
    if kind == "latest":
        return topics
    if kind == "unanswered":
        return topics.filter(shown_posts=1, locked=False)
    if kind != "unread":
        raise ValueError(kind)
    if viewer.user_id is None:
        return topics.none()
    marker = ReadMarker.objects.filter(member_id=viewer.user_id, topic_id=OuterRef("pk"))
    return topics.filter(last_activity__gt=new_since(viewer.user_id)).filter(
        last_post_number__gt=Coalesce(Subquery(marker.values("number")[:1]), 0)
    )
