"""The port to whoever puts things right: the register that comes with the house, or a city's own Open311 server."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from city.db import Database
from city.gateways import GatewayError
from city.outages import rehearse
from city.reports.values import Outcome, Status

NAME = "reports"
TIME_LIMIT_SECONDS = 6.0


@dataclass(frozen=True, slots=True)
class Request:
    """A report as it leaves us: nothing in it says whose it is."""

    reference: str
    service_code: str
    description: str | None
    address: str | None
    lat: float | None
    lon: float | None
    media_url: str | None


@dataclass(frozen=True, slots=True)
class Taken:
    """What the department gives for a report: its number, or a token for as long as it has none."""

    number: str | None
    token: str | None


@dataclass(frozen=True, slots=True)
class Seen:
    """What the department says of a report."""

    status: Status
    outcome: Outcome | None
    reason: str | None
    updated_at: datetime | None
    expected_at: datetime | None


class RequestGateway(Protocol):
    """Takes reports and tells what becomes of them. Each call raises `GatewayError` when it fails."""

    @property
    def realtime(self) -> bool:
        """Whether a number comes at once."""
        ...

    def submit(self, request: Request) -> Taken:
        """Hand a report over."""
        ...

    def number(self, token: str) -> str | None:
        """Return the number that a token has become, if it has."""
        ...

    def look(self, number: str) -> Seen:
        """Return the state of a report."""
        ...


class RehearsedRequests:
    """A gateway that fails on demand, in development only (POST /dev/outage)."""

    def __init__(self, inner: RequestGateway, db: Database) -> None:
        self._inner = inner
        self._db = db

    @property
    def realtime(self) -> bool:
        """As the gateway inside."""
        return self._inner.realtime

    def submit(self, request: Request) -> Taken:
        """Hand a report over, or fail as the rehearsal wants it."""
        self._rehearse()
        return self._inner.submit(request)

    def number(self, token: str) -> str | None:
        """Return the number of a token, or fail."""
        self._rehearse()
        return self._inner.number(token)

    def look(self, number: str) -> Seen:
        """Return the state of a report, or fail."""
        self._rehearse()
        return self._inner.look(number)

    def _rehearse(self) -> None:
        if rehearse(self._db, NAME, TIME_LIMIT_SECONDS):
            raise GatewayError("protocol", "outage on demand")
