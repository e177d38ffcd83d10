"""Lines of CSV → the shape of a service, so that one reader reads everything."""

from __future__ import annotations

from typing import Any

from django.utils.text import slugify

# Our field → column names that mean it, lower case. ``--map COLUMN=FIELD`` adds to these.
KNOWN: dict[str, tuple[str, ...]] = {
    "id": ("id", "reference", "ref", "service id", "group id"),
    "name": ("name", "title", "group", "group name", "service", "service name"),
    "description": ("description", "what happens", "about", "details"),
    "summary": ("summary", "in one sentence"),
    "status": ("status",),
    "url": ("url", "website", "web"),
    "email": ("email", "e-mail", "email address"),
    "phone": ("phone", "telephone", "phone number", "tel"),
    "organisation": ("organisation", "organization", "run by", "provider"),
    "fees": ("fees", "cost", "price"),
    "minimum_age": ("minimum age", "minimum_age", "min age", "age from"),
    "maximum_age": ("maximum age", "maximum_age", "max age", "age to"),
    "venue": ("venue", "place", "location"),
    "address": ("address", "street", "address 1", "address_1"),
    "town": ("town", "city"),
    "postcode": ("postcode", "postal code", "postal_code", "post code"),
    "borough": ("borough", "boroughs", "area", "areas served"),
    "days": ("days", "day", "byday"),
    "starts": ("starts", "start", "from", "opens_at", "start time"),
    "ends": ("ends", "end", "until", "closes_at", "end time"),
    "first_date": ("first date", "dtstart", "start date"),
    "every": ("interval", "every"),
    "freq": ("freq", "repeats"),
    "terms": ("terms", "interests", "needs", "tags", "categories"),
    "languages": ("languages", "language"),
    "eligibility": ("eligibility", "who can come"),
    "how_to_join": ("how to join", "joining", "application process"),
    "attending_type": ("attending type", "attending_type", "mode", "how"),
    "access": ("access", "accessibility"),
    "checked": ("last checked", "assured_date", "checked"),
    "kind": ("kind",),
}


def mapping_for(columns: list[str], chosen: dict[str, str]) -> dict[str, str]:
    """Field → column of this file. Raises ``ValueError`` for a choice that names nothing known."""
    by_name = {column.strip().casefold(): column for column in columns}
    found: dict[str, str] = {}
    for column, name in chosen.items():
        if column.strip().casefold() not in by_name:
            raise ValueError(
                f"the file has no column “{column}”; it has {', '.join(columns)[:300]}"
            )
        if name not in KNOWN:
            raise ValueError(f"there is no field “{name}”; choose from {', '.join(KNOWN)}")
        found[name] = by_name[column.strip().casefold()]
    taken = set(found.values())
    for name, aliases in KNOWN.items():
        for alias in aliases:
            column = by_name.get(alias)
            if name not in found and column is not None and column not in taken:
                found[name] = column
                taken.add(column)
    return found


def to_service(row: dict[str, str], mapping: dict[str, str]) -> Any:
    """The service that a line describes."""
    if "__spare__" in row:
        return f"a line with {row['__spare__']} more cells than columns"

    def cell(name: str) -> str:
        return row.get(mapping.get(name, ""), "").strip()

    def cells(name: str) -> list[str]:
        return [part.strip() for part in cell(name).replace(";", ",").split(",") if part.strip()]

    name = cell("name")
    location: dict[str, Any] = {}
    if cell("venue") or cell("address") or cell("postcode"):
        location = {
            "location_type": "physical",
            "name": cell("venue"),
            "addresses": [
                {
                    "address_1": cell("address"),
                    "city": cell("town"),
                    "postal_code": cell("postcode"),
                }
            ],
            "accessibility": [{"description": cell("access")}] if cell("access") else [],
        }
    days = [day[:2].upper() if day.isalpha() else day.upper() for day in cells("days")]
    schedule = {
        "freq": cell("freq"),
        "interval": cell("every"),
        "byday": ",".join(days),
        "dtstart": cell("first_date"),
        "opens_at": cell("starts"),
        "closes_at": cell("ends"),
    }
    terms = cells("terms") + (
        ["Commissioned service"] if cell("kind").lower() == "commissioned" else []
    )
    return {
        "id": cell("id") or (slugify(f"{name} {cell('postcode')}") if name else None),
        "name": name or None,
        "description": cell("description"),
        "summary": cell("summary"),
        "status": cell("status").lower(),
        "url": cell("url"),
        "email": cell("email"),
        "phones": [{"number": cell("phone")}] if cell("phone") else [],
        "fees": cell("fees"),
        "minimum_age": cell("minimum_age"),
        "maximum_age": cell("maximum_age"),
        "attending_type": cell("attending_type"),
        "eligibility_description": cell("eligibility"),
        "application_process": cell("how_to_join"),
        "assured_date": cell("checked"),
        "organization": {"name": cell("organisation")} if cell("organisation") else None,
        "service_at_locations": [{"location": location}] if location else [],
        "schedules": [schedule] if days or schedule["dtstart"] else [],
        "service_areas": [{"name": each} for each in cells("borough")],
        "languages": [{"name": each} for each in cells("languages")],
        "attributes": [{"taxonomy_term": {"name": each}} for each in terms],
    }
