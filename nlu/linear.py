"""A linear classifier over the features of messages: one-against-rest support vectors, kept as plain arrays."""

from dataclasses import dataclass

import numpy as np
import scipy.sparse
from sklearn.svm import LinearSVC

from nlu.encoder import DIMENSIONS
from nlu.features import VECTOR_WEIGHT, Row

SEED = 20261124
"""One seed for everything random in training."""

REGULARISATION = 0.5
"""Inverse strength (docs/adr/0004 has the comparison)."""

SHARPNESS = 4.0
"""Margins to probabilities: softmax of the margins times this. Calibration sees to the rest."""


@dataclass(frozen=True)
class LinearModel:
    """A trained classifier: weights of shape (features, intents), and one bias an intent."""

    intents: list[str]
    weights: np.ndarray
    bias: np.ndarray

    @classmethod
    def fit(cls, rows: scipy.sparse.csr_matrix, labels: list[str]) -> "LinearModel":
        """Trains on rows of features and their intents (at least two different ones)."""
        model = LinearSVC(C=REGULARISATION, tol=1e-2, random_state=SEED).fit(rows, labels)
        weights, bias = model.coef_, model.intercept_
        if len(model.classes_) == 2:  # scikit-learn then keeps one row only
            weights, bias = np.vstack([-weights, weights]), np.concatenate([-bias, bias])
        columns = np.ascontiguousarray(weights.T, dtype=np.float32)
        return cls([str(name) for name in model.classes_], columns, bias.astype(np.float32))

    def probabilities(self, rows: scipy.sparse.csr_matrix) -> np.ndarray:
        """Probability of each intent, shape (rows, intents)."""
        return _softmax(np.asarray(rows @ self.weights, dtype=np.float64) + self.bias)

    def probabilities_of_one(self, vector: np.ndarray, row: Row) -> np.ndarray:
        """The same for a single message, shape (1, intents), without building a matrix first."""
        margins = (VECTOR_WEIGHT * vector) @ self.weights[:DIMENSIONS] + row.weights @ self.weights[row.places]
        return _softmax((margins + self.bias)[None, :].astype(np.float64))


def _softmax(margins: np.ndarray) -> np.ndarray:
    scores = SHARPNESS * (margins - margins.max(axis=1, keepdims=True))
    exponentials = np.exp(scores)
    return exponentials / exponentials.sum(axis=1, keepdims=True)
