"""A group in words and rows: what its card and its page say. Only what everybody may read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from community import text
from directory import structured
from directory.models import Cost, Freshness, Group, Kind, Status, WaitingList
from directory.places import LICENCE
from directory.search import Distance

NEXT_DATES = 6


@dataclass(frozen=True, slots=True)
class Card:
    """A group in a list."""

    group: Group
    name: str
    summary: str
    url: str
    kind: str
    tone: str
    when: str
    where: str
    modes: str
    away: str
    cost: str
    access: tuple[str, ...]
    places: str
    checked: str
    stale: bool
    paused: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One fact of a group's page. ``html`` when it is more than plain words."""

    label: str
    words: str = ""
    html: SafeString | None = None
    items: tuple[str, ...] = ()
    href: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    anchor: str
    rows: tuple[Row, ...] = field(default=())


def day_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def checked_words(group: Group) -> str:
    """ "Checked 4 May 2026 by the peer support team"; honest when nobody has."""
    if group.last_checked_on is None:
        return "Nobody has checked this yet"
    who = f" by {group.last_checked_by}" if group.last_checked_by else ""
    return f"Checked {day_words(group.last_checked_on)}{who}"


def away_words(distance: Distance | None) -> str:
    """ "about 1.2 miles away"; "about" when either end is only known to a district."""
    if distance is None:
        return ""
    if distance.approximate and distance.miles < 0.5:
        return "close by"
    if distance.miles < 0.2:
        return "less than a quarter of a mile away"
    about = "about " if distance.approximate else ""
    miles = f"{distance.miles:.0f}" if distance.miles >= 10 else f"{distance.miles:.1f}"
    miles = miles.removesuffix(".0")
    return f"{about}{miles} mile{'' if miles == '1' else 's'} away"


def when_words(group: Group) -> str:
    said = [schedule.words() for schedule in group.schedules.all()]
    words = "; ".join(said[:3])
    return words[:1].upper() + words[1:]


def where_words(group: Group) -> str:
    """Area in a few words: never a private address."""
    if group.in_person and group.venue:
        borough = group.venue.borough.name if group.venue.borough else ""
        parts = [group.venue.public_name, borough]
        return ", ".join(dict.fromkeys(part for part in parts if part))
    if group.in_person:
        return served_words(group)
    return "Online" if group.online else "By phone"


def served_words(group: Group) -> str:
    if group.serves_everywhere:
        return "Anywhere"
    names = [borough.name for borough in group.boroughs.all()]
    if len(names) > 1:
        return f"{', '.join(names[:-1])} and {names[-1]}"
    return "".join(names)


def cost_words(group: Group) -> str:
    if group.cost == Cost.PAID and group.cost_amount is not None:
        pounds = f"£{group.cost_amount:.2f}".removesuffix(".00")
        return f"{pounds}{f' – {group.cost_note}' if group.cost_note else ''}"
    said = "" if group.cost == Cost.UNKNOWN else Cost(group.cost).label
    return " – ".join(part for part in (said, group.cost_note) if part)


def places_words(group: Group) -> str:
    """ "3 of 10 places free on 4 May 2026", or the waiting list."""
    said = []
    if group.places_free is not None:
        total = f" of {group.places_total}" if group.places_total else ""
        on = f" on {day_words(group.places_checked_on)}" if group.places_checked_on else ""
        said.append(f"{group.places_free}{total} places free{on}")
    if group.waiting_list not in {WaitingList.UNKNOWN, WaitingList.NONE}:
        weeks = f", about {group.waiting_weeks} weeks" if group.waiting_weeks else ""
        said.append(f"{WaitingList(group.waiting_list).label}{weeks}")
    elif group.waiting_list == WaitingList.NONE:
        said.append(WaitingList.NONE.label)
    return ". ".join(said)


def card(group: Group, distance: Distance | None = None) -> Card:
    """A card from a group read ``with_facts()``: no query."""
    known = tuple(label for _, label, value in group.access_facts() if value == "yes")
    return Card(
        group=group,
        name=group.name,
        summary=group.summary,
        url=group.get_absolute_url(),
        kind=Kind(group.kind).label,
        tone="support" if group.is_commissioned else "groups",
        when=when_words(group),
        where=where_words(group),
        modes=", ".join(group.modes()),
        away=away_words(distance),
        cost="Free" if group.cost == Cost.FREE else cost_words(group),
        access=known[:3],
        places=places_words(group) if group.places_free else "",
        checked=checked_words(group),
        stale=group.freshness == Freshness.OVERDUE,
        paused=group.status == Status.PAUSED,
    )


# --- one group's page -----------------------------------------------------------------------
def group_page(group: Group) -> dict[str, Any]:
    """Context of a group's page: sections of facts, dates, structured data. No query."""
    today = timezone.localdate()
    sections = [_joining(group), _when_where(group), _access(group), _service(group), _about(group)]
    return {
        "group": group,
        "card": card(group),
        "what_happens": rendered(group.what_happens),
        "who_for": rendered(group.who_for),
        "first_visit": rendered(group.first_visit),
        "easy_read": rendered(group.easy_read),
        "sections": [section for section in sections if section.rows],
        "next_dates": next_dates(group, today),
        "closed": group.status in {Status.INACTIVE, Status.DEFUNCT},
        "status_words": Status(group.status).label,
        "json_ld": structured.json_ld(group),
        "licence": LICENCE,
    }


def rendered(source: str) -> SafeString | None:
    """Markdown of a listing as safe HTML; ``None`` when there is none."""
    # community.text.render is a fixed point of the sanitiser.
    return mark_safe(text.render(source)) if source.strip() else None  # noqa: S308


def next_dates(group: Group, today: date) -> list[str]:
    """The next sessions as people say them: "Tuesday 5 May, 2 to 4pm"."""
    from directory.models import time_words

    if group.status != Status.ACTIVE:
        return []
    found = []
    for schedule in group.schedules.all():
        for day in schedule.dates(today, today + timedelta(days=70)):
            times = time_words(schedule.start_time, schedule.end_time)
            said = f"{day:%A} {day.day} {day:%B}"
            found.append((day, schedule.start_time or day.min, f"{said}, {times}".rstrip(", ")))
    found.sort(key=lambda each: (each[0], str(each[1])))
    return [words for _, _, words in found[:NEXT_DATES]]


def _rows(*pairs: tuple[str, str]) -> list[Row]:
    return [Row(label, words) for label, words in pairs if words]


def _section(title: str, anchor: str, rows: list[Row]) -> Section:
    return Section(title, anchor, tuple(rows))


def _joining(group: Group) -> Section:
    from directory.models import Join

    rows = []
    if group.join != Join.UNKNOWN:
        rows += _rows(("In short", Join(group.join).label))
    if group.how_to_join:
        rows.append(Row("What to do", html=rendered(group.how_to_join)))
    rows += _rows(
        (
            "Can I refer myself?",
            {
                "yes": "Yes, you can come without a referral.",
                "no": "No, somebody must refer you.",
            }.get(group.self_referral, ""),
        ),
    )
    if group.referral_routes:
        rows.append(Row("How to be referred", html=rendered(group.referral_routes)))
    if group.eligibility:
        rows.append(Row("Who can come", html=rendered(group.eligibility)))
    rows += _rows(
        ("Age", group.ages()),
        ("Places", places_words(group)),
        ("Dates of the course", group.cohort),
        ("Cost", cost_words(group)),
    )
    if group.contact_phone:
        digits = "".join(sign for sign in group.contact_phone if sign.isdigit() or sign == "+")
        rows.append(Row("Phone", group.contact_phone, href=f"tel:{digits}"))
    if group.contact_email:
        rows.append(Row("E-mail", group.contact_email, href=f"mailto:{group.contact_email}"))
    others = tuple(
        ": ".join(part for part in (each.get("label"), each.get("value")) if part)
        for each in group.more_contacts
    )
    if others:
        rows.append(Row("Other numbers and addresses", items=others))
    if group.website:
        rows.append(Row("Website", group.website, href=group.website))
    return _section("How to join", "join", rows)


def _when_where(group: Group) -> Section:
    whens = []
    for schedule in group.schedules.all():
        words = schedule.words()
        note = f" ({schedule.note})" if schedule.note else ""
        whens.append(f"{words[:1].upper()}{words[1:]}{note}")
        skipped = [date.fromisoformat(day) for day in schedule.except_dates]
        coming = [day for day in sorted(skipped) if day >= timezone.localdate()]
        if coming:
            whens.append(f"Not on {', '.join(day_words(day) for day in coming[:6])}")
    rows = [Row("When", items=tuple(whens))] if whens else []
    rows += _rows(("How you can take part", ", ".join(group.modes())))
    if group.in_person and group.venue:
        lines = tuple(group.venue.public_lines())
        if group.venue.is_private:
            lines += ("The address is shared with people who join.",)
        rows.append(Row("Where", items=lines))
        if group.venue.borough:
            rows += _rows(("Borough where it meets", group.venue.borough.name))
    if group.online:
        rows += _rows(("Online", "The link is sent to people who join."))
    rows += _rows(("People from which boroughs can come", served_words(group)))
    languages = ", ".join(language.name for language in group.languages.all())
    rows += _rows(("Languages", languages))
    return _section("When and where", "when", rows)


def _access(group: Group) -> Section:
    by_answer: dict[str, list[str]] = {"yes": [], "no": [], "unknown": []}
    for _, label, known in group.access_facts():
        by_answer[known].append(label)
    rows = [
        Row(label, items=tuple(by_answer[answer]))
        for answer, label in (("yes", "Yes"), ("no", "No"), ("unknown", "Not known – please ask"))
        if by_answer[answer]
    ]
    notes = [group.venue.access_note if group.venue and group.in_person else "", group.access_note]
    rows += _rows(("Good to know", " ".join(note for note in notes if note)))
    return _section("Access", "access", rows)


def _service(group: Group) -> Section:
    if not group.is_commissioned:
        return _section("", "service", [])
    period = ""
    if group.contract_start or group.contract_end:
        ends = [day_words(day) if day else "" for day in (group.contract_start, group.contract_end)]
        period = " to ".join(part for part in ends if part)
    rows = _rows(
        ("Who pays for it", group.commissioner),
        ("Arranged for", period),
        ("Who leads the sessions", group.facilitator),
    )
    return _section("About this service", "service", rows)


def _about(group: Group) -> Section:
    organisation = group.organisation.name if group.organisation else ""
    rows = _rows(("Who runs it", group.run_by or organisation))
    terms = [term.name for term in group.terms.all()]
    rows += _rows(("Good for", ", ".join(terms)), ("Last checked", checked_words(group)))
    if group.source:
        rows += _rows(("Where this listing comes from", group.source))
    return _section("About this listing", "about", rows)
