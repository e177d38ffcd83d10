"""Taking in listings from another directory: row by row, nothing half-done, no local edit lost.

Three sides are compared, field by field: what upstream said last time (the base), what it says
now, and what stands here. Only upstream moved: it is taken. Only we moved: ours stays. Both
moved: ours stays, and the difference is reported and kept for staff.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from typing import Any

import msgspec
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.text import slugify

from community.safety.actions.report import open_case_for_hold
from community.safety.gate import dry_run, screen
from community.safety.models import state_for
from community.safety.verdicts import Contribution, Surface, Verdict
from directory.actions.listings import REVIEW_AFTER, SPACE, place_venue
from directory.freshness import freshness_on
from directory.models import Borough, Group, Language, Organisation, Schedule, Term, Venue
from directory.open_referral.reading import Incoming
from directory.queries import free_slug
from directory.screened import prose_of

# Kinds of words that an organisation may publish, but in its own fields and not in sentences.
LIFTED = {"contact.phone": "contact_phone", "contact.email": "contact_email"}
IN_PLACE_OF = "(see the contact details)"


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """What became of one row: new, changed, same, refused.

    ``held``: stored, but a person reads it before others see it. ``conflicts`` name fields that
    both sides changed. ``moved`` are spans that the gate would not have in a sentence.
    """

    outcome: str
    name: str = ""
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    held: bool = False
    changed: tuple[str, ...] = ()


@dataclass(slots=True)
class Importing:
    """One run: where the rows come from and what is the same for all of them.

    ``serves`` are slugs of boroughs that every listing of this source serves.
    """

    source: str
    serves: tuple[str, ...] = ()
    terms: dict[str, Term] = field(default_factory=dict)
    languages: dict[str, Language] = field(default_factory=dict)
    boroughs: dict[str, Borough] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.terms = {term.name.casefold(): term for term in Term.objects.all()}
        self.languages = {}
        for language in Language.objects.all():
            self.languages[language.name.casefold()] = language
            self.languages[language.code.casefold()] = language
        self.boroughs = {
            borough.name.casefold(): borough for borough in Borough.objects.defer("outline")
        }


def take_in(incoming: Incoming, run: Importing) -> RowOutcome:
    """Store one listing, or say why not. Its own savepoint: all of it or nothing.

    Never raises because of what the row holds.
    """
    try:
        with transaction.atomic():
            return _take_in(incoming, run)
    except _RefusedByGate as refusal:
        return RowOutcome("refused", incoming.fields["name"], refusal.reasons)
    except ValidationError as wrong:
        found = getattr(wrong, "message_dict", {"": wrong.messages})
        reasons = [f"{name}: {' '.join(said)}".lstrip(": ") for name, said in found.items()]
        return RowOutcome("refused", incoming.fields["name"], tuple(reasons))
    except (DatabaseError, ValueError, OverflowError) as wrong:
        first = str(wrong).split("\n")[0][:200]
        return RowOutcome("refused", incoming.fields["name"], (f"it cannot be stored: {first}",))


class _RefusedByGate(Exception):
    def __init__(self, reasons: tuple[str, ...]):
        super().__init__(*reasons)
        self.reasons = reasons


def _take_in(incoming: Incoming, run: Importing) -> RowOutcome:
    theirs = incoming.base()
    digest = _digest([theirs, run.serves])
    group = (
        Group.objects.select_for_update(of=("self",))
        .filter(source=run.source, source_id=incoming.source_id)
        .first()
    )
    if group is None:
        return _new(incoming, theirs, digest, run)
    if group.import_hash == digest:
        return RowOutcome("same", group.name, notes=tuple(incoming.notes))
    return _changed(group, incoming, theirs, digest, run)


def _digest(value: Any) -> str:
    data = msgspec.json.encode(value, order="deterministic")
    return hashlib.blake2b(data, digest_size=16).hexdigest()


# --- the gate ---------------------------------------------------------------------------------
def _screened(
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
    raise _RefusedByGate(reasons)


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
    field_ = Group._meta.get_field(name)
    try:
        field_.clean(value.strip(), None)
    except ValidationError:
        return False
    return True


# --- storing ----------------------------------------------------------------------------------
def _new(incoming: Incoming, theirs: dict[str, Any], digest: str, run: Importing) -> RowOutcome:
    fields, verdict, moved = _screened(_shortened(incoming.fields), None)
    group = Group(source=run.source, source_id=incoming.source_id, live=True)
    group.state = state_for(verdict)
    group.slug = free_slug(fields["name"])
    now = timezone.now()
    group.first_published_at = group.last_published_at = now
    _apply(group, fields, incoming, run, set(theirs))
    _sign_off(group, theirs, digest, run)
    group.full_clean(exclude=["author", "circle", "venue", "organisation", "slug"])
    group.save()
    group.save_revision(changed=False, clean=False)
    if verdict.held:
        open_case_for_hold(group, verdict)
    return RowOutcome(
        "new", group.name, notes=tuple(incoming.notes), moved=moved, held=verdict.held
    )


def _changed(
    group: Group, incoming: Incoming, theirs: dict[str, Any], digest: str, run: Importing
) -> RowOutcome:
    base = group.import_base
    moved_upstream = {name for name, value in theirs.items() if base.get(name) != value}
    # What this run would write for last time's words: the gate and our limits may have
    # changed them on the way in, and that is no edit of ours.
    was = _written(group, base)
    here = _standing(group)
    touched = {name for name in theirs if here.get(name) != was.get(name)}
    draft = group.get_latest_revision_as_object() if group.has_unpublished_changes else None
    if draft is not None:
        proposed = _standing(draft)
        touched |= {name for name in theirs if proposed.get(name) != was.get(name)}
    conflicts = {name for name in moved_upstream & touched if here.get(name) != theirs[name]}
    taking = moved_upstream - conflicts
    fields, verdict, moved = _screened(
        {
            **_current_fields(group),
            **_shortened({k: v for k, v in incoming.fields.items() if k in taking}),
        },
        group,
    )
    _apply(group, fields, incoming, run, taking)
    group.import_conflicts = {
        **{name: value for name, value in group.import_conflicts.items() if name not in taking},
        **{name: theirs[name] for name in conflicts},
    }
    _sign_off(group, theirs, digest, run)
    group.full_clean(exclude=["author", "circle", "venue", "organisation", "slug"])
    if verdict.held and group.is_shown():
        group.state = state_for(verdict)
    group.save()
    if draft is None:
        group.save_revision(changed=False, clean=False)
    else:
        _apply(draft, fields, incoming, run, taking)
        draft.save_revision(clean=False)
    if verdict.held:
        open_case_for_hold(group, verdict, cause="edit")
    return RowOutcome(
        "changed" if taking or conflicts else "same",
        group.name,
        notes=tuple(incoming.notes),
        conflicts=tuple(sorted(conflicts)),
        moved=moved,
        held=verdict.held,
        changed=tuple(sorted(taking)),
    )


def _shortened(fields: dict[str, Any]) -> dict[str, Any]:
    """Text cut to its column; the reader has already said so where it matters."""
    found = dict(fields)
    for name, value in found.items():
        most = getattr(Group._meta.get_field(name), "max_length", None)
        if isinstance(value, str) and most and len(value) > most:
            found[name] = value[: most - 1].rstrip() + "…"
    return found


def _current_fields(group: Group) -> dict[str, Any]:
    return {name: getattr(group, name) for name in prose_of(group)} | {
        name: getattr(group, name) for name in (*LIFTED.values(), "more_contacts")
    }


PLAIN = (
    "name", "kind", "status", "summary", "what_happens", "alert", "how_to_join", "eligibility",
    "contact_email", "contact_phone", "website", "run_by", "access_note", "in_person", "online",
    "by_phone", "minimum_age", "maximum_age", "cost", "cost_amount", "cost_note",
)  # fmt: skip


def _standing(group: Group) -> dict[str, Any]:
    """What stands here, in the shape of ``Incoming.base()``."""
    found: dict[str, Any] = {name: getattr(group, name) for name in PLAIN}
    found["cost_amount"] = str(group.cost_amount) if group.cost_amount is not None else None
    venue, organisation = group.venue, group.organisation
    found["venue"] = (
        {
            "name": venue.name,
            "address_1": venue.address_1,
            "city": venue.city,
            "postcode": venue.postcode,
        }
        if venue
        else None
    )
    found["organisation"] = organisation.name if organisation else None
    found["schedules"] = [_schedule_words(row) for row in group.schedules.all()]
    found["terms"] = sorted({term.name.casefold() for term in group.terms.all()})
    found["languages"] = sorted(language.name for language in group.languages.all())
    found["areas"] = sorted(borough.slug for borough in group.boroughs.all())
    return found


def _schedule_words(row: Schedule) -> dict[str, Any]:
    return {
        "rrule": row.rrule,
        "starts_on": row.starts_on.isoformat(),
        "ends_on": row.ends_on.isoformat() if row.ends_on else None,
        "start_time": row.start_time.isoformat("minutes") if row.start_time else None,
        "end_time": row.end_time.isoformat("minutes") if row.end_time else None,
        "note": row.note,
    }


def _written(group: Group, base: dict[str, Any]) -> dict[str, Any]:
    """What the last run left here, kept beside the base under ``written``."""
    return base.get("__written__", {})


def _sign_off(group: Group, theirs: dict[str, Any], digest: str, run: Importing) -> None:
    written = dict(group.import_base.get("__written__", {}))
    here = _standing(group)
    for name in theirs:
        # A field where ours stays keeps the words of the last run: still ours next time.
        if name not in group.import_conflicts and name != "checked_on":
            written[name] = here.get(name)
    group.import_base = {**theirs, "__written__": written}
    group.import_hash = digest
    group.imported_at = timezone.now()


def _apply(
    group: Group, fields: dict[str, Any], incoming: Incoming, run: Importing, taking: set[str]
) -> None:
    """Write the fields in ``taking`` (and what the gate moved) onto the group."""
    for name, value in fields.items():
        if name in taking or name in LIFTED.values() or value != getattr(group, name):
            setattr(group, name, Decimal(value) if name == "cost_amount" and value else value)
    if "organisation" in taking:
        group.organisation = _organisation(incoming.organisation, run)
    if "venue" in taking:
        group.venue = _venue(incoming.venue, run)
    if "schedules" in taking:
        group.schedules = [_schedule(row, at) for at, row in enumerate(incoming.schedules)]
    if "terms" in taking:
        known = [run.terms.get(word.casefold()) for word in incoming.terms]
        group.terms = list(dict.fromkeys(term for term in known if term is not None))
        group.keywords = [word for word in incoming.terms if word.casefold() not in run.terms]
    if "languages" in taking:
        group.languages = [_language(word, run) for word in incoming.languages]
    if "areas" in taking:
        group.boroughs = _served(incoming.areas, run)
    if "checked_on" in taking and incoming.checked_on:
        day = date.fromisoformat(incoming.checked_on)
        if group.last_checked_on is None or day > group.last_checked_on:
            group.last_checked_on, group.last_checked_by = day, run.source[:80]
    group.review_due = (group.last_checked_on or timezone.localdate()) + REVIEW_AFTER
    group.freshness = freshness_on(group.review_due, timezone.localdate())


def _served(areas: list[str], run: Importing) -> list[Borough]:
    """Boroughs named in the areas, and those that the whole source serves."""
    found = [
        borough
        for name, borough in run.boroughs.items()
        if borough.slug in run.serves
        or any(name in area.casefold() for area in areas if len(area) <= 200)
    ]
    return list(dict.fromkeys(found))


def _schedule(row: dict[str, Any], at: int) -> Schedule:
    return Schedule(
        sort_order=at,
        rrule=row["rrule"],
        starts_on=date.fromisoformat(row["starts_on"]),
        ends_on=date.fromisoformat(row["ends_on"]) if row["ends_on"] else None,
        start_time=time.fromisoformat(row["start_time"]) if row["start_time"] else None,
        end_time=time.fromisoformat(row["end_time"]) if row["end_time"] else None,
        note=row["note"],
    )


def _language(word: str, run: Importing) -> Language:
    found = run.languages.get(word.casefold())
    if found is None:
        code = slugify(word)[:12] or "other"
        found, _ = Language.objects.get_or_create(
            name=word[:60], defaults={"code": _free_code(code)}
        )
        run.languages[word.casefold()] = found
    return found


def _free_code(code: str) -> str:
    taken = set(Language.objects.filter(code__startswith=code[:9]).values_list("code", flat=True))
    candidates = [code, *(f"{code[:9]}-{number}" for number in range(2, 99))]
    return next(each for each in candidates if each not in taken)


def _organisation(found: dict[str, Any] | None, run: Importing) -> Organisation | None:
    if found is None:
        return None
    source_id = found["source_id"] or slugify(found["name"])[:200] or found["name"][:200]
    organisation = Organisation.objects.filter(source=run.source, source_id=source_id).first()
    if organisation is None:
        organisation = Organisation(source=run.source, source_id=source_id)
    elif organisation.name == found["name"]:
        return organisation
    for name in ("name", "description", "website", "email"):
        setattr(organisation, name, found[name])
    organisation.full_clean()
    organisation.save()
    return organisation


def _venue(found: dict[str, Any] | None, run: Importing) -> Venue | None:
    if found is None:
        return None
    plain = {name: value for name, value in found.items() if name != "source_id"}
    source_id = found["source_id"] or _digest(plain)
    venue = Venue.objects.filter(source=run.source, source_id=source_id).first()
    if venue is None:
        venue = Venue(source=run.source, source_id=source_id)
    for name, value in plain.items():
        setattr(venue, name, value)
    venue.point_is_exact = venue.latitude is not None
    kept = (venue.latitude, venue.longitude)
    place_venue(venue)
    if kept[0] is not None:
        venue.latitude, venue.longitude = kept
        venue.point_is_exact = True
    venue.full_clean()
    venue.save()
    return venue


def sweep_absent(run: Importing, seen: set[str]) -> list[str]:
    """Names of listings of this source that the feed no longer has. Nothing is taken down: a
    feed that breaks must never empty a directory; staff decide."""
    rows = Group.objects.filter(source=run.source).values_list("source_id", "name")
    return [name for source_id, name in rows.iterator() if source_id not in seen]
