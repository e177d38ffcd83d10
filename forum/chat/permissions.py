"""May this person? Asked inside the transaction that acts on the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from community.safety.models import Sanction, SanctionKind
from community.safety.permissions import NotAllowed

if TYPE_CHECKING:
    from community.safety.viewers import Viewer
    from forum.chat.models import Room

__all__ = ["NotAllowed", "RoomConflict", "check_may_host", "is_suspended", "may_host"]


class RoomConflict(Exception):
    """The room is not as the asker thinks. The message is for them to read."""


def may_host(viewer: Viewer, room: Room) -> bool:
    """Hosts look after a room: moderators of the site, or of the room's own circle."""
    return viewer.is_signed_in and viewer.moderates(room.circle_id)


def check_may_host(viewer: Viewer, room: Room) -> None:
    """Raises ``NotAllowed``."""
    if not may_host(viewer, room):
        raise NotAllowed("Only a host of this room can do that.")


def is_suspended(member_id: int) -> bool:
    """Suspended or banned at this moment: may not come in at all."""
    return (
        Sanction.objects.active()
        .filter(member_id=member_id, kind__in=[SanctionKind.SUSPENSION, SanctionKind.BAN])
        .exists()
    )
