"""Where somebody lives: a numbered street, or a full postcode. Public places stay."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from community.safety.rules.normalise import Normalised, Span
from community.safety.rules.wording import pattern

_AREAS: Final = (
    "ab|al|b|ba|bb|bd|bh|bl|bn|br|bs|bt|ca|cb|cf|ch|cm|co|cr|ct|cv|cw|da|dd|de|dg|dh|dl|dn|dt|dy|"
    "e|ec|"
    "eh|en|ex|fk|fy|g|gl|gu|gy|ha|hd|hg|hp|hr|hs|hu|hx|ig|im|ip|iv|je|ka|kt|kw|ky|l|la|ld|le|ll|"
    "ln|ls|"
    "lu|m|me|mk|ml|n|ne|ng|nn|np|nr|nw|ol|ox|pa|pe|ph|pl|po|pr|rg|rh|rm|s|sa|se|sg|sk|sl|sm|sn|"
    "so|sp|"
    "sr|ss|st|sw|sy|ta|td|tf|tn|tq|tr|ts|tw|ub|w|wa|wc|wd|wf|wn|wr|ws|wv|yo|ze"
)
_POSTCODE = pattern(rf"\b(?:{_AREAS})[0-9][0-9a-z]?[ .\-]{{0,3}}[0-9][abd-hjlnp-uw-z]{{2}}\b")
# Street words that hardly mean anything else, and those that are everyday words as well.
_SURE: Final = (
    "road|rd|street|avenue|ave|lane|crescent|cres|terrace|gardens|gdns|mews|boulevard|blvd"
)
_EVERYDAY: Final = (
    "st|ln|close|cl|drive|dr|way|court|ct|place|pl|grove|hill|square|sq|walk|row|park|rise|view|"
    "parade|green|villas|house|heights|towers"
)
_STREET = pattern(
    r"(?:\b(?:flat|apartment|apt|unit|room|no\.?|number) ?(?:[0-9]{1,4}[a-d]?|[a-d]),? )?"
    rf"\b[0-9]{{1,4}}[a-d]?,? (?:[a-z][a-z'.\-]{{1,20}} ){{1,3}}(?:{_SURE}|{_EVERYDAY})\b"
)
# "…, Ashley, MA 77574": a town, a state's two capitals and five digits.
_BACKWARDS = pattern(
    rf"\b(?:number|no\.?|flat|house) ?[0-9]{{1,4}}[a-d]?,? (?:on|in|of) (?:[a-z][a-z'.\-]{{1,20}} "
    rf"){{1,2}}"
    rf"(?:{_SURE}|{_EVERYDAY})\b"
    rf"|(?:[a-z][a-z'.\-]{{1,20}} ){{1,2}}(?:{_SURE}|{_EVERYDAY})"
    r",? (?:at )?(?:number|no\.?) ?[0-9]{1,4}\b"
)
_ZIP = re.compile(r"\b[A-Z][a-z]+,? [A-Z]{2} [0-9]{5}(?:-[0-9]{4})?\b")
_SURE_END = re.compile(rf"(?:{_SURE})\Z")
_HOME = re.compile(
    r"\b(?:i live|i'm living|living at|we live|my (?:home )?address|my (?:house|flat|place|home|"
    r"door|post ?code)|come (?:over|round|around)|"
    r"pop (?:over|round|in)|come to|home (?:is|address)|address is|address:|i am at|i'm at|find "
    r"me at|meet me at|staying at|stay at|lives? at|"
    r"send (?:it|them|me|a card|letters?)|post (?:it|them) to|deliver|visit me|post ?code is|"
    r"postcode:|our (?:house|flat|place|home))\b"
)
_VENUE = re.compile(
    r"\b(?:library|church|hall|centre|center|hospital|gp|surgery|clinic|caf[e]|coffee|park|"
    r"station|school|college|university|"
    r"group|meets?|meeting|session|museum|pub|theatre|gallery|mosque|temple|synagogue|chapel|gym|"
    r"leisure|pool|garden|allotments?|"
    r"council|job ?centre|pharmacy|chemist|market|shop|community|hub|drop-in|venue|mind|foodbank|"
    r"food bank|court|office|nhs|charity)\b"
)
_NOT_PLACES: Final = re.compile(
    r"\b(?:minute|minutes|min|mins|hour|hours|hr|hrs|day|days|week|weeks|month|months|year|years|"
    r"yr|yrs|mile|miles|km|steps?|"
    r"people|times|percent|pounds|quid|weeks'|days'|in|the|a|to|of|on|my|and|or|from|for|is|it|"
    r"out|away|long|hard|good|bad|am|pm|"
    r"more|less|other|different|little|big|bus|buses|kids|children|step|way|per|at|per cent|mg)\b"
)
_FAMOUS: Final = re.compile(r"\b(?:downing street|abbey road|baker street|albert square)\b")
_WINDOW: Final = 90


def find(text: Normalised) -> Iterator[Span]:
    """Spans, in the text as typed, of homes."""
    view = text.base
    found: list[Span] = []
    for match in _POSTCODE.finditer(view.data):
        start, end = match.span()
        door = _door(view.data[max(0, start - 90) : start])
        if door is not None:
            # A door, a street and a full postcode: somebody's home, whatever the street is called,
            # unless a venue is named before it.
            door += max(0, start - 90)
            if not _VENUE.search(view.text[max(0, door - 60) : door]):
                found.append((door, end))
            continue
        typed = text.original[slice(*view.original(start, end))]
        home = _near(view.text, start, end, _HOME)
        shouted = sum(each.isupper() for each in typed) >= 2
        after_street = bool(_STREET.search(view.data[max(0, start - 80) : start]))
        if home or ((shouted or after_street) and not _near(view.text, start, end, _VENUE)):
            found.append((start, end))
    found.extend(_streets(text))
    for match in _BACKWARDS.finditer(view.data):
        start, end = match.span()
        if _near(view.text, start, end, _HOME):
            found.append((start, end))
    for american in _ZIP.finditer(text.original):
        yield american.span()
    done = 0
    for start, end in sorted(found):
        if start >= done:
            yield view.original(start, end)
            done = end


def _door(before: bytes) -> int | None:
    """Where the last door and street of ``before`` begin."""
    begins = [
        match.start()
        for match in _STREET.finditer(before)
        if not _NOT_PLACES.search(match.group().decode("latin-1"))
    ]
    return begins[-1] if begins else None


def _streets(text: Normalised) -> Iterator[Span]:
    """Numbered streets that somebody calls home, or that stand with no venue beside them."""
    view = text.base
    for match in _STREET.finditer(view.data):
        start, end = match.span()
        words = match.group().decode()
        if _NOT_PLACES.search(words) or _FAMOUS.search(words):
            continue
        typed = text.original[slice(*view.original(start, end))]
        names = [each for each in re.findall(r"[^\W\d_][\w'.-]*", typed) if len(each) > 1]
        named = len(names) >= 2 and all(each[0].isupper() for each in names[-2:])
        home = _near(view.text, start, end, _HOME)
        sure = bool(_SURE_END.search(words))
        if (home and (sure or named)) or (named and not _beside(view.text, start, end, _VENUE)):
            yield start, end


def _beside(text: str, start: int, end: int, pattern: re.Pattern[str]) -> bool:
    """Is the pattern near, outside the words themselves? "Station Road" is no station."""
    before, after = text[max(0, start - _WINDOW) : start], text[end : end + 40]
    return bool(pattern.search(before) or pattern.search(after))


def _near(text: str, start: int, end: int, pattern: re.Pattern[str]) -> bool:
    """Is the pattern in the same or a neighbouring sentence?"""
    return bool(pattern.search(text[max(0, start - _WINDOW) : end + 40]))
