"""Finds names that are misspelt, where nothing was found as it is written.

Careful on purpose: a wrong service or hospital is worse than a question. One slip in six letters, two in ten, the first
letter right; in Chinese one character of five or more exchanged. Words that occur in some name as they are were meant
as they are, and a slip that fits two entries equally well fits none.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from rapidfuzz.distance import OSA

from nlu.matches import Match
from nlu.names import Comparison, Unit
from nlu.pack import Name
from nlu.text import has_han

FEWEST_LETTERS = 6
LETTERS_FOR_TWO = 10
FEWEST_CHARACTERS = 5
LONGEST_WINDOW = 12

Meaning = tuple[str, str]


class Spelling(NamedTuple):
    """A name as it is compared: its forms in one string, how many slips it may have, and what it means."""

    text: str
    limit: int
    meanings: frozenset[Meaning]


def allowed(name: str) -> int:
    """How many slips a name may have."""
    if has_han(name):
        return 1 if len(name) >= FEWEST_CHARACTERS else 0
    letters = len(name.replace(" ", ""))
    return (letters >= FEWEST_LETTERS) + (letters >= LETTERS_FOR_TWO)


class TypoFinder:
    """Finds misspelt names."""

    def __init__(self, names: Iterable[Name], comparison: Comparison) -> None:
        """Learns the names that are long enough."""
        self._comparison = comparison
        self._words: set[str] = set()
        meanings: dict[tuple[str, int], set[Meaning]] = defaultdict(set)
        for name in names:
            forms = list(comparison.name(name.text))
            self._words.update(form for form in forms if not has_han(form))
            meanings[_spelt(forms), len(forms)].add((name.entity, name.code))
        self._spellings: dict[tuple[int, str], list[Spelling]] = defaultdict(list)
        for (text, size), said in meanings.items():
            if allowed(text):
                self._spellings[size, text[0]].append(Spelling(text, allowed(text), frozenset(said)))

    def find(self, text: str, taken: list[Match]) -> list[Match]:
        """Misspelt names outside the matches already taken."""
        said = self._comparison.units(text)
        free = [not any(match.overlaps(unit.start, unit.end) for match in taken) for unit in said]
        found: list[Match] = []
        for size in range(min(len(said), LONGEST_WINDOW), 0, -1):
            for first in range(len(said) - size + 1):
                window = said[first : first + size]
                span = (window[0].start, window[-1].end)
                if not all(free[first : first + size]) or any(match.overlaps(*span) for match in found):
                    continue
                meaning = self._meaning(window)
                if meaning is not None:
                    found.append(Match(meaning[0], meaning[1], *span))
        return found

    def _meaning(self, window: list[Unit]) -> Meaning | None:
        """The one entry a window misspells."""
        forms = [unit.form for unit in window]
        spelt = _spelt(forms)
        candidates = self._spellings.get((len(forms), spelt[0]))
        if not candidates:
            return None
        chinese = has_han(spelt)
        if not chinese and all(form in self._words for form in forms):
            return None
        best: dict[int, set[Meaning]] = defaultdict(set)
        for spelling in candidates:
            slips = _slips(spelt, spelling, chinese)
            if slips:
                best[slips] |= spelling.meanings
        if not best:
            return None
        closest = best[min(best)]
        return next(iter(closest)) if len(closest) == 1 else None


def _spelt(forms: list[str]) -> str:
    """Forms in one string: Chinese without blanks."""
    return ("" if any(has_han(form) for form in forms) else " ").join(forms)


def _slips(spelt: str, spelling: Spelling, chinese: bool) -> int | None:
    """How many slips away a name is, if few enough."""
    if abs(len(spelt) - len(spelling.text)) > (0 if chinese else spelling.limit):
        return None
    if chinese and spelt[-1] != spelling.text[-1]:
        return None
    distance = OSA.distance(spelt, spelling.text, score_cutoff=spelling.limit)
    return int(distance) if distance <= spelling.limit else None
