"""The parts of a service: who runs it, for whom, when, where, at what cost."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError

from directory.models import WEEKDAYS, Cost, check_rule
from directory.open_referral.values import (
    Reader,
    kind_of,
    objects,
    to_day,
    to_number,
    to_time,
    words_of,
)
from directory.places import normalise


def organisation_of(raw: dict[str, Any], notes: list[str]) -> dict[str, Any] | None:
    found = raw.get("organization")
    if found in (None, "", {}):
        return None
    if not isinstance(found, dict):
        notes.append(f"organization: expected an object, found {kind_of(found)}; left out")
        return None
    inner: list[str] = []
    reader = Reader(found, inner)
    name = words_of(found.get("name"))[:200]
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


def ages_of(raw: dict[str, Any], notes: list[str]) -> dict[str, int | None]:
    sources = [raw, *objects(raw, "eligibilitys", notes), *objects(raw, "eligibility", [])]
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


def cost_of(raw: dict[str, Any], reader: Reader) -> dict[str, Any]:
    note = reader.line("fees", 300)
    options = objects(raw, "cost_options", reader.notes)
    amount: str | None = None
    for option in options:
        number = to_number(option.get("amount"))
        if number is not None and 0 <= number < 100_000:
            try:
                amount = str(Decimal(str(number)).quantize(Decimal("0.01")))
            except InvalidOperation:
                amount = None
        words = [words_of(option.get("option")), words_of(option.get("amount_description"))]
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


def eligibility_of(raw: dict[str, Any], reader: Reader) -> str:
    text = reader.prose("eligibility_description", 4000)[0]
    if text:
        return text
    said = [words_of(each.get("eligibility")) for each in objects(raw, "eligibilitys", [])]
    return ", ".join(dict.fromkeys(word for word in said if word))[:4000]


def phone_of(raw: dict[str, Any], notes: list[str]) -> str:
    lists = [objects(raw, "phones", notes)]
    lists += [objects(contact, "phones", []) for contact in objects(raw, "contacts", notes)]
    for phones in lists:
        for phone in phones:
            text = words_of(phone.get("number"))
            if 5 <= sum(sign.isdigit() for sign in text) <= 15 and len(text) <= 40:
                return text
    return ""


def terms_of(raw: dict[str, Any], notes: list[str]) -> list[str]:
    found: list[str] = []
    for attribute in objects(raw, "attributes", notes):
        term = attribute.get("taxonomy_term")
        if isinstance(term, dict):
            found.append(words_of(term.get("name")) or words_of(term.get("term")))
    for each in objects(raw, "service_taxonomys", notes):
        taxonomy = each.get("taxonomy")
        if isinstance(taxonomy, dict):
            found.append(words_of(taxonomy.get("name")))
    for each in objects(raw, "pc_targetAudience", notes):
        # "Sensory Impaired>Visually Impaired": the last step says what is meant.
        found.append(words_of(each.get("audienceType")).split(">")[-1].strip())
    for name in ("deliverable_type",):
        found.append(words_of(raw.get(name)))
    return list(dict.fromkeys(word[:80] for word in found if word))[:40]


def languages_of(raw: dict[str, Any], notes: list[str]) -> list[str]:
    found = []
    for each in objects(raw, "languages", notes):
        found.append(
            words_of(each.get("name"))
            or words_of(each.get("language"))
            or words_of(each.get("code"))
        )
    return list(dict.fromkeys(word[:60] for word in found if word))[:40]


def areas_of(raw: dict[str, Any], notes: list[str]) -> list[str]:
    found = []
    for each in objects(raw, "service_areas", notes):
        found.append(words_of(each.get("name")) or words_of(each.get("service_area")))
    return list(dict.fromkeys(word[:200] for word in found if word))[:60]


def access_note_of(locations: list[dict[str, Any]], notes: list[str]) -> str:
    said: list[str] = []
    for each in locations:
        location = each.get("location")
        if isinstance(location, dict):
            for name in ("accessibility", "accessibility_for_disabilities"):
                for fact in objects(location, name, notes):
                    words = [
                        words_of(fact.get(key))
                        for key in ("description", "accessibility", "details")
                    ]
                    said += [word for word in words if word]
    text = " ".join(dict.fromkeys(said))
    return text if len(text) <= 400 else f"{text[:399].rstrip()}…"


def venue_of(
    locations: list[dict[str, Any]], notes: list[str]
) -> tuple[dict[str, Any] | None, bool]:
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
    addresses = objects(location, "addresses", notes) or objects(
        location, "physical_addresses", notes
    )
    address = addresses[0] if addresses else {}
    postcode = normalise(words_of(address.get("postal_code")))
    if address.get("postal_code") and not postcode:
        notes.append("postal_code: not a British postcode; left out")
    latitude, longitude = _point(location, notes)
    venue: dict[str, Any] = {
        "source_id": str(location.get("id") or "")[:200],
        "name": words_of(location.get("name"))[:160],
        "address_1": words_of(address.get("address_1"))[:200],
        "city": words_of(address.get("city"))[:80],
        "county": words_of(address.get("state_province"))[:80],
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


def modes_of(
    raw: dict[str, Any],
    venue: dict[str, Any] | None,
    virtual: bool,
    locations: list[dict[str, Any]],
) -> dict[str, bool]:
    said = [words_of(raw.get("attending_type"))]
    for each in [raw, *locations]:
        for name in ("schedules", "regular_schedules"):
            said += [words_of(row.get("attending_type")) for row in objects(each, name, [])]
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


def schedules_of(
    raw: dict[str, Any], locations: list[dict[str, Any]], notes: list[str]
) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for holder in [raw, *locations]:
        for name in ("schedules", "regular_schedules"):
            for each in objects(holder, name, notes):
                row = _one_schedule(each, notes)
                if row is not None and row not in found:
                    found.append(row)
    return found[:50]


def _one_schedule(each: dict[str, Any], notes: list[str]) -> dict[str, Any] | None:
    byday = [code for code in re.split(r"[,\s]+", words_of(each.get("byday")).upper()) if code]
    weekday = words_of(each.get("weekday")).lower()
    if not byday and weekday in _DAYS:
        byday = [_DAYS[weekday]]
    first = _year_fits(to_day(each.get("dtstart"))) or _year_fits(to_day(each.get("valid_from")))
    last = _year_fits(to_day(each.get("valid_to")))
    start, end = to_time(each.get("opens_at")), to_time(each.get("closes_at"))
    note = words_of(each.get("description")) or words_of(each.get("notes"))
    if not byday and words_of(each.get("freq")).upper() != "MONTHLY" and first is None:
        if note or start:
            notes.append("a schedule without days or dates was left out")
        return None
    rule = _rule(each, byday)
    try:
        check_rule(rule)
    except ValidationError as wrong:
        notes.append(f"a schedule was left out: {wrong.messages[0]}")
        return None
    # A pattern without a beginning: any day long ago keeps its weekdays.
    first = first or date(2024, 1, 1)
    # Feeds often carry one day in all three date fields; the pattern is what is meant.
    if last is not None and (last < first or (last == first and rule)):
        last = None
    return {
        "rrule": rule,
        "starts_on": first.isoformat(),
        "ends_on": last.isoformat() if last else None,
        "start_time": start.isoformat("minutes") if start else None,
        "end_time": end.isoformat("minutes") if end and start else None,
        "note": note[:300],
    }


def _rule(each: dict[str, Any], byday: list[str]) -> str:
    freq = words_of(each.get("freq")).upper()
    if not byday and not freq:
        return ""
    numbered = any(sign.isdigit() for code in byday for sign in code)
    freq = freq if freq in {"WEEKLY", "MONTHLY"} else "MONTHLY" if numbered else "WEEKLY"
    rule = f"FREQ={freq}"
    interval = to_number(each.get("interval"))
    if interval and 1 < interval <= 52:
        rule += f";INTERVAL={int(interval)}"
    days = words_of(each.get("bymonthday")).replace(" ", "")
    if byday:
        rule += f";BYDAY={','.join(byday)}"
    elif freq == "MONTHLY" and days:
        rule += f";BYMONTHDAY={days}"
    return rule


def _year_fits(day: date | None) -> date | None:
    return day if day is not None and 1990 <= day.year <= 2100 else None
