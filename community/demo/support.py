"""Peer support workers, their stories, call hours and a few requests for the demonstration."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable

from django.utils import timezone
from django.utils.text import slugify

from community import text
from community.accounts.models import User
from community.demo.people import DATA
from community.safety.models import State
from community.support import hours
from community.support.models import (
    Appointment,
    CallHours,
    Kind,
    Mode,
    RequestMessage,
    RequestState,
    ServiceLine,
    Story,
    SupportRequest,
    WorkerProfile,
)
from directory.models import Borough

LINES = (
    (
        "adult-community",
        "Adult community mental health",
        "For adults who are with a community mental health team, or were.",
    ),
    ("older-adults", "Older adults", "For people of about 65 and over."),
    (
        "learning-disability",
        "Learning disability",
        "For people with a learning disability. We can use easy words and pictures.",
    ),
)
# Weekdays in the day, two evenings, Saturday morning.
HOURS = (
    *((day, dt.time(9), dt.time(17)) for day in range(5)),
    (1, dt.time(17, 30), dt.time(20)),
    (3, dt.time(17, 30), dt.time(20)),
    (5, dt.time(10), dt.time(13)),
)
TITLES = {
    "Asha": "The year I only read",
    "Tomasz": "A chair, and a pot of glue",
    "Eniola": "The eldest copes",
    "Rukhsana": "Nobody had asked me how I was",
    "Delroy": "Somebody to laugh with",
    "Mei": "I am good at my job",
}
OFFERS = {
    Mode.PHONE: "meets_by_phone",
    Mode.ONLINE: "meets_online",
    Mode.IN_PERSON: "meets_in_person",
    Mode.SIDE_BY_SIDE: "meets_side_by_side",
}


def load_support(progress: Callable[[str], None], users: dict[str, User]) -> None:
    """Idempotent: who and what is there stays as it is."""
    lines = {
        slug: ServiceLine.objects.get_or_create(
            slug=slug, defaults={"name": name, "about": about, "sort_order": position}
        )[0]
        for position, (slug, name, about) in enumerate(LINES)
    }
    if not CallHours.objects.exists():
        CallHours.objects.bulk_create(
            [CallHours(weekday=day, starts_at=since, ends_at=until) for day, since, until in HOURS]
        )
    boroughs = {each.slug: each for each in Borough.objects.all()}
    entries = json.loads((DATA / "stories.json").read_text(encoding="utf-8"))
    for position, entry in enumerate(entries):
        user = users.get(entry["display_name"])
        if user is not None:
            profile = _worker(entry, user, lines, boroughs)
            _story(entry, profile, days_ago=9 * (position + 1))
    _requests(users, lines, boroughs)
    progress(f"{WorkerProfile.objects.count()} peer support workers")


def _worker(
    entry: dict, user: User, lines: dict[str, ServiceLine], boroughs: dict[str, Borough]
) -> WorkerProfile:
    profile, created = WorkerProfile.objects.get_or_create(
        user=user,
        defaults={
            "first_name": entry["name"],
            "slug": slugify(entry["name"]),
            "role_title": entry["role"],
            "borough": boroughs.get(entry["borough"]),
            "summary": entry["summary"],
            "enjoys": "\n".join(entry["enjoys"]),
            "listed": True,
            "accepting": entry["name"] != "Delroy",
            **{offer: mode in entry["can_meet"] for mode, offer in OFFERS.items()},
        },
    )
    if created and entry["service_line"] in lines:
        profile.service_lines.add(lines[entry["service_line"]])
    return profile


def _story(entry: dict, profile: WorkerProfile, *, days_ago: int) -> None:
    title = TITLES.get(entry["name"], f"{entry['name']}’s story")
    told = timezone.now() - dt.timedelta(days=days_ago)
    Story.objects.get_or_create(
        slug=slugify(title),
        defaults={
            "worker": profile,
            "author": profile.user,
            "title": title,
            "body": entry["story"],
            "body_html": text.render(entry["story"]),
            "renderer_version": text.RENDERER_VERSION,
            "consented_at": told,
            "created_at": told,
            "updated_at": told,
            "state": State.SHOWN,
        },
    )


def _requests(
    users: dict[str, User], lines: dict[str, ServiceLine], boroughs: dict[str, Borough]
) -> None:
    """Somebody waiting for a call, somebody for a walk, one with a worker and a time."""
    if SupportRequest.objects.exists():
        return
    ordinary = [
        user
        for name, user in sorted(users.items())
        if not name.startswith("Worker")
        and name not in {"Linnet", "Alder", "Rowan", "Marigold", "BramblePatch"}
    ]
    if len(ordinary) < 3 or "WorkerAsha" not in users:
        return
    now = timezone.now()
    slots = [slot.key for day in hours.call_days() for slot in day.slots]
    SupportRequest.objects.create(
        member=ordinary[0],
        kind=Kind.CALL_BACK,
        mode=Mode.PHONE,
        borough=boroughs.get("havering"),
        times=slots[2:4],
        phone="+442079460018",
        details="I have a new tablet to take and I would like to talk with somebody who has been "
        "through changing them. Nothing urgent. Please ring twice, I am slow to the phone.",
        created_at=now - dt.timedelta(days=1, hours=3),
    )
    SupportRequest.objects.create(
        member=ordinary[1],
        kind=Kind.ONE_TO_ONE,
        mode=Mode.SIDE_BY_SIDE,
        borough=boroughs.get("redbridge"),
        service_line=lines["adult-community"],
        details="I find it easier to talk when we are walking. I have not been out much since "
        "the summer and would like to start.",
        preferences="Somebody near my age, about 40. A dog would be a bonus.",
        created_at=now - dt.timedelta(hours=20),
    )
    asha = users["WorkerAsha"]
    taken = SupportRequest.objects.create(
        member=users.get("Marigold") or ordinary[2],
        kind=Kind.ONE_TO_ONE,
        mode=Mode.ONLINE,
        borough=boroughs.get("redbridge"),
        details="I would like to talk about going back to work after being ill.",
        state=RequestState.ARRANGED,
        worker=asha,
        version=4,
        created_at=now - dt.timedelta(days=3),
        taken_at=now - dt.timedelta(days=2, hours=20),
    )
    lines_said = (
        (
            True,
            "Hello, I am Asha. I went back to work twice before it worked, so I have plenty to "
            "say about how not to do it. Would a talk online suit you this week?",
            2.8,
        ),
        (False, "That made me laugh, thank you. Any morning is good.", 2.2),
    )
    for from_worker, body, days in lines_said:
        RequestMessage.objects.create(
            request=taken,
            author=asha if from_worker else taken.member,
            from_worker=from_worker,
            body=body,
            created_at=now - dt.timedelta(days=days),
        )
    day = timezone.localdate() + dt.timedelta(days=2)
    Appointment.objects.create(
        request=taken,
        starts_at=timezone.make_aware(dt.datetime.combine(day, dt.time(10, 30))),
        minutes=45,
        mode=Mode.ONLINE,
        place="The link comes here an hour before",
        made_by=asha,
    )
