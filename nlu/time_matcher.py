"""Rasa component that finds dates and times (`nlu.when`)."""

from __future__ import annotations

import os
from datetime import datetime
from typing import Any

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage

from nlu.matcher import Matcher
from nlu.matches import Match
from nlu.refs import find_refs, find_tokens
from nlu.settings import Settings
from nlu.when.grammar import Times
from nlu.when.holidays import Holidays


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class TimeMatcher(Matcher):
    """Values are ISO dates, times and ranges, resolved against `metadata.now`."""

    def __init__(self, times: Times) -> None:
        """Takes the grammar."""
        self._times = times

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TimeMatcher:
        """Builds the component with the holidays of SHIMIN_PACK."""
        return cls(Times(Holidays.read(Settings.from_env(os.environ).pack / "calendar.yml")))

    def find(self, text: str, now: datetime) -> list[Match]:
        """Dates and times outside references and vault tokens."""
        taken = [(match.start, match.end) for match in find_refs(text)] + find_tokens(text)
        return self._times.find(text, now, taken)
