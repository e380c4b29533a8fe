"""What every matching component of the pipeline shares: finding, and not finding twice."""

from __future__ import annotations

import abc
from datetime import datetime
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from nlu.matches import Match
from nlu.moment import reference_time
from nlu.text import is_notation


class Matcher(GraphComponent, EntityExtractorMixin, abc.ABC):
    """An entity extractor. The first component in the pipeline to claim a span keeps it, unless a later one `shares`."""

    shares = False
    """Whether what this component finds may overlap what others found before."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Matcher:
        """Builds the component."""
        return cls()

    @abc.abstractmethod
    def find(self, text: str, now: datetime) -> list[Match]:
        """The matches in a text, given the time it was said at (in the city's time)."""

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds entities to each message; payloads (`/intent{...}`) are left to Rasa's own handler, pasted ones mean nothing."""
        for message in messages:
            text = message.get(TEXT) or ""
            if text.startswith("/") or is_notation(text):
                continue
            known = list(message.get(ENTITIES) or [])
            found = [
                {"entity": match.entity, "value": match.value, "start": match.start, "end": match.end}
                for match in self.find(text, reference_time(message.get("metadata")))
                if self.shares or not any(match.overlaps(entity["start"], entity["end"]) for entity in known)
            ]
            message.set(ENTITIES, known + self.add_extractor_name(found), add_to_output=True)
        return messages
