"""Groups in the shape of Open Referral UK 3.0 (HSDS-UK): only what everybody may read.

Empty members are left out, never null or "". Ids of parts are derived from ids that last, so
that they stay the same from one answer to the next. A private venue gives its area and nothing
else; two groups at one private address cannot be told to be neighbours.
"""

from __future__ import annotations

import uuid
from typing import Any

from directory.models import (
    Cost,
    Group,
    Join,
    Kind,
    Organisation,
    Schedule,
    Taxonomy,
    Term,
    Venue,
    WaitingList,
)
from directory.structured import absolute

SPACE = uuid.UUID("6f1c1f0e-6a3f-5f0a-9c0e-3f2b7b0c9d11")
KIND_TAXONOMY = uuid.uuid5(SPACE, "taxonomy:kind")
VERSION = "HSDS-UK-3.0"
PROFILE = "https://docs.openreferraluk.org/en/3.0/"


def derived(*parts: object) -> str:
    """A lasting id for a part that has none of its own."""
    return str(uuid.uuid5(SPACE, ":".join(str(part) for part in parts)))


def without_empty(value: Any) -> Any:
    """The same with every empty member left out, all the way down."""
    if isinstance(value, dict):
        kept = {name: without_empty(each) for name, each in value.items()}
        return {name: each for name, each in kept.items() if each not in (None, "", [], {})}
    if isinstance(value, list | tuple):
        return [each for each in map(without_empty, value) if each not in (None, "", [], {})]
    return value


def web(address: str) -> str:
    return address if address.startswith(("http://", "https://")) else ""


def service(group: Group, *, full: bool) -> dict[str, Any]:
    """A service, from a group read ``with_facts()``. ``full`` nests everything it has."""
    outline = {
        "id": str(group.public_id),
        "organization_id": organisation_id(group),
        "name": group.name,
        "description": group.what_happens or group.summary,
        "url": web(group.website) or absolute(group.get_absolute_url()),
        "email": group.contact_email,
        "status": group.status,
        "fees": _fees(group),
        "fees_description": group.cost_note,
        "minimum_age": group.minimum_age,
        "maximum_age": group.maximum_age,
        "assured_date": group.last_checked_on.isoformat() if group.last_checked_on else "",
        "alert": group.alert,
        "last_modified": moment(group),
        "interpretation_services": "",
        "application_process": _application(group),
        "eligibility_description": group.eligibility or group.who_for,
        "wait_time": _waiting(group),
        "organization": organisation_of(group),
    }
    if full:
        outline |= {
            "schedules": [schedule(group, each) for each in group.schedules.all()],
            "service_areas": service_areas(group),
            "service_at_locations": [
                {"id": each["id"], "service_id": str(group.public_id), "location": each["location"]}
                for each in places(group)
            ],
            "languages": [
                {
                    "id": derived("language", group.public_id, language.code),
                    "service_id": str(group.public_id),
                    "name": language.name,
                    "code": language.code,
                }
                for language in group.languages.all()
            ],
            "funding": [
                {
                    "id": derived("funding", group.public_id),
                    "service_id": str(group.public_id),
                    "source": group.commissioner,
                }
            ]
            if group.commissioner
            else [],
            "cost_options": cost_options(group),
            "phones": phones(group),
            "attributes": attributes(group),
        }
    return without_empty(outline)


def moment(group: Group) -> str:
    return group.modified_at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _fees(group: Group) -> str:
    if group.cost == Cost.UNKNOWN:
        return group.cost_note
    amount = f"£{group.cost_amount:.2f}" if group.cost_amount is not None else ""
    return " – ".join(part for part in (Cost(group.cost).label, amount, group.cost_note) if part)


def _application(group: Group) -> str:
    said = [Join(group.join).label if group.join != Join.UNKNOWN else ""]
    said += [group.how_to_join, group.referral_routes]
    return "\n\n".join(part for part in said if part)


def _waiting(group: Group) -> str:
    if group.waiting_list == WaitingList.UNKNOWN:
        return ""
    weeks = f", about {group.waiting_weeks} weeks" if group.waiting_weeks else ""
    return f"{WaitingList(group.waiting_list).label}{weeks}"


# --- organisation -------------------------------------------------------------------------------
def organisation_id(group: Group) -> str:
    if group.organisation is not None:
        return str(group.organisation.public_id)
    return derived("organisation of", group.public_id)


def organisation_of(group: Group) -> dict[str, Any]:
    """Who runs the group: its organisation, or the words of the listing when it has none."""
    if group.organisation is not None:
        return organisation(group.organisation)
    name = group.run_by or group.name
    return {
        "id": organisation_id(group),
        "name": name,
        "description": f"{name} runs {group.name}.",
    }


def organisation(row: Organisation) -> dict[str, Any]:
    return without_empty(
        {
            "id": str(row.public_id),
            "name": row.name,
            "description": row.description or f"{row.name} runs groups listed here.",
            "email": row.email,
            "website": web(row.website),
        }
    )


# --- place -------------------------------------------------------------------------------
def places(group: Group) -> list[dict[str, Any]]:
    """Where the service is: at most a physical and a virtual place."""
    found = []
    if group.in_person and group.venue is not None:
        found.append(_at(group, physical(group, group.venue), "venue"))
    if group.online:
        virtual = {
            "id": derived("virtual", group.public_id),
            "location_type": "virtual",
            "name": "Online",
            "description": "The link is sent to people who join.",
            "url": absolute(group.get_absolute_url()),
        }
        found.append(_at(group, virtual, "virtual"))
    return found


def _at(group: Group, location: dict[str, Any], which: str) -> dict[str, Any]:
    return {
        "id": derived("at", group.public_id, which),
        "name": group.name,
        "status": group.status,
        "description": location.get("name", ""),
        "service_id": str(group.public_id),
        "location_id": location["id"],
        "location": location,
    }


def physical(group: Group, venue: Venue) -> dict[str, Any]:
    if venue.is_private:
        return {
            "id": derived("private place of", group.public_id),
            "location_type": "physical",
            "name": venue.public_name,
            "description": "The address is shared with people who join.",
            "accessibility": accessibility(
                group, venue, derived("private place of", group.public_id)
            ),
        }
    place_id = str(venue.public_id)
    town = venue.city or (venue.borough.name if venue.borough else "")
    address = {}
    if venue.postcode and (venue.address_1 or venue.name):
        address = {
            "id": derived("address", venue.public_id),
            "location_id": place_id,
            "address_1": venue.address_1 or venue.name,
            "city": town or "London",
            "state_province": venue.county
            or (venue.borough.name if venue.borough else town or "London"),
            "postal_code": venue.postcode,
            "country": "GB",
            "address_type": "physical",
        }
    return without_empty(
        {
            "id": place_id,
            "location_type": "physical",
            "name": venue.public_name,
            "description": venue.public_area,
            "latitude": venue.latitude if venue.point_is_exact else None,
            "longitude": venue.longitude if venue.point_is_exact else None,
            "addresses": [address] if address else [],
            "accessibility": accessibility(group, venue, place_id),
        }
    )


def accessibility(group: Group, venue: Venue, place_id: str) -> list[dict[str, Any]]:
    """One entry for each fact that is known either way, and one for the notes."""
    found = [
        {
            "id": derived("access", place_id, code),
            "location_id": place_id,
            "description": f"{label}: {'yes' if known == 'yes' else 'no'}",
        }
        for code, label, known in venue.facts()
        if known in {"yes", "no"}
    ]
    if venue.access_note:
        found.append(
            {
                "id": derived("access", place_id, "note"),
                "location_id": place_id,
                "description": "Good to know",
                "details": venue.access_note,
            }
        )
    return found


def service_areas(group: Group) -> list[dict[str, Any]]:
    if group.serves_everywhere:
        return [
            {
                "id": derived("area", group.public_id, "*"),
                "service_id": str(group.public_id),
                "name": "Anywhere",
            }
        ]
    return [
        {
            "id": derived("area", group.public_id, borough.slug),
            "service_id": str(group.public_id),
            "name": borough.name,
            "extent": borough.gss_code,
            "extent_type": "GSS code" if borough.gss_code else "",
            "uri": f"http://statistics.data.gov.uk/id/statistical-geography/{borough.gss_code}"
            if borough.gss_code
            else "",
        }
        for borough in group.boroughs.all()
    ]


def service_at_location(group: Group, at: dict[str, Any], *, full: bool) -> dict[str, Any]:
    return without_empty({**at, "service": service(group, full=full)})


# --- the rest ----------------------------------------------------------------------------
def schedule(group: Group, row: Schedule) -> dict[str, Any]:
    parts = row.parts()
    freq = parts.get("FREQ", "")
    words = row.words()
    said = [words[:1].upper() + words[1:], row.note]
    said.append(f"Not on {', '.join(row.except_dates)}" if row.except_dates else "")
    return {
        "id": str(row.public_id),
        "service_id": str(group.public_id),
        "valid_from": row.starts_on.isoformat(),
        "valid_to": row.ends_on.isoformat() if row.ends_on else "",
        "dtstart": row.starts_on.isoformat(),
        "timezone": "Europe/London",
        "freq": freq if freq in {"WEEKLY", "MONTHLY"} else "",
        "interval": int(parts.get("INTERVAL", "1")) if freq else None,
        "byday": parts.get("BYDAY", ""),
        "bymonthday": parts.get("BYMONTHDAY", ""),
        "description": words[:1].upper() + words[1:],
        "opens_at": row.start_time.isoformat("minutes") if row.start_time else "",
        "closes_at": row.end_time.isoformat("minutes") if row.end_time else "",
        "attending_type": ", ".join(group.modes()),
        "notes": ". ".join(part for part in said[1:] if part),
    }


def cost_options(group: Group) -> list[dict[str, Any]]:
    if group.cost == Cost.UNKNOWN:
        return []
    amount = group.cost_amount
    return [
        {
            "id": derived("cost", group.public_id),
            "service_id": str(group.public_id),
            "option": Cost(group.cost).label,
            "amount": 0
            if group.cost == Cost.FREE
            else (float(amount) if amount is not None else None),
            "amount_description": group.cost_note,
            "currency": "GBP",
        }
    ]


def phones(group: Group) -> list[dict[str, Any]]:
    if not group.contact_phone:
        return []
    return [
        {
            "id": derived("phone", group.public_id),
            "service_id": str(group.public_id),
            "number": group.contact_phone,
        }
    ]


def attributes(group: Group) -> list[dict[str, Any]]:
    """The group's interests and needs, and which kind of group it is."""
    kind = Kind(group.kind)
    found = [
        {
            "id": derived("kind", group.public_id),
            "link_id": str(group.public_id),
            "taxonomy_term_id": derived("kind term", kind.value),
            "link_type": "service",
            "taxonomy_term": kind_term(kind),
        }
    ]
    return found + [
        {
            "id": derived("term", group.public_id, row.public_id),
            "link_id": str(group.public_id),
            "taxonomy_term_id": str(row.public_id),
            "link_type": "service",
            "taxonomy_term": term(row),
        }
        for row in group.terms.all()
    ]


def taxonomy(row: Taxonomy) -> dict[str, Any]:
    return {
        "id": str(row.public_id),
        "name": row.name,
        "description": row.description or row.name,
        "version": "1",
    }


def kind_taxonomy() -> dict[str, Any]:
    return {
        "id": str(KIND_TAXONOMY),
        "name": "Kind of group",
        "description": "Whether people run it themselves or a body has asked for it.",
        "version": "1",
    }


def term(row: Term, parent: Term | None = None) -> dict[str, Any]:
    return without_empty(
        {
            "id": str(row.public_id),
            "name": row.name,
            "description": row.description or row.name,
            "parent_id": str(parent.public_id) if parent else "",
            "taxonomy": row.taxonomy.name,
            "taxonomy_id": str(row.taxonomy.public_id),
            "term": row.slug,
        }
    )


def kind_term(kind: Kind) -> dict[str, Any]:
    return {
        "id": derived("kind term", kind.value),
        "name": kind.label,
        "description": kind.label,
        "taxonomy": "Kind of group",
        "taxonomy_id": str(KIND_TAXONOMY),
        "term": kind.value,
    }
