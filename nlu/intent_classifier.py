"""Rasa component around `nlu.intents.IntentModel`."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.city import city_cutter
from nlu.encoder import SENTENCE_VECTOR
from nlu.inputs import digest_of_code
from nlu.intents import KEEP, SURE, IntentModel
from nlu.nearest import nearest
from nlu.settings import Settings
from nlu.tokenizer import MixedScriptTokenizer

RANKING_LENGTH = 10
THRESHOLDS = "thresholds"
"""Message property: (reject, confirm), the confidences below which not to act, and to ask first."""
EXAMPLES = "examples.json"
"""The taught texts in the order of the model's neighbours."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class HybridIntentClassifier(GraphComponent, IntentClassifier):
    """Sentence vectors and n-grams under one linear classifier, with calibrated confidence (docs/adr/0004)."""

    @classmethod
    def required_components(cls) -> list[type]:
        """The tokenizer, so that what Rasa shows as tokens is what was classified."""
        return [MixedScriptTokenizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`keep` and `sure` say where the thresholds go, see `nlu.calibration.calibrate`."""
        return {"keep": KEEP, "sure": SURE}

    def __init__(
        self,
        config: dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        model: IntentModel | None = None,
        examples: list[str] | None = None,
    ) -> None:
        """Keeps what Rasa gives; without a model nothing is predicted."""
        self._config = config
        self._storage = storage
        self._resource = resource
        self._model = model
        self._examples = examples or []

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> HybridIntentClassifier:
        """Builds an untrained component."""
        return cls(config, model_storage, resource)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Makes Rasa's cache of trained components see changes in the modules used here."""
        return digest_of_code(Settings.from_env(os.environ))

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> HybridIntentClassifier:
        """Reads the trained model; its encoder and dictionary are warmed here, not in the first citizen's turn."""
        with model_storage.read_from(resource) as folder:
            model = IntentModel.load(folder, city_cutter())
            examples = _examples(folder / EXAMPLES)
        model.predict("预热 warm-up")
        return cls(config, model_storage, resource, model, examples)

    def train(self, training_data: TrainingData) -> Resource:
        """Learns from the examples of NLU data and keeps the model."""
        pairs: list[tuple[str, str]] = sorted(
            {(message.get(TEXT), message.get(INTENT)) for message in training_data.intent_examples if message.get(TEXT)}
        )
        texts, intents = [text for text, _ in pairs], [intent for _, intent in pairs]
        self._model = IntentModel.train(texts, intents, city_cutter(), self._config["keep"], self._config["sure"])
        with self._storage.write_to(self._resource) as folder:
            self._model.save(folder)
            (folder / EXAMPLES).write_text(json.dumps(texts, ensure_ascii=False), encoding="utf-8")
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds intent and ranking to each message; payloads (`/intent{...}`) are left to Rasa's own handler."""
        for message in messages:
            text = message.get(TEXT)
            if self._model is None or not text or text.startswith("/"):
                continue
            prediction = self._model.predict(text)
            best, *_ = predicted = prediction.ranking
            ranking = [{"name": name, "confidence": value} for name, value in predicted]
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking[:RANKING_LENGTH], add_to_output=True)
            message.set(SENTENCE_VECTOR, prediction.vector)
            calibration = self._model.calibration
            message.set(THRESHOLDS, (calibration.reject, calibration.confirm))
            wanted = (message.get("metadata") or {}).get("near")
            if wanted and self._examples:  # an operator asks, see `nlu.operations`
                message.set("near", nearest(self._model, self._examples, text, wanted), add_to_output=True)
                message.set("sure", best[1] >= calibration.confirm, add_to_output=True)
        return messages


def _examples(file: Path) -> list[str]:
    """The taught texts; none in a model that was trained before they were kept."""
    return list(json.loads(file.read_text(encoding="utf-8"))) if file.is_file() else []
