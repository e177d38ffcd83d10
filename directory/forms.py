"""What people type: the search, and the listing of a group."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from directory.models import (
    ACCESS_FACTS,
    DAY_NAMES,
    WEEKDAYS,
    Kind,
)
from directory.places import locate, spot
from directory.queries import FacetChoices, neighbours_of
from directory.search import PAGE_SIZE, GroupSearch

MODES = [("in_person", _("In person")), ("online", _("Online")), ("by_phone", _("By phone"))]
WITHIN = [
    ("", _("Any distance")),
    ("1", _("1 mile")),
    ("3", _("3 miles")),
    ("5", _("5 miles")),
    ("10", _("10 miles")),
]


class GroupSearchForm(forms.Form):
    """The search in a URL. Everything is optional; what cannot be read is said beside its field."""

    q = forms.CharField(
        label=_("What are you looking for?"),
        help_text=_("A word such as gardening, or your postcode."),
        max_length=200,
        required=False,
        error_messages={"max_length": _("Please use fewer words (200 letters at most).")},
    )
    postcode = forms.CharField(label=_("Near postcode"), max_length=12, required=False)
    within = forms.FloatField(
        label=_("How far"),
        min_value=0.1,
        max_value=500,
        required=False,
        widget=forms.Select(choices=WITHIN),
        error_messages={
            "invalid": _("Choose how many miles, such as 3."),
            "min_value": _("Choose a distance from 0.1 to 500 miles."),
            "max_value": _("Choose a distance from 0.1 to 500 miles."),
        },
    )
    borough = forms.MultipleChoiceField(label=_("For people who live in"), required=False)
    kind = forms.MultipleChoiceField(label=_("Kind of group"), choices=Kind.choices, required=False)
    mode = forms.MultipleChoiceField(label=_("How to take part"), choices=MODES, required=False)
    day = forms.MultipleChoiceField(
        label=_("Day"), choices=[(code, DAY_NAMES[code]) for code in WEEKDAYS], required=False
    )
    interest = forms.MultipleChoiceField(label=_("Interest or need"), required=False)
    access = forms.MultipleChoiceField(
        label=_("Access"), choices=list(ACCESS_FACTS.items()), required=False
    )
    language = forms.MultipleChoiceField(label=_("Language"), required=False)
    age = forms.IntegerField(
        label=_("Age of the person"),
        min_value=0,
        max_value=120,
        required=False,
        error_messages={
            "invalid": _("Write the age as a number, such as 34."),
            "min_value": _("Write an age from 0 to 120."),
            "max_value": _("Write an age from 0 to 120."),
        },
    )
    free = forms.BooleanField(label=_("Free or give what you can"), required=False)
    self_referral = forms.BooleanField(label=_("I can come without a referral"), required=False)
    places = forms.BooleanField(label=_("Has places now"), required=False)
    page = forms.IntegerField(
        min_value=1,
        max_value=100_000,
        required=False,
        widget=forms.HiddenInput,
        error_messages={
            "invalid": _("There is no such page."),
            "min_value": _("There is no such page."),
            "max_value": _("There is no such page."),
        },
    )

    def __init__(self, *args: Any, choices: FacetChoices, **kwargs: Any):
        super().__init__(*args, label_suffix="", **kwargs)
        self.facet_choices = choices
        self.place_unknown = ""
        self._field("borough", [(each.value, each.label) for each in choices.boroughs])
        self._field(
            "interest", [(each.value, each.label) for _name, rows in choices.terms for each in rows]
        )
        self._field("language", [(each.value, each.label) for each in choices.languages])

    def _field(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101
        field.choices = choices

    def clean_postcode(self) -> str:
        typed = self.cleaned_data["postcode"].strip()
        if typed and spot(typed) is None:
            raise forms.ValidationError(
                _("This does not look like a postcode. Try one like RM1 3AA, or only RM1.")
            )
        return typed

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        # A distance typed into the one box counts as well as one in the postcode's own field.
        spotted = spot(data.get("postcode") or "") or spot(data.get("q") or "")
        if data.get("within") and spotted is None and "postcode" not in self.errors:
            self.add_error("postcode", _("Add a postcode, so that we can measure from it."))
        data["spotted"] = spotted
        return data

    def search(self, page_size: int = PAGE_SIZE) -> GroupSearch:
        """The question, once the form is valid. At most two queries (postcode, neighbours)."""
        data = self.cleaned_data
        words = " ".join(data["q"].split())
        in_box = spot(words)
        spotted = data["spotted"]
        if in_box is not None:
            words = in_box.rest
        place = locate(spotted) if spotted else None
        if spotted is not None and place is None:
            self.place_unknown = spotted.label
        return GroupSearch(
            text=words,
            place=place,
            within=data["within"] if place else None,
            boroughs=tuple(data["borough"]),
            neighbours=neighbours_of(data["borough"]),
            kinds=tuple(data["kind"]),
            modes=tuple(data["mode"]),
            days=tuple(data["day"]),
            terms=tuple(data["interest"]),
            languages=tuple(data["language"]),
            access=tuple(data["access"]),
            age=data["age"],
            free=data["free"],
            self_referral=data["self_referral"],
            places_now=data["places"],
            page=data["page"] or 1,
            page_size=page_size,
        )
