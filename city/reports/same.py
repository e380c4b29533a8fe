"""Finding reports of the same problem: same kind, close by or in the same words, of the last days, still open."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from city.people.access import Actor
from city.reports import rules
from city.reports.models import ReportRow, ReportSupport
from city.reports.statement import position
from city.reports.values import Nearby, Position

_MOST = 5


def nearby_rows(  # noqa: PLR0913 - what, where, when, and for whom
    session: Session, actor: Actor, kind: str, words: str | None, place: Position | None, *, now: datetime
) -> list[Nearby]:
    """Return what may be the same problem, the nearest first."""
    query = select(ReportRow).where(
        ReportRow.kind == kind,
        ReportRow.status != "closed",
        ReportRow.requested_at >= now - timedelta(days=rules.SAME_DAYS),
    )
    found: list[tuple[float, ReportRow]] = []
    for row in session.scalars(query.order_by(ReportRow.requested_at)):
        there = position(row)
        distance = rules.metres(place, there) if place and there else None
        if distance is not None and distance <= rules.SAME_METRES:
            found.append((distance, row))
        elif distance is None and words and row.same_words == rules.same_words(words):
            found.append((rules.SAME_METRES, row))
    found.sort(key=lambda pair: pair[0])
    return [_nearby(session, actor, row, place) for _, row in found[:_MOST]]


def _nearby(session: Session, actor: Actor, row: ReportRow, place: Position | None) -> Nearby:
    owners = {actor.guest, actor.person}
    joined = list(session.scalars(select(ReportSupport.owner).where(ReportSupport.report == row.ref)))
    there = position(row)
    return Nearby(
        ref=row.ref,
        kind=row.kind,
        status=row.status,  # type: ignore[arg-type] # written from the same list
        words=row.words,
        metres=round(rules.metres(place, there)) if place and there else None,
        requested_at=row.requested_at,
        supporters=len(joined),
        mine=row.owner in owners or not owners.isdisjoint(joined),
    )
