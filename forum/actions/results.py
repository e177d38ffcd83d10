"""What the forum's actions answer: frozen values, made for whoever asked."""

from __future__ import annotations

from dataclasses import dataclass

from community.safety.verdicts import Verdict


class Conflict(Exception):
    """The words were changed meanwhile, in another window."""


@dataclass(frozen=True, slots=True)
class PostResult:
    """What became of a post.

    ``state`` is empty when it was refused: nothing was stored but the draft. ``number`` is
    ``None`` while it waits. ``repeated``: the same form had been sent before, and this is what
    became of it then. ``changed`` is false when an edit said what was there already.
    """

    verdict: Verdict
    topic_id: int | None = None
    topic_slug: str = ""
    post_id: int | None = None
    number: int | None = None
    state: str = ""
    repeated: bool = False
    changed: bool = True

    @property
    def stored(self) -> bool:
        return self.post_id is not None

    @property
    def is_shown(self) -> bool:
        return self.state == "shown"
