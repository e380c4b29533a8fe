"""Rasa component at the end of the pipeline: leaves the entities that the understood intent speaks of."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_NAME_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from nlu.scope import in_scope


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class EntityScope(GraphComponent):
    """Matchers find names wherever they stand; what a name means depends on what is wanted."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> EntityScope:
        """Builds the component."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Takes away what does not belong; payloads (`/intent{...}`) are left to Rasa's own handler."""
        for message in messages:
            text = message.get(TEXT) or ""
            if text and not text.startswith("/"):
                intent = (message.get(INTENT) or {}).get(INTENT_NAME_KEY)
                message.set(ENTITIES, in_scope(message.get(ENTITIES) or [], intent, text), add_to_output=True)
        return messages
