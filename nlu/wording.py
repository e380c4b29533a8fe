# ruff: noqa: E501 - one rule, one line
"""A message in the words that were taught: what the intent classifier looks at in place of what was written.

Folded (simplified characters, half width, small letters), without polite words before and after the matter, references
and vault tokens by their kind alone, and unknown words spelt as the nearest known one. Entities are found in the text
itself, not here.

What is corrected may have been meant as it stood, and thanks may be all that was meant: so a message has two readings,
`written` and `plain`, and the classifier listens to both (docs/adr/0004).
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

from nlu.homophones import Homophones
from nlu.refs import find_kinds
from nlu.text import HAN, fold, has_han
from nlu.tokens import Cutter, runs

FEWEST_LETTERS = 5
"""Nothing is read as a shorter word: too many of them are one slip away from one another."""

_GAP = r"[\s,，.。!！?？~、:：;；…]*"
_OPENERS = re.compile(
    rf"(?:{_GAP}(?:"
    r"你好|您好|哈喽|哈罗|嗨|喂|早上好|上午好|中午好|下午好|晚上好|那个(?=[,，\s])|嗯+|呃+|额+(?=[,，\s])"
    r"|(?:我)?(?:就)?(?:想|要|来)?(?:请)?(?:问|咨询|请教)(?:一下|下子|下)(?:您|你|哈|啊)?|请问"
    r"|麻烦(?:您|你)?(?:了)?|打扰(?:一下|了|您了)?|不好意思|劳驾|劳烦(?:您|你)?|拜托(?:您|你)?"
    r"|(?<![a-z])(?:hello|hi|hey)(?: there)?(?![a-z'])|(?<![a-z])(?:good (?:morning|afternoon|evening|day)|excuse me|sorry to (?:bother|trouble) you|pardon me"
    r"|(?:could|can|would|will) you (?:please |kindly )?(?:help me(?: with| to)?|tell me|let me know)|(?:could|can|would|will) you (?:please|kindly)"
    r"|(?:can|could|may) i (?:please )?ask(?: you)?|i (?:was|am) (?:just )?wondering(?: if)?|i(?: would|'d) like to (?:know|ask)|quick question|please|pls|kindly)(?![a-z'])"
    rf"){_GAP})+"
)
_TAILS = re.compile(
    rf"(?:{_GAP}(?:"
    r"谢谢(?:你们|您|你|啦|了|哈)?|多谢(?:了|您|你)?|谢了|感谢(?:您|你)?|麻烦(?:您|你)?了|拜托(?:您|你)?了?|辛苦(?:您|你)?了|劳驾了|劳烦了"
    r"|(?<![a-z])(?:thanks? (?:a lot|a million|a bunch|very much|so much|in advance)|thank you(?: (?:very|so) much| in advance| kindly)?|many thanks|thanks|thx|ty|cheers|please|pls|plz|if you don't mind|if possible)(?![a-z])"
    rf"){_GAP})+$"
)
_CONTENT = re.compile(rf"[{HAN}]|(?<![a-z])[a-z]{{2,}}|\d")
_FEWEST = 2
"""How much must be left when the polite words are gone: Chinese characters, words or digits."""


def polite_off(folded: str) -> str:
    """A folded text without the polite words around the matter; as it is if hardly anything else is said."""
    opener = _OPENERS.match(folded)
    rest = folded[opener.end() :] if opener else folded
    tail = _TAILS.search(rest)
    rest = rest[: tail.start()] if tail else rest
    return rest if len(_CONTENT.findall(rest)) >= _FEWEST else folded


def written(text: str) -> str:
    """A message as it was written: folded, with the kind of every reference and vault token in its place."""
    plain, end = [], 0
    for kind, start, after in find_kinds(text):
        plain += [text[end:start], f" {kind} "]
        end = after
    return fold("".join([*plain, text[end:]]))


class Wording:
    """Knows the words that were taught."""

    def __init__(self, cutter: Cutter, taught: Mapping[str, int]) -> None:
        """Takes the words of the training messages, and in how many of them each occurs."""
        frequent = sorted(taught, key=lambda word: (-taught[word], word))
        self._taught = frozenset(word for word in taught if not has_han(word))
        self._rank = {word: place for place, word in enumerate(frequent)}
        self._by_length: dict[int, list[str]] = defaultdict(list)
        for word in frequent:
            if not has_han(word) and len(word) >= FEWEST_LETTERS:
                self._by_length[len(word)].append(word)
        alone = {word: count for word, count in taught.items() if len(word) == 1}
        self._homophones = Homophones(cutter, (word for word in frequent if has_han(word) and len(word) > 1), alone)

    def plain(self, text: str) -> str:
        """A written message without polite words, in known ones."""
        return self._spelt(self._homophones.mended(polite_off(text)))

    def _spelt(self, text: str) -> str:
        """A text with its unknown Latin words spelt as the nearest known ones."""
        parts, end = [], 0
        for piece in runs(text):
            if piece.kind == "word" and len(piece.text) >= FEWEST_LETTERS - 1 and piece.text not in self._taught:
                parts += [text[end : piece.start], self._nearest(piece.text)]
                end = piece.end
        return "".join([*parts, text[end:]])

    def _nearest(self, word: str) -> str:
        """The known word one slip away, the most frequent of several; the word itself if there is none."""
        lengths = range(len(word) - 1, len(word) + 2)
        # Of equally near words the first in the list is found: the most frequent of its length.
        found = (
            extractOne(word, self._by_length.get(length, ()), scorer=OSA.distance, score_cutoff=1) for length in lengths
        )
        return min((str(one[0]) for one in found if one is not None), key=self._rank.__getitem__, default=word)


def readings(wording: Wording, text: str) -> Iterable[str]:
    """A message as written and, where that differs, in plain words."""
    said = written(text)
    plain = wording.plain(said)
    return (said,) if plain == said else (said, plain)
