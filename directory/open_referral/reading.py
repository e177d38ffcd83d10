"""One service of a feed, of either version or a line of CSV → what a listing would say.

A row without an id, a name or a known status is refused whole, with the reason. A detail that
cannot be used (a latitude of 100, an e-mail that is none) is left out and reported; the listing
stands without it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from directory.models import Kind
from directory.open_referral.cleaning import first_sentences
from directory.open_referral.parts import (
    access_note_of,
    ages_of,
    areas_of,
    cost_of,
    eligibility_of,
    languages_of,
    modes_of,
    organisation_of,
    phone_of,
    schedules_of,
    terms_of,
    venue_of,
)
from directory.open_referral.values import Reader, Refused, kind_of, objects

__all__ = ["Incoming", "Refused", "read_service"]


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
        raise Refused(f"this is {kind_of(raw)}, not a service")
    notes: list[str] = []
    reader = Reader(raw, notes)
    source_id = reader.identifier()
    name = reader.name()
    status = reader.status()
    body = reader.prose("description")
    links = list(body[1])
    website = reader.address("url") or (links[0] if links else "")
    organisation = organisation_of(raw, notes)
    ages = ages_of(raw, notes)
    cost = cost_of(raw, reader)
    locations = objects(raw, "service_at_locations", notes)
    schedules = schedules_of(raw, locations, notes)
    venue, virtual = venue_of(locations, notes)
    modes = modes_of(raw, venue, virtual, locations)
    terms = terms_of(raw, notes)
    phone = phone_of(raw, notes)
    fields: dict[str, Any] = {
        "name": name,
        "kind": Kind.COMMISSIONED if Kind.COMMISSIONED.label in terms else Kind.INFORMAL,
        "status": status,
        "summary": first_sentences(reader.line("summary", 300) or body[0]),
        "what_happens": body[0],
        "alert": reader.line("alert", 300),
        "how_to_join": reader.prose("application_process", 4000)[0],
        "eligibility": eligibility_of(raw, reader),
        "contact_email": reader.email("email"),
        "contact_phone": phone,
        "website": website,
        "run_by": organisation["name"] if organisation else "",
        "access_note": access_note_of(locations, notes),
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
        languages=languages_of(raw, notes),
        areas=areas_of(raw, notes),
        checked_on=reader.day("assured_date"),
        notes=notes,
    )
