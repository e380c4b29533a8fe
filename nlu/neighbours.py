"""How near a message is to what was taught, by its sentence vector.

Vectors are kept in the 128 directions that vary most among the taught ones: a fourth of the work and of the model's size,
and the nearest example stays the nearest (docs/adr/0004).
"""

from dataclasses import dataclass

import numpy as np

KEPT_DIMENSIONS = 128


@dataclass(frozen=True)
class Neighbours:
    """The taught examples: directions of shape (512, kept), unit vectors (examples, kept), index of each one's intent."""

    directions: np.ndarray
    vectors: np.ndarray
    labels: np.ndarray

    @classmethod
    def fit(cls, vectors: np.ndarray, labels: np.ndarray) -> "Neighbours":
        """Learns the directions from sentence vectors of examples."""
        _, axes = np.linalg.eigh(vectors.T.astype(np.float64) @ vectors)
        directions = np.ascontiguousarray(axes[:, ::-1][:, :KEPT_DIMENSIONS], dtype=np.float32)
        kept = _unit(vectors @ directions).astype(np.float16)  # rounded as they are in the model's file
        return cls(directions, kept.astype(np.float32), labels)

    def part(self, places: np.ndarray, labels: np.ndarray) -> "Neighbours":
        """Some of the examples only, with labels of their own."""
        return Neighbours(self.directions, self.vectors[places], labels)

    def nearest(self, vectors: np.ndarray, intents: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Cosine similarity of messages to the nearest example: of any intent, and of the intent given for each message.

        Args:
            vectors: sentence vectors of the messages, shape (messages, 512).
            intents: index of an intent for each message.
        """
        similarity = self.likeness(vectors)
        own = np.where(self.labels[None, :] == intents[:, None], similarity, -1.0)
        return similarity.max(axis=1), own.max(axis=1)

    def likeness(self, vectors: np.ndarray) -> np.ndarray:
        """Cosine similarity of messages to every example, shape (messages, examples)."""
        return np.asarray(_unit(vectors @ self.directions) @ self.vectors.T)


def _unit(vectors: np.ndarray) -> np.ndarray:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths, lengths, 1.0), dtype=np.float32)
