"""Search: the index finds, the database decides.

Each engine answers with post ids, best first, from its own full-text index over what is shown;
``visible_to`` then decides what this viewer may see, and only that is counted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import connection
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from community.text import clean_source, plain
from forum.models import Category, Post
from forum.paging import Pages, pages_for
from forum.people import Face, faces

if TYPE_CHECKING:
    from community.safety.viewers import Viewer

PER_PAGE = 20
MOST_FOUND = 500
LONGEST = 200
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
PHRASE = re.compile(r'"([^"]*)"')

_SQLITE = """
    SELECT forum_search.rowid
    FROM forum_search
    JOIN forum_post p ON p.id = forum_search.rowid
    JOIN forum_topic t ON t.id = p.topic_id
    WHERE forum_search MATCH %s AND p.state = 'shown' AND t.state = 'shown'
      AND t.category_id IN ({categories})
    ORDER BY bm25(forum_search, 4.0, 1.0) LIMIT {limit}
"""
_POSTGRES = """
    SELECT p.id
    FROM forum_post p
    JOIN forum_topic t ON t.id = p.topic_id, websearch_to_tsquery('english', %s) q
    WHERE p.search @@ q AND p.state = 'shown' AND t.state = 'shown'
      AND t.category_id IN ({categories})
    ORDER BY ts_rank(p.search, q) DESC, p.id DESC LIMIT {limit}
"""


@dataclass(frozen=True, slots=True)
class Found:
    """One post that answers. ``title`` and ``excerpt`` are safe, with the words marked."""

    title: SafeString
    excerpt: SafeString
    url: str
    category: str
    face: Face
    at: datetime
    is_opener: bool


@dataclass(frozen=True, slots=True)
class Results:
    words: str
    total: int
    capped: bool
    pages: Pages
    found: tuple[Found, ...]


def search(viewer: Viewer, words: str, page: int) -> Results:
    """Posts and topic titles with these words (``"…"`` is a phrase), best first.

    Counts and pages are of what this viewer may see. Raises ``NoSuchPage``.
    """
    words = clean_source(words[:LONGEST]).strip()
    ids = _visible(viewer, find_ids(viewer, words))
    pages = pages_for(reverse("forum:search"), page, -(-len(ids) // PER_PAGE), query={"q": words})
    wanted = ids[(page - 1) * PER_PAGE : page * PER_PAGE]
    posts = (
        Post.objects.visible_to(viewer)
        .filter(pk__in=wanted)
        .select_related("topic", "topic__category")
        .in_bulk()
    )
    people = faces(each.author_id for each in posts.values())
    terms = terms_of(words)
    found = tuple(
        Found(
            title=marked(post.topic.title, terms),
            excerpt=marked(excerpt_of(post.body, terms), terms),
            url=reverse("forum:post", args=[post.pk]),
            category=post.topic.category.name,
            face=people[post.author_id],
            at=post.shown_at or post.created_at,
            is_opener=post.is_opener,
        )
        for post in (posts[pk] for pk in wanted if pk in posts)
    )
    return Results(words, len(ids), len(ids) >= MOST_FOUND, pages, found)


def _visible(viewer: Viewer, ids: list[int]) -> list[int]:
    seen = set(Post.objects.visible_to(viewer).filter(pk__in=ids).values_list("pk", flat=True))
    return [each for each in ids if each in seen]


def find_ids(viewer: Viewer, words: str) -> list[int]:
    """What the index finds in the categories that this viewer may enter, best first."""
    categories = list(Category.objects.visible_to(viewer).values_list("pk", flat=True))
    if not categories or not terms_of(words):
        return []
    listed = ", ".join(str(int(each)) for each in categories)
    if connection.vendor == "postgresql":
        statement, asked = _POSTGRES, words
    else:
        statement, asked = _SQLITE, _match(words)
    with connection.cursor() as cursor:
        cursor.execute(statement.format(categories=listed, limit=MOST_FOUND), [asked])
        return [row[0] for row in cursor.fetchall()]


def _match(words: str) -> str:
    """The words in FTS5's own language: each quoted, so that none is an operator."""
    phrases = [" ".join(WORD.findall(each)) for each in PHRASE.findall(words)]
    rest = WORD.findall(PHRASE.sub(" ", words))
    return " ".join(f'"{each}"' for each in [*phrases, *rest] if each)


def terms_of(words: str) -> list[str]:
    return list(dict.fromkeys(each.casefold() for each in WORD.findall(words)))[:20]


def excerpt_of(body: str, terms: list[str], length: int = 220) -> str:
    """Words around the first term that is there; plain text, to be escaped."""
    text = plain(body, 4000)
    at = min(
        (found.start() for term in terms if (found := _starting(term).search(text))), default=0
    )
    start = max(0, at - length // 3)
    if start:
        start = text.find(" ", start) + 1
    piece = plain_cut(text[start:], length)
    return f"…{piece}" if start else piece


def plain_cut(text: str, length: int) -> str:
    if len(text) <= length:
        return text
    return f"{text[: length - 1].rsplit(' ', 1)[0]}…"


def _starting(term: str) -> re.Pattern[str]:
    # Stems: "walked" is found by "walking", so the beginning of the word is what is marked.
    stem = term[: max(4, len(term) - 3)]
    return re.compile(rf"\b{re.escape(stem)}\w*", re.IGNORECASE)


def marked(text: str, terms: list[str]) -> SafeString:
    """Escaped text with the words that were asked for marked."""
    if not terms:
        return format_html("{}", text)
    pattern = re.compile("|".join(f"(?:{_starting(each).pattern})" for each in terms), re.I)
    pieces: list[tuple[SafeString | str]] = []
    last = 0
    for hit in pattern.finditer(text):
        pieces.append((text[last : hit.start()],))
        pieces.append((format_html("<mark>{}</mark>", hit.group()),))
        last = hit.end()
    pieces.append((text[last:],))
    return format_html_join("", "{}", pieces)
