"""How allauth is fitted to this house."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """E-mail sign-in, pseudonymous display name."""
