"""Cuts mixed Chinese and English text into tokens, without white space and with exact offsets.

Vault tokens (`policy#7KQ2M9XA`) and reference numbers stay whole; Chinese runs are cut by jieba, which knows the names
of the catalogue; Latin runs and digit runs are one token each; every other visible character stands alone.
"""

import io
import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from nlu.text import HAN, fold

VAULT_TOKEN = r"(?:id|phone|policy|card|email|passport|plate|name)#[0-9A-HJKMNP-TV-Z]{8}"  # noqa: S105 - a pattern
"""A personal identifier as the front door passes it on (HOUSE.md 4.1)."""

REFERENCE = (
    r"(?:SY[0-9A-HJKMNP-TV-Z]{2}-[0-9A-HJKMNP-TV-Z]{4}|RP-\d{8}-\d+|CL-\d+|AP-\d+|RC-[0-9A-Z]{4}-[0-9A-Z]{2})"
    r"(?![0-9A-Za-z])"
)
"""A reference number written as we print it."""

RAREST = 10
"""Words that jieba's dictionary counted less often are left out: 105,000 of 349,000 remain."""

_TOKEN = re.compile(
    rf"(?P<whole>{VAULT_TOKEN}|{REFERENCE})|(?P<han>[{HAN}]+)|(?P<number>\d+)"
    rf"|(?P<word>(?:(?![{HAN}\d_])\w)+(?:['’](?:(?![{HAN}\d_])\w)+)*)|(?P<mark>[^\s\w]|_)"
)


class Piece(NamedTuple):
    """A token: its text, where it starts and ends in the original, and its kind: whole, han, number, word or mark."""

    text: str
    start: int
    end: int
    kind: str


def runs(text: str) -> Iterator[Piece]:
    """The pieces of a text with every Chinese run left whole: what language and grammar need, at no cost."""
    for match in _TOKEN.finditer(text):
        yield Piece(match.group(), match.start(), match.end(), match.lastgroup or "mark")


class Cutter:
    """Cuts text into pieces. Loads jieba's dictionary when first used (about a second)."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        """Prepares a cutter whose dictionary also knows the given names."""
        self._names = tuple(names)
        self._jieba: Any = None

    def cut(self, text: str) -> list[Piece]:
        """The pieces of a text, in order, never overlapping."""
        pieces: list[Piece] = []
        for run in runs(text):
            pieces.extend(self._words(run) if run.kind == "han" else (run,))
        return pieces

    def _words(self, run: Piece) -> Iterator[Piece]:
        """A Chinese run, cut into words."""
        if self._jieba is None:
            self._jieba = self._dictionary()
        start = 0
        for word in self._jieba.cut(fold(run.text), HMM=False):
            end = start + len(word)
            yield Piece(run.text[start:end], run.start + start, run.start + end, "han")
            start = end

    def _dictionary(self) -> Any:
        import jieba

        dictionary = jieba.Tokenizer()
        with jieba.get_dict_file() as file:
            common = [line for line in file if int(line.split(b" ")[1]) >= RAREST]
        # Filled here rather than by jieba itself, which would take three times the memory and leave a cache in /tmp.
        dictionary.FREQ, dictionary.total = dictionary.gen_pfdict(io.BytesIO(b"".join(common)))
        dictionary.initialized = True
        for name in self._names:
            dictionary.add_word(fold(name))
        return dictionary
