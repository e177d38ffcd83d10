"""Extra rules that a space asks for: no numbers about bodies and food, no doses of medicines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from community.safety.rules.catalogue import Code, Finding, Reading, Rule
from community.safety.rules.wording import PatternSet
from community.safety.verdicts import Outcome, Severity

_NUMBER: Final = (
    r"(?:[0-9]{1,4}(?:[.,][0-9]{1,3})?|(?:one|two|three|four|five|six|seven|eight|nine|ten|"
    r"eleven|twelve|thirteen|fourteen|fifteen|sixteen|twenty|thirty|forty|fifty|sixty|seventy|"
    r"eighty|ninety|a hundred|hundred)(?:[ -](?:one|two|three|four|five|six|seven|eight|nine|"
    r"hundred|and))*)"
)
NUMBERS: Final = (
    (
        rf"\b{_NUMBER} ?(?:kg|kgs|kilos?|kilograms?|lbs?|pounds|stones?|st|kcals?|cals?|calories|"
        r"calorie)\b"
    ),
    (
        rf"\b(?:bmi|body mass index)(?: (?:is|was|of|at|under|below|over|down to|now|"
        rf"around))* ?:? ?{_NUMBER}"
    ),
    (
        r"\b(?:weigh|weighed|weighing|weight(?: is| was| of)?|goal weight|gw|cw|lw|ugw|hw|"
        r"lowest weight|target weight)(?: (?:is|was|at|of|about|around|only|just|now|down to|"
        rf"myself at))* ?:? ?{_NUMBER}\b"
    ),
    (
        r"\b(?:dress |clothes |jean |trouser |waist |uk )?(?:size|waist|hips|bust|thigh gap)(?: "
        rf"(?:is|was|a|an|of|in))* ?{_NUMBER}\b"
    ),
    (
        r"\b(?:lost|gained|lose|gain|put on|dropped|losing) (?:about |around |over |nearly |"
        rf"almost |another )?{_NUMBER} ?(?:kg|kilos?|lbs?|pounds|stone|st|inches|sizes|dress)\b"
    ),
    (
        r"\b(?:ate|eat|eating|restrict(?:ed|ing)?|fast(?:ed|ing)?|burn(?:ed|t)?|limit)(?: "
        rf"[a-z]+){{0,4}} {_NUMBER} ?(?:calories|kcals?|cals?|hours?|hrs?|days?|grams?|g)\b"
    ),
    (
        rf"\b(?:ran|run|walked|walk|exercised?|did|burned)(?: [a-z]+){{0,3}} {_NUMBER} ?(?:km|"
        r"miles?|steps|hours|minutes|sit ?ups|squats)(?: a day| every day| daily| to burn| "
        r"today)\b"
    ),
)
_FORM: Final = (
    r"(?:mg|milligrams?|mcg|micrograms?|ml|mls|millilitres?|g|grams?|units?|iu|tablets?|pills?|"
    r"capsules?|patch(?:es)?|puffs?|drops?)"
)
_MEDICINE: Final = (
    r"(?:sertraline|fluoxetine|prozac|citalopram|escitalopram|paroxetine|venlafaxine|duloxetine|"
    r"mirtazapine|trazodone|amitriptyline|nortriptyline|bupropion|vortioxetine|"
    r"lithium|quetiapine|seroquel|olanzapine|risperidone|aripiprazole|abilify|clozapine|"
    r"haloperidol|lamotrigine|valproate|depakote|carbamazepine|"
    r"diazepam|valium|lorazepam|clonazepam|alprazolam|xanax|temazepam|zopiclone|zolpidem|"
    r"promethazine|propranolol|pregabalin|gabapentin|"
    r"codeine|tramadol|morphine|oxycodone|methadone|buprenorphine|subutex|naltrexone|"
    r"methylphenidate|ritalin|concerta|elvanse|lisdexamfetamine|atomoxetine|melatonin|"
    r"paracetamol|ibuprofen|aspirin)"
)
MEDICINE: Final = (
    (
        rf"\b{_NUMBER} ?(?:x ?[0-9]+ ?)?{_FORM}\b(?: (?:of|a day|daily|per day|twice|at night|"
        r"every|tablets))*"
    ),
    rf"\b{_MEDICINE}(?: (?:at|on|of|to|up to|dose|dosage))* ?{_NUMBER}\b",
    (
        r"\b(?:double|triple|halve|half|skip|stop taking|come off|up|increase|reduce|lower) "
        rf"(?:your|the|ur) (?:dose|dosage|meds|medication|tablets|pills|{_MEDICINE})\b"
    ),
)
_PACKS: Final = {"numbers": PatternSet(NUMBERS), "medicine": PatternSet(MEDICINE)}


def packs(reading: Reading) -> Iterator[Finding]:
    """Only where the category or the room has asked for the pack."""
    view = reading.text.words
    for name in sorted(reading.space.packs & _PACKS.keys()):
        patterns = _PACKS[name]
        for index in patterns.occurring(view.data):
            for match in list(patterns.patterns[index].finditer(view.data))[:25]:
                yield Finding(f"packs.{name}", *view.original(*match.span()))


RULES = (
    Rule(
        name="packs",
        version=1,
        theme="packs",
        codes=(
            Code(
                "packs.numbers",
                Outcome.REFUSE,
                Severity.ROUTINE,
                "In this space we leave out weights, sizes, calories and amounts, because they can "
                "set off comparing. How it feels says more. Please take the number out and "
                "send again.",
            ),
            Code(
                "packs.medicine",
                Outcome.HOLD,
                Severity.ROUTINE,
                "In this space a person looks at doses before others see them, because what "
                "suits one "
                "of us can harm another. You can take the amount out and send again.",
            ),
        ),
        plain="Some spaces leave out numbers about bodies and food, or doses of medicines.",
        guidance=(
            "The space asked for this. Release when no reader could copy or compare; otherwise ask "
            "the author to say it without the number."
        ),
        function=packs,
    ),
)
