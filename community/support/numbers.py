"""Telephone numbers: read as people type them, kept one way, shown as people say them."""

from __future__ import annotations

import phonenumbers

REGION = "GB"


def read(typed: str) -> str | None:
    """The number as it is kept (``+44…``); ``None`` when it is no number that can be rung."""
    try:
        number = phonenumbers.parse(typed, REGION)
    except phonenumbers.NumberParseException:
        return None
    # Length and country only: the list of valid ranges refuses numbers that do ring.
    possible = phonenumbers.is_possible_number_with_reason(number)
    if possible != phonenumbers.ValidationResult.IS_POSSIBLE:
        return None
    mobile = str(number.national_number).startswith("7")
    at_home = number.country_code == phonenumbers.country_code_for_region(REGION)
    if at_home and mobile and len(str(number.national_number)) != 10:
        return None
    if phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.PREMIUM_RATE:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def spoken(kept: str) -> str:
    """020 7946 0000; a number from elsewhere keeps its country."""
    try:
        number = phonenumbers.parse(kept, REGION)
    except phonenumbers.NumberParseException:
        return kept
    home = number.country_code == phonenumbers.country_code_for_region(REGION)
    style = phonenumbers.PhoneNumberFormat.NATIONAL
    if not home:
        style = phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, style)
