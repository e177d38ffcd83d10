"""What the author's own standing and the space ask for, whatever the words are."""

from __future__ import annotations

from collections.abc import Iterator

from community.safety.rules.catalogue import Code, Finding, Reading, Rule
from community.safety.verdicts import Outcome, Severity, Surface

# A person who may not write can still say who they are and ask for help.
_OPEN_TO_ALL = frozenset({Surface.DISPLAY_NAME, Surface.SUPPORT_REQUEST})
_FIRST_POSTS = frozenset({Surface.POST, Surface.TOPIC_TITLE, Surface.CHAT_LINE})


def standing(reading: Reading) -> Iterator[Finding]:
    """Silence, suspension, pre-moderation, first contributions and nobody on duty."""
    author = reading.standing
    if reading.surface in _OPEN_TO_ALL:
        return
    if author.suspended:
        yield Finding("standing.suspended")
    elif author.silenced:
        yield Finding("standing.silenced")
    if author.is_staff:
        return
    space = reading.space
    if space.hold_all:
        yield Finding("space.premoderated")
    if space.hold_when_unstaffed and space.staffed is False:
        yield Finding("space.unstaffed")
    if reading.surface in _FIRST_POSTS:
        if author.returning:
            yield Finding("standing.returning")
        elif author.first_posts_held > author.shown_count:
            yield Finding("standing.first_posts")


RULES = (
    Rule(
        name="standing",
        version=1,
        theme="standing",
        codes=(
            Code(
                "standing.suspended",
                Outcome.REFUSE,
                Severity.ROUTINE,
                "Your account is paused for now, so you can read but not write. The message we "
                "sent you says until when and why, and how to ask another person to look again.",
            ),
            Code(
                "standing.silenced",
                Outcome.REFUSE,
                Severity.ROUTINE,
                "For now you can read but not write. The message we sent you says until when and "
                "why, and how to ask another person to look again.",
            ),
            Code(
                "standing.returning",
                Outcome.HOLD,
                Severity.ROUTINE,
                "Welcome back. A person reads your first messages after a break like this one "
                "before others see them.",
            ),
            Code(
                "standing.first_posts",
                Outcome.HOLD,
                Severity.ROUTINE,
                "Welcome. A person reads everybody's first few messages before others see them. "
                "Yours is waiting, and nothing is wrong with it.",
            ),
            Code(
                "space.premoderated",
                Outcome.HOLD,
                Severity.ROUTINE,
                "In this space a person reads every message before others see it. "
                "Yours is waiting, and nothing is wrong with it.",
            ),
            Code(
                "space.unstaffed",
                Outcome.HOLD,
                Severity.ROUTINE,
                "Nobody from the team is here just now. Your message is kept and is read first "
                "thing when they are back. If you need someone now, see the urgent help page.",
            ),
        ),
        plain=(
            "Sometimes a person reads before others do: your first messages, some spaces always, "
            "and when nobody from the team is here."
        ),
        guidance=(
            "These holds say nothing about the words. Release anything that is kind; first-message "
            "holds end by themselves after a few shown messages."
        ),
        function=standing,
        per_part=False,
    ),
)
