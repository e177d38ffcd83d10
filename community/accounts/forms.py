"""Forms about oneself."""

from __future__ import annotations

import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from community.accounts import actions

NAME_HINT = _(
    "Choose a name that is not your real one. People will see it next to what you write. "
    "For example: QuietHeron or Tea and Toast."
)


class DisplayNameField(forms.CharField):
    """A pseudonym: 2 to 30 letters, with single spaces, in one normal form."""

    def __init__(self, **kwargs) -> None:
        kwargs = {
            "label": _("The name people will see"),
            "help_text": NAME_HINT,
            "min_length": 2,
            "max_length": 30,
            "widget": forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
            **kwargs,
        }
        super().__init__(**kwargs)

    def to_python(self, value) -> str:
        # NUL and lone surrogates never reach a database or a header.
        text = "".join(
            letter
            for letter in unicodedata.normalize("NFKC", super().to_python(value))
            if unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
        )
        return " ".join(text.split())


def name_errors(name: str, member_id: int | None = None) -> list[str]:
    """What to say beside the field; empty when the name is fine."""
    try:
        verdict = actions.check_display_name(name, member_id)
    except actions.NameTaken:
        return [_("Somebody already uses this name. Please choose another.")]
    return [reason.message for reason in verdict.reasons] if verdict.refused else []


class SignupDetailsForm(forms.Form):
    """What sign-up asks beside e-mail and password."""

    display_name = DisplayNameField()
    field_order = ["display_name", "email", "password1"]

    def clean_display_name(self) -> str:
        name = self.cleaned_data["display_name"]
        if errors := name_errors(name):
            raise ValidationError(errors)
        return name

    def signup(self, request, user) -> None:
        """Called by allauth inside its transaction, once the user is saved."""
        name = self.cleaned_data["display_name"]
        try:
            result = actions.create_profile(user.pk, name)
        except actions.NameTaken:
            result = None
        if result is None or result.verdict.refused:
            # Taken in this very moment: they join all the same and can choose again.
            actions.create_profile(user.pk, f"Member {str(user.public_id)[:8]}")


class ProfileForm(forms.Form):
    """How others see me."""

    display_name = DisplayNameField()
    pronouns = forms.CharField(
        label=_("Pronouns"), max_length=30, required=False, help_text=_("For example: she/her.")
    )
    about = forms.CharField(
        label=_("A few words about you"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What you like, what helps you. Please leave out where you live or work."),
    )

    def __init__(self, *args, member_id: int, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.member_id = member_id

    def clean_display_name(self) -> str:
        name = self.cleaned_data["display_name"]
        if errors := name_errors(name, self.member_id):
            raise ValidationError(errors)
        return name


class CloseAccountForm(forms.Form):
    """Closing an account asks twice, in words."""

    sure = forms.BooleanField(
        label=_("Yes, close my account"),
        error_messages={"required": _("Tick the box if you want to close your account.")},
    )
