"""Slurs, abuse aimed at somebody, threats, and hatred of a group of people.

Narrow on purpose. People here tell what was said to them, deny it, and take words back: those
stay. Only slurs are refused; everything else that this sees waits for a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from community.safety.rules.catalogue import Code, Finding, Reading, Rule
from community.safety.rules.conduct_phrases import (
    ABUSE,
    HATE,
    HATE_BY_DENIAL,
    HOMONYMS,
    THREAT,
)
from community.safety.rules.context import Sentence
from community.safety.rules.slurs import SLURS
from community.safety.rules.wording import PatternSet, pattern
from community.safety.verdicts import Outcome, Severity, Surface

_SLUR: Final = pattern(rf"\b(?:{'|'.join(sorted(SLURS, key=len, reverse=True))})\b")
_HOMONYM: Final = re.compile(HOMONYMS)
_ABUSE: Final = PatternSet(ABUSE)
_THREAT: Final = PatternSet(THREAT)
_HATE: Final = PatternSet(HATE)
_HATE_BY_DENIAL: Final = PatternSet(HATE_BY_DENIAL)
_MOST: Final = 25

# "they called me a …", "the word …", "saying that … is wrong": speaking about it, not doing it.
_SPOKEN_OF: Final = re.compile(
    r"\b(?:call(?:s|ed|ing)?|shout(?:s|ed|ing)?|yell(?:s|ed|ing)?|scream(?:s|ed|ing)?|said|says?|"
    r"saying|told|tells?|telling|"
    r"words?|slurs?|terms?|names?|labels?|labell?ed|labell?ing|insults?|phrases?|referred|"
    r"refer(?:s|ring)?|using|uses?|used|wrote|written|writes|"
    r"posts?|posted|comment(?:s|ed)?|messages?|messaged|texted|chant(?:s|ed|ing)?|graffiti|"
    r"sprayed|hear(?:s|d|ing)?|whisper(?:s|ed|ing)?|voices?|"
    r"quote|quoting|quoted|named|dubbed|branded|bullied|bullies|bully|taunt(?:s|ed)?|mock(?:s|ed|"
    r"ing)?|such as|like when|statements?|claim(?:s|ed|ing)?|claims that|"
    r"believe(?:s|d)?|believing|think(?:s|ing)?|thought|assume(?:s|d)?|stereotypes?|myth|idea|"
    r"notion|argue(?:s|d)?|suggest(?:s|ed|ing)?|imply|implies|meant?|means|"
    r"feel(?:s|ing)?|felt|make(?:s)? (?:you|me|them|people)|made (?:you|me|them)|making (?:you|"
    r"me)|convince(?:s|d)?|convincing|treat(?:s|ed|ing)?|"
    r"evidence|facts?|suggestions?|accept|accepting|possible|proof|do you really|to say|instead "
    r"of|rather than|opposed to|against|why do|why would|why should|how can|accus(?:e|es|ed|ing)|"
    r"whether|if|unless|remember when|imagine|pretend|"
    r"anyone who|people who|those who|whoever|everyone who|racists?|homophobes?|bigots?|nazis?|"
    r"haters?|trolls?|abusers?)\b(?:[^.!?\n]{0,60})\Z"
)
# "I think that all … " is the author's own opinion.
_I_SAY: Final = re.compile(
    r"\bi (?:\w+ )?(?:think|say|believe|feel|meant?|said|call|use|told you|hear|claim|argue|"
    r"suggest)\b"
)
_DENIED: Final = re.compile(
    r"\b(?:not|never|no|no one|nobody|none|neither|nor|hardly|without|stop|stopped|stopping|do "
    r"not|refuse to|unfair|wrong|unacceptable|disgusting|awful|terrible|horrible|cruel|hate it "
    r"when|hate when|sick of|tired of)\b"
    r"(?:[ ,]+[\w']+){0,6}[ ,]*\Z"
)
_DENIED_AFTER: Final = re.compile(
    r"^[\"' ,)]*(?:\w+ ){0,3}?(?:is|are|was|were|seems|sounds) (?:\w+ ){0,3}?(?:wrong|not (?:ok|"
    r"okay|true|right|acceptable|fair|funny|cool|nice|the)|unacceptable|racist|hateful|hate "
    r"speech|offensive|a slur|slurs|hurtful|harmful|"
    r"disgusting|vile|awful|terrible|horrible|cruel|bigot\w*|homophob\w*|transphob\w*|sexist|"
    r"misogyn\w*|ignorant|stupid|ridiculous|nonsense|rubbish|abus\w*|bullying|never|unkind|a lie|"
    r"lies|false|evil|sickening|stereotyp\w*|a myth|dehumani\w*|discriminat\w*)"
    r"|^[\"' ,)]*(?:and|but) (?:it|that|this|i) (?:hurt|broke|made|upset|was|is|cried|felt|"
    r"really|still)"
)
_OWN: Final = re.compile(
    r"\b(?:i am|i was|i feel like|i felt like|being|as|us|we are|my own|myself|proud|fellow|we)"
    r"(?: (?:a|an|such a|the|just a|proud|fucking|little|big|old|total|complete))* ?\Z"
)
_PLAIN_THINGS: Final = re.compile(
    r"^[ ,]*(?:too )?(?:depression|anxiety|brain|ocd|ptsd|cancer|covid|illness|addiction|bpd|"
    r"adhd|bipolar|psychosis|voices?|insomnia|mental|stress|monday|life|world|universe|2\d{3}|"
    r"past|self|grief|pain|fear|panic|dwp|pip|system|tory|government|weather|winter|disease|"
    r"demons?|thoughts?|feelings?|chronic|fibro\w*|mate|lol|haha|lmao)\b"
)
# "I would just die", "the way to kill yourself": not said at anybody.
_OF_ONESELF: Final = re.compile(
    r"\b(?:i|we|would|could|will|might|may|to|rather|probably|people|that|or|me|can)(?: \w+)? ?\Z"
)
_DIE: Final = re.compile(
    r"(?:(?:just|go|please|should) )*(?:and )?(?:die|end it|kill|drop dead|rot|hang|jump|drown|"
    r"end your)"
)
# "Before you kill yourself …", "if you want to …", "do not …": said to keep somebody here.
_ADVISING: Final = re.compile(
    r"\b(?:before|if|when|that|do not|because|than|why|urge|wanting|want(?:s|ed)? (?:to|you to)|"
    r"reasons? (?:to )?not to)(?: you)?(?: \w+)? ?\Z"
)
_MOVED_BY: Final = re.compile(r"\b(?:wish|want|let|help|need|hope|pray)(?:s|ed)? (?:that )?\Z")


_KINDS: Final = (
    (_ABUSE, "abuse"),
    (_THREAT, "threat"),
    (_HATE, "hate"),
    (_HATE_BY_DENIAL, "hate"),
)


def slur(reading: Reading) -> Iterator[Finding]:
    """A slur used of somebody. Quoted, denied, told of or taken back, it stays."""
    view = reading.text.words
    for count, match in enumerate(_SLUR.finditer(view.data)):
        if count >= _MOST:
            return
        start, end = match.span()
        sentence = Sentence(reading.text, start, end)
        if _HOMONYM.search(view.text[max(0, start - 24) : end + 32]):
            continue
        if _spoken_of(sentence) or _OWN.search(sentence.before):
            continue
        yield Finding("conduct.slur", *view.original(start, end))


def abuse(reading: Reading) -> Iterator[Finding]:
    """Insults, curses and threats said straight to a reader, and calls to harm a group."""
    view = reading.text.words
    for patterns, code in _KINDS:
        for index in patterns.occurring(view.data):
            for count, match in enumerate(patterns.patterns[index].finditer(view.data)):
                if count >= _MOST:
                    break
                start, end = match.span()
                sentence = Sentence(reading.text, start, end, denies=patterns is _HATE_BY_DENIAL)
                if _spoken_of(sentence) or _harmless(code, sentence):
                    continue
                yield Finding(f"conduct.{code}", *view.original(start, end))


def _spoken_of(sentence: Sentence) -> bool:
    if sentence.quoted:
        return True
    before = _I_SAY.sub(" ", sentence.before)
    if _SPOKEN_OF.search(before) or _DENIED_AFTER.match(sentence.after):
        return True
    if not sentence.denies and re.search(r"\b(?:not|never|no(?! one))\b", sentence.phrase[:-12]):
        return True
    return bool(_DENIED.search(before))


def _harmless(code: str, sentence: Sentence) -> bool:
    if _PLAIN_THINGS.match(sentence.after):
        return True
    if (
        code == "abuse"
        and re.search(r"\b(?:i|they|he|she|it|we|who|that)(?: \w+){0,2} ?\Z", sentence.before)
        and sentence.phrase.startswith(
            ("fuck", "shut", "piss", "screw", "kill yourself", "killing")
        )
    ):
        return True
    if _ADVISING.search(sentence.before) and _DIE.search(sentence.phrase):
        return True
    if _OF_ONESELF.search(sentence.before) and _DIE.match(sentence.phrase):
        return True
    return bool(_MOVED_BY.search(sentence.before)) and code != "hate"


_GUIDANCE: Final = (
    "Ask who is meant. Telling what was said, denying it, counter-speech and words people use of "
    "themselves are welcome: release them. Abuse of a member or of a group goes, with a message "
    "that says which words and why. A threat: look at both people's safety before the words."
)

RULES = (
    Rule(
        name="conduct.slur",
        version=1,
        theme="conduct",
        codes=(
            Code(
                "conduct.slur",
                Outcome.REFUSE,
                Severity.CONDUCT,
                "One word here puts people down for who they are. Please say it another way. If "
                "you "
                "are telling us what somebody said to you, put their words in “quotes”.",
            ),
        ),
        plain="We do not use words that put people down for who they are.",
        guidance=_GUIDANCE,
        function=slur,
    ),
    Rule(
        name="conduct.abuse",
        version=1,
        theme="conduct",
        codes=(
            Code(
                "conduct.abuse",
                Outcome.HOLD,
                Severity.CONDUCT,
                "Some of these words could hurt whoever reads them, so a person reads this first. "
                "You can edit it meanwhile. If we got it wrong, they will simply show it.",
            ),
            Code(
                "conduct.threat",
                Outcome.HOLD,
                Severity.HARM,
                "This could be read as a threat, so a person reads it first. You can edit it "
                "meanwhile. If we got it wrong, they will simply show it.",
            ),
            Code(
                "conduct.hate",
                Outcome.HOLD,
                Severity.CONDUCT,
                "This could be read as being against a whole group of people, so a person reads it "
                "first. You can edit it meanwhile. If we got it wrong, they will simply show it.",
            ),
        ),
        plain="We do not insult or threaten each other, or turn on a group of people.",
        guidance=_GUIDANCE,
        function=abuse,
        surfaces=frozenset(Surface) - {Surface.GROUP},
    ),
)
