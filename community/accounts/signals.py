"""Signing out reaches the live rooms."""

from django.contrib.auth.signals import user_logged_out

from community.realtime import publish


def _signed_out(sender, request, user, **kwargs) -> None:
    if user is not None and user.pk:
        publish(f"person:{user.pk}", b'{"t":"signed_out"}')


def connect() -> None:
    user_logged_out.connect(_signed_out, dispatch_uid="accounts-signed-out")
