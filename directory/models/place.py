"""Places: boroughs, venues with their accessibility facts, and where postcodes are."""

from __future__ import annotations

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

LATITUDE = [MinValueValidator(-90), MaxValueValidator(90)]
LONGITUDE = [MinValueValidator(-180), MaxValueValidator(180)]


class Known(models.TextChoices):
    """An accessibility fact. "Unknown" is said out loud: it is not the same as "no"."""

    YES = "yes", "Yes"
    NO = "no", "No"
    UNKNOWN = "unknown", "Not known"


class Borough(models.Model):
    """An area that groups serve. Which ones, and who to ring there, is data."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    gss_code = models.CharField(
        "ONS code", max_length=9, blank=True, db_index=True, help_text="For example E09000026."
    )
    is_home = models.BooleanField(
        "this service covers it",
        default=True,
        help_text="Untick for a neighbour that is named on listings but not covered.",
    )
    intro = models.TextField(blank=True, help_text="One or two plain sentences for its page.")
    council_name = models.CharField(max_length=120, blank=True)
    council_website = models.URLField(blank=True)
    council_phone = models.CharField(max_length=40, blank=True)
    crisis_line_name = models.CharField("local crisis line", max_length=120, blank=True)
    crisis_line_phone = models.CharField("local crisis line number", max_length=40, blank=True)
    latitude = models.FloatField(null=True, blank=True, validators=LATITUDE)
    longitude = models.FloatField(null=True, blank=True, validators=LONGITUDE)
    outline = models.JSONField(
        null=True, blank=True, editable=False, help_text="GeoJSON, from import_boundaries."
    )
    neighbours = models.ManyToManyField("self", blank=True)
    sort_order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["sort_order", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["gss_code"], condition=~Q(gss_code=""), name="directory_borough_code_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


# What can be known of a building, in the order people ask. Code → how a page says it.
VENUE_FACTS: dict[str, str] = {
    "step_free": "Step-free way in",
    "accessible_toilet": "Wheelchair-accessible toilet",
    "blue_badge_parking": "Blue Badge parking",
    "near_transport": "Close to a bus stop or station",
    "hearing_loop": "Hearing loop",
    "quiet_space": "A quiet place to sit apart",
    "baby_changing": "Baby changing",
}


class Venue(models.Model):
    """Where people meet: what may be said in public apart from the address itself.

    When ``is_private``, only ``public_area`` and the middle of the outward postcode area ever
    leave: no page, feed, calendar, map or search index has the address, the full postcode or
    the venue's name. ``public_point`` and ``public_lines`` are the only ways to read it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=160, blank=True)
    is_private = models.BooleanField(
        "keep the address private",
        default=False,
        help_text="Only people who join are told. Everybody else sees the area.",
    )
    public_area = models.CharField(
        max_length=120,
        blank=True,
        help_text='What everybody may know, such as "near Ilford station".',
    )
    address_1 = models.CharField("address", max_length=200, blank=True)
    city = models.CharField("town", max_length=80, blank=True)
    county = models.CharField(max_length=80, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    latitude = models.FloatField(null=True, blank=True, validators=LATITUDE)
    longitude = models.FloatField(null=True, blank=True, validators=LONGITUDE)
    point_is_exact = models.BooleanField(default=False, editable=False)
    borough = models.ForeignKey(
        Borough, null=True, blank=True, on_delete=models.SET_NULL, related_name="venues"
    )
    step_free = models.CharField(max_length=7, choices=Known.choices, default=Known.UNKNOWN)
    accessible_toilet = models.CharField(max_length=7, choices=Known.choices, default=Known.UNKNOWN)
    blue_badge_parking = models.CharField(
        max_length=7, choices=Known.choices, default=Known.UNKNOWN
    )
    near_transport = models.CharField(max_length=7, choices=Known.choices, default=Known.UNKNOWN)
    hearing_loop = models.CharField(max_length=7, choices=Known.choices, default=Known.UNKNOWN)
    quiet_space = models.CharField(max_length=7, choices=Known.choices, default=Known.UNKNOWN)
    baby_changing = models.CharField(max_length=7, choices=Known.choices, default=Known.UNKNOWN)
    access_note = models.CharField(max_length=400, blank=True)
    consent_noted = models.BooleanField(
        "the venue has agreed to be named", default=False, help_text="Ask before you tick."
    )
    source = models.CharField(max_length=120, blank=True, editable=False)
    source_id = models.CharField(max_length=200, blank=True, editable=False)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_id"],
                condition=~Q(source_id=""),
                name="directory_venue_source_once",
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True) | Q(latitude__gte=-90, latitude__lte=90),
                name="directory_venue_latitude",
            ),
            models.CheckConstraint(
                condition=Q(longitude__isnull=True) | Q(longitude__gte=-180, longitude__lte=180),
                name="directory_venue_longitude",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.public_area or self.postcode or f"venue {self.pk}"

    @property
    def outward(self) -> str:
        """First half of the postcode: a district of some ten thousand people."""
        return self.postcode.split(" ")[0] if " " in self.postcode else ""

    @property
    def public_name(self) -> str:
        """What everybody may call this place."""
        if not self.is_private:
            return self.name or self.public_area or self.city
        return self.public_area or (f"{self.outward} area" if self.outward else "A private address")

    def public_lines(self) -> list[str]:
        """Address lines everybody may read; for a private venue the area only."""
        if self.is_private:
            return [self.public_name]
        town = " ".join(part for part in (self.city, self.postcode) if part)
        return [line for line in (self.name, self.address_1, town) if line]

    def facts(self) -> list[tuple[str, str, str]]:
        """(code, label, yes/no/unknown) for every fact, in a fixed order."""
        return [(code, label, getattr(self, code)) for code, label in VENUE_FACTS.items()]


class Postcode(models.Model):
    """One postcode of the published lookup, without its space. Asked locally, of nobody else."""

    code = models.CharField(max_length=7, primary_key=True)
    latitude = models.FloatField()
    longitude = models.FloatField()
    borough_code = models.CharField(max_length=9, blank=True)

    def __str__(self) -> str:
        return self.code
