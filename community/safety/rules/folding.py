"""One character at a time: what it would be if it were written in plain ASCII."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from confusable_homoglyphs import confusables

# A letter of a script that does not look like Latin, one for one.
OTHER: Final = "\x7f"

_SIGNS: Final[dict[str, str]] = {
    **dict.fromkeys("’‘ʼ‛′´ˈ＇ʹ", "'"),
    **dict.fromkeys("“”„‟″«»＂❝❞", '"'),
    **dict.fromkeys("‐‑‒–—―−﹣－⁃", "-"),
    **dict.fromkeys("·•∙⋅・。．｡․‧●", "."),
    **dict.fromkeys("⁄∕／", "/"),
    **dict.fromkeys("ˑ：∶꞉", ":"),
    "\u2028": "\n",
    "\u2029": "\n",
    "\x85": "\n",
    "\u2800": " ",
    "ß": "ss",
    "ø": "o",
    "Ø": "o",
    "đ": "d",
    "Đ": "d",
    "ł": "l",
    "Ł": "l",
    "æ": "ae",
    "Æ": "ae",
    "œ": "oe",
    "ı": "i",
    "ħ": "h",
    "€": " eur ",
    "£": "#",
    "Ⓐ": "@",
    "ⓐ": "@",
    # The sign of one app, used in place of its name.
    "👻": " snap ",
    "🔟": "10",
}
_INVISIBLE: Final = frozenset("\u115f\u1160\u3164\uffa0\u00ad\u034f\u17b4\u17b5")


def _latin_of_confusables() -> dict[str, str]:
    table: dict[str, str] = {}
    for character, alternatives in confusables.confusables_data.items():
        if len(character) != 1 or character.isascii() or not character.isalnum():
            continue
        found = [each["c"] for each in alternatives if len(each["c"]) == 1 and each["c"].isascii()]
        letters = [each for each in found if each.isalpha()]
        if not letters:
            continue
        same_case = [each for each in letters if each.isupper() == character.isupper()]
        table[character] = (same_case or letters)[0].lower()
    # Unicode's table calls these look-alikes of "l"; people use them for "i".
    table.update({"Ӏ": "l", "І": "i", "і": "i", "Ι": "i", "ι": "i", "з": "e", "к": "k", "м": "m"})
    table.update({"т": "t", "н": "h", "в": "b", "я": "r", "и": "n", "г": "r", "п": "n", "Т": "t"})
    table.update({"η": "n", "κ": "k", "μ": "u", "τ": "t", "χ": "x", "ε": "e", "β": "b", "ω": "w"})
    table.update({"г": "r", "д": "d", "л": "l", "ш": "w", "ь": "b", "э": "e", "у": "y"})
    return table


_CONFUSABLE: Final = _latin_of_confusables()


@lru_cache(maxsize=8192)
def fold(character: str) -> tuple[str, bool]:
    """ASCII for one character, and whether it is a letter of another script."""
    if character in _SIGNS:
        return _SIGNS[character], False
    category = unicodedata.category(character)
    if category in {"Cf", "Mn", "Me", "Cs", "Cn", "Co"} or character in _INVISIBLE:
        return "", False
    if category == "Cc":
        return (character if character in "\n\t" else ""), False
    if category.startswith("Z"):
        return " ", False
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit), False
    compatible = _compatible(character)
    if compatible is not None:
        return compatible, False
    if category.startswith("L"):
        return _letter(character)
    if category.startswith("N"):
        return OTHER, False
    # Emoji and signs stand between words as a space would.
    return "," if category.startswith("P") else " ", False


# Letters in circles, squares and flags: the first of each alphabet.
_DRESSED: Final = (0x1F1E6, 0x1F130, 0x1F150, 0x1F170)


def _compatible(character: str) -> str | None:
    """What Unicode itself says the character stands for, when that is ASCII."""
    code = ord(character)
    for first in _DRESSED:
        if first <= code < first + 26:
            return chr(code - first + 97)
    parts = unicodedata.normalize("NFKD", character)
    ascii_part = "".join(each for each in parts if each.isascii()).lower()
    if ascii_part and not any(ord(each) > 127 and each.isalnum() for each in parts):
        return ascii_part
    return None


def _letter(character: str) -> tuple[str, bool]:
    name = unicodedata.name(character, "")
    if any(kind in name for kind in ("LATIN", "MODIFIER LETTER", "MATHEMATICAL")):
        return _CONFUSABLE.get(character, _last_letter(name)), False
    return _CONFUSABLE.get(character, _CONFUSABLE.get(character.lower(), OTHER)), True


def _last_letter(name: str) -> str:
    found = re.search(r"LETTER (?:SMALL CAPITAL |OPEN |TURNED )?([A-Z])\b", name)
    return found.group(1).lower() if found else OTHER
