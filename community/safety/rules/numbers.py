"""Numbers that point at one person: telephone, NHS, National Insurance, bank.

The text is cut into *groups* (``077``, ``double seven``, ``o7``) with the gaps between them, and
groups that stand close enough are put together, always on whole groups, until they make the
shape of a number. Dates, times, doses, scores, prices and lists of numbers do not.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from community.safety.rules import identifiers
from community.safety.rules.normalise import Normalised, Span, View
from community.safety.rules.wording import pattern

# What this country publishes for everyone to ring. The service's own come from settings.
PUBLIC: Final = frozenset(
    {
        "999", "112", "988", "911", "000", "111", "101", "105", "119", "18001", "18002", "18000",
        "116123", "116000",
        "116006", "116111", "85258", "61016", "08001111", "08000684141", "03001233393",
        "03001021234", "0800585858", "08088010525", "03003047000", "08082000247", "08088010327",
        "08088081677", "03001236600", "08081961776", "08088010677", "08000119100", "08009995428",
        "08006781602", "0800470809", "08004708090", "08088005000", "0800555111", "08085002222",
        "08081689111", "08088004444", "08001448848", "08001381111", "08088020133", "03001231110",
        "08009177650", "03009991212", "03331503456", "08088087777", "08088002222", "08088020925",
        "08088025544", "08088080000", "08088082008", "18002738255", "741741", "131114",
    }
)  # fmt: skip

_UNITS: Final = {
    "zero": "0", "oh": "0", "nought": "0", "naught": "0", "nil": "0", "one": "1", "two": "2",
    "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "o": "0", "won": "1", "fower": "4", "fife": "5", "sevn": "7", "sevan": "7", "ate": "8",
    "niner": "9", "zer0": "0", "thre": "3", "fiv": "5", "sixx": "6", "ait": "8",
}  # fmt: skip
_TENS: Final = {
    "ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14",
    "fifteen": "15", "sixteen": "16", "seventeen": "17", "eighteen": "18", "nineteen": "19",
    "twenty": "20", "thirty": "30", "forty": "40", "fourty": "40", "fifty": "50", "sixty": "60",
    "seventy": "70", "eighty": "80", "ninety": "90",
}  # fmt: skip
_TIMES: Final = {"double": 2, "dbl": 2, "triple": 3, "treble": 3}
_LEET: Final = str.maketrans({"o": "0", "l": "1", "i": "1", "z": "2", "s": "5", "b": "8"})

_WORD_CHOICES = "|".join(
    sorted((*_UNITS, *_TENS, *_TIMES, "hundred", "thousand"), key=len, reverse=True)
)
_GROUP = pattern(
    r"(?:\+ ?)?[0-9][0-9oliszb]*"
    r"|\b[oli]{1,3}[0-9][0-9oliszb]*"
    rf"|\b(?:{_WORD_CHOICES})(?:(?:-| )?(?:{_WORD_CHOICES}))*\b"
)
_ONE_WORD = re.compile(rf"(?:{_WORD_CHOICES})")

# "o7seven00": words and digits run together.
_UNIT_CHOICES = "zero|nought|one|two|three|four|five|six|seven|eight|nine"
_WORD_BY_DIGIT = re.compile(rf"(?<=[0-9])(?:{_UNIT_CHOICES})|(?:{_UNIT_CHOICES})(?=[0-9])")

# What may stand between two groups of one number: a little punctuation, or a word that says so.
_GAP = re.compile(
    r"[\s.\-_/\\|*~,;:()\[\]{}'\"+=<>#^\u00b7\x7f!&]{0,6}"
    r"(?:(?:then|and then|and|dash|hyphen|space|dot|point|next|followed by|after that|slash|"
    r"(?:and )?(?:it )?(?:ends?|ending|finish(?:es|ing)?)(?: with| in)?|gap|stop|comma|plus)"
    r"[\s.\-_,;:)\]]{1,4})?"
)
_LIGHT = re.compile(r"[ \t\n.\-_|*~()\[\]/^]{0,4}\Z")
_DATE = re.compile(
    r"(?:[0-3]?[0-9])[./\- ][01]?[0-9][./\- ](?:19|20)[0-9]{2}\Z|(?:19|20)[0-9]{2}[./-]"
)
_CUE = re.compile(
    r"\b(?:call|ring|phone|text|txt|message|msg|mobile|mob|cell|tel|telephone|number|num|"
    r"whats ?app|"
    r"reach|contact|bell|dial|no\.|imessage|sms|fone|digits|landline|line is)\b"
)
_CLOCK = re.compile(r"(?<![0-9:])(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?![0-9:])")
_MONEY_OR_UNIT = re.compile(
    r"\s?(?:mg|ml|mcg|kg|g|st|lbs?|kcals?|cals?|calories|steps|miles|km|m|cm|mm|%|percent|pounds|"
    r"quid|p|"
    r"eur|dollars|years?|yrs?|months?|weeks?|days?|hours?|hrs?|mins?|minutes|seconds|secs|am|pm|"
    r"people|"
    r"views|likes|followers|words|times|users|members|deaths|cases|patients|copies|bpm)\b"
)
# A line for everyone, here or in another country; never a mobile.
_HELPLINE = re.compile(
    r"\b(?:hotline|helpline|help line|lifeline|life line|samaritans|crisis (?:line|number|team|"
    r"text)|"
    r"support line|advice line|freephone|switchboard|childline|nhs 24)\b"
)
_FREE: Final = ("0800", "0808", "03", "1800", "1888", "1877", "1866", "1855", "1833", "116", "13")
_NHS_CUE = re.compile(r"\bnhs\b[^.\n]{0,40}\Z")
_MOST_GROUPS: Final = 16


@dataclass(frozen=True, slots=True)
class _Group:
    digits: str
    start: int
    end: int
    spelled: bool
    plus: bool


def digits_of(text: str) -> str:
    """Only the digits; ``+44`` and ``0044`` become the ``0`` that people dial here."""
    digits = "".join(each for each in text if each.isdigit())
    return _dialled(digits, text.strip().startswith("+44"))


def _dialled(digits: str, abroad: bool) -> str:
    """The same of bare digits; ``abroad``: they were led by ``+44``."""
    if abroad or (digits.startswith("44") and len(digits) == 12):
        return "0" + digits[2:].removeprefix("0")
    if digits.startswith("0044"):
        return "0" + digits[4:].removeprefix("0")
    return digits


def find(text: Normalised, allowed: frozenset[str] = frozenset()) -> Iterator[tuple[str, Span]]:
    """Each number that points at a person: its kind and its span in the text as typed."""
    view = text.base
    for kind, span in identifiers.find(view):
        yield kind, view.original(*span)
    if _WORD_BY_DIGIT.search(view.text):
        view = view.rewritten(
            (*match.span(), _UNITS[match.group()]) for match in _WORD_BY_DIGIT.finditer(view.text)
        )
    cues: list[int] | None = None
    for run in _runs(view):
        if cues is None:
            cues = [match.start() for match in _CUE.finditer(view.text)]
        yield from _read_run(view, run, allowed, cues)


def _runs(view: View) -> Iterator[list[_Group]]:
    """Groups that stand close together."""
    run: list[_Group] = []
    for match in _GROUP.finditer(view.data):
        group = _as_group(view, *match.span())
        if group is None:
            continue
        if run:
            gap = view.text[run[-1].end : group.start]
            if len(gap) > 24 or not _GAP.fullmatch(gap):
                if _enough(run):
                    yield run
                run = []
        run.append(group)
    if _enough(run):
        yield run


def _enough(run: list[_Group]) -> bool:
    return sum(len(group.digits) for group in run) >= 6


def _as_group(view: View, start: int, end: int) -> _Group | None:
    raw = view.text[start:end]
    if raw[0].isalpha() and not any(each.isdigit() for each in raw):
        # Only whole words, and not the "o" of "o'clock".
        if end < len(view.text) and (view.text[end].isalnum() or view.text[end] == "'"):
            return None
        digits = _spoken(raw)
        return _Group(digits, start, end, True, False) if digits else None
    if raw[0] in "oli" and start and (view.text[start - 1].isalnum()):
        return None
    digits = raw.lstrip("+ ").translate(_LEET)
    if any(each.isalpha() for each in raw):
        # "5s", "10lbs", "3oz" are words with a number; "o77oo" is a number in a mask.
        after = view.text[end : end + 1]
        shown = sum(each.isdigit() for each in raw)
        if after.isalpha() or (len(raw) < 3 and raw[0] not in "ol") or not shown:
            plain = re.match(r"[0-9]+", raw)
            if plain is None:
                return None
            return _Group(plain.group(), start, start + plain.end(), False, False)
    return _Group(digits, start, end, False, raw.startswith("+"))


def _spoken(raw: str) -> str:
    out: list[str] = []
    times = 1
    tens = ""
    for word in _ONE_WORD.findall(raw):
        if word in _TIMES:
            times = _TIMES[word]
            continue
        if word == "hundred":
            out.append("00")
        elif word == "thousand":
            out.append("000")
        elif word in _TENS:
            out.append(_TENS[word] * times)
            tens = word
            times = 1
            continue
        else:
            digit = _UNITS[word]
            if tens and _TENS[tens].endswith("0") and tens != "ten" and times == 1 and digit != "0":
                out[-1] = out[-1][:-1] + digit
            else:
                out.append(digit * times)
        times = 1
        tens = ""
    return "".join(out)


def _read_run(
    view: View, run: list[_Group], allowed: frozenset[str], cues: list[int]
) -> Iterator[tuple[str, Span]]:
    index = 0
    while index < len(run):
        found = _longest_from(view, run, index, allowed, cues)
        if found is None:
            index += 1
            continue
        kind, last = found
        if kind:
            yield kind, view.original(run[index].start, run[last].end)
        index = last + 1


def _longest_from(
    view: View, run: list[_Group], first: int, allowed: frozenset[str], cues: list[int]
) -> tuple[str, int] | None:
    digits = ""
    best: tuple[str, int] | None = None
    for last in range(first, min(first + _MOST_GROUPS, len(run))):
        digits += run[last].digits
        if len(digits) > 16:
            break
        if len(digits) < 6:
            if digits in PUBLIC or digits in allowed:
                best = ("", last)
            continue
        abroad = run[first].plus and digits.startswith("44")
        known = _dialled(digits, abroad) if len(digits) > 6 else digits
        if known in PUBLIC or known in allowed:
            best = ("", last)
            continue
        chosen = run[first : last + 1]
        kind = _kind(view, chosen, digits, cues)
        if kind == "phone" and known.startswith(_FREE) and _helpline_near(view, chosen):
            best = ("", last)
            continue
        if kind:
            best = (kind, last)
    return best


def _helpline_near(view: View, groups: list[_Group]) -> bool:
    near = view.text[max(0, groups[0].start - 80) : groups[-1].end + 20]
    return _HELPLINE.search(near) is not None


def _kind(view: View, groups: list[_Group], digits: str, cues: list[int]) -> str:
    """``phone``, ``nhs_number``, ``bank`` or nothing, for exactly these groups."""
    start, end = groups[0].start, groups[-1].end
    if _counting(groups, digits) or identifiers.labelled(view, start, digits):
        return ""
    length = len(digits)
    place = bisect_left(cues, start - 60)
    cue = place < len(cues) and cues[place] < end + 24
    if _DATE.match(view.text[start:end]) or (
        not cue and view.text[start - 1 : start] in {"#", "$"}
    ):
        return ""
    before = view.text[max(0, start - 60) : start]
    if len(_CLOCK.findall(view.text[max(0, start - 3) : end + 3])) > 2:
        return ""
    if length == 10 and _is_nhs_number(groups, digits, before):
        return "nhs_number"
    if length in {15, 16} and not groups[0].plus:
        light = len(groups) <= 4
        return "bank" if light and digits[0] in "3456" and identifiers.luhn(digits) else ""
    if _from_abroad(groups, digits, cue):
        return "phone"
    if digits[0] == "0":
        return _british(view, groups, digits, cue)
    if length == 10 and digits[0] == "7" and _without_its_nought(groups, cue):
        return "" if _quantity(view, groups) else "phone"
    return _foreign(view, groups, digits, cue)


def _without_its_nought(groups: list[_Group], cue: bool) -> bool:
    widest = max(len(group.digits) for group in groups)
    return cue or widest >= 4 or all(group.spelled for group in groups)


def _from_abroad(groups: list[_Group], digits: str, cue: bool) -> bool:
    """With the code of a country: ``+…``, ``00…`` or ``44…``."""
    length = len(digits)
    if groups[0].plus and 9 <= length <= 15:
        return True
    if digits.startswith("00") and 11 <= length <= 16 and digits[2] != "0":
        return len(groups) <= 8 or cue
    bare = digits[2:].lstrip("0")[:1]
    return digits.startswith("44") and length in {12, 13} and bare in set("1235789")


def _is_nhs_number(groups: list[_Group], digits: str, before: str) -> bool:
    """Called so, or written as one is with its check digit right."""
    if "nhs" in before and _NHS_CUE.search(before):
        return True
    written_so = _shape(groups) in {(3, 3, 4), (10,)} and not digits.startswith(("0", "7"))
    return written_so and identifiers.nhs_checks(digits)


def _british(view: View, groups: list[_Group], digits: str, cue: bool) -> str:
    length = len(digits)
    second = digits[1]
    if length == 11 and second in "1235789":
        if _times_of_day(view, groups):
            return ""
        return "phone"
    if length == 10 and second in "18" and (cue or max(len(each.digits) for each in groups) >= 3):
        return "phone"
    return ""


def _foreign(view: View, groups: list[_Group], digits: str, cue: bool) -> str:
    """Numbers of other shapes: by their grouping, or because somebody says it is a number."""
    if _quantity(view, groups):
        return ""
    between = view.text[groups[0].start : groups[-1].end]
    all_spelled = all(group.spelled for group in groups)
    if "," in between and not any(group.spelled for group in groups) and not cue:
        return ""
    length = len(digits)
    shape = _shape(groups)
    american = shape in {(3, 3, 4), (1, 3, 3, 4), (10,)} and digits[-10] in "23456789"
    said = all_spelled and 7 <= length <= 13 and (cue or length >= 10)
    # One digit at a time, with the same small gap: nobody writes anything else so.
    apart = length in {10, 11} and shape == (1,) * length and _light(view, groups)
    solid = length in {11, 12, 13} and len(groups) == 1 and not digits.endswith("000")
    if american or said or apart or solid:
        return "phone"
    if 7 <= length <= 13 and cue and _light(view, groups):
        return "" if _times_of_day(view, groups) or _year_like(shape, digits) else "phone"
    return ""


def _shape(groups: list[_Group]) -> tuple[int, ...]:
    return tuple(len(group.digits) for group in groups)


def _light(view: View, groups: list[_Group]) -> bool:
    return all(_LIGHT.match(view.text[left.end : right.start]) for left, right in pairwise(groups))


def _year_like(shape: tuple[int, ...], digits: str) -> bool:
    return shape in {(4, 4), (2, 2, 4), (1, 2, 4), (2, 1, 4), (1, 1, 4)} or (
        shape == (8,) and digits[:2] in {"19", "20"}
    )


def _quantity(view: View, groups: list[_Group]) -> bool:
    """Steps, doses, pounds: the word after the number, or thousands in threes."""
    if _MONEY_OR_UNIT.match(view.text[groups[-1].end : groups[-1].end + 14]):
        return True
    shape = _shape(groups)
    thousands = len(groups) > 1 and shape[0] <= 3 and set(shape[1:]) == {3}
    return thousands and groups[0].digits[0] != "0" and not any(each.spelled for each in groups)


def _times_of_day(view: View, groups: list[_Group]) -> bool:
    """``07:30, 08:15 …``: pairs held together by colons, or all twos with commas between."""
    gaps = [view.text[left.end : right.start] for left, right in pairwise(groups)]
    short = all(len(group.digits) <= 2 for group in groups)
    return short and sum(gap == ":" for gap in gaps) * 2 >= len(gaps) > 1


def _counting(groups: list[_Group], digits: str) -> bool:
    """Up or down by equal steps ("1 2 3 4 5 …", "10 9 8 …"): counting, not a number."""
    if digits in identifiers.COUNTS:
        return True
    if len(groups) < 4:
        return len(groups) == 1 and len(digits) >= 6 and len(set(digits)) == 1
    numbers = [int(each.digits) for each in groups]
    step = numbers[1] - numbers[0]
    return numbers[-1] - numbers[0] == step * (len(numbers) - 1) and all(
        right - left == step for left, right in pairwise(numbers)
    )


def any_number(texts: Iterable[str]) -> frozenset[str]:
    """The dialled form of each of ``texts``; for settings."""
    return frozenset(digits_of(each) for each in texts if each)
