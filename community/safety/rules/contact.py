"""Ways to reach somebody outside this place: telephone numbers, addresses, handles, invitations.

Refused so that the author can take them out, with the span marked; the same kind again within a
short time goes to a person instead. Numbers and addresses of services (999, Samaritans, a
library) stay.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from community.safety.rules import addresses, handles, hosts, numbers
from community.safety.rules.catalogue import Code, Finding, Reading, Rule
from community.safety.rules.normalise import Span, normalise
from community.safety.rules.numbers import digits_of
from community.safety.verdicts import Outcome, Severity, Surface

__all__ = ["RULES", "digits_of"]

_LAST_DIGITS: Final = re.compile(r"(?:\+ ?44|0)[0-9 ]{1,9}(?=[^0-9]{0,30}\Z)")
_FIRST_DIGITS: Final = re.compile(r"(?<![0-9])[0-9][0-9 \-]{1,9}[0-9](?![0-9])")
_SPLIT_CUE: Final = re.compile(
    r"\b(?:number|digits|rest|first (?:half|bit|part)|second (?:half|bit|part)|other half|last|"
    r"ends?|"
    r"starts?|begins?|then|next|mobile|phone|call|ring|text)\b"
)
_AGAIN: Final = (
    "This still looks like a way to reach you outside this site, so a person from the team will "
    "look at it. Nothing bad happens; they may be able to help you say it another way."
)
# Where one person writes several times in a row.
_IN_TURN: Final = frozenset({Surface.CHAT_LINE, Surface.POST})
_PLACES_WELCOME: Final = frozenset({Surface.GROUP, Surface.SESSION})


def _with_second_look(
    function: Callable[[Reading], Iterator[Finding]],
) -> Callable[[Reading], Iterator[Finding]]:
    """The same code refused a moment ago: a person reads it, so that nobody is stuck."""

    def rule(reading: Reading) -> Iterator[Finding]:
        for finding in function(reading):
            if finding.code in reading.standing.recent_refusals:
                yield Finding(
                    finding.code, finding.start, finding.end, Outcome.HOLD, message=_AGAIN
                )
            else:
                yield finding

    rule.__name__ = function.__name__
    rule.__doc__ = function.__doc__
    return rule


def _phone(reading: Reading) -> Iterator[Finding]:
    """Telephone, NHS and National Insurance numbers, however they are spelled."""
    for kind, (start, end) in numbers.find(reading.text, reading.allowed.numbers):
        yield Finding(f"contact.{kind}", start, end)
    # A number cut over two messages: only the second can be stopped.
    before = reading.standing.recent_text
    if before and len(reading.part.text) <= 400 and reading.surface in _IN_TURN:
        yield from _across(reading, before)


def _across(reading: Reading, before: str) -> Iterator[Finding]:
    tail = before[-120:]
    joined = normalise(f"{tail}\n{reading.part.text}")
    edge = len(tail) + 1
    for kind, (start, end) in numbers.find(joined, reading.allowed.numbers):
        if start < edge < end:
            yield Finding(f"contact.{kind}", 0, end - edge)
            return
    rest = _rest(joined.base.text, edge)
    if rest is not None and not any(True for _ in numbers.find(normalise(tail))):
        yield Finding("contact.phone", *rest)


def _rest(joined: str, edge: int) -> Span | None:
    """ "my number starts 07700" and then "the rest is 900123": digits that end a number."""
    first = _LAST_DIGITS.search(joined[:edge])
    found = _FIRST_DIGITS.search(joined, edge)
    if first is None or found is None:
        return None
    began, ended = digits_of(first.group()), digits_of(found.group())
    whole = began + ended
    if whole[:2] in {"07", "01", "02"} and len(whole) == 11 and 3 <= len(ended) <= 8:
        said = _SPLIT_CUE.search(joined[max(0, edge - 120) :])
        if said or len(joined) - edge <= 30:
            return found.start() - edge, found.end() - edge
    return None


def _email(reading: Reading) -> Iterator[Finding]:
    """E-mail addresses, also written with words for the signs."""
    for start, end in hosts.find_emails(reading.text, reading.allowed.hosts):
        yield Finding("contact.email", start, end)


def _handle(reading: Reading) -> Iterator[Finding]:
    """Names on other services, and asking to be found there."""
    for start, end in handles.find(reading.text):
        yield Finding("contact.handle", start, end)


def _profile_link(reading: Reading) -> Iterator[Finding]:
    """Links that open a conversation or a profile somewhere else."""
    for link in hosts.find_links(reading.text, reading.allowed.hosts):
        if link.kind in {"invite", "profile"}:
            code = "contact.invite" if link.kind == "invite" else "contact.link"
            yield Finding(code, link.start, link.end)


def _address(reading: Reading) -> Iterator[Finding]:
    """A home address or a full postcode that is somebody's home."""
    for start, end in addresses.find(reading.text):
        yield Finding("contact.address", start, end)


_KEEP_SAFE: Final = (
    "Please take it out and send again. We keep contact details off the site so that everyone "
    "stays safe."
)


def _code(name: str, what: str) -> Code:
    return Code(f"contact.{name}", Outcome.REFUSE, Severity.CONDUCT, f"{what} {_KEEP_SAFE}")


_GUIDANCE: Final = (
    "Refused once with the words marked; held for you when the same kind comes again. Ask whether "
    "it lets one member reach another outside this site. A helpline, a venue or a service's own "
    "line is fine: release it, and add it to the settings if it comes up again. Somebody being "
    "pressed for their number is a safeguarding question: look at the conversation around it."
)

RULES = (
    Rule(
        name="contact.phone",
        version=1,
        theme="contact",
        codes=(
            _code("phone", "This looks like a phone number."),
            _code("nhs_number", "This looks like an NHS number."),
            _code("ni_number", "This looks like a National Insurance number."),
            _code("bank", "This looks like bank or card details."),
        ),
        plain="We do not share phone numbers, NHS numbers or National Insurance numbers here.",
        guidance=_GUIDANCE,
        function=_with_second_look(_phone),
    ),
    Rule(
        name="contact.email",
        version=1,
        theme="contact",
        codes=(_code("email", "This looks like an e-mail address."),),
        plain="We do not share e-mail addresses here.",
        guidance=_GUIDANCE,
        function=_with_second_look(_email),
    ),
    Rule(
        name="contact.handle",
        version=1,
        theme="contact",
        codes=(_code("handle", "This looks like a name on another app, or asking to talk there."),),
        plain="We do not share names on other apps, or move conversations to them.",
        guidance=_GUIDANCE,
        function=_with_second_look(_handle),
    ),
    Rule(
        name="contact.link",
        version=1,
        theme="contact",
        codes=(
            _code("invite", "This looks like an invitation to chat somewhere else."),
            _code("link", "This looks like a link to a personal page on another site."),
        ),
        plain="We do not share invitations or links to personal pages on other sites.",
        guidance=_GUIDANCE,
        function=_with_second_look(_profile_link),
    ),
    Rule(
        name="contact.address",
        version=1,
        theme="contact",
        codes=(_code("address", "This looks like a home address or a full postcode."),),
        plain="We do not share home addresses or full postcodes. A borough or an area is fine.",
        guidance=_GUIDANCE,
        function=_with_second_look(_address),
        surfaces=frozenset(Surface) - _PLACES_WELCOME,
    ),
)
