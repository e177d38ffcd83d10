"""Numbers known by their shape or their label: National Insurance, bank, ISBN, counting."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from community.safety.rules.normalise import Span, View
from community.safety.rules.wording import pattern

_NI = pattern(
    r"\b([a-ceghj-prstw-z][ .\-/]?[a-ceghj-nprstw-z])[ .\-/]{0,3}"
    r"(?:[0-9]{2}[ .\-/]{0,3}[0-9]{2}[ .\-/]{0,3}[0-9]{2}|[0-9]{3}[ .\-/]{0,3}[0-9]{3})"
    r"[ .\-/]{0,3}[a-d]\b"
)
# Called so, any spacing and any two letters will do.
_NI_CALLED = pattern(
    r"\b(?:national insurance|nat ins|nino|n\.?i\.?)(?: ?(?:number|no|num))?\b[^0-9\n]{0,16}?"
    r"\b([a-z][ .\-/]{0,3}[a-z](?:[ .\-/]{0,3}[0-9o]){6}(?:[ .\-/]{0,3}[a-d])?)\b"
)
_NI_NEVER: Final = frozenset({"bg", "gb", "nk", "kn", "tn", "nt", "zz"})
_SORT_CODE = re.compile(r"\bsort ?code\b[^0-9]{0,12}[0-9]{2}[- ]?[0-9]{2}[- ]?[0-9]{2}\b")
_ACCOUNT = re.compile(
    r"\b(?:account|acc|acct)(?: (?:number|no|num))?\b[^0-9a-z]{0,6}(?:is )?([0-9]{8})\b"
)
_UP: Final = "".join(map(str, range(1, 31)))
_DOWN: Final = "".join(map(str, range(30, 0, -1))) + "0"
COUNTS: Final = f"01234567890123456789 {_UP} {_DOWN} 9876543210 0112358132134"
# What a number is of, when it is not somebody's line.
_LABEL: Final = re.compile(
    r"\b(?:isbn(?:-1[03])?|barcode|bar code|ean|serial|order|tracking|parcel|model|part|article|"
    r"pmid|pmc|doi|claim|booking|ticket|version|batch|scores?|ratings?|moods?|mood diary)"
    r"(?: (?:number|no\.?|num|code|id|ref|this (?:week|fortnight|month)|for the week))?"
    r"[ :#=\-]{1,4}"
    r"(?:is |was |are |were )?[0-9 ,\-]{0,50}\Z"
)
_IN_AN_ADDRESS: Final = re.compile(r"(?:https?://|www\.|\.(?:com|org|net|uk|gov)/)[^\s]{0,400}\Z")


def find(view: View) -> Iterator[tuple[str, Span]]:
    """National Insurance numbers, sort codes and accounts: the kind, and the span in the view."""
    for match in _NI.finditer(view.data):
        if re.sub(rb"[^a-z]", b"", match.group(1)).decode() not in _NI_NEVER:
            yield "ni_number", match.span()
    if "n" in view.text:
        for match in _NI_CALLED.finditer(view.data):
            yield "ni_number", match.span(1)
    if "sort" in view.text or "acc" in view.text:
        for shape in (_SORT_CODE, _ACCOUNT):
            for found in shape.finditer(view.text):
                yield "bank", found.span()


def labelled(view: View, start: int, digits: str) -> bool:
    """An ISBN, a parcel, a week of moods, part of a web address: no line to ring."""
    if len(digits) == 11 and digits.startswith("07"):
        return False
    before = view.text[max(0, start - 60) : start]
    if _LABEL.search(before):
        return True
    address = view.text[max(0, start - 400) : start]
    return "/" in address and _IN_AN_ADDRESS.search(address) is not None


def nhs_checks(digits: str) -> bool:
    """Is the last of the ten digits the check digit of the other nine?"""
    total = sum(int(digit) * (10 - place) for place, digit in enumerate(digits[:9]))
    check = 11 - total % 11
    return len(set(digits)) > 1 and (0 if check == 11 else check) == int(digits[9])


def luhn(digits: str) -> bool:
    """Does a card's number end in the digit that it should?"""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
