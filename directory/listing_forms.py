"""The listing of a group as its organiser types it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from directory.actions.listings import ListingDetails, VenueDetails
from directory.models import (
    DAY_NAMES,
    VENUE_FACTS,
    WEEKDAYS,
    Borough,
    Group,
    Known,
    Language,
    Term,
)
from directory.places import normalise

REPEATS = [
    ("weekly", _("Every week")),
    ("fortnightly", _("Every second week")),
    ("monthly", _("Once a month")),
    ("once", _("Only once")),
    ("varies", _("It varies, or we have not decided")),
]
WEEK_OF_MONTH = [
    ("1", _("First")),
    ("2", _("Second")),
    ("3", _("Third")),
    ("4", _("Fourth")),
    ("-1", _("Last")),
]


class _Date(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class _Time(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class ListingForm(forms.ModelForm):
    """A group as its organiser describes it, in sections. ``details()`` is what an action takes."""

    venue_name = forms.CharField(label=_("Name of the place"), max_length=160, required=False)
    venue_is_private = forms.BooleanField(
        label=_("Keep the address private"),
        help_text=_("We only show the area. People who join are told the rest by you."),
        required=False,
    )
    venue_public_area = forms.CharField(
        label=_("Area that everyone may know"),
        help_text=_("For example: near Ilford station."),
        max_length=120,
        required=False,
    )
    venue_address = forms.CharField(label=_("Street address"), max_length=200, required=False)
    venue_town = forms.CharField(label=_("Town"), max_length=80, required=False)
    venue_postcode = forms.CharField(label=_("Postcode"), max_length=10, required=False)
    venue_note = forms.CharField(
        label=_("Anything else about getting in and around"), max_length=400, required=False
    )
    venue_consent = forms.BooleanField(
        label=_("The place knows that we meet there and is happy to be named"), required=False
    )
    repeats = forms.ChoiceField(
        label=_("How often do you meet?"), choices=REPEATS, widget=forms.RadioSelect
    )
    days = forms.MultipleChoiceField(
        label=_("On which days?"),
        choices=[(code, DAY_NAMES[code]) for code in WEEKDAYS],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    week_of_month = forms.ChoiceField(
        label=_("Which one in the month?"),
        help_text=_("Only if you meet once a month."),
        choices=[("", _("Not monthly")), *WEEK_OF_MONTH],
        required=False,
    )
    starts_on = forms.DateField(label=_("First date"), widget=_Date(), required=False)
    ends_on = forms.DateField(label=_("Last date"), widget=_Date(), required=False)
    start_time = forms.TimeField(label=_("Starts at"), widget=_Time(), required=False)
    end_time = forms.TimeField(label=_("Ends at"), widget=_Time(), required=False)
    term_time_only = forms.BooleanField(label=_("Only in school term time"), required=False)
    not_on = forms.CharField(
        label=_("Dates when you do not meet"),
        help_text=_("One on each line, such as 2026-12-25."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
        required=False,
    )
    schedule_note = forms.CharField(
        label=_("Anything else about when you meet"), max_length=300, required=False
    )

    SECTIONS = (
        (
            _("About the group"),
            "about",
            ("name", "kind", "summary", "what_happens", "who_for", "first_visit", "terms"),
        ),
        (
            _("When you meet"),
            "when",
            (
                "repeats",
                "days",
                "week_of_month",
                "starts_on",
                "ends_on",
                "start_time",
                "end_time",
                "term_time_only",
                "not_on",
                "schedule_note",
            ),
        ),
        (
            _("Where and how"),
            "where",
            (
                "in_person",
                "online",
                "by_phone",
                "online_link",
                "venue_name",
                "venue_address",
                "venue_town",
                "venue_postcode",
                "venue_is_private",
                "venue_public_area",
                "venue_consent",
                "boroughs",
                "serves_everywhere",
            ),
        ),
        (
            _("Access"),
            "access",
            (
                *(f"fact_{code}" for code in VENUE_FACTS),
                "venue_note",
                "sign_language",
                "captions",
                "carers_welcome",
                "children_welcome",
                "languages",
            ),
        ),
        (
            _("Joining"),
            "joining",
            (
                "join",
                "how_to_join",
                "self_referral",
                "minimum_age",
                "maximum_age",
                "cost",
                "cost_note",
                "places_total",
                "places_free",
                "waiting_list",
            ),
        ),
        (
            _("For a commissioned service"),
            "commissioned",
            (
                "commissioner",
                "contract_start",
                "contract_end",
                "facilitator",
                "eligibility",
                "referral_routes",
                "cohort",
            ),
        ),
        (_("Who runs it"), "contact", ("run_by", "contact_email", "contact_phone", "website")),
    )

    class Meta:
        model = Group
        fields = (
            "name", "kind", "summary", "what_happens", "who_for", "first_visit", "terms",
            "in_person", "online", "by_phone", "online_link", "boroughs", "serves_everywhere",
            "sign_language", "captions", "carers_welcome", "children_welcome", "languages",
            "join", "how_to_join", "self_referral", "minimum_age", "maximum_age",
            "cost", "cost_note", "places_total", "places_free", "waiting_list",
            "commissioner", "contract_start", "contract_end", "facilitator", "eligibility",
            "referral_routes", "cohort", "run_by", "contact_email", "contact_phone", "website",
        )  # fmt: skip
        widgets = {
            "kind": forms.RadioSelect,
            "terms": forms.CheckboxSelectMultiple,
            "boroughs": forms.CheckboxSelectMultiple,
            "languages": forms.CheckboxSelectMultiple,
            "summary": forms.TextInput,
            "what_happens": forms.Textarea(attrs={"rows": 8}),
            "who_for": forms.Textarea(attrs={"rows": 4}),
            "first_visit": forms.Textarea(attrs={"rows": 4}),
            "how_to_join": forms.Textarea(attrs={"rows": 4}),
            "eligibility": forms.Textarea(attrs={"rows": 4}),
            "referral_routes": forms.Textarea(attrs={"rows": 4}),
            "contract_start": _Date(),
            "contract_end": _Date(),
            "join": forms.RadioSelect,
            "cost": forms.RadioSelect,
            "waiting_list": forms.RadioSelect,
        }
        labels = {
            "name": _("Name of the group"),
            "kind": _("What kind of group is it?"),
            "what_happens": _("What happens?"),
            "who_for": _("Who is it for?"),
            "first_visit": _("What is it like the first time?"),
            "terms": _("What is it about?"),
            "in_person": _("People meet in person"),
            "online": _("People meet online"),
            "by_phone": _("People talk by phone"),
            "boroughs": _("People from which boroughs can come?"),
            "join": _("How does somebody join?"),
            "self_referral": _("Can people come without a referral?"),
            "how_to_join": _("What should they do first?"),
            "commissioner": _("Who pays for it?"),
        }
        help_texts = {
            "contact_email": _("An address of the group, not your own private one."),
            "contact_phone": _("A number of the group, not your own private one."),
        }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, label_suffix="", **kwargs)
        for code, label in VENUE_FACTS.items():
            self.fields[f"fact_{code}"] = forms.ChoiceField(
                label=label, choices=Known.choices, initial=Known.UNKNOWN, required=False
            )
        for name, model in (("terms", Term), ("boroughs", Borough), ("languages", Language)):
            self.fields[name].queryset = model.objects.all()
        self.fields["what_happens"].required = True
        self.fields["summary"].required = True
        for name in (
            "join",
            "cost",
            "waiting_list",
            "kind",
            "self_referral",
            "sign_language",
            "captions",
            "carers_welcome",
            "children_welcome",
        ):
            self.fields[name].required = False
        if self.instance.pk and not self.is_bound:
            self._from_listing(self.instance)

    def _from_listing(self, group: Group) -> None:
        """Fill the fields that are not plain columns from a listing that is being changed."""
        initial = self.initial
        venue = group.venue
        if venue is not None:
            initial.update(
                venue_name=venue.name,
                venue_is_private=venue.is_private,
                venue_public_area=venue.public_area,
                venue_address=venue.address_1,
                venue_town=venue.city,
                venue_postcode=venue.postcode,
                venue_note=venue.access_note,
                venue_consent=venue.consent_noted,
                **{f"fact_{code}": getattr(venue, code) for code in VENUE_FACTS},
            )
        schedule = group.schedules.first()
        if schedule is None:
            initial["repeats"] = "varies"
            return
        parts = schedule.parts()
        repeats = "once"
        if parts.get("FREQ") == "MONTHLY":
            repeats = "monthly"
        elif parts:
            repeats = "fortnightly" if parts.get("INTERVAL") == "2" else "weekly"
        byday = [code for code in parts.get("BYDAY", "").split(",") if code]
        initial.update(
            repeats=repeats,
            days=[code[-2:] for code in byday],
            week_of_month=byday[0][:-2] if byday and len(byday[0]) > 2 else "",
            starts_on=schedule.starts_on,
            ends_on=schedule.ends_on,
            start_time=schedule.start_time,
            end_time=schedule.end_time,
            term_time_only=schedule.term_time_only,
            not_on="\n".join(schedule.except_dates),
            schedule_note=schedule.note,
        )

    def sections(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        """(title, anchor, fields) as the page shows them."""
        return [
            (title, anchor, [self[name] for name in names])
            for title, anchor, names in self.SECTIONS
        ]

    def clean_venue_postcode(self) -> str:
        typed = self.cleaned_data["venue_postcode"].strip()
        found = normalise(typed)
        if typed and not found:
            raise forms.ValidationError(_("Write the whole postcode, such as RM1 3AA."))
        return found

    def clean_not_on(self) -> str:
        for line in self.cleaned_data["not_on"].split():
            try:
                date.fromisoformat(line)
            except ValueError as wrong:
                raise forms.ValidationError(
                    _("Write each date like 2026-12-25: %(line)s cannot be read."),
                    params={"line": line[:20]},
                ) from wrong
        return self.cleaned_data["not_on"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for name in ("join", "cost", "waiting_list", "kind"):
            data[name] = data.get(name) or Group._meta.get_field(name).default
        for name in (
            "self_referral",
            "sign_language",
            "captions",
            "carers_welcome",
            "children_welcome",
        ):
            data[name] = data.get(name) or Known.UNKNOWN
        if not (data.get("in_person") or data.get("online") or data.get("by_phone")):
            self.add_error("in_person", _("Choose at least one way to take part."))
        if data.get("venue_is_private") and not data.get("venue_public_area"):
            self.add_error(
                "venue_public_area", _("Name the area, so that people know roughly where it is.")
            )
        if not data.get("boroughs") and not data.get("serves_everywhere"):
            self.add_error("boroughs", _("Choose at least one borough, or open it to everyone."))
        self._clean_schedule(data)
        return data

    def _clean_schedule(self, data: dict[str, Any]) -> None:
        repeats = data.get("repeats")
        if repeats in {None, "varies"}:
            return
        if not data.get("starts_on") and "starts_on" not in self.errors:
            self.add_error("starts_on", _("When is the first date, or the next one?"))
        if repeats in {"weekly", "fortnightly", "monthly"} and not data.get("days"):
            self.add_error("days", _("Choose at least one day."))
        if repeats == "monthly" and not data.get("week_of_month"):
            self.add_error("week_of_month", _("Choose which one in the month."))
        start, end = data.get("starts_on"), data.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", _("The last date comes before the first."))

    def _schedules(self) -> tuple[dict[str, Any], ...]:
        data = self.cleaned_data
        if data["repeats"] == "varies":
            return ()
        days = ",".join(data["days"])
        rule = {
            "weekly": f"FREQ=WEEKLY;BYDAY={days}",
            "fortnightly": f"FREQ=WEEKLY;INTERVAL=2;BYDAY={days}",
            "monthly": "FREQ=MONTHLY;BYDAY="
            + ",".join(f"{data['week_of_month']}{day}" for day in data["days"]),
        }.get(data["repeats"], "")
        first = {
            "rrule": rule,
            "starts_on": data["starts_on"],
            "ends_on": data["ends_on"],
            "start_time": data["start_time"],
            "end_time": data["end_time"],
            "term_time_only": data["term_time_only"],
            "except_dates": sorted(set(data["not_on"].split())),
            "note": data["schedule_note"],
        }
        # Further patterns of the same group are kept as they are: this page shows the first.
        rest = list(self.instance.schedules.all())[1:] if self.instance.pk else []
        names = [*first, "extra_dates"]
        return (first, *({name: getattr(row, name) for name in names} for row in rest))

    def details(self) -> ListingDetails:
        """What the actions take, once the form is valid."""
        data = self.cleaned_data
        plain = [
            name for name in self.Meta.fields if name not in {"terms", "boroughs", "languages"}
        ]
        return ListingDetails(
            fields={name: data[name] for name in plain},
            borough_ids=tuple(row.pk for row in data["boroughs"]),
            term_ids=tuple(row.pk for row in data["terms"]),
            language_ids=tuple(row.pk for row in data["languages"]),
            venue=VenueDetails(
                name=data["venue_name"],
                is_private=data["venue_is_private"],
                public_area=data["venue_public_area"],
                address_1=data["venue_address"],
                city=data["venue_town"],
                postcode=data["venue_postcode"],
                access_note=data["venue_note"],
                consent_noted=data["venue_consent"],
                facts={code: data[f"fact_{code}"] or Known.UNKNOWN for code in VENUE_FACTS},
            ),
            schedules=self._schedules(),
        )
