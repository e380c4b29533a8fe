"""Strict reading of the pack's YAML: every field is asked for by its type, and what nobody asked for is an error.

PyYAML keeps the last of two equal keys in silence; here the second one is an error.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from datetime import date, time
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar, cast

import yaml

from city.catalogue.models import Aliases, Mark
from city.packs import PackError
from city.text import Text

Choice = TypeVar("Choice", bound=str)

MARKS: tuple[Mark, ...] = ("sourced", "known", "sample")


def read_yaml(path: Path) -> object:
    """The content of one file.

    Raises:
        PackError: there is no such file, it is not YAML, or a key stands twice.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise PackError(f"{path.name}: cannot be read ({error.strerror})") from error
    try:
        # _StrictLoader only builds plain values, as SafeLoader does.
        return yaml.load(text, Loader=_StrictLoader)  # noqa: S506
    except yaml.YAMLError as error:
        raise PackError(f"{path.name}: is not valid YAML: {error}") from error


def entries(path: Path) -> Iterator[Fields]:
    """The entries of a file that is a list of mappings, each with its own code.

    Raises:
        PackError: the file has another shape, or two entries share a code.
    """
    content = read_yaml(path)
    if not isinstance(content, list):
        raise PackError(f"{path.name}: expected a list of entries")
    seen: set[str] = set()
    for number, entry in enumerate(content, start=1):
        fields = Fields(entry, f"{path.name} entry {number}")
        fields.where = f"{path.name} {fields.peek_code()}"
        if fields.peek_code() in seen:
            raise PackError(f"{fields.where}: the code is used twice")
        seen.add(fields.peek_code())
        yield fields


class Fields:
    """One mapping of the pack that gives its fields out by type and remembers which were taken."""

    def __init__(self, value: object, where: str) -> None:
        if not isinstance(value, dict):
            raise PackError(f"{where}: expected a mapping, got {_kind(value)}")
        self._values: dict[str, object] = value
        self._taken: set[str] = set()
        self.where = where

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def peek_code(self) -> str:
        """The entry's code, for messages."""
        return self.text("code")

    def error(self, name: str, problem: str) -> PackError:
        """An error about one field, to be raised by the caller."""
        return PackError(f"{self.where}.{name}: {problem}")

    def done(self) -> None:
        """Say that everything was read.

        Raises:
            PackError: a field is left that no reader knows.
        """
        left = sorted(set(self._values) - self._taken)
        if left:
            raise PackError(f"{self.where}: unknown field {', '.join(map(str, left))}")

    def text(self, name: str) -> str:
        """A text that is not empty."""
        value = self._take(name)
        if not isinstance(value, str) or not value.strip():
            raise self.error(name, f"expected a text, got {_kind(value)}")
        return value

    def optional_text(self, name: str) -> str | None:
        """A text, or None where the field is null or absent."""
        return self.text(name) if self._has(name) else None

    def both(self, name: str) -> Text:
        """A text in both languages."""
        inner = self.inner(name)
        text = Text(inner.text("zh"), inner.text("en"))
        inner.done()
        return text

    def optional_both(self, name: str) -> Text | None:
        """A text in both languages, or None where the field is null or absent."""
        return self.both(name) if self._has(name) else None

    def integer(self, name: str, *, least: int = 0, default: int | None = None) -> int:
        """A whole number that is at least ``least``."""
        if default is not None and name not in self._values:
            return default
        value = self._take(name)
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise self.error(name, f"expected a whole number from {least} on, got {value!r}")
        return value

    def optional_integer(self, name: str) -> int | None:
        """A whole number from 0 on, or None where the field is null or absent."""
        return self.integer(name) if self._has(name) else None

    def optional_degrees(self, name: str, most: int) -> float | None:
        """A latitude or longitude, or None where the field is null or absent."""
        if not self._has(name):
            return None
        value = self._take(name)
        if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > most:
            raise self.error(name, f"expected degrees up to {most}, got {value!r}")
        return float(value)

    def flag(self, name: str) -> bool:
        """True or false, nothing else."""
        value = self._take(name)
        if not isinstance(value, bool):
            raise self.error(name, f"expected true or false, got {value!r}")
        return value

    def choice(self, name: str, options: tuple[Choice, ...], default: Choice | None = None) -> Choice:
        """One of the options."""
        if default is not None and name not in self._values:
            return default
        value = self._take(name)
        for option in options:
            if value == option:
                return option
        raise self.error(name, f"expected one of {', '.join(options)}, got {value!r}")

    def mark(self) -> Mark:
        """How well the entry is known."""
        return self.choice("mark", MARKS)

    def day(self, name: str) -> date:
        """A day, written 2026-11-24."""
        value = self._take(name)
        if type(value) is not date:
            raise self.error(name, f"expected a date like 2026-11-24, got {value!r}")
        return value

    def optional_day(self, name: str) -> date | None:
        """A day, or None where the field is null or absent."""
        return self.day(name) if self._has(name) else None

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts without repetition."""
        values = self._list(name)
        if not all(isinstance(value, str) and value.strip() for value in values):
            raise self.error(name, "expected a list of texts")
        if len(set(values)) != len(values):
            raise self.error(name, "says something twice")
        return tuple(cast(list[str], values))

    def days(self, name: str) -> tuple[date, ...]:
        """A list of days."""
        values = self._list(name)
        if not all(type(value) is date for value in values):
            raise self.error(name, "expected a list of dates like 2026-11-24")
        return tuple(cast(list[date], values))

    def boths(self, name: str) -> tuple[Text, ...]:
        """A list of texts in both languages."""
        found = []
        for inner in self.inners(name):
            found.append(Text(inner.text("zh"), inner.text("en")))
            inner.done()
        return tuple(found)

    def spans(self, name: str) -> tuple[tuple[time, time], ...]:
        """A list of opening spans like ``08:00-12:00``, in order, none empty, none overlapping."""
        found = [self._span(name, text) for text in self.texts(name)]
        for (_, before), (after, _) in pairwise(found):
            if after < before:
                raise self.error(name, "the spans overlap or are out of order")
        return tuple(found)

    def inner(self, name: str) -> Fields:
        """A mapping inside this one."""
        return Fields(self._take(name), f"{self.where}.{name}")

    def optional_inner(self, name: str) -> Fields | None:
        """A mapping inside this one, or None where the field is null or absent."""
        return self.inner(name) if self._has(name) else None

    def inners(self, name: str) -> list[Fields]:
        """A list of mappings inside this one."""
        return [Fields(value, f"{self.where}.{name}[{n}]") for n, value in enumerate(self._list(name))]

    def aliases(self) -> Aliases:
        """The other names of the entry by language."""
        inner = self.inner("aliases")
        aliases = Aliases(inner.texts("zh"), inner.texts("en"))
        inner.done()
        return aliases

    def rest(self) -> Mapping[str, object]:
        """Everything that was not taken yet, as it is: for files whose fields another room checks."""
        left = {name: value for name, value in self._values.items() if name not in self._taken}
        self._taken |= set(left)
        return left

    def _span(self, name: str, text: str) -> tuple[time, time]:
        opens, dash, closes = text.partition("-")
        try:
            span = time.fromisoformat(opens), time.fromisoformat(closes)
        except ValueError:
            raise self.error(name, f"expected a span like 08:00-12:00, got {text!r}") from None
        if not dash or span[0] >= span[1]:
            raise self.error(name, f"the span {text} ends before it begins")
        return span

    def _list(self, name: str) -> list[object]:
        value = self._take(name)
        if not isinstance(value, list):
            raise self.error(name, f"expected a list, got {_kind(value)}")
        return value

    def _has(self, name: str) -> bool:
        self._taken.add(name)
        return self._values.get(name) is not None

    def _take(self, name: str) -> object:
        self._taken.add(name)
        if name not in self._values:
            raise self.error(name, "is missing")
        return self._values[name]


def _kind(value: object) -> str:
    return "nothing" if value is None else type(value).__name__


# The C parser is ten times faster; a system without it still reads the pack.
_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _StrictLoader(_SafeLoader):  # type: ignore[misc]
    """Builds plain values only, and refuses a key that stands twice in one mapping."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, object]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.constructor.ConstructorError(None, None, f"the key {key!r} stands twice", node.start_mark)
        return cast(dict[Hashable, object], super().construct_mapping(node, deep))
