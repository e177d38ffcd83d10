"""Registry: what can be reported, and how to hide, restore or remove it.

Safety imports no app that it protects. Each app registers its subjects in
``AppConfig.ready()``; the desk, reports and decisions reach them through here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import models

from community.safety.models import State
from community.safety.verdicts import Surface

if TYPE_CHECKING:
    from community.safety.viewers import Viewer


@dataclass(frozen=True, slots=True)
class ContextLine:
    """A line before or after the subject, as it was: who and what."""

    author_name: str
    text: str
    at: str = ""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A subject as it is at this moment; frozen into a case as evidence.

    ``text`` is the source that was typed, never markup. ``context`` are lines around it, oldest
    first. ``url`` is where people meet it. ``circle_id``: whose moderators may act.
    """

    title: str
    text: str
    author_id: int | None
    author_name: str
    url: str = ""
    space: str = ""
    circle_id: int | None = None
    context: tuple[ContextLine, ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def _ignore(subject: Any, old: State, new: State) -> None:
    return None


@dataclass(frozen=True)
class SubjectType:
    """One kind of thing that members write.

    ``key`` is ``app.model`` and stands in URLs. ``label`` completes "this …". ``surfaces`` are
    the gate surfaces that lead here. ``lookup`` is the field a URL names it by.
    ``after_change(subject, old, new)`` runs in the same transaction as a change of state: it
    keeps counters right and asks for events and notices on commit.
    """

    key: str
    model: type[models.Model]
    label: str
    surfaces: tuple[Surface, ...]
    describe: Callable[[Any], Snapshot]
    lookup: str = "pk"
    after_change: Callable[[Any, State, State], None] = _ignore

    def find(self, ref: object, viewer: Viewer) -> Any | None:
        """The subject this viewer may see, or ``None`` (also for a malformed reference)."""
        try:
            subjects: Any = self.model.objects  # type: ignore[attr-defined]
            return subjects.visible_to(viewer).filter(**{self.lookup: ref}).first()
        except (ValueError, TypeError, OverflowError, ValidationError):
            return None

    def lock(self, subject_id: str) -> Any:
        """The subject, locked for this transaction. Raises the model's ``DoesNotExist``."""
        return self.model._base_manager.select_for_update(of=("self",)).get(pk=subject_id)

    def get(self, subject_id: str) -> Any | None:
        """The subject whatever its state, for moderators; ``None`` when it is gone."""
        try:
            return self.model._base_manager.get(pk=subject_id)
        except (ObjectDoesNotExist, ValueError):
            return None

    def set_state(self, subject: Any, new: State) -> State:
        """Change a locked subject's state; returns the state it had."""
        old = State(subject.state)
        if old != new:
            subject.state = new
            subject.save(update_fields=["state"])
            self.after_change(subject, old, new)
        return old


_types: dict[str, SubjectType] = {}
_by_model: dict[type[models.Model], SubjectType] = {}


def register(subject_type: SubjectType) -> None:
    """Add a kind. Raises ``ValueError`` when the key or the model is already taken."""
    if subject_type.key in _types or subject_type.model in _by_model:
        raise ValueError(f"{subject_type.key} is registered twice")
    _types[subject_type.key] = subject_type
    _by_model[subject_type.model] = subject_type


def get(key: str) -> SubjectType:
    """Raises ``KeyError`` for a kind nobody registered."""
    return _types[key]


def for_object(subject: models.Model) -> SubjectType:
    return _by_model[type(subject)]


def all_types() -> tuple[SubjectType, ...]:
    return tuple(_types.values())
