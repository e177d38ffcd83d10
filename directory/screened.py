"""Which words of a listing the gate reads: everything that somebody wrote in sentences.

Structured fields (a phone number in the phone field, a postcode in the postcode field) are
facts that belong there; the same number in a sentence does not.
"""

from __future__ import annotations

from typing import Any

SCREENED = (
    "name",
    "summary",
    "what_happens",
    "who_for",
    "first_visit",
    "easy_read",
    "alert",
    "run_by",
    "cost_note",
    "how_to_join",
    "eligibility",
    "referral_routes",
    "facilitator",
    "cohort",
    "access_note",
)


def prose_of(listing: Any) -> dict[str, str]:
    """Field → text, from a group or a plain dictionary of its fields."""
    read = listing.get if isinstance(listing, dict) else lambda name, _="": getattr(listing, name)
    return {name: str(read(name, "") or "") for name in SCREENED}
