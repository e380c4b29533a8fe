"""A table of dates, times and quantities, each value worked out by hand from the contract (tests/nlu/expressions.yml)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from nlu.matches import longest
from nlu.moment import parse_moment
from nlu.quantities import find_quantities
from nlu.settings import Settings
from nlu.when.grammar import Times
from nlu.when.holidays import Holidays

NOW = parse_moment("2026-11-24T10:00:00+08:00")
TIMES = Times(Holidays.read(Settings.from_env({}).pack / "calendar.yml"))
TABLE: dict[str, list[dict[str, dict[str, str]]]] = yaml.load(
    (Path(__file__).parent / "expressions.yml").read_text(encoding="utf-8"), yaml.BaseLoader
)


def rows() -> Iterator[Any]:
    for language, expressions in TABLE.items():
        for expression in expressions:
            for text, values in expression.items():
                yield pytest.param(
                    text, {name: value.split() for name, value in values.items()}, id=f"{language}-{text}"
                )


def found(text: str) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for match in [*TIMES.find(text, NOW), *longest(find_quantities(text))]:
        values.setdefault(match.entity, []).append(str(match.value))
    return values


@pytest.mark.parametrize(("text", "expected"), rows())
def test_an_expression_has_the_value_that_was_worked_out(text: str, expected: dict[str, list[str]]) -> None:
    assert found(text) == expected


def test_the_table_is_long_enough() -> None:
    assert len(list(rows())) >= 250
