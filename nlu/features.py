"""What the intent classifier sees of a message: its sentence vector beside weighted word and character n-grams.

The n-grams are weighted as TF-IDF (sublinear term frequency, smoothed inverse document frequency, each kind of length
one). Our own lines rather than scikit-learn's, because a citizen's single message is then ready in a fifth of the time.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import scipy.sparse

from nlu.encoder import DIMENSIONS
from nlu.text import fold
from nlu.tokens import Cutter

LONGEST_CHARACTERS = 4
VECTOR_WEIGHT = 1.5
"""The sentence vector beside the two kinds of n-grams, each of length one (docs/adr/0004 has the comparison)."""


class Row(NamedTuple):
    """The n-grams of one message: where their weights stand in a row of features, and the weights."""

    places: np.ndarray
    weights: np.ndarray


def word_grams(words: list[str]) -> Iterator[str]:
    """Words and pairs of words."""
    yield from words
    yield from map(" ".join, pairwise(words))


def character_grams(words: list[str]) -> Iterator[str]:
    """One to four characters of a word with a blank at either end."""
    for word in words:
        edged = f" {word} "
        for size in range(1, LONGEST_CHARACTERS + 1):
            for start in range(len(edged) - size + 1):
                yield edged[start : start + size]


_KINDS = (word_grams, character_grams)


class Features:
    """Turns messages into rows of numbers."""

    def __init__(self, cutter: Cutter) -> None:
        """Takes the cutter that gives the words."""
        self._cutter = cutter
        self._vocabularies: tuple[dict[str, int], ...] = tuple({} for _ in _KINDS)
        self._counts = np.zeros(0, dtype=np.int32)
        self._messages = 0
        self._rarity = np.zeros(0, dtype=np.float32)

    def words(self, text: str) -> list[str]:
        """Folded words."""
        return [fold(piece.text) for piece in self._cutter.cut(text)]

    def fit(self, texts: list[str]) -> "Features":
        """Learns the n-grams of training messages and how rare each is."""
        prepared = [self.words(text) for text in texts]
        vocabularies, frequencies, offset = [], [], DIMENSIONS
        for grams in _KINDS:
            counts = Counter(gram for words in prepared for gram in set(grams(words)))
            terms = sorted(counts)
            vocabularies.append({term: offset + place for place, term in enumerate(terms)})
            frequencies += [counts[term] for term in terms]
            offset += len(terms)
        self._vocabularies, self._counts = tuple(vocabularies), np.array(frequencies, dtype=np.int32)
        self._messages = len(texts)
        self._rarity = _rarity(self._counts, self._messages)
        return self

    def taught(self) -> dict[str, int]:
        """The words of the training messages, and in how many of them each occurs."""
        words = self._vocabularies[0]
        return {word: int(self._counts[place - DIMENSIONS]) for word, place in words.items() if " " not in word}

    def row(self, text: str) -> Row:
        """The n-grams of one message."""
        words = self.words(text)
        places, weights = [], []
        for grams, vocabulary in zip(_KINDS, self._vocabularies, strict=True):
            counts = Counter(place for gram in grams(words) if (place := vocabulary.get(gram)) is not None)
            found = np.array(sorted(counts), dtype=np.int64)
            weight = np.array([1 + np.log(counts[place]) for place in found.tolist()], dtype=np.float32)
            weight *= self._rarity[found - DIMENSIONS]
            length = np.sqrt((weight * weight).sum())
            places.append(found)
            weights.append(weight / length if length else weight)
        return Row(np.concatenate(places), np.concatenate(weights))

    def matrix(self, texts: list[str], vectors: np.ndarray) -> scipy.sparse.csr_matrix:
        """The features of messages whose sentence vectors are known, one row each."""
        rows = [self.row(text) for text in texts]
        starts = np.cumsum([0, *(len(row.places) for row in rows)])
        places = np.concatenate([row.places for row in rows]) - DIMENSIONS
        weights = np.concatenate([row.weights for row in rows])
        grams = scipy.sparse.csr_matrix((weights, places, starts), shape=(len(texts), len(self._rarity)))
        return scipy.sparse.hstack([scipy.sparse.csr_matrix(VECTOR_WEIGHT * vectors), grams], format="csr")

    def arrays(self) -> dict[str, np.ndarray]:
        """What was learnt, as plain arrays without pickled objects."""
        arrays = {f"terms{kind}": np.array(list(terms), dtype=np.str_) for kind, terms in enumerate(self._vocabularies)}
        return {**arrays, "counts": self._counts, "messages": np.array(self._messages)}

    def restore(self, arrays: dict[str, np.ndarray]) -> "Features":
        """Takes back what `arrays` gave."""
        vocabularies, offset = [], DIMENSIONS
        for kind in range(len(_KINDS)):
            terms = arrays[f"terms{kind}"].tolist()
            vocabularies.append({term: offset + place for place, term in enumerate(terms)})
            offset += len(terms)
        self._vocabularies, self._counts = tuple(vocabularies), arrays["counts"]
        self._messages = int(arrays["messages"])
        self._rarity = _rarity(self._counts, self._messages)
        return self


def _rarity(counts: np.ndarray, messages: int) -> np.ndarray:
    """Smoothed inverse document frequency."""
    return (np.log((1 + messages) / (1 + counts.astype(np.float64))) + 1).astype(np.float32)
