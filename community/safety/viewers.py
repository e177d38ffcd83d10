"""Who is looking: a frozen value that every ``visible_to`` takes.

Safety stands below accounts, so it cannot ask accounts who somebody is. Accounts builds a
``Viewer`` once a request (``accounts.queries.viewer_for``; ``request.viewer`` in a view) and
everything that decides visibility reads it from there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person looking at the site.

    ``user_id`` is ``None`` for a resident who has not signed in. ``circle_ids`` are the circles
    they belong to; ``moderated_circle_ids`` those in which they moderate. ``is_moderator``,
    ``is_worker`` and ``is_lead`` hold for the whole site. ``blocked_ids`` are members blocked
    in either direction.
    """

    user_id: int | None = None
    display_name: str = ""
    is_moderator: bool = False
    is_worker: bool = False
    is_lead: bool = False
    circle_ids: frozenset[int] = frozenset()
    moderated_circle_ids: frozenset[int] = frozenset()
    organised_circle_ids: frozenset[int] = frozenset()
    blocked_ids: frozenset[int] = field(default_factory=frozenset)

    @property
    def is_signed_in(self) -> bool:
        return self.user_id is not None

    @property
    def member_id(self) -> int:
        """The id of somebody signed in. Raises ``LookupError`` for a resident."""
        if self.user_id is None:
            raise LookupError("Nobody is signed in.")
        return self.user_id

    @property
    def is_staff(self) -> bool:
        return self.is_moderator or self.is_worker or self.is_lead

    def moderates(self, circle_id: int | None) -> bool:
        """May this person moderate in a space of that circle (``None``: open to all)?"""
        return self.is_moderator or (
            circle_id is not None and circle_id in self.moderated_circle_ids
        )


RESIDENT = Viewer()


_builder: Callable[[int], Viewer] | None = None
_moderators: Callable[[int | None], list[int]] | None = None


def register_builder(
    builder: Callable[[int], Viewer], moderators: Callable[[int | None], list[int]]
) -> None:
    """Accounts says how a viewer is built, and who moderates a circle (called in ``ready()``)."""
    global _builder, _moderators
    _builder, _moderators = builder, moderators


def build(user_id: int) -> Viewer:
    """The viewer for a user id. Raises ``RuntimeError`` when accounts has not registered."""
    if _builder is None:
        raise RuntimeError("no viewer builder is registered")
    return _builder(user_id)


def moderator_ids(circle_id: int | None = None) -> list[int]:
    """User ids of active moderators: of the whole site, and of that circle when one is named."""
    if _moderators is None:
        raise RuntimeError("no viewer builder is registered")
    return _moderators(circle_id)
