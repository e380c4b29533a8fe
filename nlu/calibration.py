"""Learns, out of fold, how far a prediction can be trusted and below what trust it should not be acted on.

Raw probabilities are overconfident on what was never taught, and a fixed threshold does not transfer between data sets
(figures in docs/adr/0004). So training predicts its own examples twice without having seen them: once fold by fold,
once with whole intents left out, whose examples then stand for wishes outside everything taught. A small logistic regression
over four signals learns from both when a prediction is right; its output is the confidence of the parse result.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold, StratifiedKFold

from nlu.linear import SEED
from nlu.neighbours import Neighbours

FOLDS = 4
INTENT_FOLDS = 3
FEWEST_EXAMPLES = 40
"""With fewer examples nothing is calibrated, and the confidence is the probability."""

Predict = Callable[[np.ndarray, np.ndarray], np.ndarray]
"""Trains on the examples of the first indices and gives the signals and correctness of those of the second."""


@dataclass(frozen=True)
class Calibration:
    """Weights over the signals, and the two thresholds learnt with them."""

    weights: np.ndarray
    bias: float
    reject: float
    confirm: float

    def confidence(self, signals: np.ndarray) -> np.ndarray:
        """How likely each prediction is right, in 0..1."""
        if not len(self.weights):
            return signals[:, 0]
        return 1.0 / (1.0 + np.exp(-(signals @ self.weights + self.bias)))

    def as_dict(self) -> dict[str, object]:
        """For keeping in a model."""
        return {"weights": self.weights.tolist(), "bias": self.bias, "reject": self.reject, "confirm": self.confirm}

    @classmethod
    def from_dict(cls, kept: dict) -> "Calibration":
        """Takes back what `as_dict` gave."""
        return cls(np.array(kept["weights"], dtype=np.float64), kept["bias"], kept["reject"], kept["confirm"])


NONE = Calibration(np.zeros(0), 0.0, 0.0, 0.0)
"""Trusts the probabilities as they are and rejects nothing."""


def signals(probabilities: np.ndarray, vectors: np.ndarray, neighbours: Neighbours) -> np.ndarray:
    """What hints at a wrong prediction, shape (messages, 4).

    Largest probability, entropy, and similarity to the nearest taught example: of any intent, of the one predicted.

    Args:
        probabilities: of each intent for each message.
        vectors: sentence vectors of the messages.
        neighbours: the taught examples.
    """
    nearest, own = neighbours.nearest(vectors, probabilities.argmax(axis=1))
    entropy = -(probabilities * np.log(probabilities + 1e-12)).sum(axis=1)
    return np.column_stack([probabilities.max(axis=1), entropy, nearest, own])


def _splits(labels: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Folds over the examples, then folds over whole intents."""
    everything = np.arange(len(labels))
    fewest = np.bincount(labels).min()
    folds = StratifiedKFold if fewest >= FOLDS else KFold
    yield from folds(FOLDS, shuffle=True, random_state=SEED).split(everything, labels)
    intents = np.unique(labels)
    if len(intents) >= 2 * INTENT_FOLDS:
        for kept, left_out in KFold(INTENT_FOLDS, shuffle=True, random_state=SEED).split(intents):
            yield np.flatnonzero(np.isin(labels, intents[kept])), np.flatnonzero(np.isin(labels, intents[left_out]))


def calibrate(labels: np.ndarray, predict: Predict, keep: float, sure: float) -> Calibration:
    """Learns confidence and thresholds.

    Args:
        labels: index of the intent of each taught example.
        predict: trains on some examples and tells signals (first columns) and rightness (last column) of others.
        keep: the share of rightly understood messages that must not be rejected.
        sure: the share of wrongly understood ones that must at least be confirmed.
    """
    if len(labels) < FEWEST_EXAMPLES:
        return NONE
    rounds: list[np.ndarray] = [predict(train, test) for train, test in _splits(labels)]
    table = np.vstack(rounds)
    features, right = table[:, :-1], table[:, -1].astype(bool)
    if right.all() or not right.any():
        return NONE
    model = LogisticRegression(C=100.0, max_iter=1000, random_state=SEED).fit(features, right)
    trusted = Calibration(model.coef_[0], float(model.intercept_[0]), 0.0, 0.0)
    taught = np.vstack(rounds[:FOLDS])
    confidence, right = trusted.confidence(taught[:, :-1]), taught[:, -1].astype(bool)
    reject = float(np.quantile(confidence[right], 1 - keep))
    confirm = max(reject, float(np.quantile(confidence[~right], sure))) if not right.all() else reject
    return Calibration(trusted.weights, trusted.bias, reject, confirm)
