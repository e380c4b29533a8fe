"""Rasa component that finds reference numbers and policy tokens (`nlu.refs`)."""

from __future__ import annotations

from datetime import datetime

from rasa.engine.recipes.default_recipe import DefaultV1Recipe

from nlu.matcher import Matcher
from nlu.matches import Match
from nlu.refs import find_refs


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class ReferenceMatcher(Matcher):
    """First in the pipeline: whatever is part of a reference is neither a number nor a date."""

    def find(self, text: str, now: datetime) -> list[Match]:
        """References, as we print them."""
        return find_refs(text)
