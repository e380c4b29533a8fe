"""A linear classifier over the features of messages: one-against-rest support vectors, kept as plain arrays."""

from dataclasses import dataclass

import numpy as np
import scipy.sparse
from sklearn.svm import LinearSVC

SEED = 20261124
"""One seed for everything random in training."""

REGULARISATION = 0.5
"""Inverse strength (docs/adr/0004 has the comparison)."""

SHARPNESS = 4.0
"""Margins to probabilities: softmax of the margins times this. Calibration sees to the rest."""


@dataclass(frozen=True)
class LinearModel:
    """Weights of a trained classifier, one row per intent."""

    intents: list[str]
    weights: np.ndarray
    bias: np.ndarray

    @classmethod
    def fit(cls, rows: scipy.sparse.csr_matrix, labels: list[str]) -> "LinearModel":
        """Trains on rows of features and their intents (at least two different ones)."""
        model = LinearSVC(C=REGULARISATION, random_state=SEED).fit(rows, labels)
        weights, bias = model.coef_, model.intercept_
        if len(model.classes_) == 2:  # scikit-learn then keeps one row only
            weights, bias = np.vstack([-weights, weights]), np.concatenate([-bias, bias])
        return cls([str(name) for name in model.classes_], weights.astype(np.float32), bias.astype(np.float32))

    def probabilities(self, rows: scipy.sparse.csr_matrix) -> np.ndarray:
        """Probability of each intent, shape (rows, intents)."""
        scores = SHARPNESS * (np.asarray(rows @ self.weights.T, dtype=np.float64) + self.bias)
        scores -= scores.max(axis=1, keepdims=True)
        exponentials = np.exp(scores)
        return exponentials / exponentials.sum(axis=1, keepdims=True)
