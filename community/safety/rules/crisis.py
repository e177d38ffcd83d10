"""Words of danger to life: wanting to die, hurting oneself, being hurt now, ways of dying.

Never refused and never blamed. The author is offered support at once and a person is told; what
others see meanwhile is the space's policy. A phrase counts when it is the author's own, now, and
meant: not denied, not somebody else's, not long ago, not a figure of speech. When it is unclear,
it counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from community.safety.rules import crisis_context as context
from community.safety.rules.catalogue import Code, Finding, Reading, Rule
from community.safety.rules.context import Sentence
from community.safety.rules.crisis_acts import ACT, ATTEMPT, METHOD, OTHERS, SOFT, WEAK
from community.safety.rules.crisis_phrases import HARMED, INTENT, SELF_HARM
from community.safety.rules.wording import PatternSet
from community.safety.verdicts import Outcome, Severity, Surface

_ALL: Final = (
    *(("intent", source) for source in INTENT),
    *(("intent", source) for source in ACT),
    *(("attempt", source) for source in ATTEMPT),
    *(("self_harm", source) for source in SELF_HARM),
    *(("harmed", source) for source in HARMED),
    *(("method", source) for source in METHOD),
    *(("other_person", source) for source in OTHERS),
)
_SET: Final = PatternSet([source for _, source in _ALL])
# A phrase that is itself a denial ("do not want to live") is not undone by its own "not".
_DENIES: Final = [
    any(word in source for word in ("not ", "no|", " no ", "no one", "nobody", "nothing"))
    for source in _SET.sources
]
# Signs that say too little alone: two when one of them is soft (the first ones), else three.
_WEAK: Final = PatternSet((*SOFT, *WEAK))
_SIGNS_APART: Final = 700
_MOST_PER_PHRASE: Final = 25
_SPEAKS_OF_SELF: Final = re.compile(r"\b(?:i|my|me|myself)\b")
_CODE_OF: Final = {"attempt": "intent"}


def crisis(reading: Reading) -> Iterator[Finding]:
    """Distress that a person should see now; support for the author in every case."""
    view = reading.text.words
    seen: set[tuple[str, int]] = set()
    strong = False
    # A listing says whom it is for: only its author's own danger counts there.
    describes = reading.surface is Surface.GROUP
    for index in _SET.occurring(view.data):
        kind = _ALL[index][0]
        for count, match in enumerate(_SET.patterns[index].finditer(view.data)):
            if count >= _MOST_PER_PHRASE:
                break
            start, end = match.span()
            sentence = Sentence(reading.text, start, end, denies=_DENIES[index])
            if describes and not _SPEAKS_OF_SELF.search(f"{sentence.before}{sentence.phrase}"):
                continue
            judged = context.judge(kind, sentence)
            if judged is context.Judged.SET_ASIDE:
                continue
            span = view.original(start, end)
            if judged is context.Judged.SUPPORT_ONLY:
                yield Finding("", support=True)
                continue
            if (kind, span[0]) in seen:
                continue
            seen.add((kind, span[0]))
            strong = True
            yield _finding(reading, _CODE_OF.get(kind, kind), span)
    for start, end in _clinical(reading):
        strong = True
        yield _finding(reading, "method", view.original(start, end))
    if not strong and reading.surface not in {Surface.GROUP, Surface.DISPLAY_NAME}:
        yield from _several_weak(reading)


def _several_weak(reading: Reading) -> Iterator[Finding]:
    """Different signs close together, each of which alone is an ordinary bad day."""
    view = reading.text.words
    indexes = _WEAK.occurring(view.data)
    if len(indexes) < 2:
        return
    spans: list[tuple[int, int, bool]] = []
    for index in indexes:
        match = _WEAK.patterns[index].search(view.data)
        if match is None:
            continue
        sentence = Sentence(reading.text, match.start(), match.end(), denies=True)
        if context.judge("weak", sentence) is context.Judged.COUNTS:
            spans.append((*match.span(), index < len(SOFT)))
    spans.sort()
    for place, (start, end, _) in enumerate(spans):
        near = [each for each in spans[place:] if each[0] - start <= _SIGNS_APART]
        if len(near) >= (2 if any(soft for _, _, soft in near) else 3):
            yield _finding(reading, "intent", view.original(start, end))
            return


def _clinical(reading: Reading) -> Iterator[tuple[int, int]]:
    """Terms of the access-controlled list, as whole words, beside a sign of wanting to die."""
    if not reading.allowed.methods:
        return
    text = reading.text.words.text
    for term in reading.allowed.methods:
        start = text.find(term)
        while start != -1:
            end = start + len(term)
            whole = (
                not text[max(0, start - 1) : start].isalnum() and not text[end : end + 1].isalnum()
            )
            if whole and context.DYING.search(text[max(0, start - 200) : end + 200]):
                yield start, end
                break
            start = text.find(term, end)


def _finding(reading: Reading, kind: str, span: tuple[int, int]) -> Finding:
    outcome = Outcome.HOLD
    if kind != "method" and reading.space.on_crisis is Outcome.ALLOW:
        outcome = Outcome.ALLOW
    return Finding(f"crisis.{kind}", *span, outcome, support=True)


def load_methods(text: str) -> tuple[str, ...]:
    """The clinical list from the text of its file: one term a line, ``#`` starts a remark.

    Terms of fewer than three letters are left out: they would be found everywhere.
    """
    terms = (line.split("#", 1)[0].strip().lower() for line in text.splitlines())
    return tuple(dict.fromkeys(" ".join(term.split()) for term in terms if len(term) >= 3))[:5000]


_SEEN: Final = (
    "Thank you for saying how bad things are. We have told a person from the team, and kept your "
    "message safe for them to read first. You have done nothing wrong. If you might act on this "
    "now, ring 999, or Samaritans on 116 123, any time."
)
_GUIDANCE: Final = (
    "Read it now, before anything else. Answer the person, not the rule: thank them, ask plainly "
    "whether they are safe, use the checklist. Release it when others can hold it kindly; take out "
    "only ways, amounts and places. Never remove it without a message of care. A joke, a song or a "
    "memory that was held by mistake is released with a friendly line."
)

RULES = (
    Rule(
        name="crisis",
        version=1,
        theme="crisis",
        codes=(
            Code("crisis.intent", Outcome.HOLD, Severity.RISK_TO_LIFE, _SEEN),
            Code(
                "crisis.self_harm",
                Outcome.HOLD,
                Severity.RISK_TO_LIFE,
                "Thank you for trusting us with this. We have told a person from the team, and "
                "kept your message safe for them to read first. You have done nothing wrong. If "
                "you are badly hurt ring 999. Samaritans are there on 116 123, any time.",
            ),
            Code(
                "crisis.harmed",
                Outcome.HOLD,
                Severity.RISK_TO_LIFE,
                "It sounds as if somebody is hurting you. That is not your fault. We have told a "
                "person from the team, who will read this first. If you are in danger now, ring "
                "999; if you cannot speak, press 55 when asked.",
            ),
            Code(
                "crisis.method",
                Outcome.HOLD,
                Severity.RISK_TO_LIFE,
                "We are glad you are here. A person from the team will read this first, because "
                "ways of dying can be hard for others to read. You have done nothing wrong. If "
                "you might act on this now, ring 999, or Samaritans on 116 123, any time.",
            ),
            Code(
                "crisis.other_person",
                Outcome.HOLD,
                Severity.RISK_TO_LIFE,
                "You are worried about somebody's life, and it is good that you said so. If it is "
                "happening now, ring 999. We have told a person from the team, who will read this "
                "first and answer you.",
            ),
        ),
        plain=(
            "If your words sound as if you or somebody else may be in danger, we show you where "
            "help "
            "is, and a person from the team looks as soon as one is here. You are never told off."
        ),
        guidance=_GUIDANCE,
        function=crisis,
    ),
)
