"""What everybody may see of reports: what and where and how far, never who, nor the words of a conversation.

Another app publishes what it sends under Open311, so its descriptions are shown; a citizen in the chat was not asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select

from city.db import Database
from city.errors import NotFound
from city.people.identifiers import TOKEN
from city.reports.models import ReportRow
from city.reports.statement import position
from city.reports.values import Outcome, Position, Status

MOST = 1_000
HIDDEN = "***"

_PAIR = re.compile(TOKEN.pattern)


@dataclass(frozen=True, slots=True)
class PublicReport:
    """A report without its owner."""

    ref: str
    taken: bool
    """Whether the department has it, with a number."""
    kind: str
    status: Status
    outcome: Outcome | None
    reason: str | None
    description: str | None
    words: str | None
    position: Position | None
    photo: str | None
    requested_at: datetime
    updated_at: datetime
    expected_at: datetime


class Published:
    """Looks into our own copies; whoever wants the newest state of one refreshes it first (`Reports.refresh`)."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def one(self, ref: str) -> PublicReport:
        """Return one report.

        Raises:
            NotFound: there is none.
        """
        with self._db.read() as session:
            row = session.get(ReportRow, ref)
        if row is None:
            raise NotFound(ref=ref)
        return _public(row)

    def some(self, refs: Sequence[str]) -> list[PublicReport]:
        """Return those of the reports that there are."""
        with self._db.read() as session:
            query = select(ReportRow).where(ReportRow.ref.in_(refs[:MOST])).order_by(ReportRow.requested_at.desc())
            return [_public(row) for row in session.scalars(query)]

    def between(
        self,
        start: datetime,
        end: datetime,
        kinds: Sequence[str] = (),
        statuses: Sequence[Literal["open", "closed"]] = (),
    ) -> list[PublicReport]:
        """Return what was reported in a time, the newest first; at most a thousand."""
        query = select(ReportRow).where(ReportRow.requested_at >= start, ReportRow.requested_at <= end)
        if kinds:
            query = query.where(ReportRow.kind.in_(kinds))
        if set(statuses) == {"open"}:
            query = query.where(ReportRow.status != "closed")
        if set(statuses) == {"closed"}:
            query = query.where(ReportRow.status == "closed")
        query = query.order_by(ReportRow.requested_at.desc(), ReportRow.ref.desc()).limit(MOST)
        with self._db.read() as session:
            return [_public(row) for row in session.scalars(query)]

    def by_token(self, token: str) -> str:
        """Return the reference of the report that a token stands for.

        Raises:
            NotFound: there is no such token.
        """
        with self._db.read() as session:
            ref = session.scalars(select(ReportRow.ref).where(ReportRow.token == token.upper())).one_or_none()
        if ref is None:
            raise NotFound
        return ref


def _public(row: ReportRow) -> PublicReport:
    description = row.description if row.channel == "open311" else None
    return PublicReport(
        ref=row.ref,
        taken=row.number is not None,
        kind=row.kind,
        status=row.status,  # type: ignore[arg-type] # written from the same list
        outcome=row.outcome,  # type: ignore[arg-type]
        reason=row.reason,
        description=_PAIR.sub(HIDDEN, description) if description else None,
        words=_PAIR.sub(HIDDEN, row.words) if row.words else None,
        position=position(row),
        photo=row.photo,
        requested_at=row.requested_at,
        updated_at=row.updated_at,
        expected_at=row.expected_at,
    )
