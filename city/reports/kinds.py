"""The kinds of problem a citizen can report, and the city as an area: read from the pack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from city.catalogue.fields import Fields, entries
from city.catalogue.loader import by_code
from city.catalogue.models import Aliases, Mark
from city.errors import NotFound
from city.packs import PackError
from city.text import Text


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of problem: a service in the words of Open311."""

    code: str
    name: Text
    aliases: Aliases
    group: str
    covers: Text
    """What belongs to it."""
    department: Text
    """Who puts it right."""
    department_mark: Mark
    target_hours: int
    """The time in which it should be put right."""
    target_mark: Mark
    call: tuple[str, ...]
    """Numbers that take it too, the one to dial first first."""
    advice: Text
    mark: Mark


@dataclass(frozen=True, slots=True)
class Area:
    """A box in degrees of WGS 84 that holds the city, and the name of its jurisdiction."""

    jurisdiction: str
    changed_on: date
    """When the list of kinds was last changed, for those who keep a copy."""
    south: float
    north: float
    west: float
    east: float

    def holds(self, lat: float, lon: float) -> bool:
        """Whether a position is in the box."""
        return self.south <= lat <= self.north and self.west <= lon <= self.east


@dataclass(frozen=True, slots=True)
class Kinds:
    """The kinds of one city by code, and its area, where the pack has one."""

    by_code: Mapping[str, Kind]
    area: Area | None

    @classmethod
    def load(cls, pack: Path) -> Kinds:
        """Read ``problems.yml`` and ``area.yml``; a pack may lack them.

        Raises:
            PackError: a file breaks its rules.
        """
        problems, area = pack / "problems.yml", pack / "area.yml"
        kinds = by_code(map(_kind, entries(problems)), problems.name) if problems.exists() else {}
        return cls(kinds, _area(area) if area.exists() else None)

    def get(self, code: str) -> Kind:
        """The kind with this code.

        Raises:
            NotFound: there is none.
        """
        try:
            return self.by_code[code]
        except KeyError:
            raise NotFound(code=code) from None


def _kind(fields: Fields) -> Kind:
    department, target = fields.inner("department"), fields.inner("target")
    kind = Kind(
        code=fields.text("code"),
        name=fields.both("name"),
        aliases=fields.aliases(),
        group=fields.text("group"),
        covers=fields.both("covers"),
        department=department.both("name"),
        department_mark=_marked(department),
        target_hours=target.integer("hours", least=1),
        target_mark=_marked(target),
        call=fields.texts("call"),
        advice=fields.both("advice"),
        mark=_marked(fields),
    )
    if not kind.call:
        raise fields.error("call", "names no number")
    for part in (department, target, fields):
        part.done()
    return kind


def _area(path: Path) -> Area:
    found = list(entries(path))
    if len(found) != 1:
        raise PackError(f"{path.name}: a pack is one city, this has {len(found)}")
    (fields,) = found
    _ = fields.text("code"), fields.both("name"), fields.aliases(), _marked(fields)
    area = Area(
        jurisdiction=fields.text("jurisdiction"),
        changed_on=fields.day("changed_on"),
        south=_degrees(fields, "south", 90),
        north=_degrees(fields, "north", 90),
        west=_degrees(fields, "west", 180),
        east=_degrees(fields, "east", 180),
    )
    fields.done()
    if area.south >= area.north or area.west >= area.east:
        raise fields.error("south", "the box is empty")
    return area


def _marked(fields: Fields) -> Mark:
    """The mark of a part; what is sourced says from where."""
    mark, source = fields.mark(), fields.optional_text("source")
    if mark == "sourced" and source is None:
        raise fields.error("source", "is missing although the mark is sourced")
    return mark


def _degrees(fields: Fields, name: str, most: int) -> float:
    degrees = fields.optional_degrees(name, most)
    if degrees is None:
        raise fields.error(name, "is missing")
    return degrees
