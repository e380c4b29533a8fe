"""Finds the catalogue's names in a text, in either language, whatever the case, width, script and small words between.

spaCy's PhraseMatcher does the looking, on a blank pipeline whose tokens are ours: Chinese character by character,
English word by word in its bare form (no plural, no possessive), little words left out on both sides of the comparison.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from nlu.matches import Match
from nlu.pack import Name
from nlu.text import fold
from nlu.tokens import runs

SMALL = frozenset(
    [
        "a",
        "an",
        "the",
        "my",
        "your",
        "his",
        "her",
        "our",
        "their",
        "this",
        "that",
        "some",
        "of",
        "for",
        "的",
        "了",
        "个",
        "-",
        "–",
        "_",
        "·",
        "・",
        "'",
        "’",
        "‘",
        "“",
        "”",
        '"',
        "《",
        "》",
        "「",
        "」",
    ]
)
"""Tokens that make no difference to a name, unless they end one: 惠琼保A."""

_UNKNOWN = "\ufffd"
_POSSESSIVE = re.compile(r"['’]s?$")


class Unit(NamedTuple):
    """A token in its bare form, and where it stands."""

    form: str
    start: int
    end: int


def bare(word: str) -> str:
    """An English word without possessive and plural endings: what remains is for comparing only."""
    word = _POSSESSIVE.sub("", word).replace("'", "").replace("’", "")
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def all_units(text: str) -> list[Unit]:
    """The tokens of a text, in their bare forms."""
    found: list[Unit] = []
    for piece in runs(fold(text)):
        if piece.kind == "han":
            found.extend(
                Unit(one, piece.start + place, piece.start + place + 1) for place, one in enumerate(piece.text)
            )
        else:
            found.append(Unit(bare(piece.text) if piece.kind == "word" else piece.text, piece.start, piece.end))
    return found


class Comparison:
    """Leaves out the small words of a text, all but those that tell two names of the catalogue apart."""

    def __init__(self, names: Iterable[Name]) -> None:
        """Learns after which word a small word ends a name."""
        self._telling: set[tuple[str, str]] = set()
        for name in names:
            said = all_units(name.text)
            if len(said) > 1 and said[-1].form in SMALL:
                self._telling.add((said[-2].form, said[-1].form))

    def units(self, text: str) -> list[Unit]:
        """The tokens of a text that count."""
        said = all_units(text)
        before = [""] + [unit.form for unit in said]
        return [
            unit
            for unit, previous in zip(said, before, strict=False)
            if unit.form not in SMALL or (previous, unit.form) in self._telling
        ]

    def name(self, text: str) -> tuple[str, ...]:
        """The forms of a name; none if hardly anything of it would be left."""
        forms = tuple(unit.form for unit in self.units(text))
        return forms if len(forms) > 1 or len(forms) == len(all_units(text)) else ()


class NameFinder:
    """Finds names exactly. Built once: 2,000 names take some 50 ms."""

    def __init__(self, names: Iterable[Name], comparison: Comparison) -> None:
        """Learns the names."""
        import spacy
        from spacy.matcher import PhraseMatcher

        self._comparison = comparison
        self._vocabulary = spacy.blank("xx").vocab
        self._matcher = PhraseMatcher(self._vocabulary, attr="ORTH")
        self._meanings: dict[str, tuple[tuple[str, str], ...]] = {}
        meanings: dict[tuple[str, ...], set[tuple[str, str]]] = defaultdict(set)
        for name in names:
            forms = comparison.name(name.text)
            if forms:
                meanings[forms].add((name.entity, name.code))
        self._known = {form for forms in meanings for form in forms}
        for forms, said in meanings.items():
            key = " ".join(forms)
            self._meanings[key] = tuple(sorted(said))
            self._matcher.add(key, [self._doc(forms)])

    def _doc(self, forms: Iterable[str]) -> Any:
        from spacy.tokens import Doc

        # spaCy keeps every word it ever saw; of citizens' words it sees those that occur in names only.
        return Doc(self._vocabulary, words=[form if form in self._known else _UNKNOWN for form in forms])

    def find(self, text: str) -> list[Match]:
        """Every name in a text, overlapping ones too. A name that means two entries of one entity names neither."""
        said = self._comparison.units(text)
        if not said:
            return []
        found: list[Match] = []
        for key, first, after in self._matcher(self._doc(unit.form for unit in said)):
            start, end = said[first].start, said[after - 1].end
            meanings = self._meanings[self._vocabulary.strings[key]]
            entities = [entity for entity, _ in meanings]
            found.extend(Match(entity, code, start, end) for entity, code in meanings if entities.count(entity) == 1)
        return found
