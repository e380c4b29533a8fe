# ruff: noqa: E501 - one rule, one line
"""How many people come, or how many papers are made: 两个人, 3 people, 我们俩, 一家三口, 两本护照.

Only what counts people, places or passports: 一个 and "two copies" count something else.
"""

import re

from nlu.matches import Match
from nlu.numbers import CHINESE, ENGLISH, small_number
from nlu.text import fold

MOST = 99

_N_ZH = rf"(?P<n>\d{{1,2}}|{CHINESE}{{1,2}})"
_N_EN = rf"(?P<n>\d{{1,2}}|{ENGLISH})"
_PAPER = r"(?:护照|通行证|居住证|身份证|驾照|社保卡|passports?|permits?)"
_WHOLE = {"both": 2, "just me": 1}
_PERSON = r"(?:adults?|grown-ups?|kids?|child|children|babies|baby|seniors?)"
_PATTERNS = [
    re.compile(pattern)
    for pattern in (
        rf"(?<![\d第]){_N_ZH}\s?(?:个(?:大人|成年人|人|(?<!一个)(?:名额|号(?!码)))|人(?![民口间工])|位(?!置|于)|口人?(?=[\s,，。]|$|[办约去来要想都的])|名(?=[,，。\s]|$|[办约去来])|people|persons?)",
        rf"(?<![\d第]){_N_ZH}\s?[本张份个]\s?(?={_PAPER})(?<!一[本张份个])",
        rf"(?:一家|全家){_N_ZH}口",
        rf"(?<![有养第\d]){_N_ZH}\s?个(?:小孩|孩子|儿童|娃)",
        rf"(?<![a-z\d])(?:with|for|and|plus|bring|bringing) (?:my )?{_N_EN} (?:kids|children|child|kid)(?![a-z])",
        rf"(?<![a-z\d])family of {_N_EN}(?![a-z\d])",
        rf"(?<![\d第]){_N_ZH}大(?P<more>\d|{CHINESE})小",
        rf"(?<![a-z\d])(?P<n>\d|{ENGLISH}|an?) {_PERSON},? (?:and|plus) (?P<more>\d|{ENGLISH}|an?) {_PERSON}(?![a-z])",
        r"(?<![a-z])(?P<n>just me)(?![a-z])",
        rf"(?:我们|咱们?|他们|她们)(?P<n>[俩两仨]|{CHINESE})(?:个|人|口)?(?=[\s,，。人]|$|[办约去来要想都一])",
        rf"(?<![a-z\d]){_N_EN} (?:people|persons?|adults?|applicants?|of us|places|seats|visitors?)(?![a-z])",
        rf"(?<![a-z\d])(?:for|party of|group of|us) (?P<n>[2-6]|{ENGLISH})(?![a-z\d:./-])(?! (?:days?|nights?|weeks?|months?|years?|hours?|minutes?|o'clock|am|pm|yuan|rmb|k\b|thousand|million|[a-z]+ (?:days?|weeks?)|{_PAPER}))(?! ?[ap]\.?m)",
        rf"(?<![a-z\d]){_N_EN} (?:new )?{_PAPER}(?![a-z])",
        r"(?<![a-z])(?P<n>both) of us(?![a-z])",
        r"(?:就|只|只有)我(?P<n>一)个?人?(?![\d])",
    )
]


def find_quantities(text: str) -> list[Match]:
    """The quantities in a text."""
    folded = fold(text)
    found: list[Match] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(folded):
            counts = [_count(word) for name, word in match.groupdict().items() if name in ("n", "more")]
            if None not in counts and 1 <= (total := sum(one for one in counts if one is not None)) <= MOST:
                found.append(Match("quantity", total, match.start(), match.end()))
    return found


def _count(word: str) -> int | None:
    return _WHOLE[word] if word in _WHOLE else small_number(word)
