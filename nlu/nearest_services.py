"""Rasa component that finds which services of the catalogue a message is most like that was not surely understood."""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.bands import BAND, FAR, NEAR
from nlu.city import city_pack
from nlu.encoder import SENTENCE_VECTOR, encode
from nlu.pack import Pack
from nlu.text import fold

NEAREST = "nearest_services"
"""Message property: [{"service": code, "likeness": cosine}], the likest first."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class NearestServices(GraphComponent):
    """Compares sentence vectors, so that what is meant counts and not how it is written."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`least`: a service less like the message is not worth offering; `most`: so many are offered."""
        return {"least": 0.5, "most": 3}

    def __init__(self, config: dict[str, Any], pack: Pack) -> None:
        """Learns the names of the services."""
        names = [name for name in pack.names if name.entity == "service"]
        self._least, self._most = config["least"], config["most"]
        self._codes = [name.code for name in names]
        self._vectors = encode([fold(name.text) for name in names])

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> NearestServices:
        """Builds the component with the pack of SHIMIN_PACK."""
        return cls(config, city_pack())

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Training needs none of this."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds the likest services to messages that were not surely understood."""
        for message in messages:
            if message.get(BAND) in (NEAR, FAR) and self._codes:
                vector = message.get(SENTENCE_VECTOR)
                likest = self.find(encode([fold(message.get(TEXT))])[0] if vector is None else vector)
                found = [{"service": code, "likeness": likeness} for code, likeness in likest]
                message.set(NEAREST, found, add_to_output=True)
        return messages

    def find(self, vector: np.ndarray) -> list[tuple[str, float]]:
        """The services likest to a sentence vector, each once, with the likeness of its likest name."""
        likeness = self._vectors @ vector
        best: dict[str, float] = {}
        for place in np.argsort(-likeness, kind="stable"):
            if likeness[place] < self._least or len(best) == self._most:
                break
            best.setdefault(self._codes[place], round(float(likeness[place]), 3))
        return list(best.items())
