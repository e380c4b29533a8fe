"""The language of a sentence that the door itself must say. The brain decides for all others."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.inbound import Language

_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_WORD = re.compile("[A-Za-z]{3,}")
_TOKEN = re.compile("[a-z]+#[0-9A-Z]{8}")
_LATIN = re.compile("[A-Za-z]{2,}")
_SENTENCE = 3
"""So many words choose a language; fewer may be an "OK, thanks" in the middle of a Chinese talk."""


def language_of(text: str | None, known: Language | None = None) -> Language | None:
    """Guess from the script: any Han character means Chinese, else Latin words mean English.

    Args:
        text: what was written.
        known: the language of the conversation so far, which one or two Latin words do not change.
    """
    if not text:
        return None
    if _HAN.search(text):
        return "zh"
    words = len(_LATIN.findall(text))
    if 0 < words < _SENTENCE and known is not None:
        return known
    return "en" if words else None


def writing_of(text: str) -> str:
    """Return how a masked text is written, zh, en or mixed, as training data are kept. A vault token is no word."""
    words = _TOKEN.sub(" ", text)
    if _HAN.search(words):
        return "mixed" if _WORD.search(words) else "zh"
    return "en"


def accepted(header: str | None) -> Language | None:
    """Return the first language of an ``Accept-Language`` header that the door speaks."""
    for part in (header or "").split(","):
        tag = part.split(";")[0].strip().lower()
        if tag.startswith("zh"):
            return "zh"
        if tag.startswith("en"):
            return "en"
    return None


def first(guesses: Iterable[Language | None]) -> Language:
    """Return the first guess that says something, else Chinese, the language of the city."""
    return next((guess for guess in guesses if guess), "zh")
