"""Registering a group and changing its listing: words pass the gate, staff approve the draft."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from community.accounts.models import Circle, CircleKind, CircleMembership, Role
from community.notices.actions import tell
from community.safety.actions.report import open_case_for_hold
from community.safety.gate import screen
from community.safety.models import State, state_for
from community.safety.verdicts import Contribution, Space, Surface, Verdict
from community.safety.viewers import Viewer
from directory.models import Borough, Freshness, Group, Language, Schedule, Term, Venue
from directory.permissions import check_may_edit, check_may_register
from directory.places import normalise, point_of_postcode
from directory.queries import free_slug
from directory.screened import prose_of
from directory.workflow import ensure_workflow

REVIEW_AFTER = timedelta(days=182)
SPACE = Space(key="directory")


@dataclass(frozen=True, slots=True)
class VenueDetails:
    """A venue as the form gives it; ``facts`` are accessibility codes with yes/no/unknown."""

    name: str = ""
    is_private: bool = False
    public_area: str = ""
    address_1: str = ""
    city: str = ""
    postcode: str = ""
    access_note: str = ""
    consent_noted: bool = False
    facts: dict[str, str] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not (self.name or self.public_area or self.address_1 or self.postcode)


@dataclass(frozen=True, slots=True)
class ListingDetails:
    """Everything an organiser says about a group. ``fields`` are plain columns of ``Group``."""

    fields: dict[str, Any]
    borough_ids: tuple[int, ...] = ()
    term_ids: tuple[int, ...] = ()
    language_ids: tuple[int, ...] = ()
    venue: VenueDetails = field(default_factory=VenueDetails)
    schedules: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class ListingResult:
    """``group`` is ``None`` when the gate refused: then nothing was stored."""

    verdict: Verdict
    group: Group | None = None


@transaction.atomic
def register_group(viewer: Viewer, details: ListingDetails) -> ListingResult:
    """List a group: a draft that waits in the workflow until a directory editor approves it.

    Nothing of it is public before. Raises ``NotAllowed`` for a visitor. The organiser gets the
    group's circle, with the role of organiser.
    """
    member_id = check_may_register(viewer)
    verdict = screen(_contribution(details, member_id), viewer)
    if verdict.refused:
        return ListingResult(verdict)
    group = Group(
        author_id=member_id,
        live=False,
        has_unpublished_changes=True,
        state=state_for(verdict),
        **details.fields,
    )
    group.slug = free_slug(group.name)
    group.circle = _circle_for(group, member_id)
    _fill(group, details)
    group.full_clean(exclude=["author", "circle", "venue", "organisation"])
    group.save()
    _submit(group, member_id)
    if verdict.held:
        open_case_for_hold(group, verdict)
    return ListingResult(verdict, group)


@transaction.atomic
def edit_group(viewer: Viewer, group_id: int, details: ListingDetails) -> ListingResult:
    """Propose a change: a new draft in the workflow; what is public stays until it is approved.

    Raises ``Group.DoesNotExist``, and ``NotAllowed`` for anybody but its organisers.
    """
    group = Group.objects.visible_to(viewer).select_for_update(of=("self",)).get(pk=group_id)
    member_id = check_may_edit(viewer, group)
    verdict = screen(_contribution(details, member_id, group.pk), viewer)
    if verdict.refused:
        return ListingResult(verdict)
    draft = group.get_latest_revision_as_object()
    for name, value in details.fields.items():
        setattr(draft, name, value)
    _fill(draft, details)
    draft.full_clean(exclude=["author", "circle", "venue", "organisation"])
    if verdict.held and not group.live and group.state == State.SHOWN:
        group.state = draft.state = State.HELD
        group.save(update_fields=["state"])
    _submit(draft, member_id)
    if verdict.held:
        open_case_for_hold(Group.objects.get(pk=group.pk), verdict, cause="edit")
    return ListingResult(verdict, group)


def _contribution(
    details: ListingDetails, member_id: int | None, group_id: int | None = None
) -> Contribution:
    words = prose_of(details.fields)
    words["venue_area"] = details.venue.public_area
    words["venue_note"] = details.venue.access_note
    words["session_notes"] = "\n".join(str(each.get("note", "")) for each in details.schedules)
    return Contribution.of(Surface.GROUP, member_id, space=SPACE, subject_id=group_id, **words)


def _circle_for(group: Group, member_id: int) -> Circle:
    circle = Circle.objects.create(
        name=group.name[:120], slug=f"group-{group.public_id.hex[:16]}", kind=CircleKind.GROUP
    )
    CircleMembership.objects.create(circle=circle, user_id=member_id, role=Role.ORGANISER)
    return circle


def _fill(group: Group, details: ListingDetails) -> None:
    group.venue = venue_for(details.venue, group.venue) if group.in_person else None
    group.boroughs = list(Borough.objects.filter(pk__in=details.borough_ids))
    group.terms = list(Term.objects.filter(pk__in=details.term_ids))
    group.languages = list(Language.objects.filter(pk__in=details.language_ids))
    group.replace_schedules([Schedule(**fields) for fields in details.schedules])


def venue_for(details: VenueDetails, current: Venue | None = None) -> Venue | None:
    """The venue that these details describe: the current or an equal one, or a new one.

    A draft never changes a venue that a public listing already shows.
    """
    if details.is_empty:
        return None
    postcode = normalise(details.postcode)
    fields: dict[str, Any] = {
        "name": details.name,
        "is_private": details.is_private,
        "public_area": details.public_area,
        "address_1": details.address_1,
        "city": details.city,
        "postcode": postcode,
        "access_note": details.access_note,
        "consent_noted": details.consent_noted,
        **details.facts,
    }
    if current is not None and all(getattr(current, key) == val for key, val in fields.items()):
        return current
    known = Venue.objects.filter(source_id="", **fields).first()
    if known is not None:
        return known
    venue = Venue(**fields)
    place_venue(venue)
    venue.full_clean()
    venue.save()
    return venue


def place_venue(venue: Venue) -> None:
    """Set the point and the borough from the postcode, as far as they can be known."""
    point = point_of_postcode(venue.postcode) if venue.postcode else None
    if point is None:
        return
    venue.latitude, venue.longitude, venue.point_is_exact, code = point
    if code:
        venue.borough = Borough.objects.filter(gss_code=code).first()


def _submit(draft: Group, member_id: int) -> None:
    """A new revision of the draft, and the workflow begun afresh on it.

    Begun afresh, so that an editor who has the older draft open cannot approve what they have
    not read.
    """
    member = get_user_model().objects.get(pk=member_id)
    draft.save_revision(user=member, clean=False)
    group = Group.objects.get(pk=draft.pk)
    waiting = group.current_workflow_state
    if waiting is not None:
        waiting.cancel(user=member)
    workflow = group.get_workflow() or ensure_workflow()
    workflow.start(group, member)


def tell_of_approval(group: Group) -> None:
    """Tell the organiser that the listing is on the site. In the approving transaction."""
    if group.author_id is not None:
        tell(
            group.author_id,
            "listing",
            subject="Your listing is on the site",
            body="An editor has read it and everybody can find it now. Thank you.",
            url=group.get_absolute_url(),
        )


def tell_of_changes_wanted(group: Group, comment: str) -> None:
    """Tell the organiser that an editor asks for a change, with the editor's words."""
    if group.author_id is not None:
        words = f"The editor wrote: {comment}" if comment else "Please read it through once more."
        tell(
            group.author_id,
            "listing",
            subject="Your listing needs a small change",
            body=f"An editor has read it. {words} You can change it and send it again.",
            url="/groups/mine/",
        )


@transaction.atomic
def mark_checked(group_id: int, by: str, on: date | None = None) -> bool:
    """Somebody has checked that a listing is right. Returns whether that was new today."""
    day = on or timezone.localdate()
    group = Group.objects.select_for_update(of=("self",)).get(pk=group_id)
    if group.last_checked_on == day and group.last_checked_by == by:
        return False
    group.last_checked_on, group.last_checked_by = day, by[:80]
    group.review_due = day + REVIEW_AFTER
    group.freshness = Freshness.CURRENT
    group.save(update_fields=["last_checked_on", "last_checked_by", "review_due", "freshness"])
    return True
