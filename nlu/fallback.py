"""Rasa component that says how far an intent can be trusted: sure, near (ask first), far (not understood)."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from nlu.bands import BAND, FAR, NEAR, SURE
from nlu.intent_classifier import THRESHOLDS, HybridIntentClassifier
from nlu.text import is_mere_symbols, is_notation


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class CalibratedFallback(GraphComponent, IntentClassifier):
    """The thresholds travel with the message, as the classifier learnt them."""

    @classmethod
    def required_components(cls) -> list[type]:
        """The classifier whose confidence is judged."""
        return [HybridIntentClassifier]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """When an intent is near, and `unasked`: those acted on all the same, since asking costs more than a mistake."""
        return {"rival": 0.07, "unasked": []}

    def __init__(self, config: dict[str, Any]) -> None:
        """Keeps what Rasa gives."""
        self._rival = config["rival"]
        self._unasked = frozenset(config["unasked"])

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> CalibratedFallback:
        """Builds the component."""
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Puts `nlu_fallback` first where the best guess is not sure; the ranking keeps what was guessed.

        The confidence of the fallback is how sure we are that the guess is wrong.
        """
        for message in messages:
            thresholds, intent = message.get(THRESHOLDS), message.get(INTENT)
            if not thresholds or not intent:
                continue
            ranking = message.get(INTENT_RANKING_KEY) or [intent]
            band = self._band(message.get(TEXT) or "", ranking, thresholds)
            message.set(BAND, band, add_to_output=True)
            if band == SURE:
                continue
            fallback = {"name": DEFAULT_NLU_FALLBACK_INTENT_NAME, "confidence": 1.0 - intent["confidence"]}
            message.set(INTENT, fallback, add_to_output=True)
            message.set(INTENT_RANKING_KEY, [fallback, *ranking], add_to_output=True)
        return messages

    def _band(self, text: str, ranking: list[dict[str, Any]], thresholds: tuple[float, float]) -> str:
        """A pasted command of a machine and mere symbols are never understood, however sure the classifier is."""
        (best, *others), (reject, confirm) = ranking, thresholds
        if best["confidence"] < reject or is_notation(text) or is_mere_symbols(text):
            return FAR
        if best["confidence"] >= confirm or best["name"] in self._unasked:
            return SURE
        return NEAR if others and others[0]["confidence"] >= self._rival else SURE
