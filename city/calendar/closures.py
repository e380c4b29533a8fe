"""Closures in the database: adding one, and reading those of a time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from city.calendar.models import Closure, ClosureRow, ScopeKind
from city.ids import new_id
from city.text import Text

_SCOPES: dict[str, ScopeKind] = {"city": "city", "district": "district", "office": "office", "service": "service"}


def add_closure(session: Session, closure: Closure) -> str:
    """Write a closure and return its id; from the commit on no slot in it is offered, held or confirmed."""
    row = ClosureRow(
        id=new_id("cl"),
        scope_kind=closure.scope,
        scope_code=closure.code,
        starts_at=closure.start,
        ends_at=closure.end,
        reason=closure.reason,
        name_zh=closure.name.zh,
        name_en=closure.name.en,
    )
    session.add(row)
    session.flush()
    return row.id


def lift_closure(session: Session, closure: str, now: datetime) -> bool:
    """Let a closure end now, or, if it has not begun, never begin; say whether there was one to lift."""
    row = session.get(ClosureRow, closure)
    if row is None or row.ends_at <= now:
        return False
    if row.starts_at >= now:
        session.delete(row)
    else:
        row.ends_at = now
    session.flush()
    return True


def closures_between(session: Session, start: datetime, end: datetime) -> tuple[Closure, ...]:
    """The closures that touch the time from ``start`` to before ``end`` (aware)."""
    rows = session.scalars(select(ClosureRow).where(ClosureRow.starts_at < end, ClosureRow.ends_at > start))
    return tuple(
        Closure(
            scope=_SCOPES[row.scope_kind],
            code=row.scope_code,
            start=row.starts_at,
            end=row.ends_at,
            reason=row.reason,
            name=Text(row.name_zh, row.name_en),
        )
        for row in rows
    )
