"""How allauth is fitted to this house."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings

from community.accounts import onwards


class AccountAdapter(DefaultAccountAdapter):
    """E-mail sign-in, a pseudonym instead of a name, subject lines that give nothing away."""

    def format_email_subject(self, subject: str) -> str:
        """The subject as written: no site name that a passer-by could read."""
        return subject

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Signed by the service as it is called here, not by a host name."""
        super().send_mail(template_prefix, email, {**context, "site_name": settings.SITE_NAME})

    def get_login_redirect_url(self, request) -> str:
        """Back to what one was doing, also when a link from an e-mail came in between."""
        return onwards.find(request) or super().get_login_redirect_url(request)

    def get_from_email(self) -> str:
        return settings.DEFAULT_FROM_EMAIL

    def populate_username(self, request, user) -> None:
        """There is no username; the display name lives in the profile."""
