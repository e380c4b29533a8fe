"""Text as the matchers see it: one script, one width, one case, and every character where the citizen wrote it.

All folding here keeps the length of the text, so that offsets found in folded text hold in the original.
"""

import re
import unicodedata
from functools import lru_cache

HAN = r"\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f"
"""Character class (without brackets) of Chinese characters."""

_HAN_CHARACTER = re.compile(f"[{HAN}]")
_INVISIBLE = {"Cc", "Cf", "Zs", "Zl", "Zp", "Mn"}
_THUMBS = frozenset("\N{THUMBS UP SIGN}\N{THUMBS DOWN SIGN}")
_NOTATION = re.compile(r"\s*[A-Za-z_][A-Za-z0-9_]*\s*\{")
_SLASHES = frozenset("/\u2044\u2215\u29f8\u2571")


@lru_cache(maxsize=1)
def _simplified() -> dict[int, str]:
    """Traditional to simplified characters, as a table for `str.translate` (3,500 entries, one to one)."""
    import opencc  # Deferred: training's "nothing to do" and the parity check never fold.

    converter = opencc.OpenCC("t2s")
    table = {}
    for code in range(0x4E00, 0xA000):
        simple = converter.convert(chr(code))
        if len(simple) == 1 and simple != chr(code):
            table[code] = simple
    return table


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    """Half width, lower case; the character itself where that would change its length."""
    folded = unicodedata.normalize("NFKC", character).lower()
    return folded if len(folded) == 1 else character


def fold(text: str) -> str:
    """Simplified, half-width, lower-case text of the same length."""
    return "".join(map(_fold_character, text)).translate(_simplified())


def words(text: str) -> list[str]:
    """A list of words, written as running text."""
    return text.split()


def has_han(text: str) -> bool:
    """Whether the text holds a Chinese character."""
    return _HAN_CHARACTER.search(text) is not None


def is_notation(text: str) -> bool:
    """Whether the text is a command in machine notation, `name{...}`: nobody speaks so; its words are no consent."""
    return _NOTATION.match(fold(text)) is not None


def is_mere_symbols(text: str) -> bool:
    """Whether a text has symbols such as emoji and no word or thumb: a yes to them would be a guess."""
    kinds = {unicodedata.category(character) for character in text}
    return "So" in kinds and not any(kind[0] in "LN" for kind in kinds) and not _THUMBS & set(text)


def strip_command(text: str) -> str:
    """Takes away whatever could make Rasa read a citizen's text as a `/command`.

    Rasa strips blanks, then looks for a leading slash; NFKC, invisible characters and look-alikes are tried here too.
    """
    start = 0
    for start, character in enumerate(text):
        plain = unicodedata.normalize("NFKC", character)
        skipped = unicodedata.category(character) in _INVISIBLE or not plain.strip()
        if not skipped and plain not in _SLASHES:
            return text[start:]
    return ""
