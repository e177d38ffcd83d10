"""Names that members choose: a name to be known by here, that does not say who one is elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from community.safety.rules import hosts
from community.safety.rules.catalogue import Code, Finding, Reading, Rule
from community.safety.rules.given_names import GIVEN_NAMES, SURNAMES
from community.safety.rules.wording import word_set
from community.safety.verdicts import Outcome, Severity, Surface

_DIGITS: Final = re.compile(r"[0-9](?:[ .\-_]?[0-9]){4,}")
_BORN: Final = re.compile(r"(?<![0-9])(?:19[3-9][0-9]|20[01][0-9])(?![0-9])")
_EMAIL_SHAPE: Final = re.compile(
    r"@|\b[a-z0-9._-]+\.(?:com|co|uk|net|org|io|me)\b|\b(?:gmail|hotmail|outlook|yahoo|icloud)\b"
)
_HANDLE: Final = re.compile(
    r"\b(?:insta(?:gram)?|snap(?:chat)?|telegram|whats ?app|discord|kik|tiktok|onlyfans|facebook|"
    r"fb|ig)\b"
)
_STAFF: Final = word_set(
    """
    admin administrator admins moderator moderators mod mods staff helpdesk
    nhs doctor dr gp nurse therapist counsellor counselor psychologist psychiatrist clinician
    samaritan samaritans police paramedic organiser facilitator webmaster
    safeguarding commissioner crisisteam helpline nelft
    """
)
# Only when the whole name: "Worker Bee" and "Root Veg" are nobody's office.
_STAFF_WHOLE: Final = word_set("worker support official system owner root crisis service lead")
_STAFF_PHRASES: Final = re.compile(
    r"\b(?:peer support|support worker|support team|site team|common ground|social worker|crisis "
    r"team|mental health team|the team|care coordinator|duty worker)\b"
)
# "Doctor Who fan" and "Nurse Shark" would be refused too; a kind sentence offers another go.
_HARMLESS_STAFF: Final = re.compile(
    r"\b(?:doctor who|dr who|not a doctor|modern|mod revival|animal doctor|tree doctor|plant "
    r"doctor)\b"
)
_TITLE: Final = re.compile(
    r"^(?:mr|mrs|ms|miss|mx|sir|dame|lord|lady|rev|reverend|prof|professor|captain|sgt)\b\.? [a-z]"
)
_LEET: Final = str.maketrans(
    {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i"}
)
_SURNAME_END: Final = re.compile(
    r"(?:son|sson|ington|worth|wood|field|ford|shaw|ham|ley|berry|smith|wright|stone|man|well|"
    r"ton|ski|sky|escu|ovic|ova|ing|kins|sen|ez|ini|opoulos|dottir|yan|wicz|oglu|stein|berg|mann)"
    r"\Z"
)


def identity(reading: Reading) -> Iterator[Finding]:
    """Numbers that mark a person, addresses, staff titles, and a first name with a surname."""
    text = reading.text.base
    name = text.text.strip()
    bare = re.sub(r"[^a-z0-9 ]", " ", name)
    whole = (0, len(reading.part.text))
    number = _DIGITS.search(text.text)
    if number:
        yield Finding("identity.numbers", *text.original(*number.span()))
    elif born := _BORN.search(text.text):
        yield Finding("identity.birth_year", *text.original(*born.span()))
    if _EMAIL_SHAPE.search(text.text) or any(True for _ in hosts.find_emails(reading.text)):
        yield Finding("identity.email", *whole)
    if _HANDLE.search(bare):
        yield Finding("identity.handle", *whole)
    if _claims_staff(bare) and not reading.standing.is_staff:
        yield Finding("identity.staff", *whole)
    elif _real_name(reading.part.text, bare):
        yield Finding("identity.real_name", *whole)


def _claims_staff(bare: str) -> bool:
    if _HARMLESS_STAFF.search(bare):
        return False
    words = (
        set(bare.split())
        | set(bare.translate(_LEET).split())
        | {bare.replace(" ", "").strip("0123456789")}
    )
    if bare.strip() in _STAFF_WHOLE:
        return True
    split = {part for word in words for part in re.split(r"[0-9_]+", word)}
    return bool((words | split) & _STAFF) or bool(_STAFF_PHRASES.search(bare))


def _real_name(typed: str, bare: str) -> bool:
    """ "Sarah Thompson", "sarah.thompson", "SarahThompson", "Mr Thompson"."""
    if _TITLE.match(bare.strip()):
        return True
    parts = (
        re.findall(r"[A-Z]+[a-z]+|[a-z]+|[A-Z]+(?![a-z])", typed)
        if typed.isascii()
        else bare.split()
    )
    words = [part.lower() for part in parts if len(part) > 1 or not part.islower()]
    words = [word for word in words if word.isalpha()]
    if len(words) not in {2, 3} or words[0] not in GIVEN_NAMES:
        return False
    last = words[-1]
    if last in SURNAMES:
        return True
    # A capital on both words and an ending that surnames have.
    capitals = all(part[:1].isupper() for part in parts)
    return capitals and len(last) > 4 and bool(_SURNAME_END.search(last)) and last not in _EVERYDAY


_EVERYDAY: Final = word_set(
    """
    moon sunshine rainbow garden gardening walking knitting reading painting baking running swimming
    singing dreaming hoping healing growing learning trying smiling spring morning evening button
    cotton lemon melon salmon season person reason dragon human woman kitten raven heaven wooden
    golden hidden maiden forest woods wellington feather weather brighton london shining lightning
    thing king sing wing ring being superman batman spiderman snowman postman nothing something
    """
)


def _code(name: str, message: str) -> Code:
    return Code(f"identity.{name}", Outcome.REFUSE, Severity.ROUTINE, message)


RULES = (
    Rule(
        name="identity",
        version=1,
        theme="identity",
        codes=(
            _code(
                "numbers",
                "This name has a long number in it, which could be used to find you. A name with "
                "fewer than five digits is fine.",
            ),
            _code(
                "birth_year",
                "This looks like a year of birth, which helps others work out who you are. Please "
                "choose a name without it.",
            ),
            _code(
                "email",
                (
                    "This looks like an e-mail or web address. Please choose a name that only "
                    "you use here."
                ),
            ),
            _code(
                "handle",
                "This names another app, so people could find you there. Please choose a name that "
                "only you use here.",
            ),
            _code(
                "staff",
                "This sounds as if you work here or in health care, which could mislead somebody "
                "who needs help. Please choose another name.",
            ),
            _code(
                "real_name",
                "This looks like a first name and a surname. To keep you safe, please choose a "
                "name that does not say who you are. A first name alone, or something you love, "
                "works well.",
            ),
        ),
        plain="Please choose a name that does not tell people who you are outside this site.",
        guidance=(
            "A name only has to protect the person and mislead nobody. When somebody says that a "
            "refused name is not their real one, believe them and set it for them."
        ),
        function=identity,
        surfaces=frozenset({Surface.DISPLAY_NAME}),
    ),
)
