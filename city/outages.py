"""Outages on demand, for rehearsals: kept in the database, so that every process of a development city has them."""

from __future__ import annotations

import threading
from typing import Literal, get_args

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from city.db import Base, Database
from city.gateways import GatewayError

Outage = Literal["down", "slow", "garbage"]
OUTAGES: tuple[Outage, ...] = get_args(Outage)
GARBAGE = "<html>502 Bad Gateway</html>"
"""What a gateway that talks nonsense answers."""


class GatewayOutage(Base):
    """How an outside system misbehaves at present; no row, no outage."""

    __tablename__ = "gateway_outage"

    gateway: Mapped[str] = mapped_column(String(40), primary_key=True)
    mode: Mapped[str] = mapped_column(String(10))


def outage_of(db: Database, gateway: str) -> Outage | None:
    """Return how the gateway misbehaves, if it does."""
    with db.read() as session:
        row = session.get(GatewayOutage, gateway)
    return next((mode for mode in OUTAGES if row is not None and row.mode == mode), None)


def rehearse(db: Database, gateway: str, limit_seconds: float) -> bool:
    """Misbehave as the rehearsal wants it: fail, or be late beyond the limit; return whether to answer nonsense.

    Raises:
        GatewayError: the gateway is down.
    """
    mode = outage_of(db, gateway)
    if mode == "down":
        raise GatewayError("unavailable", "outage on demand")
    if mode == "slow":
        threading.Event().wait(limit_seconds * 10)
    return mode == "garbage"


def set_outage(db: Database, gateway: str, mode: Outage | None) -> None:
    """Begin or, with None, end an outage."""
    with db.write() as session:
        row = session.get(GatewayOutage, gateway)
        if row is not None:
            session.delete(row)
            session.flush()
        if mode is not None:
            session.add(GatewayOutage(gateway=gateway, mode=mode))
