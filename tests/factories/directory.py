"""Places and groups. ``GroupFactory()`` is public and shown; traits are states."""

from __future__ import annotations

from datetime import date, time

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from directory.models import (
    Borough,
    Group,
    Language,
    Organisation,
    Postcode,
    Schedule,
    Synonym,
    Taxonomy,
    Term,
    Venue,
)


class BoroughFactory(DjangoModelFactory):
    class Meta:
        model = Borough
        django_get_or_create = ("slug",)

    name = "Havering"
    slug = factory.LazyAttribute(lambda row: row.name.lower().replace(" ", "-"))
    gss_code = factory.LazyAttribute(lambda row: "E09000016" if row.name == "Havering" else "")


class VenueFactory(DjangoModelFactory):
    class Meta:
        model = Venue

    name = factory.Sequence(lambda n: f"Hall {n}")
    address_1 = factory.Sequence(lambda n: f"{n} Mill Row")
    city = "Romford"
    postcode = "RM1 1EJ"
    latitude = 51.57596
    longitude = 0.18203
    point_is_exact = True


class TaxonomyFactory(DjangoModelFactory):
    class Meta:
        model = Taxonomy
        django_get_or_create = ("slug",)

    name = "Interests"
    slug = "interests"
    description = "What people like to do."


class TermFactory(DjangoModelFactory):
    class Meta:
        model = Term
        django_get_or_create = ("slug",)

    taxonomy = factory.SubFactory(TaxonomyFactory)
    name = "Gardening"
    slug = factory.LazyAttribute(lambda row: row.name.lower().replace(" ", "-"))


class LanguageFactory(DjangoModelFactory):
    class Meta:
        model = Language
        django_get_or_create = ("code",)

    code = "ur"
    name = "Urdu"


class SynonymFactory(DjangoModelFactory):
    class Meta:
        model = Synonym

    phrase = "baby blues"
    means = "perinatal"


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"Neighbours {n}")


class PostcodeFactory(DjangoModelFactory):
    class Meta:
        model = Postcode

    code = "RM11EJ"
    latitude = 51.57596
    longitude = 0.18203
    borough_code = "E09000016"


class GroupFactory(DjangoModelFactory):
    """``waiting=True``: not approved yet. ``hidden=True``: a moderator hid it."""

    class Meta:
        model = Group

    class Params:
        waiting = factory.Trait(live=False, has_unpublished_changes=True)
        hidden = factory.Trait(state="hidden")
        online_only = factory.Trait(in_person=False, online=True)

    name = factory.Sequence(lambda n: f"Meeting {n}")
    slug = factory.Sequence(lambda n: f"meeting-{n}")
    state = "shown"
    live = True
    summary = "We meet."
    last_checked_on = factory.LazyFunction(timezone.localdate)


def group(
    *,
    boroughs: list[Borough] | None = None,
    terms: list[Term] | None = None,
    languages: list[Language] | None = None,
    schedules: list[Schedule] | None = None,
    **fields,
) -> Group:
    """A group with its relations, saved and indexed."""
    made = GroupFactory.build(**fields)
    made.boroughs = boroughs or []
    made.terms = terms or []
    made.languages = languages or []
    made.schedules = schedules or []
    made.save()
    return made


def weekly(day: str = "TU", start: str = "14:00", end: str = "16:00", **fields) -> Schedule:
    """A weekly pattern from the beginning of 2026."""
    return Schedule(
        rrule=f"FREQ=WEEKLY;BYDAY={day}",
        starts_on=date(2026, 1, 5),
        start_time=time.fromisoformat(start),
        end_time=time.fromisoformat(end),
        **fields,
    )
