"""Rasa component that says `nlu_fallback` where the classifier's confidence is below what training found enough."""

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

from nlu.intent_classifier import THRESHOLDS, HybridIntentClassifier
from nlu.text import is_mere_symbols, is_notation


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class CalibratedFallback(GraphComponent, IntentClassifier):
    """The threshold travels with the message, as the classifier learnt it; nothing is configured here."""

    @classmethod
    def required_components(cls) -> list[type]:
        """The classifier whose confidence is judged."""
        return [HybridIntentClassifier]

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> CalibratedFallback:
        """Builds the component."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Puts `nlu_fallback` first where the best confidence is too low; the ranking keeps what was guessed.

        A pasted command of a machine and mere symbols are never understood, however sure the classifier is. The confidence
        of the fallback is how sure we are that the guess is wrong.
        """
        for message in messages:
            thresholds, intent = message.get(THRESHOLDS), message.get(INTENT)
            if not thresholds or not intent:
                continue
            text = message.get(TEXT) or ""
            if intent["confidence"] >= thresholds[0] and not (is_notation(text) or is_mere_symbols(text)):
                continue
            fallback = {"name": DEFAULT_NLU_FALLBACK_INTENT_NAME, "confidence": 1.0 - intent["confidence"]}
            message.set(INTENT, fallback, add_to_output=True)
            message.set(INTENT_RANKING_KEY, [fallback, *message.get(INTENT_RANKING_KEY, [])], add_to_output=True)
        return messages
