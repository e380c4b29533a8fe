"""A text as detectors read it: every digit as ASCII, nothing invisible, with the way back to the original."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from bot.characters import is_invisible

_SPOKEN = dict(zip("零〇一二三四五六七八九幺壹贰叁肆伍陆柒捌玖", "001234567891123456789", strict=True))
_SPOKEN_RUN = re.compile(f"[{''.join(_SPOKEN)}]{{11,}}")


@dataclass(frozen=True, slots=True)
class Skeleton:
    """``text`` has one character for each kept character of the original; ``places`` are their indices there."""

    original: str
    text: str
    places: tuple[int, ...]

    @classmethod
    def of(cls, original: str) -> Skeleton:
        """Fold a text."""
        kept = [(place, _folded(char)) for place, char in enumerate(original) if not is_invisible(char)]
        folded = "".join(char for _, char in kept)
        # Digits spoken in Chinese count only in long runs: in shorter ones they are ordinary words.
        text = _SPOKEN_RUN.sub(lambda run: "".join(_SPOKEN[char] for char in run.group()), folded)
        return cls(original, text, tuple(place for place, _ in kept))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the place in the original of a non-empty span of the folded text."""
        return self.places[start], self.places[end - 1] + 1


def _folded(char: str) -> str:
    """Fold one character into exactly one, so that places stay countable."""
    digit = unicodedata.decimal(char, None)
    if digit is not None:
        return str(digit)
    folded = unicodedata.normalize("NFKC", char)
    if len(folded) != 1:
        return char
    return " " if folded.isspace() and folded != "\n" else folded
