"""Rasa component that finds amounts of money, quantities and the names of languages."""

from __future__ import annotations

import re
from datetime import datetime

from rasa.engine.recipes.default_recipe import DefaultV1Recipe

from nlu.amounts import find_amounts
from nlu.matcher import Matcher
from nlu.matches import Match, longest
from nlu.quantities import find_quantities
from nlu.refs import find_tokens
from nlu.text import fold

_LANGUAGES = re.compile(
    r"(?P<en>英文|英语|(?<![a-z])english(?![a-z]))"
    r"|(?P<zh>中文|汉语|普通话|国语|华语|(?<![a-z])(?:chinese|mandarin|putonghua|zhongwen)(?![a-z])(?! new year))"
)

_UNWANTED = re.compile(
    r"(?:不要|别|不想|不会|不懂|听不懂|看不懂|(?:stop|don't|not|instead of|no more)(?: [a-z]+){0,2} ?)(?:再|说|用|讲|看)*$"
)


def find_languages(text: str) -> list[Match]:
    """The languages named in a text that we speak, but for those it does not want (不要英文, stop writing Chinese)."""
    folded = fold(text)
    return [
        Match("language", str(match.lastgroup), *match.span())
        for match in _LANGUAGES.finditer(folded)
        if not _UNWANTED.search(folded[: match.start()])
    ]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class NumberMatcher(Matcher):
    """Amounts are integer fen, quantities whole numbers, languages zh or en."""

    def find(self, text: str, now: datetime) -> list[Match]:
        """All three, outside vault tokens."""
        tokens = find_tokens(text)
        found = longest([*find_amounts(text), *find_quantities(text)]) + find_languages(text)
        return [match for match in found if not any(match.overlaps(*token) for token in tokens)]
