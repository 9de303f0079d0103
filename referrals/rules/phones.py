"""Telephone numbers as people write them."""

from __future__ import annotations

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

TAKES_TEXTS = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE})


def for_texts(text: str) -> str:
    """The number as E.164 when it is a valid one of a mobile, British unless it says another country; else empty."""
    try:
        number = phonenumbers.parse(text, "GB")
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number) or phonenumbers.number_type(number) not in TAKES_TEXTS:
        return ""
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)
