"""allauth's forms as this house shows them: a label above the box, and nothing typed inside it."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.mfa.webauthn import forms as passkey_forms
from django import forms
from django.core.exceptions import ValidationError
from django.forms.fields import InvalidJSONInput


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


class CredentialField(forms.JSONField):
    """What a browser says of a passkey. Whatever JSON cannot be read is a wrong credential, and
    not an error of ours: Python's reader also gives up on thousands of digits and deep nests."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except (ValueError, RecursionError) as unreadable:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from unreadable

    def bound_data(self, data: Any, initial: Any) -> Any:
        try:
            return super().bound_data(data, initial)
        except (ValueError, RecursionError):
            return InvalidJSONInput(data)


class AddPasskeyForm(passkey_forms.AddWebAuthnForm):
    credential = CredentialField()


class AuthenticatePasskeyForm(passkey_forms.AuthenticateWebAuthnForm):
    credential = CredentialField()


class LoginPasskeyForm(passkey_forms.LoginWebAuthnForm):
    credential = CredentialField()


class ReauthenticatePasskeyForm(passkey_forms.ReauthenticateWebAuthnForm):
    credential = CredentialField()
