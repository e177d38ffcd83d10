"""Values of a feed, one at a time: what is text, a date, an age, an address, and what is not."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from directory.models import Status
from directory.open_referral.cleaning import clean_text, one_line, web_address

LONGEST_NAME = 160
LONGEST_TEXT = 20_000
MOST_CHILDREN = 200


class Refused(Exception):
    """This row cannot become a listing. The message names the field and the reason."""


def kind_of(value: Any) -> str:
    names = {
        dict: "an object",
        list: "a list",
        str: "text",
        bool: "yes or no",
        int: "a number",
        float: "a number",
        type(None): "nothing",
    }
    return names.get(type(value), "something else")


def objects(raw: dict[str, Any], name: str, notes: list[str]) -> list[dict[str, Any]]:
    """The objects of a list; anything else in it, or in its place, is left out and said."""
    found = raw.get(name)
    if found in (None, "", []):
        return []
    if not isinstance(found, list):
        notes.append(f"{name}: expected a list, found {kind_of(found)}; left out")
        return []
    kept = [each for each in found[:MOST_CHILDREN] if isinstance(each, dict)]
    if len(kept) < len(found):
        notes.append(f"{name}: {len(found) - len(kept)} of {len(found)} left out")
    return kept


def words_of(raw: Any) -> str:
    return one_line(raw) if isinstance(raw, str) else ""


class Reader:
    """Typed access to a row's own fields."""

    def __init__(self, raw: dict[str, Any], notes: list[str]):
        self.raw = raw
        self.notes = notes

    def identifier(self) -> str:
        found = self.raw.get("id")
        if isinstance(found, bool) or not isinstance(found, str | int):
            missing = "id" not in self.raw or found is None
            raise Refused(
                "it has no id" if missing else f"id: expected text, found {kind_of(found)}"
            )
        text = one_line(str(found))
        if not text:
            raise Refused("its id is empty")
        if len(text) > 200:
            raise Refused("its id is longer than 200 letters")
        return text

    def name(self) -> str:
        found = self.raw.get("name")
        if found is None:
            raise Refused("it has no name")
        if not isinstance(found, str):
            raise Refused(f"name: expected text, found {kind_of(found)}")
        text = one_line(found)
        if not any(letter.isalnum() for letter in text):
            raise Refused("its name is empty")
        if len(text) > LONGEST_NAME:
            raise Refused(f"its name is longer than {LONGEST_NAME} letters")
        return text

    def status(self) -> str:
        found = self.raw.get("status")
        if found is None or found == "":
            self.notes.append("status: not given; taken as active")
            return str(Status.ACTIVE)
        text = found.strip().lower() if isinstance(found, str) else found
        if text not in Status.values:
            said = f"“{found[:40]}”" if isinstance(found, str) else kind_of(found)
            raise Refused(f"status: {said} is not one of {', '.join(Status.values)}")
        return str(text)

    def prose(self, name: str, most: int = LONGEST_TEXT) -> tuple[str, tuple[str, ...]]:
        found = self.raw.get(name)
        if found is None or found == "":
            return "", ()
        if not isinstance(found, str):
            self.notes.append(f"{name}: expected text, found {kind_of(found)}; left out")
            return "", ()
        cleaned = clean_text(found)
        text = cleaned.text
        if len(text) > most:
            self.notes.append(f"{name}: longer than {most:,} letters; the rest was left out")
            end = text.rfind("\n", most // 2, most - 1)
            text = text[: end if end > 0 else most - 1].rstrip() + "…"
        return text, cleaned.links

    def line(self, name: str, most: int) -> str:
        text = " ".join(self.prose(name, LONGEST_TEXT)[0].replace("### ", "").split())
        return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"

    def address(self, name: str) -> str:
        found = self.raw.get(name)
        if found is None or found == "":
            return ""
        address = web_address(found)
        if not address:
            self.notes.append(f"{name}: not a web address; left out")
        return address

    def email(self, name: str) -> str:
        found = self.raw.get(name)
        if found is None or found == "":
            return ""
        text = found.strip().removeprefix("mailto:") if isinstance(found, str) else ""
        try:
            validate_email(text)
        except ValidationError:
            self.notes.append(f"{name}: not an e-mail address; left out")
            return ""
        return text if len(text) <= 254 else ""

    def day(self, name: str) -> str:
        found = self.raw.get(name)
        if found is None or found == "":
            return ""
        day = to_day(found)
        if day is None or day.year < 1990 or day > timezone.localdate() + timedelta(days=366):
            self.notes.append(f"{name}: not a date that can be right; left out")
            return ""
        return day.isoformat()


def to_day(raw: Any) -> date | None:
    """A date from an ISO date or moment, also day first ("04/05/2026"); ``None`` otherwise."""
    if not isinstance(raw, str):
        return None
    text = raw.strip()[:40]
    for shape in ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%Y/%m/%d"):
        try:
            return datetime.strptime(text[:10], shape).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


def to_time(raw: Any) -> time | None:
    """A wall-clock time from "10:00", "10:00:00", "10:00:00Z" or "2.30pm"; ``None`` otherwise."""
    if not isinstance(raw, str):
        return None
    found = re.match(r"^\s*(\d{1,2})(?:[:.](\d{2}))?(?::\d{2})?\s*(am|pm)?", raw.lower())
    if not found or (found.group(2) is None and found.group(3) is None):
        return None
    hour, minute = int(found.group(1)), int(found.group(2) or 0)
    if found.group(3) and not 1 <= hour <= 12:
        return None
    if found.group(3):
        hour = hour % 12 + (12 if found.group(3) == "pm" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def to_number(raw: Any) -> float | None:
    if isinstance(raw, bool) or not isinstance(raw, int | float | str):
        return None
    try:
        number = float(raw)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None
