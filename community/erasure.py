"""Registry: what each app exports of a person, and how it forgets them.

FLOOR: imports no app. Each app registers in ``AppConfig.ready()``; accounts walks the registry
when a member asks for their data or asks to be forgotten.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Holder:
    """One app that holds personal data.

    ``export(user_id)`` gives a JSON-ready dict of what it holds; ``forget(user_id)`` removes or
    anonymises it inside the caller's transaction and returns how many rows changed.
    """

    name: str
    export: Callable[[int], dict[str, Any]]
    forget: Callable[[int], int]


_holders: dict[str, Holder] = {}


def register(
    name: str, *, export: Callable[[int], dict[str, Any]], forget: Callable[[int], int]
) -> None:
    """Add a holder. Raises ``ValueError`` when the name is taken."""
    if name in _holders:
        raise ValueError(f"{name} is registered twice")
    _holders[name] = Holder(name, export, forget)


def holders() -> tuple[Holder, ...]:
    return tuple(_holders.values())


def export_everything(user_id: int) -> dict[str, Any]:
    return {holder.name: holder.export(user_id) for holder in _holders.values()}


def forget_everywhere(user_id: int) -> dict[str, int]:
    """Run every holder's ``forget``. Call inside a transaction: all or nothing."""
    return {holder.name: holder.forget(user_id) for holder in _holders.values()}
