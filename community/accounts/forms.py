"""Forms about oneself."""

from django import forms


class SignupDetailsForm(forms.Form):
    """What sign-up asks beside e-mail and password."""

    display_name = forms.CharField(max_length=30)

    def signup(self, request, user) -> None:
        """Called by allauth once the user is saved."""
