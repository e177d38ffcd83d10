"""Frozen values of the gate: what somebody wants to say, and what is decided about it.

Pure Python: no Django here and none in ``rules``, so that a rule can be read, tested and
measured by itself. Import-linter holds this.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import IntEnum, StrEnum


class Outcome(StrEnum):
    """What the machine does with words. It never sanctions a person."""

    ALLOW = "allow"
    HOLD = "hold"
    REFUSE = "refuse"

    @property
    def rank(self) -> int:
        return ("allow", "hold", "refuse").index(self.value)


class Severity(IntEnum):
    """How soon a person must look: the first key of the review queue (1 is soonest)."""

    RISK_TO_LIFE = 1
    HARM = 2
    CONDUCT = 3
    ROUTINE = 4


class Surface(StrEnum):
    """Every place where somebody's words can appear. The conformance test walks them all."""

    POST = "forum.post"
    TOPIC_TITLE = "forum.topic"
    CHAT_LINE = "chat.message"
    SESSION = "chat.session"
    DISPLAY_NAME = "accounts.display_name"
    PROFILE = "accounts.profile"
    GROUP = "directory.group"
    STORY = "support.story"
    SUPPORT_REQUEST = "support.request"


@dataclass(frozen=True, slots=True)
class Part:
    """One field of a contribution: its name on the form, and what was typed in it."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Space:
    """What the category or room asks of the rules. Comes from the space's own row.

    ``packs`` are names of extra rule packs (``"numbers"``, ``"medicine"``).
    ``hold_all`` pre-moderates everything here; ``staffed`` says whether somebody is on duty
    (``None``: this space does not depend on it). ``on_crisis`` is ``hold`` or ``allow``:
    whether others may see words of distress before a person has looked.
    """

    key: str = ""
    packs: frozenset[str] = frozenset()
    hold_all: bool = False
    staffed: bool | None = None
    hold_when_unstaffed: bool = False
    on_crisis: Outcome = Outcome.HOLD
    slow_seconds: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of the author when the gate reads: loaded by the gate, never by a rule.

    Counts are of this author's contributions on all surfaces; times are seconds.
    ``seconds_since_last`` and ``recent_refusals`` speak of the same space.
    """

    is_staff: bool = False
    silenced: bool = False
    suspended: bool = False
    returning: bool = False
    shown_count: int = 0
    first_posts_held: int = 0
    in_last_minute: int = 0
    in_last_ten_minutes: int = 0
    seconds_since_last: float | None = None
    recent_refusals: frozenset[str] = frozenset()
    same_text_recently: bool = False
    recent_text: str = ""

    @property
    def is_new(self) -> bool:
        return self.shown_count < 5 and not self.is_staff


@dataclass(frozen=True, slots=True)
class Contribution:
    """Something a person wants others to read, before anyone has.

    ``author_id`` is ``None`` for a visitor without an account. ``subject_id`` is set on an
    edit. ``parts`` keeps the form's fields apart so that a reason can point into the right one.
    """

    surface: Surface
    parts: tuple[Part, ...]
    author_id: int | None = None
    space: Space = field(default_factory=Space)
    subject_id: int | None = None

    @classmethod
    def of(
        cls,
        surface: Surface,
        author_id: int | None,
        *,
        space: Space | None = None,
        subject_id: int | None = None,
        **fields: str,
    ) -> Contribution:
        """Build from keyword fields: ``Contribution.of(Surface.POST, 7, body="…")``."""
        parts = tuple(Part(name, text or "") for name, text in fields.items())
        return cls(Surface(surface), parts, author_id, space or Space(), subject_id)

    @property
    def text(self) -> str:
        return "\n".join(part.text for part in self.parts)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: which rule, in plain words, and the span of text it saw.

    ``start`` and ``end`` are offsets in code points into the part named by ``part`` as it was
    typed; ``None`` when the reason is not about particular words (pace, standing).
    """

    code: str
    rule: str
    outcome: Outcome
    severity: Severity
    message: str
    version: int = 1
    part: str = "body"
    start: int | None = None
    end: int | None = None

    def as_json(self) -> dict[str, object]:
        return {
            "code": self.code,
            "rule": self.rule,
            "version": self.version,
            "part": self.part,
            "start": self.start,
            "end": self.end,
        }


@dataclass(frozen=True, slots=True)
class Verdict:
    """The gate's answer. ``support`` asks for the support panel to be shown to the author."""

    outcome: Outcome = Outcome.ALLOW
    reasons: tuple[Reason, ...] = ()
    support: bool = False

    @classmethod
    def from_reasons(cls, reasons: tuple[Reason, ...], *, support: bool = False) -> Verdict:
        """The strictest reason decides; reasons are ordered worst first."""
        if not reasons:
            return cls(support=support)
        outcome = max((reason.outcome for reason in reasons), key=lambda each: each.rank)
        ordered = tuple(sorted(reasons, key=lambda each: (each.severity, -each.outcome.rank)))
        return cls(outcome, ordered, support)

    @property
    def allowed(self) -> bool:
        return self.outcome is Outcome.ALLOW

    @property
    def held(self) -> bool:
        return self.outcome is Outcome.HOLD

    @property
    def refused(self) -> bool:
        return self.outcome is Outcome.REFUSE

    @property
    def needs_person(self) -> bool:
        """Somebody must look: it is held, or it is shown meanwhile though a life may be at risk."""
        return self.held or (self.allowed and self.severity is Severity.RISK_TO_LIFE)

    @property
    def severity(self) -> Severity:
        return min((reason.severity for reason in self.reasons), default=Severity.ROUTINE)

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(reason.code for reason in self.reasons))

    def stricter(self, outcome: Outcome) -> Verdict:
        """The same verdict, at least as strict as ``outcome``."""
        return self if self.outcome.rank >= outcome.rank else replace(self, outcome=outcome)
