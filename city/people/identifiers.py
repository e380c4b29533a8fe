"""Kinds of personal identifiers: how each is written for comparison, and how much of it a citizen is shown (pure)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

KINDS = frozenset({"id", "phone", "policy", "card", "email", "passport", "plate", "name"})

TOKEN = re.compile(rf"({'|'.join(sorted(KINDS))})#[0-9A-HJKMNP-TV-Z]{{8}}")
"""What stands for an identifier outside the vault: the kind and 8 characters of Crockford base 32."""

_PHONE = re.compile(r"1[3-9]\d{9}")
_NO_DIGITS = re.compile(r"\D+")
_NOT_WORD = re.compile(r"[^0-9A-Z一-鿿]+")
_HAN_FIRST = re.compile(r"[一-鿿]")


def normalise(kind: str, value: str) -> str:
    """Return the one spelling of an identifier: full-width digits, blanks, hyphens and a +86 make no difference."""
    text = unicodedata.normalize("NFKC", value).strip()
    if kind == "phone":
        return _national(_NO_DIGITS.sub("", text), is_international="+" in text)
    if kind == "card":
        return _NO_DIGITS.sub("", text)
    if kind == "email":
        return text.lower()
    if kind == "name":
        return " ".join(text.split())
    return _NOT_WORD.sub("", text.upper())


def is_mobile(value: str) -> bool:
    """Whether this is a mobile number of the mainland, in any spelling."""
    return _PHONE.fullmatch(normalise("phone", value)) is not None


def mask(kind: str, value: str) -> str:
    """Return what may be shown of an identifier: enough to recognise one's own, too little to use it."""
    return _MASKS[kind](value)


def _national(digits: str, is_international: bool) -> str:
    """Drop the country code 86; without a plus only where a mobile number remains, since landlines may begin so."""
    if is_international:
        return digits[2:] if digits.startswith("86") else f"+{digits}"
    return digits[2:] if len(digits) == 13 and digits.startswith("86") else digits


def _keep(head: int, tail: int) -> Callable[[str], str]:
    def masked(value: str) -> str:
        hidden = len(value) - head - tail
        return value[:head] + "*" * hidden + value[len(value) - tail :] if hidden > 2 else "*" * len(value)

    return masked


def _mask_email(value: str) -> str:
    name, at, domain = value.partition("@")
    return f"{name[:1]}***{at}{domain}" if at else "***"


def _mask_name(value: str) -> str:
    return value[:1] + "*" * (len(value) - 1) if _HAN_FIRST.match(value) else value[:1] + "***"


_MASKS: dict[str, Callable[[str], str]] = {
    "id": _keep(4, 4),
    "phone": _keep(3, 4),
    "policy": _keep(3, 4),
    "card": _keep(4, 4),
    "passport": _keep(1, 3),
    "plate": _keep(2, 2),
    "email": _mask_email,
    "name": _mask_name,
}
