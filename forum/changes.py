"""What happens elsewhere and shows on the board: a new name, a new badge."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save

from community.accounts.models import CircleKind, CircleMembership, Profile
from forum.people import forget_face


def connect() -> None:
    """Called in ``ready()``. Accounts stands below the forum and cannot call it."""
    post_save.connect(_profile_saved, sender=Profile, dispatch_uid="forum.profile")
    for signal in (post_save, post_delete):
        signal.connect(_role_changed, sender=CircleMembership, dispatch_uid="forum.role")


def _profile_saved(instance: Profile, created: bool, **kwargs: Any) -> None:
    if not created:
        forget_face(instance.user_id)


def _role_changed(instance: CircleMembership, **kwargs: Any) -> None:
    if instance.circle.kind == CircleKind.SITE:
        forget_face(instance.user_id)
