"""Idempotency: a command that comes again with the same key finds what the first one did."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select, update

from city.booking.desk import Desk
from city.booking.models import CommandRow
from city.booking.upsert import insert_new
from city.people.access import theirs


@dataclass(frozen=True, slots=True)
class Done:
    """What a command did when it was carried out."""

    booking: str
    receipt: str | None


def begin(desk: Desk, action: str, key: str) -> Done | None:
    """Start a command, or return what it did before.

    A second transaction with the same key waits here for the first one; should the first be rolled back, the second
    carries the command out.
    """
    session, actor = desk.session, desk.actor
    before = session.scalars(
        select(CommandRow).where(theirs(actor, CommandRow.owner), CommandRow.action == action, CommandRow.key == key)
    ).first()
    if before is None and insert_new(session, CommandRow, {"owner": actor.owner, "action": action, "key": key}):
        return None
    row = before or session.get_one(CommandRow, (actor.owner, action, key))
    if row.booking is None:
        raise RuntimeError(f"the command {action} {key} was begun but never finished")
    return Done(row.booking, row.receipt)


def finish(desk: Desk, action: str, key: str, booking: str, receipt: str | None = None) -> None:
    """Write down what the command did, in the transaction that did it."""
    desk.session.execute(
        update(CommandRow)
        .where(CommandRow.owner == desk.actor.owner, CommandRow.action == action, CommandRow.key == key)
        .values(booking=booking, receipt=receipt)
    )
