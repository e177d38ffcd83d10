"""Selling, recruiting, research and press, from people whom nobody knows here yet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from community.safety.rules import hosts
from community.safety.rules.catalogue import Code, Finding, Reading, Rule
from community.safety.rules.wording import PatternSet
from community.safety.verdicts import Outcome, Severity, Surface

_SELLING: Final = (
    (
        r"\b(?:buy now|order now|limited (?:time )?offer|discount code|promo code|coupon|free "
        r"(?:shipping|delivery)|money back guarantee|best price|for sale|special offer|use (?:my "
        r")?code|referral (?:link|code)|affiliate|click (?:the |my )?(?:link|here)|link in (?:my "
        r")?bio|sign up (?:now|here|today)|act now|order (?:yours|today)|dm (?:me )?(?:for|to) "
        r"(?:price|order|buy))\b"
    ),
    (
        r"\b(?:i|we) (?:sell|am selling|are selling|offer|provide|can supply) (?:[a-z]+ "
        r"){0,4}?(?:coac"
        r"hing|"
        r"services|sessions|therapy|healing|reiki|readings|supplements|cbd|oils?|courses?|"
        r"e-?books?|products|pills|meds|medication|xanax|diazepam|weed|vapes|loans?|essays?)\b"
    ),
    (
        r"\b(?:earn|make|made|making) (?:[#$]? ?[0-9][0-9,.k]*|money|cash|extra (?:cash|income)|"
        r"an income|thousands|up to)(?: [a-z]+){0,3} (?:from home|online|a (?:day|week|month)|"
        r"per (?:day|week|month)|weekly|daily|fast|easily|working from)\b"
    ),
    (
        r"\b(?:work from home opportunity|passive income|financial freedom|be your own boss|join "
        r"my team|business opportunity|network marketing|forex|binary options|bitcoin|"
        r"crypto(?:currency)? (?:trading|investment|expert|signals)|investment (?:platform|"
        r"opportunity|plan)|guaranteed (?:returns?|profit)|trading (?:platform|signals|expert)|"
        r"recover(?:y)? (?:expert|hacker|agent)|hire a hacker|spell ?caster|love spell|lottery "
        r"winner|casino|betting tips|payday loans?|instant loan|loan offer|credit repair|essay "
        r"writing service)\b"
    ),
    (
        r"\b(?:cured|healed|saved) (?:me|my [a-z]+) (?:completely |totally |100 ?% )?(?:thanks "
        r"to|with the help of|by) (?:dr|doctor|herbal|a spell)\b"
    ),
    (
        r"\b(?:buy|cheap|order|get) (?:[a-z]+ ){0,2}?(?:xanax|valium|diazepam|viagra|tramadol|"
        r"oxycodone|adderall|pregabalin|steroids|followers|likes)(?: online| cheap| here| "
        r"without)?\b"
    ),
)
_PRIVATE: Final = (
    (
        r"(?:^|[.,!?\n(] ?|\b(?:just|please|can|so|and|or|anyone|feel free to|you can|want to) )"
        r"(?:dm|pm|inbox|message|private message|direct message|hmu|hit) me(?: up)?\b"
    ),
    (
        r"\b(?:message|text|contact|email|dm|pm) me (?:privately|in private|directly|off here|"
        r"for (?:more|details|info|the link|price))\b"
    ),
    r"\b(?:slide into|check|in) (?:my|your) (?:dms?|inbox)\b",
    (
        r"\b(?:let us|can we|shall we|want to|wanna|could we) (?:talk|chat|speak|meet) "
        r"(?:privately|in private|one to one|off here|off this|somewhere else|elsewhere)\b"
    ),
)
_RESEARCH: Final = (
    (
        r"\b(?:i am|we are|my name is [a-z]+ and i am) (?:a |an |currently |conducting |doing |"
        r"carrying |working |the )*(?:[a-z]+ ){0,3}?(?:researcher|journalist|reporter|producer|"
        r"phd student|masters student|postgraduate|documentary|research(?:ing)?|dissertation|"
        r"casting)\b"
    ),
    (
        r"\b(?:take part|participate|participants?|volunteers?|recruiting|looking for people|"
        r"seeking people|fill (?:in|out)|complete) (?:[a-z']+ ){0,5}?(?:survey|study|research|"
        r"questionnaire|interview|documentary|dissertation|focus group|clinical trial|trial)\b"
    ),
    (
        r"\b(?:short|anonymous|online|quick|my|our|this) (?:[a-z]+ ){0,2}?(?:survey|"
        r"questionnaire|research study)\b"
    ),
    (
        r"\b(?:ethical approval|ethics approval|participant information|amazon voucher|prize "
        r"draw|paid study|tv (?:show|programme|documentary)|casting (?:call|producer)|would love "
        r"to (?:interview|feature|hear your story for))\b"
    ),
)
_SETS: Final = (
    ("selling", PatternSet(_SELLING)),
    ("private", PatternSet(_PRIVATE)),
    ("research", PatternSet(_RESEARCH)),
)


def spam(reading: Reading) -> Iterator[Finding]:
    """Held only for newcomers; two signs together, or a link beside one, for members as well."""
    if reading.standing.is_staff:
        return
    view = reading.text.words
    found: list[tuple[str, int, int]] = []
    for kind, patterns in _SETS:
        for index in patterns.occurring(view.data):
            match = patterns.patterns[index].search(view.data)
            if match is not None:
                found.append((kind, *match.span()))
    if not found:
        return
    new = reading.standing.is_new
    linked = any(
        link.kind == "other" for link in hosts.find_links(reading.text, reading.allowed.hosts)
    )
    selling = sum(kind == "selling" for kind, _, _ in found)
    if not new and not (selling and (linked or len(found) > 1)) and not (linked and len(found) > 1):
        return
    for kind, start, end in found:
        yield Finding(f"spam.{kind}", *view.original(start, end))


_WAIT: Final = "A person reads it first; you do not need to do anything."


def _code(name: str, what: str) -> Code:
    return Code(f"spam.{name}", Outcome.HOLD, Severity.ROUTINE, f"{what} {_WAIT}")


RULES = (
    Rule(
        name="spam",
        version=1,
        theme="spam",
        codes=(
            _code("selling", "This looks as if something is offered or sold."),
            _code(
                "private", "This asks people to talk in private, which we look at for newcomers."
            ),
            _code(
                "research",
                "This looks like research or press work, which we agree with people first.",
            ),
        ),
        plain="We do not sell, recruit, or ask people to take part in research or press work here.",
        guidance=(
            "Newcomers who ask for private talk are usually lonely, not sly: answer kindly and "
            "show "
            "them the rooms. Selling goes. Research and press need the service's agreement first."
        ),
        function=spam,
        surfaces=frozenset({Surface.POST, Surface.TOPIC_TITLE, Surface.CHAT_LINE, Surface.PROFILE}),
    ),
)
