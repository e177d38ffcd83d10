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
from community.safety.models import state_for
from directory.actions.lifting import LIFTED, RefusedByGate, screened
from directory.actions.listings import REVIEW_AFTER, place_venue
from directory.freshness import freshness_on
from directory.models import Borough, Group, Language, Organisation, Schedule, Term, Venue
from directory.open_referral.reading import Incoming
from directory.queries import free_slug
from directory.screened import prose_of


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
    except RefusedByGate as refusal:
        return RowOutcome("refused", incoming.fields["name"], refusal.reasons)
    except ValidationError as wrong:
        found = getattr(wrong, "message_dict", {"": wrong.messages})
        reasons = [f"{name}: {' '.join(said)}".lstrip(": ") for name, said in found.items()]
        return RowOutcome("refused", incoming.fields["name"], tuple(reasons))
    except (DatabaseError, ValueError, OverflowError) as wrong:
        first = str(wrong).split("\n")[0][:200]
        return RowOutcome("refused", incoming.fields["name"], (f"it cannot be stored: {first}",))


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


# --- storing ----------------------------------------------------------------------------------
def _new(incoming: Incoming, theirs: dict[str, Any], digest: str, run: Importing) -> RowOutcome:
    fields, verdict, moved = screened(_shortened(incoming.fields), None)
    group = Group(source=run.source, source_id=incoming.source_id, live=True)
    group.state = state_for(verdict)
    group.slug = free_slug(fields["name"])
    now = timezone.now()
    group.first_published_at = group.last_published_at = now
    _apply(group, fields, incoming, run, set(theirs) | set(fields))
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
    was = _written(base)
    here = _standing(group)
    touched = {name for name in theirs if here.get(name) != was.get(name)}
    draft = group.get_latest_revision_as_object() if group.has_unpublished_changes else None
    if draft is not None:
        proposed = _standing(draft)
        touched |= {name for name in theirs if proposed.get(name) != was.get(name)}
    conflicts = {name for name in moved_upstream & touched if here.get(name) != theirs[name]}
    taking = moved_upstream - conflicts
    fields, verdict, moved = screened(
        {
            **_current_fields(group),
            **_shortened({k: v for k, v in incoming.fields.items() if k in taking}),
        },
        group,
    )
    by_gate = {name for name, value in fields.items() if value != getattr(group, name)} - conflicts
    _apply(group, fields, incoming, run, taking | by_gate)
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


def _written(base: dict[str, Any]) -> dict[str, Any]:
    """What the last run left here, kept beside the base under ``written``."""
    found: dict[str, Any] = base.get("__written__", {})
    return found


def _sign_off(group: Group, theirs: dict[str, Any], digest: str, run: Importing) -> None:
    written = dict(_written(group.import_base))
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
    _write(group, fields, taking)
    if "organisation" in taking:
        group.organisation = _organisation(incoming.organisation, run)
    if "venue" in taking:
        group.venue = _venue(incoming.venue, run)
    if "schedules" in taking:
        group.replace_schedules([_schedule(row) for row in incoming.schedules])
    if "terms" in taking:
        known = [run.terms.get(word.casefold()) for word in incoming.terms]
        group.terms = list(dict.fromkeys(term for term in known if term is not None))
        group.keywords = [word for word in incoming.terms if word.casefold() not in run.terms]
    if "languages" in taking:
        group.languages = [_language(word, run) for word in incoming.languages]
    if "areas" in taking:
        group.boroughs = _served(incoming.areas, run)
    if "checked_on" in taking and incoming.checked_on:
        _note_check(group, date.fromisoformat(incoming.checked_on), run)
    group.review_due = (group.last_checked_on or timezone.localdate()) + REVIEW_AFTER
    group.freshness = freshness_on(group.review_due, timezone.localdate())


def _write(group: Group, fields: dict[str, Any], taking: set[str]) -> None:
    for name, value in fields.items():
        if name in taking:
            setattr(group, name, Decimal(value) if name == "cost_amount" and value else value)


def _note_check(group: Group, day: date, run: Importing) -> None:
    if group.last_checked_on is None or day > group.last_checked_on:
        group.last_checked_on, group.last_checked_by = day, run.source[:80]


def _served(areas: list[str], run: Importing) -> list[Borough]:
    """Boroughs named in the areas, and those that the whole source serves."""
    found = [
        borough
        for name, borough in run.boroughs.items()
        if borough.slug in run.serves
        or any(name in area.casefold() for area in areas if len(area) <= 200)
    ]
    return list(dict.fromkeys(found))


def _schedule(row: dict[str, Any]) -> Schedule:
    return Schedule(
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
