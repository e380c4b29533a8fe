"""Closures that come up at run time (a typhoon, a burst pipe), and the values the calendar speaks in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from city.catalogue.models import Span
from city.db import Base, UtcDateTime
from city.text import Text

ScopeKind = Literal["city", "district", "office", "service"]
DayKind = Literal["workday", "makeup_workday", "weekend", "holiday", "closure"]


class ClosureRow(Base):
    """One closure; ``scope_code`` is empty for the whole city. From ``starts_at`` to before ``ends_at``."""

    __tablename__ = "calendar_closure"
    __table_args__ = (CheckConstraint("starts_at < ends_at", name="order"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    scope_kind: Mapped[str] = mapped_column(String(16))
    scope_code: Mapped[str] = mapped_column(String(32))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    reason: Mapped[str] = mapped_column(String(32))
    name_zh: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))


@dataclass(frozen=True, slots=True)
class Closure:
    """A time when what is in scope is closed. ``start`` and ``end`` are aware; the end is exclusive."""

    scope: ScopeKind
    code: str
    start: datetime
    end: datetime
    reason: str
    """typhoon, maintenance, event ...: a word for machines."""
    name: Text

    def covers(self, *, district: str, office: str, service: str | None) -> bool:
        """Whether the closure speaks of this place (and service)."""
        subjects = {"city": "", "district": district, "office": office, "service": service}
        return self.code == subjects[self.scope]


@dataclass(frozen=True, slots=True)
class DayTable:
    """Days that differ from the plain week."""

    holidays: Mapping[date, Text]
    makeup_workdays: frozenset[date]
    known_until: date
    """Later days follow the plain week and are provisional: their holidays are not announced."""


@dataclass(frozen=True, slots=True)
class DayHours:
    """When an office is open on one day."""

    spans: tuple[Span, ...]
    """What is left after closures, in Asia/Shanghai."""
    kind: DayKind
    """``closure`` where a closure left nothing of the day."""
    reason: Text | None
    """The name of the holiday or closure that changed the day."""
    provisional: bool
    planned: tuple[Span, ...]
    """The spans before closures: slots keep their places in them."""
