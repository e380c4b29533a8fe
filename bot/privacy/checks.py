"""Pure checks of identifiers: each says whether a string of digits is one, and knows no text around it."""

from __future__ import annotations

import re
from datetime import date

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_ID18 = re.compile(r"[1-9]\d{5}(?P<day>(?:18|19|20)\d{6})\d{3}[\dX]")
_ID15 = re.compile(r"[1-9]\d{5}(?P<day>\d{6})\d{3}")
_MOBILE = re.compile(r"(?:0086|86)?1[3-9]\d{9}")
_LANDLINE = re.compile(r"0(?:10|2\d|[3-9]\d{2})[2-9]\d{6,7}")
_USCC = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}")
_USCC_DIGITS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def has_id_checksum(number: str) -> bool:
    """Whether the last character fits the 17 digits before it (GB 11643, ISO 7064 MOD 11-2)."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number[:17], strict=True))
    return _CHECKS[total % 11] == number[17]


def is_mainland_id(number: str) -> bool:
    """Whether it is an 18-digit identity number with a real birth date in the past.

    The region is not looked at: its table depends on the year, and valid numbers of Hainan are older than it. Nor must
    the checksum fit: a number with a slip of the finger is as personal as the right one.
    """
    match = _ID18.fullmatch(number)
    return match is not None and _is_past_day(match["day"])


def is_old_id(number: str) -> bool:
    """Whether it is a 15-digit identity number of the first generation, born in the 1900s."""
    match = _ID15.fullmatch(number)
    return match is not None and _is_past_day("19" + match["day"])


def is_mobile(digits: str) -> bool:
    """Whether it is a mobile number of the mainland, with or without its country code."""
    return _MOBILE.fullmatch(digits) is not None


def is_landline(digits: str) -> bool:
    """Whether it is a landline of the mainland with its area code."""
    return _LANDLINE.fullmatch(digits) is not None


def is_bank_card(digits: str) -> bool:
    """Whether 13 to 19 digits pass the Luhn check and begin as cards do (3 to 6, 9)."""
    if not 13 <= len(digits) <= 19 or digits[0] not in "34569":
        return False
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def is_company_code(code: str) -> bool:
    """Whether it is a unified social credit code (GB 32100): it names a company, not a person."""
    if _USCC.fullmatch(code) is None:
        return False
    total = sum(_USCC_DIGITS.index(char) * pow(3, place, 31) for place, char in enumerate(code[:17]))
    return _USCC_DIGITS[(31 - total % 31) % 31] == code[17]


def _is_past_day(digits: str) -> bool:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:])) <= date.today()  # noqa: DTZ011 - a birthday
    except ValueError:
        return False
