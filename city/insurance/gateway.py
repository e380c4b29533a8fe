"""The port to the insurer's register, its embedded implementation in SQL, and strict reading of what comes back.

A gateway returns plain JSON, as an HTTP gateway would.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from city.db import Database
from city.gateways import GatewayError, within
from city.insurance.models import Accumulator, InsurancePolicy
from city.insurance.policies import Policy
from city.outages import GARBAGE, rehearse

NAME = "cover"
TIME_LIMIT_SECONDS = 3.0


class CoverageGateway(Protocol):
    """Knows the policies of a person."""

    def policies(self, person: str) -> object:
        """Return ``{"policies": [...]}`` as JSON values.

        Raises:
            GatewayError: the register cannot be reached.
        """
        ...


class SqlCoverageGateway:
    """The register that comes with the house: two tables of the city's database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def policies(self, person: str) -> object:
        """Return the person's policies, newest first."""
        query = select(InsurancePolicy).where(InsurancePolicy.person == person).order_by(InsurancePolicy.start.desc())
        with self._db.read() as session:
            return {"policies": [_record(session, row) for row in session.scalars(query)]}


class RehearsedGateway:
    """A gateway that fails on demand, in development only (POST /dev/outage)."""

    def __init__(self, inner: CoverageGateway, db: Database) -> None:
        self._inner = inner
        self._db = db

    def policies(self, person: str) -> object:
        """Return the person's policies, or fail as the rehearsal wants it."""
        nonsense = rehearse(self._db, NAME, TIME_LIMIT_SECONDS)
        return GARBAGE if nonsense else self._inner.policies(person)


def read_policies(gateway: CoverageGateway, person: str, limit_seconds: float = TIME_LIMIT_SECONDS) -> list[Policy]:
    """Ask a gateway and read its answer, within a time limit.

    Raises:
        GatewayError: it is away, too slow, or answers something else than policies.
    """
    answer = within(limit_seconds, lambda: gateway.policies(person), "coverage-gateway")
    try:
        return [_policy(record) for record in _list(answer)]
    except (KeyError, TypeError, ValueError) as error:
        raise GatewayError("protocol", f"{type(error).__name__}: {error}") from error


def _list(answer: object) -> list[dict[str, Any]]:
    records = answer["policies"] if isinstance(answer, dict) else None
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        raise ValueError("not a list of policies")
    return records


def _policy(record: dict[str, Any]) -> Policy:
    """Read one record; whatever it lacks or has in another type raises KeyError, TypeError or ValueError."""
    ended_why, pre_existing = record["ended_why"], record["pre_existing"]
    if ended_why not in {None, "lapsed", "surrendered"} or pre_existing not in {"none", "declared", "unknown"}:
        raise ValueError("a code of another list")
    return Policy(
        product=_text(record["product"]),
        number_token=_text(record["number_token"]),
        number_digest=_text(record["number_digest"]),
        start=date.fromisoformat(record["start"]),
        end=date.fromisoformat(record["end"]),
        ended_on=date.fromisoformat(record["ended_on"]) if record["ended_on"] is not None else None,
        ended_why=ended_why,
        family_size=_whole(record["family_size"]),
        had_claim=_flag(record["had_claim"]),
        pre_existing=pre_existing,
        basic_insured=_flag(record["basic_insured"]) if record["basic_insured"] is not None else None,
        last_deductible=_amounts(record["last_deductible"]),
        used_deductible=_amounts(record["used_deductible"]),
        used_limit=_amounts(record["used_limit"]),
        used_person=_whole(record["used_person"]),
    )


def _text(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise TypeError("expected a text")
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError("expected true or false")
    return value


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise TypeError("expected a whole number from 0 on")
    return value


def _amounts(value: object) -> dict[str, int]:
    if not isinstance(value, dict):
        raise TypeError("expected fen by group")
    return {_text(group): _whole(fen) for group, fen in value.items()}


def _record(session: Session, row: InsurancePolicy) -> dict[str, Any]:
    fen: dict[str, dict[str, int]] = {}
    for one in session.scalars(select(Accumulator).where(Accumulator.policy == row.id)):
        fen.setdefault(one.kind, {})[one.group] = one.fen
    return {
        "product": row.product,
        "number_token": row.number_token,
        "number_digest": row.number_digest,
        "start": row.start.isoformat(),
        "end": row.end.isoformat(),
        "ended_on": row.ended_on.isoformat() if row.ended_on else None,
        "ended_why": row.ended_why,
        "family_size": row.family_size,
        "had_claim": row.had_claim,
        "pre_existing": row.pre_existing,
        "basic_insured": row.basic_insured,
        "last_deductible": fen.get("last_deductible", {}),
        "used_deductible": fen.get("used_deductible", {}),
        "used_limit": fen.get("used_limit", {}),
        "used_person": sum(fen.get("used_person", {}).values()),
    }
