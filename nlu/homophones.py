"""Chinese words written with other characters of the same sound: 户照 for 护照, as input methods and dictation leave them.

A word keeps its length, so that offsets in mended text hold in the original. Only what is no word as it stands is looked
at: characters that jieba leaves alone, one of them at least unusual, and long words that were never taught.
"""

import os
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import pairwise

from nlu.tokens import Cutter, Piece

LONGEST = 5
RARE = 3
"""A character that stands alone in more messages than this is taken for the word it is: 不, 是, 那."""

FEWEST_FOR_A_WORD = 3
"""A word of jieba's dictionary is doubted only if it is this long: 身分证, not 公正."""


@lru_cache(maxsize=8192)
def sound(word: str, tones: bool = False) -> tuple[str, ...]:
    """The syllables of a word, without their tones unless these are asked for."""
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")  # characters are enough, and take a third of the memory
    from pypinyin import Style, lazy_pinyin

    return tuple(lazy_pinyin(word, style=Style.TONE3 if tones else Style.NORMAL))


class Homophones:
    """Knows words by their sound."""

    def __init__(
        self, cutter: Cutter, words: Iterable[str], alone: Mapping[str, int] | None = None, toneless_from: int = 2
    ) -> None:
        """Learns words.

        Args:
            cutter: cuts messages.
            words: the words to find, the likelier first.
            alone: in how many messages each character stands alone.
            toneless_from: how long a word must be for its tones to be passed over.
        """
        self._cutter = cutter
        self._alone = alone or {}
        self._toneless_from = toneless_from
        self._words: set[str] = set()
        self._by_sound: dict[tuple[str, ...], str] = {}
        self._by_tones: dict[tuple[str, ...], str] = {}
        for word in words:
            self._words.add(word)
            self._by_sound.setdefault(sound(word), word)
            self._by_tones.setdefault(sound(word, True), word)

    def mended(self, folded: str) -> str:
        """A folded text with its misheard words as they are written; of the same length."""
        pieces, parts, end, place = self._cutter.cut(folded), [], 0, 0
        while place < len(pieces):
            size, word = self._at(pieces, place)
            if word:
                parts += [folded[end : pieces[place].start], word]
                end = pieces[place + size - 1].end
            place += size
        return "".join([*parts, folded[end:]])

    def _at(self, pieces: list[Piece], place: int) -> tuple[int, str | None]:
        """How many pieces from a place on are one word, and that word if it is another than what is written."""
        first = pieces[place]
        if first.kind != "han":
            return 1, None
        if len(first.text) >= FEWEST_FOR_A_WORD and first.text not in self._words:
            return 1, self._meant(first.text)
        for size in range(min(4, len(pieces) - place), 1, -1):
            window = pieces[place : place + size]
            written = "".join(piece.text for piece in window)
            if len(written) <= LONGEST and self._is_doubtful(window):
                word = self._meant(written)
                if word:
                    return size, word
        return 1, None

    def _meant(self, written: str) -> str | None:
        """The word that sounds as what is written."""
        if len(written) < self._toneless_from:
            return self._by_tones.get(sound(written, True))
        return self._by_sound.get(sound(written))

    def _is_doubtful(self, window: list[Piece]) -> bool:
        """Whether pieces side by side may be one word, misheard."""
        if any(piece.kind != "han" or (len(piece.text) > 1 and piece.text in self._words) for piece in window):
            return False
        if any(one.end != other.start for one, other in pairwise(window)):
            return False
        return min(self._alone.get(piece.text, 0) if len(piece.text) == 1 else 0 for piece in window) <= RARE
