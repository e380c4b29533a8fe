# ruff: noqa: E501 - one rule, one line
"""Amounts of money, as integer fen: 3万5, 35,000元, ¥2000, 两块五, 20k yuan, RMB 500, "two thousand kuai"."""

import re
from collections.abc import Callable
from fractions import Fraction

from nlu.matches import Match
from nlu.numbers import CHINESE, ENGLISH, chinese_number, english_number
from nlu.text import fold

_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d+(?:\.\d+)?"
_NUMBER_ZH = rf"(?:(?:{_DIGITS})\s?[万千百]?\d?|{CHINESE}+(?:点{CHINESE}+)?)(?:万{CHINESE}*|千)?"
_NUMBER_EN = rf"(?:(?:{_DIGITS})(?: ?(?:k|m|thousand|million|grand))?|(?:an? |{ENGLISH}[ -]?)+(?:(?:hundred|thousand|million)(?: and)?[ -]?(?:{ENGLISH}[ -]?)*)*)"
_YUAN_ZH = r"(?:块钱|块|元钱|元人民币|元整|元|人民币|yuan|rmb|cny|kuai)"
_COST = r"(?:花了?|花费了?|费用|总共|一共|共计|账单|大概|大约|自费|自付|付了|交了|报销|损失了?|赔|价值|cost|costs|paid|pay|spent|bill (?:of|is|was)|charged|worth|damage of)"
# What a number before it counts, so that 三万 is no money: people, steps, kilometres.
_NO_MONEY = r"(?!\s?(?:[人个次平公步里米千吨年天号日岁名位场]|km|people|steps))"


def _fen(yuan: Fraction | None) -> int | None:
    return None if yuan is None else int(yuan * 100)


def _plain(text: str) -> Fraction | None:
    text = text.replace(",", "").replace(" ", "")
    if "点" in text:
        whole, places = text.split("点", 1)
        if not whole or not places:
            return None
        head, tail = chinese_number(whole), [chinese_number(one) for one in places if one not in "万千"]
        if head is None or any(one is None or one > 9 for one in tail):
            return None
        parts = (one * Fraction(1, 10**place) for place, one in enumerate(tail, 1) if one is not None)
        return sum(parts, head) * (10_000 if places.endswith("万") else 1000 if places.endswith("千") else 1)
    value = chinese_number(text)
    return value if value is not None else english_number(text)


def _yuan(match: "re.Match[str]") -> int | None:
    return _fen(_plain(match.group("n")))


def _english(match: "re.Match[str]") -> int | None:
    return _fen(english_number(match.group("n")))


def _with_jiao(match: "re.Match[str]") -> int | None:
    """两块五, 3块5毛, 12元5角."""
    whole, part = _plain(match.group("n")), chinese_number(match.group("j"))
    return _fen(whole + part / 10) if whole is not None and part is not None else None


_EDGE = r"(?<![\d.a-z#-])"
_RULES: list[tuple[str, Callable[["re.Match[str]"], int | None]]] = [
    (rf"{_EDGE}(?P<n>{_NUMBER_ZH})\s?{_YUAN_ZH}(?P<j>[\d一二三四五六七八九])(?:毛|角)?(?![\d点月号])", _with_jiao),
    (rf"{_EDGE}(?P<n>{_NUMBER_ZH})\s?{_YUAN_ZH}(?![a-z])", _yuan),
    (rf"(?:¥|￥|rmb|cny|人民币)\s?(?P<n>{_NUMBER_ZH})(?![\d])", _yuan),
    (rf"(?:¥|￥|rmb|cny) ?(?P<n>{_NUMBER_EN})(?![\da-z])", _english),
    (rf"{_EDGE}(?P<n>{_NUMBER_EN}) ?(?:yuan|rmb|cny|kuai|renminbi)(?![a-z])", _english),
    (rf"{_EDGE}(?P<n>(?:\d+(?:\.\d+)?|{CHINESE}+(?:点{CHINESE}+)?)\s?万{CHINESE}*\d?){_NO_MONEY}(?![\d])", _yuan),
    (rf"{_COST}\s?(?:了|是|about|around|almost|nearly|up to)?\s?(?P<n>{_DIGITS}|{CHINESE}{{2,}})(?![\d点月号日天个人次份本张%,.]| ?[a-z])", _yuan),
    (rf"{_COST} (?:about |around |almost |nearly |up to )?(?P<n>{_DIGITS} ?(?:k|thousand|million)?)(?![\da-z%])(?! (?:days?|people|times|percent|months?|years?|weeks?))", _english),
]  # fmt: skip
_PATTERNS = [(re.compile(pattern), value) for pattern, value in _RULES]


def find_amounts(text: str) -> list[Match]:
    """The amounts in a text."""
    folded = fold(text)
    found: list[Match] = []
    for pattern, value in _PATTERNS:
        for match in pattern.finditer(folded):
            fen = value(match)
            if fen:
                found.append(
                    Match(
                        "amount",
                        fen,
                        match.start("n") if match.re.pattern.startswith(_COST) else match.start(),
                        match.end(),
                    )
                )
    return found
