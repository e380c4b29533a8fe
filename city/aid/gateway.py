"""The port to the office's register of applications, its embedded implementation, and strict reading of what comes back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, Protocol, get_args

from sqlalchemy import select

from city.aid.models import AidApplication
from city.db import Database
from city.gateways import GatewayError, within
from city.outages import GARBAGE, rehearse
from city.text import Text

NAME = "aid"
TIME_LIMIT_SECONDS = 3.0

Status = Literal["submitted", "under_check", "publicised", "approved", "paid", "urgent_paid", "rejected", "withdrawn"]
"""publicised: shown to the neighbours for objections, as the law asks. urgent_paid: paid first, papers still due."""
STATUSES: tuple[Status, ...] = get_args(Status)


@dataclass(frozen=True, slots=True)
class Application:
    """Where an application stands."""

    ref: str
    programme: str
    status: Status
    reason: Text | None
    papers_due: date | None
    submitted_on: date
    updated_at: datetime


class AidGateway(Protocol):
    """Knows the applications of a person."""

    def applications(self, person: str) -> object:
        """Return ``{"applications": [...]}`` as JSON values.

        Raises:
            GatewayError: the register cannot be reached.
        """
        ...


class SqlAidGateway:
    """The register that comes with the house."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def applications(self, person: str) -> object:
        """Return the person's applications, newest first."""
        query = select(AidApplication).where(AidApplication.person == person)
        with self._db.read() as session:
            rows = session.scalars(query.order_by(AidApplication.submitted_on.desc(), AidApplication.ref.desc()))
            return {"applications": [_record(row) for row in rows]}


class RehearsedAid:
    """A gateway that fails on demand, in development only (POST /dev/outage)."""

    def __init__(self, inner: AidGateway, db: Database) -> None:
        self._inner = inner
        self._db = db

    def applications(self, person: str) -> object:
        """Return the person's applications, or fail as the rehearsal wants it."""
        nonsense = rehearse(self._db, NAME, TIME_LIMIT_SECONDS)
        return GARBAGE if nonsense else self._inner.applications(person)


def read_applications(gateway: AidGateway, person: str, limit_seconds: float = TIME_LIMIT_SECONDS) -> list[Application]:
    """Ask a gateway and read its answer, within a time limit.

    Raises:
        GatewayError: it is away, too slow, or answers something else than applications.
    """
    answer = within(limit_seconds, lambda: gateway.applications(person), "aid-gateway")
    try:
        records = answer["applications"] if isinstance(answer, dict) else None
        if not isinstance(records, list):
            raise TypeError("not a list of applications")
        return [_application(record) for record in records]
    except (KeyError, TypeError, ValueError) as error:
        raise GatewayError("protocol", f"{type(error).__name__}: {error}") from error


def _application(record: dict[str, Any]) -> Application:
    """Read one record; whatever it lacks or has in another type raises KeyError, TypeError or ValueError."""
    status, reason, due = record["status"], record["reason"], record["papers_due"]
    if status not in STATUSES:
        raise ValueError("a status of another list")
    if status == "rejected" and reason is None:
        raise ValueError("a refusal without its reason")
    updated_at = datetime.fromisoformat(record["updated_at"])
    if updated_at.tzinfo is None:
        raise ValueError("a time without its offset")
    return Application(
        ref=_text(record["ref"]),
        programme=_text(record["programme"]),
        status=status,
        reason=None if reason is None else Text(_text(reason["zh"]), _text(reason["en"])),
        papers_due=None if due is None else date.fromisoformat(due),
        submitted_on=date.fromisoformat(record["submitted_on"]),
        updated_at=updated_at,
    )


def _text(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise TypeError("expected a text")
    return value


def _record(row: AidApplication) -> dict[str, Any]:
    reason = {"zh": row.reason_zh, "en": row.reason_en} if row.reason_zh else None
    return {
        "ref": row.ref,
        "programme": row.programme,
        "status": row.status,
        "reason": reason,
        "papers_due": row.papers_due.isoformat() if row.papers_due else None,
        "submitted_on": row.submitted_on.isoformat(),
        "updated_at": row.updated_at.isoformat(),
    }
