"""Boroughs, words and groups of the demonstration community. All invented."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from community.accounts.models import Circle, CircleKind, CircleMembership, Role, User
from community.safety.models import State
from directory.actions.listings import REVIEW_AFTER
from directory.freshness import freshness_on
from directory.models import (
    WEEKDAYS,
    Borough,
    Group,
    Language,
    Organisation,
    Schedule,
    Synonym,
    Taxonomy,
    Term,
    Venue,
)
from directory.queries import free_slug
from directory.workflow import EDITORS, ensure_workflow

DATA = Path(__file__).parent / "data"
SOURCE = "demo"
ORGANISER = "organiser@demo.example"
FIRST_MONDAY = date(2026, 1, 5)
PLAIN = (
    "summary",
    "what_happens",
    "who_for",
    "cost_note",
    "website",
    "commissioner",
    "facilitator",
    "cohort",
    "eligibility",
    "referral_routes",
)

WORDS = json.loads((DATA / "directory.json").read_text(encoding="utf-8"))


def load_groups(progress: Callable[[str], None]) -> None:
    """Boroughs, words, venues and about sixty groups. Idempotent: what is there stays as it is."""
    with transaction.atomic():
        boroughs = _boroughs()
        terms = _terms()
        languages = {
            code: Language.objects.get_or_create(code=code, defaults={"name": name})[0]
            for code, name in WORDS["languages"].items()
        }
        for phrase, means in WORDS["synonyms"]:
            Synonym.objects.get_or_create(phrase=phrase, defaults={"means": means})
        workflow = ensure_workflow()
        venues = _venues(boroughs)
        made = _groups(boroughs, terms, languages, venues)
        _editor()
    total = Group.objects.filter(source=SOURCE).count()
    progress(f"{len(boroughs)} boroughs, {total} groups ({made} new), “{workflow}”")


def _boroughs() -> dict[str, Borough]:
    found = {}
    for at, entry in enumerate(WORDS["boroughs"]):
        slug = entry["name"].lower().replace(" ", "-")
        found[slug], _ = Borough.objects.get_or_create(
            slug=slug,
            defaults={
                **entry,
                "sort_order": at,
                "council_name": f"{entry['name']} Council",
            },
        )
    for one, other in WORDS["neighbours"]:
        found[one].neighbours.add(found[other])
    return found


def _terms() -> dict[str, Term]:
    found: dict[str, Term] = {}
    lists = (
        ("Interests", "interests", "What people like to do together.", WORDS["interests"]),
        (
            "Needs",
            "needs",
            "What people would like support with, and who it is for.",
            WORDS["needs"],
        ),
    )
    for order, (name, slug, description, words) in enumerate(lists):
        taxonomy, _ = Taxonomy.objects.get_or_create(
            slug=slug, defaults={"name": name, "description": description, "sort_order": order}
        )
        for at, (key, label) in enumerate(words.items()):
            found[key], _ = Term.objects.get_or_create(
                slug=key,
                defaults={
                    "taxonomy": taxonomy,
                    "name": label,
                    "sort_order": at,
                    "description": label,
                },
            )
    return found


def _venues(boroughs: dict[str, Borough]) -> dict[str, Venue]:
    found = {}
    for entry in json.loads((DATA / "venues.json").read_text(encoding="utf-8"))["venues"]:
        entry = dict(entry)
        key, facts = entry.pop("key"), entry.pop("facts")
        entry["borough"] = boroughs[entry["borough"]]
        found[key], _ = Venue.objects.get_or_create(
            source=SOURCE, source_id=key, defaults={**entry, **facts, "point_is_exact": True}
        )
    return found


def _groups(
    boroughs: dict[str, Borough],
    terms: dict[str, Term],
    languages: dict[str, Language],
    venues: dict[str, Venue],
) -> int:
    organiser = User.objects.filter(email=ORGANISER).first()
    there = set(Group.objects.filter(source=SOURCE).values_list("source_id", flat=True))
    made = 0
    for entry in json.loads((DATA / "groups.json").read_text(encoding="utf-8"))["groups"]:
        key = entry["name"].lower().replace(" ", "-")[:200]
        if key in there:
            continue
        group = _group(entry, key)
        group.venue = venues[entry["venue"]] if entry["venue"] else None
        group.boroughs = [boroughs[slug] for slug in entry["boroughs"]]
        group.terms = [terms[slug] for slug in entry["terms"]]
        group.languages = [languages[code] for code in entry.get("languages", ["en"])]
        group.schedules = [_schedule(row, at) for at, row in enumerate(entry["schedules"])]
        group.organisation = _organisation(entry)
        if entry.get("circle"):
            group.circle = _circle(entry["circle"], entry["name"], organiser)
            group.author = organiser
        group.save()
        group.save_revision(changed=False, clean=False)
        made += 1
    return made


def _group(entry: dict[str, Any], key: str) -> Group:
    total, free = entry.get("places", (None, None))
    waiting, weeks = entry.get("waiting", ("unknown", None))
    begins, ends = entry.get("contract", (None, None))
    checked = timezone.localdate() - timedelta(days=entry["checked"])
    due = checked + REVIEW_AFTER
    amount = entry.get("cost_amount")
    plain = {name: entry.get(name, "") for name in PLAIN}
    now = timezone.now()
    return Group(
        source=SOURCE,
        source_id=key,
        name=entry["name"],
        slug=free_slug(entry["name"]),
        kind=entry["kind"],
        live=True,
        state=State.SHOWN,
        first_published_at=now,
        last_published_at=now,
        first_visit=entry["first_visit"],
        easy_read=entry.get("easy", ""),
        run_by=entry.get("run_by", entry.get("commissioner", "")),
        contact_email=entry.get("email", ""),
        contact_phone=entry.get("phone", ""),
        in_person=entry["venue"] is not None,
        online=entry.get("online", False),
        by_phone=entry.get("phone_mode", False),
        online_link=entry.get("link", ""),
        serves_everywhere=entry["serves_everywhere"],
        minimum_age=entry.get("minimum_age"),
        maximum_age=entry.get("maximum_age"),
        cost=entry["cost"],
        cost_amount=Decimal(amount) if amount else None,
        join=entry["join"],
        how_to_join=entry.get("how", ""),
        self_referral=entry["self_referral"],
        contract_start=date.fromisoformat(begins) if begins else None,
        contract_end=date.fromisoformat(ends) if ends else None,
        places_total=total,
        places_free=free,
        places_checked_on=checked if total else None,
        waiting_list=waiting,
        waiting_weeks=weeks,
        sign_language=entry.get("bsl", "unknown"),
        captions=entry.get("captions", "unknown"),
        carers_welcome=entry.get("carers", "unknown"),
        children_welcome=entry.get("children", "unknown"),
        last_checked_on=checked,
        last_checked_by="the peer support team",
        review_due=due,
        freshness=freshness_on(due, timezone.localdate()),
        **plain,
    )


def _schedule(row: dict[str, Any], at: int) -> Schedule:
    parts = dict(piece.split("=") for piece in row["rrule"].split(";"))
    day = WEEKDAYS.index(parts["BYDAY"][-2:])
    return Schedule(
        sort_order=at,
        rrule=row["rrule"],
        starts_on=FIRST_MONDAY + timedelta(days=day),
        start_time=time.fromisoformat(row["start"]),
        end_time=time.fromisoformat(row["end"]),
        term_time_only=row.get("term", False),
        except_dates=row.get("except", []),
    )


def _organisation(entry: dict[str, Any]) -> Organisation:
    name = entry.get("run_by") or entry.get("commissioner") or entry["name"]
    found, _ = Organisation.objects.get_or_create(
        source=SOURCE,
        source_id=name.lower()[:200],
        defaults={"name": name, "description": f"{name} runs groups in the north-east of London."},
    )
    return found


def _circle(slug: str, name: str, organiser: User | None) -> Circle:
    circle, _ = Circle.objects.get_or_create(
        slug=slug, defaults={"name": name, "kind": CircleKind.GROUP}
    )
    if organiser is not None:
        CircleMembership.objects.get_or_create(circle=circle, user=organiser, role=Role.ORGANISER)
    return circle


def _editor() -> None:
    """The service lead approves listings in the demonstration."""
    from django.contrib.auth.models import Group as StaffGroup

    lead = User.objects.filter(email="lead@demo.example").first()
    if lead is not None:
        lead.groups.add(StaffGroup.objects.get(name=EDITORS))
