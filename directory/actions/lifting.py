"""An imported listing before the gate: contact details leave its sentences for its own fields."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Field

from community.safety.gate import dry_run, screen
from community.safety.verdicts import Contribution, Surface, Verdict
from directory.actions.listings import SPACE
from directory.models import Group
from directory.screened import prose_of

# Kinds of words that an organisation may publish, but in its own fields and not in sentences.
LIFTED = {"contact.phone": "contact_phone", "contact.email": "contact_email"}
IN_PLACE_OF = "(see the contact details)"


class RefusedByGate(Exception):
    """The gate refuses these words even without the contact details in them."""

    def __init__(self, reasons: tuple[str, ...]):
        super().__init__(*reasons)
        self.reasons = reasons


def screened(
    fields: dict[str, Any], group: Group | None
) -> tuple[dict[str, Any], Verdict, tuple[str, ...]]:
    """The fields as the gate will have them, its verdict, and the spans that were moved.

    A number or an address in a sentence moves to its own field when that is empty; the sentence
    says where to look. What is refused even then refuses the row.
    """
    moved: list[str] = []
    for _ in range(3):
        words = prose_of(fields)
        verdict = screen(
            Contribution.of(
                Surface.GROUP, None, space=SPACE, subject_id=group.pk if group else None, **words
            )
        )
        spans = [
            reason
            for reason in verdict.reasons
            if reason.outcome == "refuse" and reason.start is not None and reason.part in words
        ]
        liftable = [reason for reason in spans if reason.code.startswith(("contact.", "links."))]
        if not verdict.refused:
            return fields, verdict, tuple(moved)
        if not liftable:
            break
        fields = dict(fields)
        done: set[tuple[str, int]] = set()
        for reason in sorted(liftable, key=lambda each: -(each.start or 0)):
            assert reason.start is not None and reason.end is not None  # noqa: S101, PT018
            text = str(fields[reason.part])
            if any(part == reason.part and reason.end > start for part, start in done):
                continue  # two rules saw the same words
            done.add((reason.part, reason.start))
            seen = text[reason.start : reason.end]
            moved.append(f"{reason.part}: {reason.code}: “{seen[:80]}”")
            own = LIFTED.get(reason.code)
            if own and not fields.get(own) and _fits(own, seen):
                fields[own] = seen.strip()
            elif own and fields.get(own, "").casefold() != seen.strip().casefold():
                fields["more_contacts"] = _with_contact(
                    fields.get("more_contacts", []), own, seen, text[: reason.start]
                )
            place = "" if reason.part in {"name", "run_by"} else IN_PLACE_OF
            text = f"{text[: reason.start].rstrip(' ')} {place} {text[reason.end :].lstrip(' ')}"
            doubled = f"{IN_PLACE_OF} {IN_PLACE_OF}"
            while doubled in text:
                text = text.replace(doubled, IN_PLACE_OF)
            fields[reason.part] = text.strip()
    reasons = tuple(f"{reason.part}: {reason.code}: {reason.message}" for reason in verdict.reasons)
    raise RefusedByGate(reasons)


def _with_contact(
    known: list[dict[str, str]], own: str, seen: str, before: str
) -> list[dict[str, str]]:
    """One further contact, with the words that stood before it on its line."""
    kind = own.removeprefix("contact_")
    value = seen.strip()
    if any(each["value"] == value for each in known) or len(known) >= 40:
        return known
    label = before.rsplit("\n", 1)[-1].rsplit(IN_PLACE_OF, 1)[-1].rsplit(". ", 1)[-1]
    label = " ".join(label.strip(" -–:,;(#").split()[-8:])[:80]
    if dry_run(Contribution.of(Surface.GROUP, None, space=SPACE, label=label)).refused:
        label = ""
    return [{"label": label, "kind": kind, "value": value[:200]}, *known]


def _fits(name: str, value: str) -> bool:
    column = Group._meta.get_field(name)
    assert isinstance(column, Field)  # noqa: S101 - both are plain columns
    try:
        column.clean(value.strip(), None)
    except ValidationError:
        return False
    return True
