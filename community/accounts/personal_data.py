"""What accounts holds of a person, and how it forgets them."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from community.accounts.models import Block, CircleMembership, Identity, Profile, User


def export(user_id: int) -> dict[str, Any]:
    user = User.objects.get(pk=user_id)
    profile = Profile.objects.filter(user_id=user_id).first()
    identity = Identity.objects.filter(user_id=user_id).first()
    return {
        "email": user.email,
        "joined": user.date_joined.isoformat(),
        "profile": {
            "display_name": profile.display_name,
            "pronouns": profile.pronouns,
            "about": profile.about,
        }
        if profile
        else {},
        "identity": {"real_name": identity.real_name, "phone": identity.phone} if identity else {},
        "circles": [
            {"circle": name, "role": role, "since": joined.isoformat()}
            for name, role, joined in CircleMembership.objects.filter(user_id=user_id).values_list(
                "circle__name", "role", "joined_at"
            )
        ],
        "members_i_blocked": Block.objects.filter(blocker_id=user_id).count(),
    }


def forget(user_id: int) -> int:
    """Remove everything; the user row itself stays, empty, so that records keep their shape."""
    changed = 0
    for model in (Profile, Identity, CircleMembership, EmailAddress, Authenticator):
        changed += model.objects.filter(user_id=user_id).delete()[0]
    changed += Block.objects.filter(blocker_id=user_id).delete()[0]
    changed += Block.objects.filter(blocked_id=user_id).delete()[0]
    for session in UserSession.objects.filter(user_id=user_id):
        session.end()
        changed += 1
    return changed
