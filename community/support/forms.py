"""What members and workers fill in."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.support import hours, numbers, queries
from community.support.models import Mode

TIMES_AT_MOST = 3
WORDS = {
    "max_length": _("That is longer than we can take. Please keep to %(limit_value)d letters.")
}


def _details(label: str, help_text: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=help_text,
        error_messages=WORDS,
    )


class _AskForm(forms.Form):
    """What both kinds of request ask: where, which part of the service, anything to add."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["borough"] = forms.TypedChoiceField(
            label=_("Your borough"),
            required=False,
            coerce=int,
            empty_value=None,
            choices=[
                ("", _("I am not sure, or would rather not say")),
                *((each.pk, each.name) for each in queries.boroughs()),
            ],
        )
        lines = queries.service_lines()
        if lines:
            self.fields["service_line"] = forms.TypedChoiceField(
                label=_("Part of the service"),
                required=False,
                coerce=int,
                empty_value=None,
                choices=[
                    ("", _("I do not know, and that is fine")),
                    *((each.pk, each.name) for each in lines),
                ],
            )
        self.order_fields(self.field_order)


class PhoneField(forms.CharField):
    """A telephone number that can be rung from here, kept as ``+44…``."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs = {
            "max_length": 40,
            "widget": forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
            **kwargs,
        }
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        if not typed:
            return ""
        number = numbers.read(typed)
        if number is None:
            raise ValidationError(
                _("Check the number. A UK number has 10 or 11 digits, such as 020 7946 0000.")
            )
        return number


class CallBackForm(_AskForm):
    """Choose a time; somebody rings."""

    times = forms.MultipleChoiceField(
        label=_("When can we ring you?"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose up to three that would suit you. We ring at one of them."),
        error_messages={
            "required": _("Choose at least one time when we can ring you."),
            "invalid_choice": _("One of these times is no longer free. Please choose again."),
        },
    )
    phone = PhoneField(
        label=_("Your telephone number"),
        help_text=_(
            "Only the worker who rings you sees it. We may call from a withheld number, and we "
            "do not leave a message unless you say so."
        ),
        error_messages={"required": _("Give the number that we should ring.")},
    )
    details = _details(
        _("What would you like to talk about?"),
        _("A few words are enough, or none. Only peer support workers read this."),
    )
    field_order = ["times", "phone", "details", "borough", "service_line"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.days = hours.call_days()
        self.fields["times"].choices = [
            (slot.key, slot.label) for day in self.days for slot in day.slots
        ]

    def clean_times(self) -> list[str]:
        times = self.cleaned_data["times"]
        if len(times) > TIMES_AT_MOST:
            raise ValidationError(_("Choose up to three times."))
        return sorted(times)

    def by_day(self) -> list[dict[str, Any]]:
        """The checkboxes under their days, for the page."""
        options = {option.data["value"]: option for option in self["times"]}
        return [
            {
                "name": day.name,
                "slots": [
                    {"name": slot.name, "clock": slot.clock, "option": options[slot.key]}
                    for slot in day.slots
                ],
            }
            for day in self.days
        ]


class OneToOneForm(_AskForm):
    """Ask for a worker of one's own."""

    mode = forms.ChoiceField(
        label=_("How would you like to meet?"),
        choices=[
            (Mode.PHONE, _("On the phone")),
            (Mode.ONLINE, _("Online")),
            (Mode.IN_PERSON, _("In person")),
            (Mode.SIDE_BY_SIDE, _("Side by side, such as going for a walk together")),
        ],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose how you would like to meet. You can change it later.")
        },
    )
    preferences = forms.CharField(
        label=_("Somebody who…"),
        required=False,
        max_length=500,
        help_text=_("For example: is a woman, is a parent, speaks Urdu. We will try."),
        error_messages=WORDS,
    )
    details = _details(
        _("What would you like help with?"),
        _("A few words are enough, or none. Only peer support workers read this."),
    )
    worker = forms.SlugField(required=False, widget=forms.HiddenInput)
    field_order = ["mode", "details", "preferences", "borough", "service_line", "worker"]


class ReplyForm(forms.Form):
    """A few more words about one's request."""

    body = forms.CharField(
        label=_("Write back"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write a few words first."), **WORDS},
    )


# --- workers ------------------------------------------------------------------------------
class WorkForm(forms.Form):
    """Every step of a worker names the version of the request that they saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)


class AnswerForm(WorkForm):
    body = forms.CharField(
        label=_("Your answer"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("They read it on this site. The e-mail only says that there is something new."),
        error_messages={"required": _("Write a few words first."), **WORDS},
    )


class ArrangeForm(WorkForm):
    day = forms.DateField(
        label=_("Day"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={
            "required": _("Choose a day."),
            "invalid": _("Write the day as 24/11/2026."),
        },
    )
    clock = forms.TimeField(
        label=_("Time"),
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"required": _("Choose a time."), "invalid": _("Write the time as 14:30.")},
    )
    minutes = forms.TypedChoiceField(
        label=_("How long"),
        coerce=int,
        initial=30,
        choices=[
            (15, _("15 minutes")),
            (30, _("half an hour")),
            (45, _("45 minutes")),
            (60, _("an hour")),
            (90, _("an hour and a half")),
        ],
    )
    mode = forms.ChoiceField(label=_("How"), choices=Mode.choices)
    place = forms.CharField(
        label=_("Where"),
        required=False,
        max_length=200,
        help_text=_("A public place both of you know, or which number you will ring from."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        day, clock = cleaned.get("day"), cleaned.get("clock")
        if day and clock:
            starts = timezone.make_aware(dt.datetime.combine(day, clock))
            if starts <= timezone.now():
                self.add_error("day", _("This time has gone by. Choose one that is still to come."))
            elif day > timezone.localdate() + dt.timedelta(days=365):
                self.add_error("day", _("Choose a day within the next year."))
            cleaned["starts_at"] = starts
        return cleaned


class PassOnForm(WorkForm):
    """Back to the list, or to a named colleague."""

    to = forms.TypedChoiceField(label=_("To whom?"), coerce=int, empty_value=None, required=False)
    note = forms.CharField(
        label=_("What should the next worker know?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only workers read this."),
        error_messages=WORDS,
    )

    def __init__(self, *args: Any, colleagues: tuple = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [("", _("Back to everybody’s list")), *colleagues]


class StoryForm(forms.Form):
    """A worker's own story."""

    title = forms.CharField(
        label=_("A title"),
        max_length=120,
        error_messages={"required": _("Give your story a title."), **WORDS},
    )
    body = forms.CharField(
        label=_("Your story"),
        max_length=12_000,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_(
            "Only what you are happy for anyone to read. Leave out other people’s names and "
            "places that would show who you are. A blank line makes a new paragraph."
        ),
        error_messages={"required": _("Write your story first."), **WORDS},
    )
    consent = forms.BooleanField(
        label=_("I agree that anybody may read this story here"),
        required=False,
        help_text=_(
            "Without it the story stays a draft that only you see. "
            "You can change your mind at any time."
        ),
    )
