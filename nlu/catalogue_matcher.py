"""Rasa component that finds what the city's catalogue names: services, offices, products, events, hospitals ..."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage

from nlu.city import city_cutter, city_pack
from nlu.homophones import Homophones
from nlu.matcher import Matcher
from nlu.matches import Match, longest
from nlu.names import Comparison, NameFinder
from nlu.pack import Pack
from nlu.text import fold
from nlu.tokens import Cutter
from nlu.typos import TypoFinder


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class CatalogueMatcher(Matcher):
    """Values are catalogue codes. The longest name wins: a hospital's name does not also name its district."""

    def __init__(self, pack: Pack, cutter: Cutter) -> None:
        """Learns the names of a pack, which the cutter knows too."""
        comparison = Comparison(pack.names)
        self._exact = NameFinder(pack.names, comparison)
        self._misspelt = TypoFinder(pack.names, comparison)
        self._misheard = Homophones(cutter, map(fold, pack.chinese_names()), toneless_from=3)  # 姓李 is no 行李

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> CatalogueMatcher:
        """Builds the component with the pack of SHIMIN_PACK."""
        return cls(city_pack(), city_cutter())

    def find(self, text: str, now: datetime) -> list[Match]:
        """Names as written, then misspelt and misheard ones in what is left."""
        exact = longest(self._exact.find(text))
        found = longest([*exact, *self._misspelt.find(text, exact)])
        folded = fold(text)
        mended = self._misheard.mended(folded)
        if mended != folded:
            heard = longest(self._exact.find(mended))
            found += [one for one in heard if not any(other.overlaps(one.start, one.end) for other in found)]
        return sorted(found, key=lambda one: (one.start, one.entity))
