"""The register of the department that comes with the house, and what its staff do in it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from city.clock import Clock
from city.db import Database
from city.errors import NotFound
from city.gateways import GatewayError
from city.ids import crockford
from city.reports.gateway import Request, Seen, Taken
from city.reports.models import ServiceRequest
from city.reports.values import Outcome

_NEXT = {"accepted": ("open",), "open": ("in_progress", "closed"), "in_progress": ("open", "closed"), "closed": ()}


class SqlRequestGateway:
    """The register as a gateway. With ``realtime`` off, a number is given only when staff accept the request."""

    def __init__(self, db: Database, clock: Clock, *, realtime: bool = True) -> None:
        self._db = db
        self._clock = clock
        self._realtime = realtime

    @property
    def realtime(self) -> bool:
        """Whether a number comes at once."""
        return self._realtime

    def submit(self, request: Request) -> Taken:
        """Enter a request; one that is there already stays as it is."""
        with self._db.write() as session:
            row = session.get(ServiceRequest, request.reference)
            if row is None:
                row = self._new(request)
                session.add(row)
            return Taken(row.number, None if row.number else row.token)

    def number(self, token: str) -> str | None:
        """Return the number that a token has become.

        Raises:
            GatewayError: there is no such token.
        """
        with self._db.read() as session:
            row = session.scalars(select(ServiceRequest).where(ServiceRequest.token == token)).one_or_none()
        if row is None:
            raise GatewayError("not_found", "no such token")
        return row.number

    def look(self, number: str) -> Seen:
        """Return the state of a request.

        Raises:
            GatewayError: there is no such number.
        """
        with self._db.read() as session:
            row = session.scalars(select(ServiceRequest).where(ServiceRequest.number == number)).one_or_none()
        if row is None:
            raise GatewayError("not_found", "no such number")
        return Seen(row.status, row.outcome, row.reason, row.updated_at, None)  # type: ignore[arg-type]

    def _new(self, request: Request) -> ServiceRequest:
        return ServiceRequest(
            reference=request.reference,
            number=request.reference if self._realtime else None,
            token=crockford(12),
            service_code=request.service_code,
            description=request.description,
            address=request.address,
            lat=request.lat,
            lon=request.lon,
            media_url=request.media_url,
            status="open" if self._realtime else "accepted",
            updated_at=self._clock.now(),
        )


class Works:
    """What the department's staff do. A state may only follow one that it can follow."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    def accept(self, reference: str) -> None:
        """Give a request its number."""
        self._move(reference, "open", None, None)

    def begin(self, reference: str, reason: str | None = None) -> None:
        """Say that somebody is at work, or on the way."""
        self._move(reference, "in_progress", None, reason)

    def close(self, reference: str, outcome: Outcome, reason: str) -> None:
        """End a request; the citizen reads the reason."""
        self._move(reference, "closed", outcome, reason)

    def _move(self, reference: str, status: str, outcome: Outcome | None, reason: str | None) -> None:
        """Change the state.

        Raises:
            NotFound: there is no such request, or it is in no state from which this follows.
        """
        with self._db.write() as session:
            row = _locked(session, reference)
            if row is None or status not in _NEXT[row.status]:
                raise NotFound(reference=reference)
            row.status, row.outcome, row.reason = status, outcome, reason
            row.number = row.number or row.reference
            row.updated_at = self._clock.now()


def _locked(session: Session, reference: str) -> ServiceRequest | None:
    query = select(ServiceRequest).where(ServiceRequest.reference == reference).with_for_update()
    return session.scalars(query).one_or_none()
