"""How fast, and how often the same. Typing quickly is never punished by itself."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from community.safety.rules.catalogue import Code, Finding, Reading, Rule
from community.safety.verdicts import Outcome, Severity, Surface

# More than a lively conversation ever needs: (in one minute, in ten minutes).
_CHAT: Final = (12, 80)
_WRITING: Final = (6, 25)
# "Yes" and "thank you" are said again and again, and should be.
_WORTH_REPEATING: Final = 16
_PACED: Final = frozenset({Surface.POST, Surface.TOPIC_TITLE, Surface.CHAT_LINE})


def pace(reading: Reading) -> Iterator[Finding]:
    """Flood, slow mode and the same words again. Staff are exempt; the wait is said in seconds."""
    standing = reading.standing
    if standing.is_staff:
        return
    since = standing.seconds_since_last
    slow = reading.space.slow_seconds
    if slow and since is not None and since < slow:
        wait = math.ceil(slow - since)
        yield Finding(
            "pace.slow_mode",
            message=(
                f"This space is in slow mode: one message every {_spoken(slow)}. "
                f"You can send this in {_spoken(wait)}. Your words are kept."
            ),
        )
    minute, ten = _CHAT if reading.surface is Surface.CHAT_LINE else _WRITING
    if standing.in_last_minute >= minute or standing.in_last_ten_minutes >= ten:
        wait = 60 if standing.in_last_minute >= minute else 120
        yield Finding(
            "pace.flood",
            message=(
                "That is a lot of messages in a short time, and others need room to answer. "
                f"You can send this in about {_spoken(wait)}. Your words are kept."
            ),
        )
    if standing.same_text_recently and len(reading.part.text.strip()) >= _WORTH_REPEATING:
        yield Finding("pace.repeat")


def _spoken(seconds: int) -> str:
    if seconds < 120:
        return "1 second" if seconds == 1 else f"{seconds} seconds"
    return f"{math.ceil(seconds / 60)} minutes"


RULES = (
    Rule(
        name="pace",
        version=1,
        theme="pace",
        codes=(
            Code(
                "pace.flood",
                Outcome.REFUSE,
                Severity.ROUTINE,
                "That is a lot of messages in a short time. Please wait a minute, then send this.",
            ),
            Code(
                "pace.slow_mode",
                Outcome.REFUSE,
                Severity.ROUTINE,
                "This space is in slow mode. Please wait a little, then send this.",
            ),
            Code(
                "pace.repeat",
                Outcome.REFUSE,
                Severity.ROUTINE,
                "You sent the same words a moment ago, and they arrived. "
                "If nobody has answered yet, someone may still be reading.",
            ),
        ),
        plain="We slow things down when messages come very fast, so that everybody has room.",
        guidance=(
            "Nobody is in trouble for typing fast. Refused once, the same person may send again "
            "when the wait is over. Look at the person only when a flood goes on for an hour."
        ),
        function=pace,
        per_part=False,
        surfaces=_PACED,
    ),
)
