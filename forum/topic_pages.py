"""One page of a topic, and one post with what it said before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import OuterRef, Q, Subquery
from django.template import loader
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from community.safety.models import Case, State
from community.text import render
from forum.blocks import Block, blocks_of, fresh_html, shared_blocks
from forum.drafts import KeptDraft, draft_at
from forum.models import Post, PostRevision, ReadMarker, Subscription, Topic, page_of
from forum.paging import Pages, pages_for
from forum.people import Face, faces
from forum.permissions import may_edit, why_no_reply

if TYPE_CHECKING:
    from community.safety.viewers import Viewer

# Moderators have the desk for more than this.
MOST_WAITING = 30


@dataclass(frozen=True, slots=True)
class TopicPage:
    """A page of a topic for one viewer. ``posts`` and ``waiting`` are safe HTML.

    ``why_not`` says why this viewer cannot reply. ``seen_to`` is the highest number on the page.
    """

    topic: Topic
    pages: Pages
    posts: SafeString
    waiting: SafeString
    replies: int
    unseen: int
    is_last: bool
    may_look_after: bool
    why_not: str
    level: str
    read_to: int
    seen_to: int
    draft: KeptDraft | None
    place: str


def find_topic(viewer: Viewer, topic_id: int) -> Topic | None:
    """The topic with its category and, for a member, how far they have read and what they follow.

    ``None`` where this viewer sees no such topic. One query.
    """
    found = Topic.objects.visible_to(viewer).select_related("category")
    if viewer.user_id is not None:
        own = {"member_id": viewer.user_id, "topic_id": OuterRef("pk")}
        found = found.annotate(
            my_number=Subquery(ReadMarker.objects.filter(**own).values("number")[:1]),
            my_level=Subquery(Subscription.objects.filter(**own).values("level")[:1]),
        )
    return found.filter(pk=topic_id).first()


def topic_page(viewer: Viewer, topic: Topic, page: int) -> TopicPage:
    """A page of a topic that ``find_topic`` gave to this viewer. Raises ``NoSuchPage``."""
    looks_after = viewer.moderates(topic.category.circle_id)
    highest = topic.last_number if looks_after else topic.last_post_number
    total = page_of(max(highest, 1))
    pages = pages_for(topic.get_absolute_url(), page, total)
    is_last = page == total
    shown = topic.state == State.SHOWN
    blocks = list(shared_blocks(topic, page)) if shown else []
    if viewer.blocked_ids:
        blocks = [each for each in blocks if each.author_id not in viewer.blocked_ids]
    waiting: list[Block] = []
    if viewer.is_signed_in and not (shown and topic.all_posts == topic.shown_posts):
        others = _not_shared(viewer, topic, page, is_last=is_last, looks_after=looks_after)
        blocks = sorted(
            [*blocks, *(each for each in others if each.number is not None)],
            key=lambda each: each.number,
        )
        waiting = [each for each in others if each.number is None]
    why_not = "" if viewer.user_id is None else why_no_reply(viewer, topic)
    draft = None
    if is_last and viewer.is_signed_in and not why_not:
        draft = draft_at(viewer.user_id, f"topic:{topic.pk}")
    return TopicPage(
        topic=topic,
        pages=pages,
        posts=_joined(viewer, topic, blocks),
        waiting=_joined(viewer, topic, waiting),
        replies=_replies(viewer, topic),
        unseen=topic.all_posts - topic.shown_posts if looks_after else 0,
        is_last=is_last,
        may_look_after=looks_after,
        why_not=why_not,
        level=getattr(topic, "my_level", None) or "",
        read_to=getattr(topic, "my_number", None) or 0,
        seen_to=max((each.number or 0 for each in blocks), default=0),
        draft=draft,
        place=f"topic:{topic.pk}",
    )


def version_key(topic: Topic, page: int) -> tuple[object, ...]:
    """What a visitor's page is made of: the same key, the same page."""
    return ("topic", topic.pk, page, topic.version, topic.category.version, topic.created_at)


def _replies(viewer: Viewer, topic: Topic) -> int:
    replies = topic.shown_posts - 1
    if viewer.blocked_ids:
        replies -= (
            Post.objects.shown().filter(topic_id=topic.pk, author_id__in=viewer.blocked_ids).count()
        )
    return max(0, replies)


def _not_shared(
    viewer: Viewer, topic: Topic, page: int, *, is_last: bool, looks_after: bool
) -> list[Block]:
    """Posts on this page that not everyone sees: one's own that wait, for moderators all."""
    first = Post.objects.on_page(topic.pk, page)
    found = Post.objects.visible_to(viewer).filter(topic_id=topic.pk)
    if topic.state == State.SHOWN:
        found = found.exclude(state=State.SHOWN)
    place = Q(pk__in=first.order_by().values("pk"))
    if is_last:
        place |= Q(number__isnull=True, state__in=[State.HELD, State.HIDDEN])
    posts = list(found.filter(place).order_by("number", "created_at")[: MOST_WAITING + 20])
    return blocks_of(topic, posts, cases=_cases(topic, posts) if looks_after else None)


def _cases(topic: Topic, posts: list[Post]) -> dict[int, str]:
    about = Q(subject_type="forum.post", subject_id__in=[str(each.pk) for each in posts])
    about |= Q(subject_type="forum.topic", subject_id=str(topic.pk))
    openers = {each.topic_id: each.pk for each in posts if each.is_opener}
    found: dict[int, str] = {}
    for kind, ref, public_id in Case.objects.filter(about).values_list(
        "subject_type", "subject_id", "public_id"
    ):
        post_id = int(ref) if kind == "forum.post" else openers.get(int(ref))
        if post_id is not None:
            found[post_id] = reverse("safety:case", args=[public_id])
    return found


def _joined(viewer: Viewer, topic: Topic, blocks: list[Block]) -> SafeString:
    mine = viewer.user_id
    open_to_edits = not topic.locked or viewer.moderates(topic.category.circle_id)
    pieces = []
    for each in blocks:
        if mine is None or each.author_id != mine:
            pieces.append(each.html())
        else:
            pieces.append(each.html(_own_buttons(each.post_id) if open_to_edits else ""))
    return mark_safe("".join(pieces))  # noqa: S308 - made by our templates


def _own_buttons(post_id: int) -> str:
    return loader.get_template("forum/partials/own.html").render({"post_id": post_id})


# --- one post -----------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class OnePost:
    """A post by itself, for the pages about one post."""

    pk: int
    topic: Topic
    number: int | None
    state: str
    body: str
    html: SafeString
    content_note: str
    edit_count: int
    is_mine: bool
    may_edit: bool
    is_opener: bool
    face: Face
    created_at: datetime
    edited_at: datetime | None
    url: str


def find_post(viewer: Viewer, post_id: int) -> OnePost | None:
    """The post, or ``None`` where this viewer sees no such post."""
    post = (
        Post.objects.visible_to(viewer)
        .filter(pk=post_id)
        .select_related("topic", "topic__category")
        .first()
    )
    if post is None:
        return None
    return OnePost(
        pk=post.pk,
        topic=post.topic,
        number=post.number,
        state=post.state,
        body=post.body,
        html=mark_safe(fresh_html(post)),  # noqa: S308 - made by community.text
        content_note=post.content_note,
        edit_count=post.edit_count,
        is_mine=viewer.user_id is not None and post.author_id == viewer.user_id,
        may_edit=may_edit(viewer, post, post.topic),
        is_opener=post.is_opener,
        face=faces([post.author_id])[post.author_id],
        created_at=post.created_at,
        edited_at=post.edited_at,
        url=place_of(viewer, post),
    )


def place_of(viewer: Viewer, post: Post) -> str:
    """Where this viewer meets the post: in its topic, or by itself while it waits."""
    looks_after = viewer.moderates(post.topic.category.circle_id)
    if post.state != State.SHOWN and not looks_after:
        return reverse("forum:waiting", args=[post.pk])
    topic = post.topic
    highest = topic.last_number if looks_after else topic.last_post_number
    page = page_of(post.number or max(highest, 1))
    asked = f"?page={page}" if page > 1 else ""
    return f"{topic.get_absolute_url()}{asked}#p{post.pk}"


@dataclass(frozen=True, slots=True)
class Expected:
    """What happens next with words that wait. ``due_at``: when a person should have looked."""

    support: bool
    due_at: datetime | None


def what_happens_next(post: OnePost) -> Expected:
    """Read from the open case about the post; the author sees no more of it than this."""
    subject = (
        {"subject_type": "forum.topic", "subject_id": str(post.topic.pk)}
        if post.is_opener
        else {"subject_type": "forum.post", "subject_id": str(post.pk)}
    )
    case = Case.objects.filter(**subject).values_list("codes", "due_at").first()
    if case is None:
        return Expected(False, None)
    return Expected(any(str(code).startswith("crisis") for code in case[0]), case[1])


@dataclass(frozen=True, slots=True)
class Earlier:
    """Words that an edit replaced."""

    number: int
    title: str
    html: SafeString
    content_note: str
    written_at: datetime
    was_shown: bool


def history_of(viewer: Viewer, post: OnePost) -> list[Earlier]:
    """What a visible post said before, newest first; see ``PostRevision.visible_to``."""
    rows = PostRevision.objects.visible_to(viewer).filter(post_id=post.pk).order_by("-number")[:100]
    return [
        Earlier(
            each.number,
            each.title,
            mark_safe(render(each.body)),  # noqa: S308 - made by community.text
            each.content_note,
            each.written_at,
            each.was_shown,
        )
        for each in rows
    ]


def quoted(viewer: Viewer, topic_id: int, post_id: int) -> str:
    """A post as a quotation to answer under; empty where there is nothing to quote."""
    post = (
        Post.objects.visible_to(viewer)
        .filter(pk=post_id, topic_id=topic_id, state=State.SHOWN)
        .first()
    )
    if post is None:
        return ""
    name = faces([post.author_id])[post.author_id].name
    lines = post.body.strip().split("\n")[:40]
    return f"> **{name}** wrote:\n>\n" + "\n".join(f"> {line}".rstrip() for line in lines) + "\n\n"


# --- the beginning of topics, for feeds -----------------------------------------------------
@dataclass(frozen=True, slots=True)
class Opening:
    """How a topic begins."""

    pk: int
    title: str
    url: str
    author: str
    body: str
    content_note: str
    at: datetime


def openings(viewer: Viewer, category_id: int, most: int) -> list[Opening]:
    """The newest topics of a category that this viewer sees, with the words that open them."""
    openers = (
        Post.objects.visible_to(viewer)
        .filter(topic__category_id=category_id, number=1, state=State.SHOWN)
        .select_related("topic")
        .order_by("-topic__created_at", "-topic_id")[:most]
    )
    openers = list(openers)
    people = faces(each.author_id for each in openers)
    return [
        Opening(
            each.topic_id,
            each.topic.title,
            each.topic.get_absolute_url(),
            people[each.author_id].name,
            each.body,
            each.content_note,
            each.shown_at or each.created_at,
        )
        for each in openers
    ]
