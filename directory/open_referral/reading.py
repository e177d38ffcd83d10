"""One service of a feed, of either version or a line of CSV → what a listing would say.

A row without an id, a name or a known status is refused whole, with the reason. A detail that
cannot be used (a latitude of 100, an e-mail that is none) is left out and reported; the listing
stands without it.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from directory.models import WEEKDAYS, Cost, Kind, Status, check_rule
from directory.open_referral.cleaning import clean_text, first_sentences, one_line, web_address
from directory.places import normalise

LONGEST_NAME = 160
LONGEST_TEXT = 20_000
MOST_CHILDREN = 200


class Refused(Exception):
    """This row cannot become a listing. The message names the field and the reason."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A service as it would be listed. Every value is plain JSON, so that it can be kept as the
    base of later comparisons. ``notes`` say what was left out."""

    source_id: str
    fields: dict[str, Any]
    organisation: dict[str, Any] | None = None
    venue: dict[str, Any] | None = None
    schedules: list[dict[str, Any]] = field(default_factory=list)
    terms: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    areas: list[str] = field(default_factory=list)
    checked_on: str = ""
    notes: list[str] = field(default_factory=list)

    def base(self) -> dict[str, Any]:
        """What is compared with the next run: everything upstream says."""
        return {
            **self.fields,
            "organisation": self.organisation,
            "venue": self.venue,
            "schedules": self.schedules,
            "terms": sorted(self.terms),
            "languages": sorted(self.languages),
            "areas": sorted(self.areas),
            "checked_on": self.checked_on,
        }


def read_service(raw: Any) -> Incoming:
    """Read one service. Raises ``Refused``."""
    if not isinstance(raw, dict):
        raise Refused(f"this is {_kind(raw)}, not a service")
    notes: list[str] = []
    reader = _Reader(raw, notes)
    source_id = reader.identifier()
    name = reader.name()
    status = reader.status()
    body = reader.prose("description")
    links = list(body[1])
    website = reader.address("url") or (links[0] if links else "")
    organisation = _organisation(raw, notes)
    ages = _ages(raw, notes)
    cost = _cost(raw, reader)
    locations = _list(raw, "service_at_locations", notes)
    schedules = _schedules(raw, locations, notes)
    venue, virtual = _venue(locations, notes)
    modes = _modes(raw, venue, virtual, locations)
    terms = _terms(raw, notes)
    phone = _phone(raw, notes)
    fields: dict[str, Any] = {
        "name": name,
        "kind": Kind.COMMISSIONED if Kind.COMMISSIONED.label in terms else Kind.INFORMAL,
        "status": status,
        "summary": first_sentences(reader.line("summary", 300) or body[0]),
        "what_happens": body[0],
        "alert": reader.line("alert", 300),
        "how_to_join": reader.prose("application_process", 4000)[0],
        "eligibility": _eligibility(raw, reader),
        "contact_email": reader.email("email"),
        "contact_phone": phone,
        "website": website,
        "run_by": organisation["name"] if organisation else "",
        "access_note": _access_note(locations, notes),
        **modes,
        **ages,
        **cost,
    }
    return Incoming(
        source_id=source_id,
        fields=fields,
        organisation=organisation,
        venue=venue,
        schedules=schedules,
        terms=[
            term for term in terms if term not in {Kind.COMMISSIONED.label, Kind.INFORMAL.label}
        ],
        languages=_languages(raw, notes),
        areas=_areas(raw, notes),
        checked_on=reader.day("assured_date"),
        notes=notes,
    )


def _kind(value: Any) -> str:
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


def _list(raw: dict[str, Any], name: str, notes: list[str]) -> list[dict[str, Any]]:
    """The objects of a list; anything else in it, or in its place, is left out and said."""
    found = raw.get(name)
    if found in (None, "", []):
        return []
    if not isinstance(found, list):
        notes.append(f"{name}: expected a list, found {_kind(found)}; left out")
        return []
    kept = [each for each in found[:MOST_CHILDREN] if isinstance(each, dict)]
    if len(kept) < len(found):
        notes.append(f"{name}: {len(found) - len(kept)} of {len(found)} left out")
    return kept


def _text(raw: Any) -> str:
    return one_line(raw) if isinstance(raw, str) else ""


class _Reader:
    """Typed access to a row's own fields."""

    def __init__(self, raw: dict[str, Any], notes: list[str]):
        self.raw = raw
        self.notes = notes

    def identifier(self) -> str:
        found = self.raw.get("id")
        if isinstance(found, bool) or not isinstance(found, str | int):
            missing = "id" not in self.raw or found is None
            raise Refused("it has no id" if missing else f"id: expected text, found {_kind(found)}")
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
            raise Refused(f"name: expected text, found {_kind(found)}")
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
            said = f"“{found[:40]}”" if isinstance(found, str) else _kind(found)
            raise Refused(f"status: {said} is not one of {', '.join(Status.values)}")
        return str(text)

    def prose(self, name: str, most: int = LONGEST_TEXT) -> tuple[str, tuple[str, ...]]:
        found = self.raw.get(name)
        if found is None or found == "":
            return "", ()
        if not isinstance(found, str):
            self.notes.append(f"{name}: expected text, found {_kind(found)}; left out")
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
        if day is None or day.year < 1990 or day > date.today().replace(year=date.today().year + 1):
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


# --- the parts --------------------------------------------------------------------------------
def _organisation(raw: dict[str, Any], notes: list[str]) -> dict[str, Any] | None:
    found = raw.get("organization")
    if found in (None, "", {}):
        return None
    if not isinstance(found, dict):
        notes.append(f"organization: expected an object, found {_kind(found)}; left out")
        return None
    inner: list[str] = []
    reader = _Reader(found, inner)
    name = _text(found.get("name"))[:200]
    if not name:
        notes.append("organization: it has no name; left out")
        return None
    source_id = found.get("id")
    kept = {
        "source_id": str(source_id)[:200] if isinstance(source_id, str | int) else "",
        "name": name,
        "description": reader.prose("description", 4000)[0],
        "website": reader.address("website") or reader.address("url"),
        "email": reader.email("email"),
    }
    notes += [f"organization {note}" for note in inner]
    return kept


def _ages(raw: dict[str, Any], notes: list[str]) -> dict[str, int | None]:
    sources = [raw, *_list(raw, "eligibilitys", notes), *_list(raw, "eligibility", [])]
    found: dict[str, int | None] = {"minimum_age": None, "maximum_age": None}
    for name in found:
        for source in sources:
            value = source.get(name)
            if value is None or value == "":
                continue
            number = to_number(value)
            if number is None or not 0 <= number <= 120:
                notes.append(f"{name}: not an age; left out")
                continue
            found[name] = int(number)
            break
    low, high = found["minimum_age"], found["maximum_age"]
    if low is not None and high is not None and low > high:
        notes.append("the oldest age comes before the youngest; both left out")
        return {"minimum_age": None, "maximum_age": None}
    # "0 to 120" says the same as nothing.
    if high is not None and high >= 100:
        found["maximum_age"] = None
    if low == 0:
        found["minimum_age"] = None
    return found


_FREE = re.compile(
    r"^\s*(?:free\b|no (?:cost|charge|fee)|£?0(?:\.00)?\s*$|none\s*$)", re.IGNORECASE
)


def _cost(raw: dict[str, Any], reader: _Reader) -> dict[str, Any]:
    note = reader.line("fees", 300)
    options = _list(raw, "cost_options", reader.notes)
    amount: str | None = None
    for option in options:
        number = to_number(option.get("amount"))
        if number is not None and 0 <= number < 100_000:
            try:
                amount = str(Decimal(str(number)).quantize(Decimal("0.01")))
            except InvalidOperation:
                amount = None
        words = [_text(option.get("option")), _text(option.get("amount_description"))]
        said = ", ".join(word for word in words if word)
        note = note or said[:300]
        if amount is not None:
            break
    cost = Cost.UNKNOWN
    if amount is not None:
        cost = Cost.PAID if Decimal(amount) > 0 else Cost.FREE
    elif note and _FREE.match(note):
        cost = Cost.FREE
    elif note:
        cost = Cost.PAID if "£" in note else Cost.UNKNOWN
    return {
        "cost": str(cost),
        "cost_amount": amount if cost == Cost.PAID else None,
        "cost_note": "" if cost == Cost.FREE and len(note) < 6 else note,
    }


def _eligibility(raw: dict[str, Any], reader: _Reader) -> str:
    text = reader.prose("eligibility_description", 4000)[0]
    if text:
        return text
    said = [_text(each.get("eligibility")) for each in _list(raw, "eligibilitys", [])]
    return ", ".join(dict.fromkeys(word for word in said if word))[:4000]


def _phone(raw: dict[str, Any], notes: list[str]) -> str:
    lists = [_list(raw, "phones", notes)]
    lists += [_list(contact, "phones", []) for contact in _list(raw, "contacts", notes)]
    for phones in lists:
        for phone in phones:
            text = _text(phone.get("number"))
            if 5 <= sum(sign.isdigit() for sign in text) <= 15 and len(text) <= 40:
                return text
    return ""


def _terms(raw: dict[str, Any], notes: list[str]) -> list[str]:
    found: list[str] = []
    for attribute in _list(raw, "attributes", notes):
        term = attribute.get("taxonomy_term")
        if isinstance(term, dict):
            found.append(_text(term.get("name")) or _text(term.get("term")))
    for each in _list(raw, "service_taxonomys", notes):
        taxonomy = each.get("taxonomy")
        if isinstance(taxonomy, dict):
            found.append(_text(taxonomy.get("name")))
    for each in _list(raw, "pc_targetAudience", notes):
        # "Sensory Impaired>Visually Impaired": the last step says what is meant.
        found.append(_text(each.get("audienceType")).split(">")[-1].strip())
    for name in ("deliverable_type",):
        found.append(_text(raw.get(name)))
    return list(dict.fromkeys(word[:80] for word in found if word))[:40]


def _languages(raw: dict[str, Any], notes: list[str]) -> list[str]:
    found = []
    for each in _list(raw, "languages", notes):
        found.append(
            _text(each.get("name")) or _text(each.get("language")) or _text(each.get("code"))
        )
    return list(dict.fromkeys(word[:60] for word in found if word))[:40]


def _areas(raw: dict[str, Any], notes: list[str]) -> list[str]:
    found = []
    for each in _list(raw, "service_areas", notes):
        found.append(_text(each.get("name")) or _text(each.get("service_area")))
    return list(dict.fromkeys(word[:200] for word in found if word))[:60]


def _access_note(locations: list[dict[str, Any]], notes: list[str]) -> str:
    said: list[str] = []
    for each in locations:
        location = each.get("location")
        if isinstance(location, dict):
            for name in ("accessibility", "accessibility_for_disabilities"):
                for fact in _list(location, name, notes):
                    words = [
                        _text(fact.get(key)) for key in ("description", "accessibility", "details")
                    ]
                    said += [word for word in words if word]
    text = " ".join(dict.fromkeys(said))
    return text if len(text) <= 400 else f"{text[:399].rstrip()}…"


def _venue(locations: list[dict[str, Any]], notes: list[str]) -> tuple[dict[str, Any] | None, bool]:
    """(the first place where people meet, whether any place is virtual)."""
    virtual = False
    for each in locations:
        location = each.get("location")
        if not isinstance(location, dict):
            continue
        if location.get("location_type") == "virtual":
            virtual = True
            continue
        venue = _one_venue(location, notes)
        if venue is not None:
            return venue, virtual
    return None, virtual


def _one_venue(location: dict[str, Any], notes: list[str]) -> dict[str, Any] | None:
    addresses = _list(location, "addresses", notes) or _list(location, "physical_addresses", notes)
    address = addresses[0] if addresses else {}
    postcode = normalise(_text(address.get("postal_code")))
    if address.get("postal_code") and not postcode:
        notes.append("postal_code: not a British postcode; left out")
    latitude, longitude = _point(location, notes)
    venue: dict[str, Any] = {
        "source_id": str(location.get("id") or "")[:200],
        "name": _text(location.get("name"))[:160],
        "address_1": _text(address.get("address_1"))[:200],
        "city": _text(address.get("city"))[:80],
        "county": _text(address.get("state_province"))[:80],
        "postcode": postcode,
        "latitude": latitude,
        "longitude": longitude,
    }
    said = [value for key, value in venue.items() if key not in {"source_id", "county"}]
    return venue if any(said) else None


def _point(location: dict[str, Any], notes: list[str]) -> tuple[float | None, float | None]:
    given = (location.get("latitude"), location.get("longitude"))
    if given in ((None, None), ("", "")):
        return None, None
    latitude, longitude = to_number(given[0]), to_number(given[1])
    # Nothing of the United Kingdom lies outside; 0, 0 is a form left empty.
    fits = (
        latitude is not None
        and longitude is not None
        and 49 <= latitude <= 61.5
        and -9 <= longitude <= 2.5
    )
    if not fits:
        notes.append("latitude and longitude: not in this country; left out")
        return None, None
    return latitude, longitude


def _modes(
    raw: dict[str, Any],
    venue: dict[str, Any] | None,
    virtual: bool,
    locations: list[dict[str, Any]],
) -> dict[str, bool]:
    said = [_text(raw.get("attending_type"))]
    for each in [raw, *locations]:
        for name in ("schedules", "regular_schedules"):
            said += [_text(row.get("attending_type")) for row in _list(each, name, [])]
    words = " ".join(said).lower()
    online = virtual or bool(re.search(r"online|virtual|video|remote|webchat", words))
    phone = bool(re.search(r"phone|helpline", words))
    in_person = venue is not None or bool(re.search(r"in.person|venue|face.to.face|home", words))
    if not (online or phone or in_person):
        # Nobody said: most places of this kind are a room with people in it.
        in_person = True
    return {"in_person": in_person, "online": online, "by_phone": phone}


_DAYS = {
    name: code
    for code, name in zip(
        WEEKDAYS,
        ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
        strict=True,
    )
}


def _schedules(
    raw: dict[str, Any], locations: list[dict[str, Any]], notes: list[str]
) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for holder in [raw, *locations]:
        for name in ("schedules", "regular_schedules"):
            for each in _list(holder, name, notes):
                row = _one_schedule(each, notes)
                if row is not None and row not in found:
                    found.append(row)
    return found[:50]


def _one_schedule(each: dict[str, Any], notes: list[str]) -> dict[str, Any] | None:
    freq = _text(each.get("freq")).upper()
    byday = [code for code in re.split(r"[,\s]+", _text(each.get("byday")).upper()) if code]
    weekday = _text(each.get("weekday")).lower()
    if not byday and weekday in _DAYS:
        byday = [_DAYS[weekday]]
    first = to_day(each.get("dtstart")) or to_day(each.get("valid_from"))
    last = to_day(each.get("valid_to"))
    start, end = to_time(each.get("opens_at")), to_time(each.get("closes_at"))
    note = _text(each.get("description")) or _text(each.get("notes"))
    if not byday and freq != "MONTHLY" and first is None:
        if note or start:
            notes.append("a schedule without days or dates was left out")
        return None
    rule = ""
    if byday or freq:
        freq = freq if freq in {"WEEKLY", "MONTHLY"} else "WEEKLY"
        interval = to_number(each.get("interval"))
        rule = f"FREQ={freq}"
        if interval and 1 < interval <= 52:
            rule += f";INTERVAL={int(interval)}"
        if byday:
            rule += f";BYDAY={','.join(byday)}"
        elif freq == "MONTHLY" and _text(each.get("bymonthday")):
            rule += f";BYMONTHDAY={_text(each.get('bymonthday')).replace(' ', '')}"
        try:
            check_rule(rule)
        except ValidationError as wrong:
            notes.append(f"a schedule was left out: {wrong.messages[0]}")
            return None
    if first is None:
        # The pattern has no beginning: any day long ago keeps its weekday.
        first = date(2024, 1, 1)
    if last is not None and last < first:
        # Feeds often carry one day in all three date fields; the pattern is what is meant.
        last = None
    if last == first and rule:
        last = None
    return {
        "rrule": rule,
        "starts_on": first.isoformat(),
        "ends_on": last.isoformat() if last else None,
        "start_time": start.isoformat("minutes") if start else None,
        "end_time": end.isoformat("minutes") if end and start else None,
        "note": note[:300],
    }
