"""The forum: boards, topics from first page to deep page, search, and replies written at once.

Meant for the large community (``make bench ARGS="--large forum"``): a category of 2,000 topics
and a topic of 5,000 posts. On the small one it takes the largest that is there.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import multiprocessing
import os
import random
import time
from collections.abc import Iterator
from functools import partial
from urllib.parse import urlencode

import uvloop

from bench import common
from bench.common import HOST, Load, Row, Site, _Client, report

MEMBER = "member@demo.example"
WRITERS = 400
# A short look: BENCH_SECONDS=2.
SECONDS = float(os.environ.get("BENCH_SECONDS", "10"))
ROUNDS = 3 if SECONDS >= 10 else 1
CSRF = "a" * 32

FACTS = """
import json
from django.conf import settings
from django.db import connection
from django.db.models import Max
from django.test import Client
from django.test.utils import CaptureQueriesContext
from community.accounts.models import User
from forum import fragments
from forum.models import Category, Post, Topic, page_of
category = Category.objects.filter(audience="public").order_by("-topic_count")[0]
long = Topic.objects.filter(category=category).order_by("-shown_posts")[0]
others = Topic.objects.filter(category=category).exclude(pk=long.pk).order_by("pk")[:1500]
middle = page_of(long.last_post_number) // 2 or 1
paths = {
    "list": category.get_absolute_url(),
    "first": long.get_absolute_url(),
    "deep": f"{long.get_absolute_url()}?page={max(middle, 1)}",
    "search": "/forum/search/?q=garden",
}
def count(email, path, cold):
    client = Client(headers={"host": "localhost", "x-forwarded-proto": "https"})
    if email:
        client.force_login(User.objects.get(email=email))
    client.get(path)
    if cold:
        fragments.store.clear()
    with CaptureQueriesContext(connection) as taken:
        client.get(path)
    return len(taken)
queries = {
    f"{name}, {who}{', cold' if cold else ''}": count(email, path, cold)
    for name, path in paths.items()
    for who, email in (("anonymous", ""), ("signed in", "%(member)s"))
    for cold in (False, True)
}
writers = User.objects.filter(is_active=True, email__startswith="neighbours-")[:%(writers)d]
cookies = []
for user in writers or User.objects.filter(is_active=True)[:%(writers)d]:
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    cookies.append(f"{name}={client.cookies[name].value}; {settings.CSRF_COOKIE_NAME}=%(csrf)s")
print(json.dumps({
    "paths": paths, "queries": queries, "cookies": cookies, "topic": long.pk,
    "walk": [each.get_absolute_url() for each in others],
    "posts": Post.objects.count(),
}))
"""


class _Walker(_Client):
    """Asks the next question each time, instead of the same again."""

    def __init__(self, questions: Iterator[bytes], deadline: float, took: list[float]) -> None:
        super().__init__(b"", deadline, took)
        self.questions = questions
        self.answers: dict[bytes, int] = {}

    def _ask(self) -> None:
        self.question = next(self.questions)
        super()._ask()

    def data_received(self, data: bytes) -> None:
        if not self.left and not self.head:
            status = data[9:12]
            self.answers[status] = self.answers.get(status, 0) + 1
        super().data_received(data)


def _walk(port: int, questions: list[bytes], concurrency: int, seconds: float, answer) -> None:
    async def all_of_them():
        loop = asyncio.get_running_loop()
        took: list[float] = []
        deadline = time.perf_counter() + seconds
        turn = itertools.cycle(questions)
        walkers = []
        for _ in range(concurrency):
            _, walker = await loop.create_connection(
                lambda: _Walker(turn, deadline, took), "127.0.0.1", port
            )
            walkers.append(walker)
        await asyncio.wait([each.done for each in walkers], timeout=seconds + 30)
        statuses: dict[str, int] = {}
        for each in walkers:
            for status, times in each.answers.items():
                statuses[status.decode()] = statuses.get(status.decode(), 0) + times
        return took, statuses

    answer.put(uvloop.run(all_of_them()))


def walk(
    site: Site, questions: list[bytes], concurrency: int, seconds: float
) -> tuple[Load, dict[str, int]]:
    context = multiprocessing.get_context("spawn")
    answer = context.Queue()
    process = context.Process(
        target=_walk, args=(site.pages, questions, concurrency, seconds, answer), daemon=True
    )
    process.start()
    took, statuses = answer.get(timeout=seconds + 60)
    process.join(10)
    return Load(seconds, took, 0), statuses


def _get(path: str, cookie: str = "") -> bytes:
    lines = [f"GET {path} HTTP/1.1", f"Host: {HOST}", "X-Forwarded-Proto: https"]
    lines += ["Accept: text/html", "Accept-Language: en-GB"]
    if cookie:
        lines.append(f"Cookie: {cookie}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


WORDS = "tea rain walk slow kind bread window hope rest song"


def _reply(topic: int, cookie: str, dice: random.Random) -> bytes:
    words = " ".join(dice.choice(WORDS.split(" ")) for _ in range(60))
    form = urlencode({"csrfmiddlewaretoken": CSRF, "body": f"{words} {dice.random()}"})
    lines = [f"POST /forum/reply/{topic}/ HTTP/1.1", f"Host: {HOST}", "X-Forwarded-Proto: https"]
    lines += [f"Origin: https://{HOST}", f"Cookie: {cookie}", f"Content-Length: {len(form)}"]
    lines += ["Content-Type: application/x-www-form-urlencoded"]
    return ("\r\n".join(lines) + "\r\n\r\n" + form).encode()


def _row(case: str, load: Load, statuses: dict[str, int], wanted: str) -> Row:
    wrong = {status: times for status, times in statuses.items() if status != wanted}
    return Row(
        case,
        round(load.per_second, 1),
        round(load.percentile(0.5), 2),
        round(load.percentile(0.95), 2),
        round(load.percentile(0.99), 2),
        sum(wrong.values()),
        str(wrong or ""),
    )


def measure(site: Site) -> None:
    script = FACTS % {"member": MEMBER, "writers": WRITERS, "csrf": CSRF}
    facts = json.loads(site.manage("shell", "-v", "0", "-c", script).strip().splitlines()[-1])
    paths, cookie = facts["paths"], site.cookie(MEMBER)
    page = partial(common.page, site, rounds=ROUNDS, seconds=SECONDS)
    rows = [
        page("alive (the floor of our stack)", "/healthz"),
        page("topic list, anonymous", paths["list"]),
        page("topic, anonymous, first page", paths["first"]),
        page("topic, anonymous, deep page", paths["deep"]),
    ]
    cold = [_get(path) for path in facts["walk"]]
    load, statuses = walk(site, cold, 16, min(SECONDS, 4.0))
    rows.append(_row("topics one after another, anonymous (c 16)", load, statuses, "200"))
    rows += [
        page("topic list, signed in", paths["list"], cookie=cookie),
        page("topic, signed in, first page", paths["first"], cookie=cookie),
        page("topic, signed in, deep page", paths["deep"], cookie=cookie),
        page("search a common word", paths["search"]),
    ]
    dice = random.Random(11)
    writing = [_reply(facts["topic"], each, dice) for _ in range(20) for each in facts["cookies"]]
    load, statuses = walk(site, writing, 8, SECONDS)
    rows.append(_row("reply, all in one topic (c 8)", load, statuses, "302"))
    site.manage("check_counters")
    report(
        "forum",
        rows,
        posts=facts["posts"],
        memory_mb_of_web_and_live=round(site.memory_mb()),
        counters_after_the_replies="right",
        **{f"queries: {name}": number for name, number in facts["queries"].items()},
    )
