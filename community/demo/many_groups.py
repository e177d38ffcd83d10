"""Thousands of invented groups, for measuring. The same every time."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from community.demo.directory import FIRST_MONDAY, SOURCE
from community.safety.models import State
from directory import index
from directory.freshness import freshness_on
from directory.models import WEEKDAYS, Borough, Group, Language, Schedule, Term, Venue

_FIRST = (
    "Bright",
    "Quiet",
    "Open",
    "Corner",
    "River",
    "Green",
    "Monday",
    "Evening",
    "Kind",
    "Second",
    "Little",
    "Garden",
    "Steady",
    "Warm",
    "Common",
    "Window",
)
_SECOND = (
    "Gardeners",
    "Walkers",
    "Stitchers",
    "Readers",
    "Cooks",
    "Singers",
    "Painters",
    "Parents",
    "Carers",
    "Players",
    "Listeners",
    "Makers",
    "Neighbours",
    "Swimmers",
    "Writers",
    "Dancers",
)
_SENTENCES = (
    "We meet for tea and take our time.",
    "There is a quiet room if you need it.",
    "Nobody has to talk.",
    "We knit, mend and paint at one long table.",
    "We walk at the pace of the slowest person.",
    "People come with anxiety, low mood or just a free afternoon.",
    "Babies are welcome on the mat.",
    "Peer workers with lived experience lead the group.",
    "We cook soup and share it.",
    "Bring a friend if you like.",
    "The garden has raised beds and a bench in the sun.",
    "We sing songs that everybody knows.",
    "Sessions follow a simple pattern: arrive, check in, do something, go home.",
    "We go outside when it is dry.",
)
LINKS = (
    (1, "boroughs", "borough_id"),
    (2, "terms", "term_id"),
    (3, "languages", "language_id"),
)


def load_many_groups(progress: Callable[[str], None], count: int = 2000, seed: int = 7) -> None:
    """``count`` groups for measuring, the same each time. Idempotent."""
    have = Group.objects.filter(source="many").count()
    if have >= count:
        progress(f"{have} groups for measuring")
        return
    luck = random.Random(seed)  # noqa: S311 - invented data, not a secret
    boroughs, terms = list(Borough.objects.all()), list(Term.objects.all())
    languages = list(Language.objects.all())
    venues = list(Venue.objects.filter(source=SOURCE))
    there = set(Group.objects.filter(source="many").values_list("source_id", flat=True))
    now, today = timezone.now(), timezone.localdate()
    rows, rest = [], []
    for at in range(count):
        name = f"{luck.choice(_FIRST)} {luck.choice(_FIRST)} {luck.choice(_SECOND)} {at + 1}"
        group = Group(
            source="many",
            source_id=str(at),
            name=name,
            slug=name.lower().replace(" ", "-"),
            kind=luck.choice(["informal", "informal", "commissioned"]),
            live=True,
            state=State.SHOWN,
            first_published_at=now,
            last_published_at=now,
            summary=" ".join(luck.sample(_SENTENCES, 2)),
            what_happens="\n\n".join(luck.sample(_SENTENCES, 6)),
            in_person=luck.random() < 0.85,
            online=luck.random() < 0.25,
            cost=luck.choice(["free", "free", "paid", "donation"]),
            join=luck.choice(["drop_in", "ask", "referral"]),
            self_referral=luck.choice(["yes", "yes", "no", "unknown"]),
            minimum_age=luck.choice([None, None, 16, 18, 55]),
            places_free=luck.choice([None, None, 0, 3]),
            last_checked_on=today - timedelta(days=luck.randrange(300)),
            last_checked_by="the peer support team",
            review_due=today + timedelta(days=luck.randrange(-120, 200)),
        )
        group.freshness = freshness_on(group.review_due, today)
        group.online = group.online or not group.in_person
        # Drawn for every group, so that an interrupted load goes on the same way.
        choice = (
            luck.choice(venues),
            luck.sample(boroughs, 1 + luck.randrange(2)),
            luck.sample(terms, 3),
            luck.choice(languages),
            luck.choice(WEEKDAYS),
            luck.randrange(9, 19),
        )
        if str(at) not in there:
            rows.append(group)
            rest.append(choice)
    _store_many(rows, rest)
    progress(f"{count} groups for measuring")


def _store_many(rows: list[Group], rest: list[tuple[Any, ...]]) -> None:
    for start in range(0, len(rows), 500):
        chunk = rows[start : start + 500]
        extra = rest[start : start + 500]
        with transaction.atomic():
            for group, (venue, *_) in zip(chunk, extra, strict=True):
                group.venue = venue if group.in_person else None
            Group.objects.bulk_create(chunk)
            through = {
                name: getattr(Group, name).through for name in ("boroughs", "terms", "languages")
            }
            for name, position, column in (
                ("boroughs", 1, "borough_id"),
                ("terms", 2, "term_id"),
                ("languages", 3, "language_id"),
            ):
                links = []
                for group, choice in zip(chunk, extra, strict=True):
                    chosen = (
                        choice[position]
                        if isinstance(choice[position], list)
                        else [choice[position]]
                    )
                    links += [
                        through[name](group_id=group.pk, **{column: each.pk}) for each in chosen
                    ]
                through[name].objects.bulk_create(links)
            Schedule.objects.bulk_create(
                Schedule(
                    group=group,
                    sort_order=0,
                    rrule=f"FREQ=WEEKLY;BYDAY={choice[4]}",
                    starts_on=FIRST_MONDAY + timedelta(days=WEEKDAYS.index(choice[4])),
                    start_time=time(choice[5]),
                    end_time=time(choice[5] + 2),
                )
                for group, choice in zip(chunk, extra, strict=True)
            )
            index.refresh([group.pk for group in chunk])
