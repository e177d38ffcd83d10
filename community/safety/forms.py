"""What people and moderators fill in."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from community.safety.models import DecisionOutcome, Finding, ReportKind


class ReportForm(forms.Form):
    """One click from every item; only the kind is needed."""

    kind = forms.ChoiceField(
        label=_("What is the matter?"),
        choices=ReportKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what fits best. “Something else” is fine.")},
    )
    note = forms.CharField(
        label=_("Anything that helps us understand"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("You can quote what was said. Nobody but our moderators reads this."),
    )
    no_outcome = forms.BooleanField(
        label=_("You do not need to tell me what you decided"), required=False
    )


class AppealForm(forms.Form):
    note = forms.CharField(
        label=_("What should the next moderator know?"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class AgreeForm(forms.Form):
    """A yes to one version of the house rules."""

    number = forms.IntegerField(widget=forms.HiddenInput)
    agree = forms.BooleanField(
        label=_("I have read the house rules and I will keep to them"),
        error_messages={"required": _("Tick the box if you agree. You can read on without it.")},
    )


class DecisionForm(forms.Form):
    """What a moderator decides. The choices come from the server, for this case as it is now."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    outcome = forms.ChoiceField(
        label=_("What should happen?"),
        choices=DecisionOutcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what should happen.")},
    )
    finding = forms.ChoiceField(
        label=_("What did you find?"),
        choices=Finding.choices,
        initial=Finding.NEITHER,
        widget=forms.RadioSelect,
    )
    rule_code = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)
    reason = forms.CharField(
        label=_("What we tell the author"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("In kind, plain words. It is sent as you write it."),
    )
    note = forms.CharField(
        label=_("Note for colleagues"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args, outcomes=(), **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if outcomes:
            self.fields["outcome"].choices = [(each.value, each.label) for each in outcomes]

    def clean(self):
        cleaned = super().clean()
        takes_away = cleaned.get("outcome") in (DecisionOutcome.HIDE, DecisionOutcome.REMOVE)
        if takes_away and not cleaned.get("reason", "").strip():
            self.add_error(
                "reason", _("Tell the author why. A person whose words go away must know.")
            )
        return cleaned


class HandoverForm(forms.Form):
    note = forms.CharField(
        label=_("What should the next person know?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
