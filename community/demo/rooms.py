"""Rooms and a two-week programme for the demonstration community."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from community.accounts.models import Circle, User
from community.demo.people import DATA, GARDENERS
from forum.chat.models import Room, Session

LONDON = ZoneInfo("Europe/London")


def load_rooms(progress: Callable[[str], None], people: dict[str, User]) -> None:
    """Idempotent: a room or a session that is there is left alone; missing days are added."""
    found = json.loads((DATA / "rooms.json").read_text(encoding="utf-8"))
    rooms = {}
    for position, entry in enumerate(found["rooms"]):
        circle = None
        if entry["audience"] == "circle":
            circle = Circle.objects.get(slug=GARDENERS)
        rooms[entry["slug"]], _ = Room.objects.get_or_create(
            slug=entry["slug"],
            defaults={
                "name": entry["name"],
                "summary": entry["description"][:200],
                "description": entry["welcome"],
                "audience": entry["audience"],
                "circle": circle,
                "packs": entry["packs"],
                "position": position,
            },
        )
    today = timezone.localdate()
    for offset in range(14):
        day = today + timedelta(days=offset)
        for entry in found["programme"]:
            if entry["weekday"] != day.weekday():
                continue
            clock = datetime.strptime(entry["start"], "%H:%M").time()  # noqa: DTZ007
            starts = datetime.combine(day, clock, tzinfo=LONDON)
            if starts < timezone.now():
                continue
            Session.objects.get_or_create(
                room=rooms[entry["room"]],
                starts_at=starts,
                defaults={
                    "ends_at": starts + timedelta(minutes=entry["minutes"]),
                    "title": entry["title"],
                    "description": entry["description"],
                    "capacity": entry["capacity"],
                    "format": entry["format"],
                    "lead": people.get(entry["host"]) or people["Linnet"],
                    "co_lead": people["Alder"],
                },
            )
    progress(f"{Room.objects.count()} rooms, {Session.objects.count()} sessions")
