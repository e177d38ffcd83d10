"""The forum of the demonstration community, and a large one for measuring."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from community.accounts.models import Circle, CircleKind, User
from community.safety.models import State
from community.text import RENDERER_VERSION, clean_source, render
from forum import counters
from forum.models import Audience, Category, Post, Topic, slug_for

DATA = Path(__file__).parent / "data"
BATCH = 2000

LARGE_SLUG = "measuring"
LARGE_TOPICS = 2000
LARGE_POSTS = 50_000
LONG_TOPIC_POSTS = 5_000

Progress = Callable[[str], None]


# --- the demonstration ----------------------------------------------------------------------
@transaction.atomic
def load_forum(progress: Progress, users: dict[str, User]) -> None:
    """Categories, topics and posts from ``data/``. Idempotent: what is there stays as it is."""
    now = timezone.now()
    categories = _categories()
    for slug, category in categories.items():
        path = DATA / "topics" / f"{slug}.json"
        if path.exists():
            entries = json.loads(path.read_text(encoding="utf-8"))
            _load_topics(category, entries, users, now)
    counters.repair()
    progress(f"{Topic.objects.count()} topics, {Post.objects.count()} posts")


def _categories() -> dict[str, Category]:
    found: dict[str, Category] = {}
    for entry in json.loads((DATA / "categories.json").read_text(encoding="utf-8")):
        fields = dict(entry)
        slug = fields.pop("slug")
        if fields["audience"] == Audience.CIRCLE:
            fields["circle"], _ = Circle.objects.get_or_create(
                slug=slug, defaults={"name": fields["name"], "kind": CircleKind.GROUP}
            )
        found[slug], _ = Category.objects.get_or_create(slug=slug, defaults=fields)
    return found


def _load_topics(
    category: Category, entries: list[dict[str, Any]], users: dict[str, User], now: datetime
) -> None:
    there = set(Topic.objects.filter(category=category).values_list("title", flat=True))
    wanted = [entry for entry in entries if clean_source(entry["title"]) not in there]
    topics: list[Topic] = []
    written: list[list[tuple[datetime, int, str]]] = []
    for entry in wanted:
        began = now - timedelta(days=entry["days_ago"])
        lines = sorted(
            (
                (
                    min(began + timedelta(hours=line["hours_after"]), now),
                    users[line["author"]].pk,
                    clean_source(line["body"]),
                )
                for line in entry["posts"]
            ),
            key=lambda line: line[0],
        )
        topic = _topic(category, entry["title"], users[entry["author"]].pk, lines)
        topic.pinned = entry.get("pinned", False)
        topic.content_note = entry.get("content_note", "")
        topics.append(topic)
        written.append(lines)
    Topic.objects.bulk_create(topics, batch_size=BATCH)
    Post.objects.bulk_create(
        (
            _post(topic, number, at, author_id, body, render(body))
            for topic, lines in zip(topics, written, strict=True)
            for number, (at, author_id, body) in enumerate(lines, start=1)
        ),
        batch_size=BATCH,
    )


def _topic(
    category: Category, title: str, author_id: int, lines: list[tuple[datetime, int, str]]
) -> Topic:
    title = clean_source(title)
    return Topic(
        category=category,
        author_id=author_id,
        state=State.SHOWN,
        title=title,
        slug=slug_for(title),
        created_at=lines[0][0],
        last_number=len(lines),
        shown_posts=len(lines),
        all_posts=len(lines),
        last_post_number=len(lines),
        last_activity=lines[-1][0],
        last_post_author_id=lines[-1][1],
    )


def _post(topic: Topic, number: int, at: datetime, author_id: int, body: str, html: str) -> Post:
    return Post(
        topic=topic,
        author_id=author_id,
        state=State.SHOWN,
        number=number,
        created_at=at,
        shown_at=at,
        body=body,
        body_html=html,
        renderer=RENDERER_VERSION,
        content_note=topic.content_note if number == 1 else "",
    )


# --- for measuring ----------------------------------------------------------------------------
VOCABULARY = re.findall(
    r"\w+",
    """
    today morning kettle garden window quiet walk bread train letter neighbour sister rain sun
    slowly better harder enough tired hopeful gentle small steady early late together alone
    remember forget begin carry rest listen write answer ring wait cook mend plant read sleep
    worry breathe laugh talk the a and but because when while after before with without for
    from about into over under my your our it was is has been could would might still often
    """,
)


@transaction.atomic
def load_large(progress: Progress, users: Iterable[User]) -> None:
    """A category of 2,000 topics and 50,000 posts, one topic with 5,000 of them. Idempotent."""
    if Category.objects.filter(slug=LARGE_SLUG, all_topic_count__gte=LARGE_TOPICS).exists():
        progress("the large forum is there already")
        return
    dice = random.Random(7)  # noqa: S311 - the same community each time, no secret
    authors = [user.pk for user in users]
    category, _ = Category.objects.get_or_create(
        slug=LARGE_SLUG,
        defaults={
            "name": "For measuring",
            "description": "Invented words in large numbers, to see how fast the pages are.",
            "theme": "service",
            "order": 900,
        },
    )
    bodies = [(text, render(text)) for text in (_words(dice) for _ in range(400))]
    sizes = [LONG_TOPIC_POSTS, *_sizes(dice, LARGE_TOPICS - 1, LARGE_POSTS - LONG_TOPIC_POSTS)]
    topics = _large_topics(category, sizes, authors, dice)
    Topic.objects.bulk_create(topics, batch_size=BATCH)
    progress(f"{len(topics)} topics")
    done = 0
    for batch in _batches(_large_posts(topics, authors, bodies, dice)):
        Post.objects.bulk_create(batch)
        done += len(batch)
        if done % 10_000 < BATCH:
            progress(f"{done} posts")
    counters.repair()
    progress(f"{Post.objects.count()} posts in all")


def _words(dice: random.Random) -> str:
    paragraphs = [
        " ".join(dice.choices(VOCABULARY, k=dice.randint(18, 40))).capitalize() + "."
        for _ in range(dice.randint(2, 4))
    ]
    return "\n\n".join(paragraphs)


def _sizes(dice: random.Random, topics: int, posts: int) -> list[int]:
    """How many posts each topic has: mostly short, some long, the right number in all."""
    weights = [dice.paretovariate(1.3) for _ in range(topics)]
    spare = posts - topics
    total = sum(weights)
    sizes = [1 + int(spare * weight / total) for weight in weights]
    for index in range(posts - sum(sizes)):
        sizes[index % topics] += 1
    return sizes


def _large_topics(
    category: Category, sizes: list[int], authors: list[int], dice: random.Random
) -> list[Topic]:
    now = timezone.now()
    topics = []
    for index, size in enumerate(sizes):
        began = now - timedelta(days=400) + timedelta(minutes=230 * index)
        title = f"{' '.join(dice.choices(VOCABULARY, k=5)).capitalize()} {index + 1}"
        last = began + timedelta(minutes=size)
        line = (began, dice.choice(authors), "")
        topic = _topic(category, title, line[1], [line])
        topic.last_number = topic.last_post_number = topic.shown_posts = topic.all_posts = size
        topic.last_activity = last
        topics.append(topic)
    return topics


def _large_posts(
    topics: list[Topic],
    authors: list[int],
    bodies: list[tuple[str, str]],
    dice: random.Random,
) -> Iterator[Post]:
    for topic in topics:
        for number in range(1, topic.last_number + 1):
            body, html = dice.choice(bodies)
            at = topic.created_at + timedelta(minutes=number - 1)
            author = topic.author_id if number == 1 else dice.choice(authors)
            yield _post(topic, number, at, author, body, html)


def _batches(posts: Iterator[Post]) -> Iterator[list[Post]]:
    batch: list[Post] = []
    for post in posts:
        batch.append(post)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
