"""Rasa component that notes the language of each message, as `language` in the parse result."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.language import detect
from nlu.tokens import runs


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class LanguageDetector(GraphComponent):
    """Decides per message; a message that says nothing keeps the conversation's language (`metadata.language`)."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LanguageDetector:
        """Builds the component."""
        return cls()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Training needs no language."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds `language` to each message."""
        for message in messages:
            known = (message.get("metadata") or {}).get("language")
            message.set("language", detect(runs(message.get(TEXT) or ""), known), add_to_output=True)
        return messages
