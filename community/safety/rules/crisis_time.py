"""When a phrase of danger was true: now, lately, or long ago."""

from __future__ import annotations

import re
from typing import Final

from community.safety.rules.context import Sentence

PAST: Final = re.compile(
    r"\b(?:used to|years? (?:ago|back|since)|months? (?:ago|back)|weeks ago|decades? ago|ages "
    r"ago|a (?:long|while) (?:time )?ago|long ago|in (?:19|20)\d\d|when i was (?:\d+|a|an|in|at|"
    r"younger|little|young|growing|about|around|only|pregnant|first|still)|"
    r"in the past|back then|at the time|in my (?:teens|twenties|thirties|20s|30s|40s|past|youth)|"
    r"as a (?:teen\w*|child|kid|young)|at (?:age )?\d\d|last (?:year|summer|winter|spring|autumn)"
    r"|"
    r"once (?:upon|wanted|tried|felt|was)|had (?:been|wanted|tried|planned|felt|thoughts)|no "
    r"longer|recover(?:ed|y|ing)|survived|survivor|"
    r"glad i (?:did not|am|never|got|stayed)|i am (?:so |really |very )?(?:glad|grateful|"
    r"thankful|happy) (?:i|that|to be|now|it)|got through|came through|better now|in a better "
    r"place|those days|that time|"
    r"my story|"
    r"previously|before i (?:got|found|started|joined|met)|until i (?:got|found|met|started|"
    r"joined)|clean\b|since my last|free (?:for|since)|days clean|months clean|years clean|"
    r"(?:days|weeks|months|years) (?:free|clean|without))\b"
)
_PAST_VERB: Final = re.compile(
    r"^(?:i )?(?:wanted|wished|tried|planned|attempted|committed|ended|was|felt|thought|got|"
    r"became|harmed|prayed|needed|hoped|decided|intended|considered|self harmed|cutting|"
    r"overdosed)\b"
)
_PAST_BEFORE: Final = re.compile(
    r"\b(?:was|were|had|did|felt|used to|got|kept|wanted|became|nearly|almost|tried|attempted|"
    r"thought|planned|made me|decided)\b(?: \w+){0,3} ?\Z"
)
_PERFECT_BEFORE: Final = re.compile(r"\b(?:have|has|i have)(?: \w+){0,2} ?\Z")
RECENT: Final = re.compile(
    r"\b(?:still|again|lately|recently|right now|today|tonight|yesterday|last night|this "
    r"(?:morning|week|evening|afternoon)|just now|hours? ago|days? ago|a few days|the other "
    r"(?:day|night)|earlier|"
    r"coming back|came back|last week)\b"
)
_FREE_OF: Final = re.compile(
    r"\b(?:days?|weeks?|months?|years?|yrs?) (?:clean|free|without|sober|since)\b(?!.*\b(?:r"
    r"elaps|again|"
    r"urges?|but)\b)"
)
_ATTEMPTED: Final = re.compile(r"\b(?:tried|attempted|attempt|overdosed|survived)\b")


def long_ago(sentence: Sentence) -> bool:
    """Is it told as over? An attempt without any word of when may be yesterday's, so it is not."""
    before, after = sentence.before, sentence.after
    whole = f"{before}{sentence.phrase}{after}"
    if "wish" in sentence.phrase[:60] and "had not" in sentence.phrase:
        return False
    if _FREE_OF.search(whole):
        return True
    if RECENT.search(whole):
        return False
    if PAST.search(whole):
        return not re.search(
            r"\b(?:since|for (?:the (?:last|past) )?(?:\w+ )?years|ever since|now)\b", whole
        ) or bool(
            re.search(
                r"\b(?:used to|years ago|recovered|no longer|clean|survived|free|without)\b", whole
            )
        )
    if _ATTEMPTED.search(before[-20:] + sentence.phrase):
        return False
    if _PAST_VERB.match(sentence.phrase) and not _PERFECT_BEFORE.search(before):
        return True
    return bool(_PAST_BEFORE.search(before)) and not _PERFECT_BEFORE.search(before)
