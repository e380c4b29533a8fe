"""What the intent classifier sees of a message: its sentence vector beside weighted word and character n-grams."""

from typing import Any

import numpy as np
import scipy.sparse
from sklearn.feature_extraction.text import TfidfVectorizer

from nlu.encoder import encode
from nlu.text import fold
from nlu.tokens import Cutter

_SETTINGS: dict[str, dict[str, Any]] = {
    "word": {"analyzer": "word", "ngram_range": (1, 2), "token_pattern": r"\S+"},
    "char": {"analyzer": "char_wb", "ngram_range": (1, 4)},
}

VECTOR_WEIGHT = 1.5
"""The sentence vector beside the two n-gram blocks, each of length one (docs/adr/0004 has the comparison)."""


class Features:
    """Turns messages into rows of numbers. `fit` learns the vocabulary; `arrays` and `restore` keep it in a model."""

    def __init__(self, cutter: Cutter) -> None:
        """Takes the cutter that gives the words."""
        self._cutter = cutter
        self._vectorizers: dict[str, TfidfVectorizer] = {}

    def prepare(self, text: str) -> str:
        """Folded words, parted by blanks."""
        return " ".join(fold(piece.text) for piece in self._cutter.cut(text))

    def fit(self, texts: list[str]) -> "Features":
        """Learns the n-grams and their weights from training messages."""
        prepared = [self.prepare(text) for text in texts]
        for name, settings in _SETTINGS.items():
            vectorizer = TfidfVectorizer(lowercase=False, sublinear_tf=True, dtype=np.float32, **settings)
            self._vectorizers[name] = vectorizer.fit(prepared)
        return self

    def rows(self, texts: list[str], vectors: np.ndarray) -> scipy.sparse.csr_matrix:
        """The features of messages whose sentence vectors are known, one row each."""
        prepared = [self.prepare(text) for text in texts]
        blocks = [scipy.sparse.csr_matrix(VECTOR_WEIGHT * vectors)]
        blocks += [vectorizer.transform(prepared) for vectorizer in self._vectorizers.values()]
        return scipy.sparse.hstack(blocks, format="csr", dtype=np.float32)

    def encode_rows(self, texts: list[str]) -> tuple[scipy.sparse.csr_matrix, np.ndarray]:
        """Features and sentence vectors of messages."""
        vectors = encode([fold(text) for text in texts])
        return self.rows(texts, vectors), vectors

    def arrays(self) -> dict[str, np.ndarray]:
        """What was learnt, as plain arrays without pickled objects."""
        arrays = {}
        for name, vectorizer in self._vectorizers.items():
            arrays[f"{name}_terms"] = np.array(vectorizer.get_feature_names_out(), dtype=np.str_)
            arrays[f"{name}_idf"] = vectorizer.idf_.astype(np.float32)
        return arrays

    def restore(self, arrays: dict[str, np.ndarray]) -> "Features":
        """Takes back what `arrays` gave."""
        for name, settings in _SETTINGS.items():
            terms = arrays[f"{name}_terms"].tolist()
            vectorizer = TfidfVectorizer(
                lowercase=False, sublinear_tf=True, dtype=np.float32, vocabulary=terms, **settings
            )
            vectorizer.idf_ = arrays[f"{name}_idf"]
            self._vectorizers[name] = vectorizer
        return self
