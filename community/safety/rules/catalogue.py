"""What a rule is, and what one hands back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from community.safety.rules.normalise import Normalised
from community.safety.verdicts import Outcome, Part, Severity, Space, Standing, Surface


@dataclass(frozen=True, slots=True)
class Allowed:
    """What this service publishes itself, and may therefore be said: numbers and hosts."""

    numbers: frozenset[str] = frozenset()
    hosts: frozenset[str] = frozenset()
    methods: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """One part of a contribution as a rule sees it. Rules read this and nothing else."""

    part: Part
    text: Normalised
    surface: Surface
    space: Space
    standing: Standing
    allowed: Allowed = field(default_factory=Allowed)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule saw: a code of its own, and where (offsets in the part as typed).

    ``outcome`` and ``severity`` replace the code's usual ones. With no code and ``support`` it
    asks for the support panel and nothing else.
    """

    code: str
    start: int | None = None
    end: int | None = None
    outcome: Outcome | None = None
    severity: Severity | None = None
    support: bool = False
    message: str = ""


@dataclass(frozen=True, slots=True)
class Code:
    """One reason code: what the machine does, how soon a person looks, and what is said."""

    code: str
    outcome: Outcome
    severity: Severity
    message: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One theme of the rulebook.

    ``plain`` tells members what it is for; ``guidance`` tells moderators how to judge what it
    brings them. ``per_part`` rules read each part; the others are asked once a contribution.
    """

    name: str
    version: int
    theme: str
    codes: tuple[Code, ...]
    plain: str
    guidance: str
    function: Callable[[Reading], Iterable[Finding]]
    per_part: bool = True
    surfaces: frozenset[Surface] | None = None
    _by_code: dict[str, Code] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._by_code.update({each.code: each for each in self.codes})

    def code(self, name: str) -> Code:
        """The code of that name; raises ``KeyError`` for one the rule does not declare."""
        return self._by_code[name]
