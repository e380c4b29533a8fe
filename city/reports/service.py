"""The use cases of reports. Filing and joining are one transaction with their receipt; the department is told after it.

Nothing outside is called while a transaction is open. A report that could not be handed over is ours all the same and
goes later (`hand_over_waiting`); one that may have arrived is never sent twice.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from city.clock import Clock
from city.db import Database
from city.errors import NotFound
from city.gateways import GatewayError, within
from city.people.access import Actor, theirs, visible
from city.receipts.service import ReceiptRef, Receipts
from city.reports.gateway import TIME_LIMIT_SECONDS, RequestGateway
from city.reports.intake import located, new_row
from city.reports.kinds import Kinds
from city.reports.models import ReportRow, ReportSupport
from city.reports.same import nearby_rows
from city.reports.statement import request_of, shown, statement
from city.reports.values import Checked, Filed, Nearby, NewReport, Place, Report

FILED, JOINED = "report.filed", "report.joined"

T = TypeVar("T")

_log = logging.getLogger(__name__)


class Reports:
    """What citizens report, and what became of it."""

    def __init__(  # noqa: PLR0913 - the parts are independent of each other
        self,
        db: Database,
        clock: Clock,
        *,
        receipts: Receipts,
        gateway: RequestGateway,
        kinds: Kinds,
        limit_seconds: float = TIME_LIMIT_SECONDS,
    ) -> None:
        self._db = db
        self._clock = clock
        self._receipts = receipts
        self._gateway = gateway
        self._limit_seconds = limit_seconds
        self.kinds = kinds

    @property
    def realtime(self) -> bool:
        """Whether the department gives a number at once."""
        return self._gateway.realtime

    def nearby(self, actor: Actor, kind: str, place: Place) -> list[Nearby]:
        """Return what may be the same problem, reported lately and still open, the nearest first.

        Raises:
            NotFound: there is no such kind.
            PlaceNeeded, OutsideArea: the place cannot be used.
        """
        words, position = located(place, self.kinds.area)
        wanted = self.kinds.get(kind).code
        with self._db.read() as session:
            return nearby_rows(session, actor, wanted, words, position, now=self._clock.now())

    def file(self, actor: Actor, wanted: NewReport, *, key: str) -> Filed:
        """File a report. Again with the same key: the same report and receipt, and nothing is written.

        Raises:
            NotFound: there is no such kind.
            PlaceNeeded, OutsideArea, InvalidPhoto: it cannot be filed like this.
            ValueError: a contact is no vault token.
        """
        kind = self.kinds.get(wanted.kind)

        def once(session: Session) -> tuple[ReportRow, ReceiptRef]:
            known = (theirs(actor, ReportRow.owner), ReportRow.key == key)
            row = session.scalars(select(ReportRow).where(*known)).first()
            if row is not None:
                return row, self._receipts.by_jti(session, row.receipt)
            row = new_row(session, self._clock, wanted, kind, self.kinds.area)
            receipt = self._receipts.issue(session, actor, FILED, row.ref, statement(row, kind))
            row.owner, row.key, row.receipt = actor.owner, key, receipt.jti
            session.add(row)
            session.flush()
            return row, receipt

        row, receipt = self._once(once)
        row = self._hand_over(row.ref)
        return Filed(self._shown(row), receipt, row.status != "submitted")

    def join(self, actor: Actor, ref: str) -> Filed:
        """Say "me too" to an open report instead of filing it again. Again: the same receipt.

        Raises:
            NotFound: there is no such report, or it is closed.
        """

        def once(session: Session) -> tuple[ReportRow, ReceiptRef]:
            row = session.get(ReportRow, ref)
            if row is None or row.status == "closed":
                raise NotFound(ref=ref)
            if row.owner in (actor.guest, actor.person):
                return row, self._receipts.by_jti(session, row.receipt)
            query = select(ReportSupport).where(ReportSupport.report == ref, theirs(actor, ReportSupport.owner))
            support = session.scalars(query).first()
            if support is None:
                claims = statement(row, self.kinds.get(row.kind))
                claims.pop("description_digest", None)  # somebody else's words
                receipt = self._receipts.issue(session, actor, JOINED, row.ref, claims)
                support = ReportSupport(report=ref, owner=actor.owner, receipt=receipt.jti)
                session.add(support)
                session.flush()
            return row, self._receipts.by_jti(session, support.receipt)

        row, receipt = self._once(once)
        return Filed(self._shown(row), receipt, row.status != "submitted")

    def mine(self, actor: Actor, limit: int = 20) -> list[Report]:
        """Return what the citizen filed or joined, the newest first."""
        joined = select(ReportSupport.report).where(theirs(actor, ReportSupport.owner))
        query = select(ReportRow).where(theirs(actor, ReportRow.owner) | ReportRow.ref.in_(joined))
        with self._db.read() as session:
            rows = session.scalars(query.order_by(ReportRow.requested_at.desc(), ReportRow.ref.desc()).limit(limit))
            return [shown(row, supporters(session, row.ref)) for row in rows]

    def check(self, actor: Actor, ref: str) -> Checked:
        """Ask the department what became of a report. When it cannot be asked, what we knew is the answer.

        Raises:
            NotFound: there is no such report, or the citizen neither filed nor joined it.
        """
        with self._db.read() as session:
            row = session.get(ReportRow, ref.strip().upper())
            if row is not None and not _joined(session, actor, row.ref):
                row = visible(actor, row)
        if row is None:
            raise NotFound(ref=ref)
        row, fresh = self.refresh(row.ref)
        return Checked(self._shown(row), fresh)

    def refresh(self, ref: str) -> tuple[ReportRow, bool]:
        """Bring our copy of a report up to date; say whether the department could be asked."""
        row = self._hand_over(ref)
        if row.status == "closed":
            return row, True
        try:
            return self._ask(row), True
        except GatewayError as error:
            _log.warning("reports: %s not refreshed: %s", ref, error)
            return row, False

    def hand_over_waiting(self) -> int:
        """Hand over what could not be handed over before; return how many are through."""
        with self._db.read() as session:
            query = select(ReportRow.ref).where(ReportRow.status == "submitted", ReportRow.sent.is_(False))
            waiting = list(session.scalars(query.order_by(ReportRow.requested_at)))
        return sum(self._hand_over(ref).status != "submitted" for ref in waiting)

    def refresh_open(self) -> tuple[int, int]:
        """Ask the department about every report that is not closed; return how many were asked, and in vain."""
        with self._db.read() as session:
            query = select(ReportRow.ref).where(ReportRow.status.in_(("accepted", "open", "in_progress")))
            waiting = list(session.scalars(query.order_by(ReportRow.as_of)))
        answered = sum(self.refresh(ref)[1] for ref in waiting)
        return len(waiting), len(waiting) - answered

    def adopt(self, session: Session, guest: str, person: str) -> None:
        """Give a guest's reports to the person who has signed in (city.people.access.Adopter)."""
        session.execute(update(ReportRow).where(ReportRow.owner == guest).values(owner=person))
        theirs_already = select(ReportSupport.report).where(ReportSupport.owner == person)
        session.execute(
            update(ReportSupport)
            .where(ReportSupport.owner == guest, ReportSupport.report.not_in(theirs_already))
            .values(owner=person)
        )

    def _once(self, step: Callable[[Session], tuple[ReportRow, ReceiptRef]]) -> tuple[ReportRow, ReceiptRef]:
        """Run a step in one transaction, and once more if another process did the same first."""
        try:
            with self._db.write() as session:
                return step(session)
        except IntegrityError:
            with self._db.write() as session:
                return step(session)

    def _hand_over(self, ref: str) -> ReportRow:
        """Tell the department of a report that it has not heard of, and write down what it gave for it."""
        with self._db.read() as session:
            row = session.get_one(ReportRow, ref)
        if row.status != "submitted" or row.sent:
            return row
        with self._db.write() as session:
            row = session.get_one(ReportRow, ref, with_for_update=True)
            if row.status != "submitted" or row.sent:
                return row
            row.sent = True  # from here on it may have arrived
        try:
            taken = self._within(lambda: self._gateway.submit(request_of(row)))
        except GatewayError as error:
            _log.warning("reports: %s not handed over: %s", ref, error)
            if error.trouble in {"unavailable", "rate_limited", "forbidden"}:
                with self._db.write() as session:
                    session.get_one(ReportRow, ref).sent = False
            return row
        with self._db.write() as session:
            row = session.get_one(ReportRow, ref, with_for_update=True)
            row.number, row.their_token = taken.number, taken.token
            row.status = "open" if taken.number else "accepted"
            row.updated_at = row.as_of = self._clock.now()
            row.version += 1
        return row

    def _ask(self, row: ReportRow) -> ReportRow:
        """Ask for number and state, and keep what is new.

        Raises:
            GatewayError: the department cannot be asked, or has not got the report yet.
        """
        number = row.number
        if number is None:
            if row.their_token is None:
                raise GatewayError("unavailable", "not handed over yet")
            token = row.their_token
            number = self._within(lambda: self._gateway.number(token))
        seen = None if number is None else self._within(lambda: self._gateway.look(number))
        with self._db.write() as session:
            now = self._clock.now()
            current = session.get_one(ReportRow, row.ref, with_for_update=True)
            current.as_of = now
            if current.version != row.version or seen is None:  # another process was faster, or nothing is new
                return current
            current.number = number
            news = (seen.status, seen.outcome, seen.reason)
            if news != (current.status, current.outcome, current.reason):
                current.status, current.outcome, current.reason = news
                current.updated_at = seen.updated_at or now
                current.version += 1
            current.expected_at = seen.expected_at or current.expected_at
            return current

    def _within(self, call: Callable[[], T]) -> T:
        return within(self._limit_seconds, call, "request-gateway")

    def _shown(self, row: ReportRow) -> Report:
        with self._db.read() as session:
            return shown(row, supporters(session, row.ref))


def supporters(session: Session, ref: str) -> int:
    """How many have said "me too"."""
    query = select(func.count()).select_from(ReportSupport).where(ReportSupport.report == ref)
    return session.scalars(query).one()


def _joined(session: Session, actor: Actor, ref: str) -> bool:
    query = select(ReportSupport.report).where(ReportSupport.report == ref, theirs(actor, ReportSupport.owner))
    return session.scalars(query).first() is not None
