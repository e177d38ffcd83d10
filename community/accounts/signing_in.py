"""allauth's forms as this house shows them: a label above the box, and nothing typed inside it."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth_forms


class PlainBoxes:
    """Takes the placeholders out: they vanish while one types, and look like an answer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():  # type: ignore[attr-defined]
            field.widget.attrs.pop("placeholder", None)


class LoginForm(PlainBoxes, allauth_forms.LoginForm):
    """The way to a new password stands beside the button, once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""


class SignupForm(PlainBoxes, allauth_forms.SignupForm):
    pass


class AddEmailForm(PlainBoxes, allauth_forms.AddEmailForm):
    pass


class ChangePasswordForm(PlainBoxes, allauth_forms.ChangePasswordForm):
    pass


class SetPasswordForm(PlainBoxes, allauth_forms.SetPasswordForm):
    pass


class ResetPasswordForm(PlainBoxes, allauth_forms.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(PlainBoxes, allauth_forms.ResetPasswordKeyForm):
    pass


class RequestLoginCodeForm(PlainBoxes, allauth_forms.RequestLoginCodeForm):
    pass


class ReauthenticateForm(PlainBoxes, allauth_forms.ReauthenticateForm):
    pass
