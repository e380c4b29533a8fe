"""The hybrid intent model: features, linear classifier and calibration in one, free of Rasa."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nlu.calibration import Calibration, calibrate, signals
from nlu.encoder import encode
from nlu.features import Features
from nlu.linear import LinearModel
from nlu.neighbours import Neighbours
from nlu.tokens import Cutter
from nlu.wording import Wording, readings, written

KEEP = 0.97
SURE = 0.8


@dataclass(frozen=True)
class Prediction:
    """Intents with their confidences, the best first, and the vector of the message as written."""

    ranking: tuple[tuple[str, float], ...]
    vector: np.ndarray


@dataclass(frozen=True)
class IntentModel:
    """Tells the intent of a message and how far to trust that."""

    features: Features
    wording: Wording
    linear: LinearModel
    calibration: Calibration
    neighbours: Neighbours

    @classmethod
    def train(
        cls, texts: list[str], intents: list[str], cutter: Cutter, keep: float = KEEP, sure: float = SURE
    ) -> "IntentModel":
        """Learns from examples of at least two intents."""
        texts = [written(text) for text in texts]
        features = Features(cutter).fit(texts)
        vectors = encode(texts)
        rows = features.matrix(texts, vectors)
        linear = LinearModel.fit(rows, intents)
        index = {name: number for number, name in enumerate(linear.intents)}
        labels = np.array([index[intent] for intent in intents])
        neighbours = Neighbours.fit(vectors, labels)

        def predict(train: np.ndarray, test: np.ndarray) -> np.ndarray:
            part = LinearModel.fit(rows[train], labels[train].tolist())
            known = np.array([int(name) for name in part.intents])
            probabilities = part.probabilities(rows[test])
            right = known[probabilities.argmax(axis=1)] == labels[test]
            taught = neighbours.part(train, np.searchsorted(known, labels[train]))
            return np.column_stack([signals(probabilities, vectors[test], taught), right])

        wording = Wording(cutter, features.taught())
        return cls(features, wording, linear, calibrate(labels, predict, keep, sure), neighbours)

    def predict(self, text: str) -> Prediction:
        """The ranking of all intents for one message."""
        said = list(readings(self.wording, text))
        vectors = encode(said)
        rows = [self.features.row(one) for one in said]
        each = [self.linear.probabilities_of_one(vector, row) for vector, row in zip(vectors, rows, strict=True)]
        probabilities = np.mean(each, axis=0)  # both readings count alike (docs/adr/0004)
        hints = signals(np.repeat(probabilities, len(said), axis=0), vectors, self.neighbours).max(axis=0)
        best = float(self.calibration.confidence(hints[None, :])[0])
        row = probabilities[0]
        scale = best / row.max()
        order = np.argsort(-row, kind="stable")
        ranking = tuple((self.linear.intents[place], min(best, float(row[place] * scale))) for place in order)
        return Prediction(ranking, vectors[0])

    def save(self, folder: Path) -> None:
        """Writes the model into a folder, as arrays and JSON: nothing that runs code when read."""
        arrays = self.features.arrays()
        arrays.update(
            weights=self.linear.weights,
            bias=self.linear.bias,
            directions=self.neighbours.directions,
            vectors=self.neighbours.vectors.astype(np.float16),
            labels=self.neighbours.labels,
        )
        np.savez_compressed(folder / "intents.npz", **arrays)
        kept = {"intents": self.linear.intents, "calibration": self.calibration.as_dict()}
        (folder / "intents.json").write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path, cutter: Cutter) -> "IntentModel":
        """Reads a model back."""
        kept = json.loads((folder / "intents.json").read_text(encoding="utf-8"))
        with np.load(folder / "intents.npz", allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        features = Features(cutter).restore(arrays)
        return cls(
            features,
            Wording(cutter, features.taught()),
            LinearModel(kept["intents"], arrays["weights"], arrays["bias"]),
            Calibration.from_dict(kept["calibration"]),
            Neighbours(arrays["directions"], arrays["vectors"].astype(np.float32), arrays["labels"]),
        )
