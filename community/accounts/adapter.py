"""How allauth is fitted to this house."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings


class AccountAdapter(DefaultAccountAdapter):
    """E-mail sign-in, a pseudonym instead of a name, subject lines that give nothing away."""

    def format_email_subject(self, subject: str) -> str:
        """The subject as written: no site name that a passer-by could read."""
        return subject

    def get_from_email(self) -> str:
        return settings.DEFAULT_FROM_EMAIL

    def populate_username(self, request, user) -> None:
        """There is no username; the display name lives in the profile."""
