"""What people type into the pages of live rooms."""

from __future__ import annotations

import re
import uuid
from datetime import datetime, timedelta

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.chat.presenting import QUICK_REPLIES

CID = re.compile(r"^[A-Za-z0-9_-]{8,64}\Z")


def new_cid() -> str:
    return uuid.uuid4().hex


class LineField(forms.CharField):
    """Takes whatever was typed: what cannot be stored is taken out by the action, as on the
    socket, and not held against anybody."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(strip=False, **kwargs)
        self.validators = [
            each
            for each in self.validators
            if not isinstance(each, ProhibitNullCharactersValidator)
        ]


class LineForm(forms.Form):
    """A line, or one of the quick replies. How long it may be, the action says."""

    body = LineField(required=False, max_length=8000)
    quick = forms.TypedChoiceField(
        required=False,
        choices=[("", "")] + [(str(n), words) for n, words in enumerate(QUICK_REPLIES)],
    )
    cid = forms.CharField(required=False, max_length=64)

    def clean_cid(self) -> str:
        cid = self.cleaned_data["cid"] or new_cid()
        if not CID.match(cid):
            raise forms.ValidationError(_("This form is out of date. Please send it again."))
        return cid

    def clean(self) -> dict[str, object]:
        data = super().clean()
        quick = data.get("quick")
        if quick:
            data["body"] = str(QUICK_REPLIES[int(quick)])
        return data


class OpenForm(forms.Form):
    """Open the room now, without a plan."""

    title = forms.CharField(
        label=_("What is it about?"),
        required=False,
        max_length=120,
        help_text=_("A few words. Leave it empty and it carries the room’s name."),
    )
    minutes = forms.TypedChoiceField(
        label=_("For how long?"),
        coerce=int,
        initial=60,
        choices=[
            (30, _("30 minutes")),
            (45, _("45 minutes")),
            (60, _("1 hour")),
            (90, _("1½ hours")),
        ],
    )
    capacity = forms.IntegerField(
        label=_("How many places?"), initial=12, min_value=1, max_value=200
    )


class PlanForm(forms.Form):
    """Put a session into the programme."""

    title = forms.CharField(label=_("What is it called?"), max_length=120)
    description = forms.CharField(
        label=_("What will it be like?"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    starts = forms.TimeField(label=_("Starts at"), widget=forms.TimeInput(attrs={"type": "time"}))
    ends = forms.TimeField(label=_("Ends at"), widget=forms.TimeInput(attrs={"type": "time"}))
    capacity = forms.IntegerField(
        label=_("How many places?"), initial=12, min_value=1, max_value=200
    )

    def clean(self) -> dict[str, object]:
        data = super().clean()
        day, starts, ends = (data.get(name) for name in ("day", "starts", "ends"))
        if not (day and starts and ends):
            return data
        begin = timezone.make_aware(datetime.combine(day, starts))
        end = timezone.make_aware(datetime.combine(day, ends))
        if end <= begin:
            end += timedelta(days=1)  # past midnight
        if begin < timezone.now() - timedelta(minutes=5):
            self.add_error("day", _("That moment has passed. Choose one to come."))
        elif end - begin > timedelta(hours=4):
            self.add_error("ends", _("A session lasts at most four hours."))
        data["starts_at"], data["ends_at"] = begin, end
        return data


class MuteForm(forms.Form):
    """For how long somebody only reads."""

    minutes = forms.ChoiceField(
        choices=[("5", "5"), ("15", "15"), ("session", "session"), ("0", "0")]
    )

    def clean_minutes(self) -> int | None:
        value = self.cleaned_data["minutes"]
        return None if value == "session" else int(value)


class ReasonForm(forms.Form):
    """A few words for the person whom a host asks to leave, or whose line comes down."""

    reason = forms.CharField(required=False, max_length=500)


class TurnForm(forms.Form):
    """What a host does with the running session."""

    do = forms.ChoiceField(
        choices=[(each, each) for each in ("here", "pause", "resume", "closing", "close")]
    )
