"""Rasa component around `nlu.spans`: finds the entities that are annotated in training data and that nothing else finds."""

from __future__ import annotations

import os
from datetime import datetime
from typing import Any

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.city import city_cutter
from nlu.inputs import digest_of_code
from nlu.matcher import Matcher
from nlu.matches import Match
from nlu.pack import ENTITY_OF_FILE
from nlu.settings import Settings
from nlu.spans import Span, SpanTagger

MATCHED = frozenset(ENTITY_OF_FILE.values()) | {
    "date", "time", "quantity", "amount", "language", "policy_no",
    "booking_ref", "report_ref", "claim_ref", "application_ref", "receipt_ref",
}  # fmt: skip
"""Entities that the matchers resolve to canonical values; they are never guessed."""

_FILE = "spans.crfsuite"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class SpanMatcher(Matcher):
    """Learns only where training data annotate free spans; without any it finds nothing and costs nothing."""

    shares = True  # 解放路路口 is a place in the citizen's words, and holds the name of a district's landmark

    def __init__(self, storage: ModelStorage, resource: Resource, tagger: SpanTagger | None = None) -> None:
        """Keeps what Rasa gives."""
        self._storage = storage
        self._resource = resource
        self._tagger = tagger

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SpanMatcher:
        """Builds an untrained component."""
        return cls(model_storage, resource)

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
    ) -> SpanMatcher:
        """Opens the trained field, if there is one."""
        with model_storage.read_from(resource) as folder:
            file = folder / _FILE
            tagger = SpanTagger(file, city_cutter()) if file.is_file() else None
        return cls(model_storage, resource, tagger)

    def train(self, training_data: TrainingData) -> Resource:
        """Learns from the annotated messages; all messages of an intent that has any, so that "none" is learnt too."""
        examples = [
            (message.get(TEXT), [_span(entity) for entity in message.get(ENTITIES) or [] if _is_free(entity)], message)
            for message in training_data.intent_examples
            if message.get(TEXT)
        ]
        intents = {message.get("intent") for _, spans, message in examples if spans}
        with self._storage.write_to(self._resource) as folder:
            if intents:
                taught = [(text, spans) for text, spans, message in examples if message.get("intent") in intents]
                SpanTagger.learn(taught, folder / _FILE, city_cutter())
        return self._resource

    def find(self, text: str, now: datetime) -> list[Match]:
        """Free spans of a message."""
        return self._tagger.find(text) if self._tagger is not None else []


def _is_free(entity: dict[str, Any]) -> bool:
    return entity["entity"] not in MATCHED


def _span(entity: dict[str, Any]) -> Span:
    return Span(str(entity["entity"]), int(entity["start"]), int(entity["end"]))
