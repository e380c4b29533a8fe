"""Reads the files of a pack into the catalogue. Each reader names every field it knows; `Fields` refuses the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Protocol, TypeVar

from city.catalogue.fields import MARKS, Fields, entries
from city.catalogue.models import (
    Aliases,
    Counter,
    District,
    Entry,
    Fee,
    Mark,
    Mode,
    Office,
    Opening,
    Service,
    ServicePart,
    Span,
)
from city.packs import PackError
from city.text import Text

_MODES: tuple[Mode, ...] = ("online", "offline", "both", "booked", "phone")
_PARTS: tuple[ServicePart, ...] = ("fee", "documents", "duration", "eligibility", "offices")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CUTOFF_MINUTES = 120


def load_services(pack: Path) -> dict[str, Service]:
    """``services.yml`` by code, in the order of the file."""
    return by_code(map(_service, entries(pack / "services.yml")), "services.yml")


def load_offices(pack: Path) -> dict[str, Office]:
    """``offices.yml`` by code, in the order of the file."""
    return by_code(map(_office, entries(pack / "offices.yml")), "offices.yml")


def load_districts(pack: Path) -> dict[str, District]:
    """``districts.yml`` by code, in the order of the file."""
    return by_code(map(_district, entries(pack / "districts.yml")), "districts.yml")


def load_entries(pack: Path, file: str) -> dict[str, Entry]:
    """A file whose further fields another room reads; a pack may lack it."""
    if not (pack / file).exists():
        return {}
    return {fields.peek_code(): _entry(fields) for fields in entries(pack / file)}


class _Named(Protocol):
    @property
    def code(self) -> str: ...
    @property
    def name(self) -> Text: ...
    @property
    def aliases(self) -> Aliases: ...


NamedEntry = TypeVar("NamedEntry", bound=_Named)


def by_code(found: Iterable[NamedEntry], file: str) -> dict[str, NamedEntry]:
    """Index the entries; a name or alias that two entries claim would make the citizen's word mean either."""
    by_code: dict[str, NamedEntry] = {}
    names: dict[str, str] = {}
    for entry in found:
        by_code[entry.code] = entry
        for name in (entry.name.zh, entry.name.en, *entry.aliases.zh, *entry.aliases.en):
            owner = names.setdefault(name.casefold(), entry.code)
            if owner != entry.code:
                raise PackError(f"{file} {entry.code}.aliases: {name!r} already names {owner}")
    return by_code


def _service(fields: Fields) -> Service:
    service = Service(
        code=fields.text("code"),
        name=fields.both("name"),
        aliases=fields.aliases(),
        group=fields.text("group"),
        department=fields.both("department"),
        mode=fields.choice("mode", _MODES),
        bookable=fields.flag("bookable"),
        units=fields.integer("units", least=1, default=1),
        max_quantity=fields.integer("max_quantity", least=1, default=1),
        quota=fields.integer("quota", least=1, default=1),
        cutoff_minutes=fields.integer("cutoff_minutes", default=_CUTOFF_MINUTES),
        offices=fields.texts("offices"),
        documents=fields.boths("documents"),
        fee=_fee(fields.inner("fee")),
        duration=fields.both("duration"),
        eligibility=fields.optional_both("eligibility"),
        online=fields.optional_both("online"),
        online_url=fields.optional_text("online_url"),
        mark=fields.mark(),
        marks=_marks(fields.inner("marks")) if "marks" in fields else {},
        source=fields.optional_text("source"),
        assured_on=fields.day("assured_on"),
    )
    if service.mark == "sourced" and service.source is None:
        raise fields.error("source", "is missing although the mark is sourced")
    fields.done()
    return service


def _fee(fields: Fields) -> Fee:
    fee = Fee(
        fen=fields.optional_integer("fen"),
        text=fields.both("text"),
        legal_basis=fields.optional_both("legal_basis"),
        mark=fields.mark(),
    )
    fields.done()
    return fee


def _marks(fields: Fields) -> Mapping[ServicePart, Mark]:
    marks = {part: fields.choice(part, MARKS) for part in _PARTS if part in fields}
    fields.done()
    return marks


def _office(fields: Fields) -> Office:
    office = Office(
        code=fields.text("code"),
        name=fields.both("name"),
        aliases=fields.aliases(),
        district=fields.text("district"),
        address=fields.both("address"),
        phone=fields.text("phone"),
        opening=_opening(fields.inner("opening")),
        counters=tuple(map(_counter, fields.inners("counters"))),
        lat=fields.optional_degrees("lat", 90),
        lon=fields.optional_degrees("lon", 180),
        note=fields.optional_both("note"),
        mark=fields.mark(),
        source=fields.optional_text("source"),
    )
    if len({counter.code for counter in office.counters}) != len(office.counters):
        raise fields.error("counters", "two counters share a code")
    fields.done()
    return office


def _opening(fields: Fields) -> Opening:
    regular: dict[int, tuple[Span, ...]] = {}
    for rule in fields.inners("regular"):
        spans = rule.spans("hours")
        for day in rule.texts("days"):
            if day not in _WEEKDAYS:
                raise rule.error("days", f"expected {', '.join(_WEEKDAYS)}, got {day!r}")
            if _WEEKDAYS.index(day) in regular:
                raise rule.error("days", f"{day} stands in two rules")
            regular[_WEEKDAYS.index(day)] = spans
        rule.done()
    opening = Opening(
        regular,
        fields.choice("holidays", ("closed", "open")),
        fields.choice("makeup", ("workday", "as_weekday")),
    )
    fields.done()
    return opening


def _counter(fields: Fields) -> Counter:
    counter = Counter(
        code=fields.text("code"),
        services=fields.texts("services"),
        seats=fields.integer("seats", least=1),
        slot_minutes=fields.integer("slot_minutes", least=5),
        lead_minutes=fields.integer("lead_minutes"),
        horizon_days=fields.integer("horizon_days", least=1),
    )
    fields.done()
    return counter


def _district(fields: Fields) -> District:
    district = District(
        code=fields.text("code"),
        name=fields.both("name"),
        aliases=fields.aliases(),
        division_code=fields.text("division_code"),
        mark=fields.mark(),
        source=fields.optional_text("source"),
    )
    fields.done()
    return district


def _entry(fields: Fields) -> Entry:
    return Entry(
        code=fields.text("code"),
        name=fields.both("name"),
        aliases=fields.aliases(),
        mark=fields.mark(),
        source=fields.optional_text("source"),
        fields=fields.rest(),
    )
