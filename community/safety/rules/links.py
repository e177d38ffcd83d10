"""Links to places outside the allow-list: a person looks first, or the member waits to be known."""

from __future__ import annotations

from collections.abc import Iterator

from community.safety.rules import hosts
from community.safety.rules.catalogue import Code, Finding, Reading, Rule
from community.safety.verdicts import Outcome, Severity, Surface


def links(reading: Reading) -> Iterator[Finding]:
    """Known health, public and charity sites pass. Staff may link anywhere."""
    if reading.standing.is_staff:
        return
    for link in hosts.find_links(reading.text, reading.allowed.hosts):
        if link.kind == "other":
            yield Finding(
                "links.unlisted",
                link.start,
                link.end,
                Outcome.REFUSE if reading.standing.is_new else Outcome.HOLD,
                message=_NEW if reading.standing.is_new else "",
            )


_NEW = (
    "Links to other sites open up once you have posted a few times. You can say in your own words "
    "what it is about, or name the site without the link. NHS and well-known charities' links work."
)

RULES = (
    Rule(
        name="links",
        version=1,
        theme="links",
        codes=(
            Code(
                "links.unlisted",
                Outcome.HOLD,
                Severity.ROUTINE,
                "A person looks at links to other sites before others see them. "
                "Yours is waiting, and nothing is wrong with it.",
            ),
        ),
        plain=(
            "Links to the NHS, councils and well-known charities are welcome. "
            "We look at other links first."
        ),
        guidance=(
            "Open the link only if you need to. Release what helps; remove shops, petitions, "
            "surveys and pages that ask people to join or pay. Add a host that comes up often to "
            "the settings."
        ),
        function=links,
        # A group has fields for its own site, and staff read every listing.
        surfaces=frozenset(Surface) - {Surface.GROUP, Surface.DISPLAY_NAME},
    ),
)
