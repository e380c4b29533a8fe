"""What single characters are worth: which ones are refused, which ones are invisible, which ones look like a slash.

A text that begins with "/" is a command to Rasa, so a citizen's text never keeps one at its start, however it is
written: Unicode has a dozen slashes, and any number of blanks and invisible characters may stand before them.
"""

from __future__ import annotations

import unicodedata

from bot.errors import TextEmpty, TextInvalid

_SLASHES = frozenset(
    "/"
    "\N{FRACTION SLASH}\N{DIVISION SLASH}\N{BIG SOLIDUS}\N{MATHEMATICAL RISING DIAGONAL}\N{FULLWIDTH SOLIDUS}"
    "\N{BOX DRAWINGS LIGHT DIAGONAL UPPER RIGHT TO LOWER LEFT}\N{COMBINING LONG SOLIDUS OVERLAY}"
    "\N{COMBINING SHORT SOLIDUS OVERLAY}\N{SOLIDUS WITH OVERBAR}\N{DOUBLE SOLIDUS OPERATOR}"
)
_BLANK_LETTERS = frozenset(
    "\N{HANGUL FILLER}\N{HALFWIDTH HANGUL FILLER}\N{HANGUL CHOSEONG FILLER}\N{HANGUL JUNGSEONG FILLER}"
    "\N{BRAILLE PATTERN BLANK}"
)
_WELCOME_CONTROLS = frozenset("\n\r\t")


def is_invisible(char: str) -> bool:
    """Whether the character shows nothing: format characters, variation selectors, fillers."""
    return unicodedata.category(char) == "Cf" or char in _BLANK_LETTERS or _is_variation_selector(char)


def require_clean(text: str) -> None:
    """Refuse control characters and lone surrogates.

    Raises:
        TextInvalid: there is one.
    """
    for char in text:
        if unicodedata.category(char) in {"Cc", "Cs"} and char not in _WELCOME_CONTROLS:
            raise TextInvalid


def without_command(text: str) -> str:
    """Return the text without what could make a command of it, and without blanks at its ends.

    Raises:
        TextEmpty: nothing that can be seen is left.
    """
    kept = text.strip()
    while kept and _hides_a_command(kept[0]):
        kept = kept[1:]
    if not any(_is_visible(char) for char in kept):
        raise TextEmpty
    return kept


def _hides_a_command(char: str) -> bool:
    """Whether the character, at the start of a text, is a slash or could stand before one unseen."""
    folded = unicodedata.normalize("NFKC", char)
    return (
        char.isspace()
        or is_invisible(char)
        or char in _SLASHES
        or folded[:1] in _SLASHES
        or folded[:1].isspace()
        or unicodedata.combining(char) > 0
    )


def _is_visible(char: str) -> bool:
    return not char.isspace() and not is_invisible(char)


def _is_variation_selector(char: str) -> bool:
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"
