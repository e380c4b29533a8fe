"""Eight writers take random steps at once, and the books are right: `make stress` takes ten thousand of them."""

import os

from sqlalchemy import select

from city.booking.models import BookingRow
from city.receipts.models import Receipt
from tests.city.booking.books import audit
from tests.city.booking.walk import walk

WRITERS = 8
STEPS = int(os.environ.get("SHIMIN_TEST_BOOKING_STEPS") or 800)


def test_eight_writers_keep_the_books(any_town):
    for seed in range(2):
        told = walk(any_town, steps=STEPS // 2, writers=WRITERS, seed=seed)
        audit(any_town)
        _nothing_is_told_twice(any_town)
        any_town.wait(minutes=31)
        _nothing_is_lost(any_town, told)


def _nothing_is_lost(town, told):
    """Every booking that somebody was told of still is, unless somebody was told of its end."""
    with town.db.read() as session:
        status = {row.id: row.status for row in session.scalars(select(BookingRow))}
        issued = set(session.scalars(select(Receipt.jti)))
    assert told.begun, "nobody booked anything"
    assert told.ended, "nobody cancelled or moved anything"
    assert {one for one in told.begun if status[one] in {"confirmed", "displaced"}} == told.begun - told.ended
    assert all(status[booking] in {"cancelled", "rescheduled"} for booking in told.ended)
    assert set(told.receipts) <= issued


def _nothing_is_told_twice(town):
    """As many messages as displacements and restorations, and every waiting reminder of a confirmed booking."""
    messages = town.rooms.outbox.newest(100_000)
    for act in ("displaced", "restored"):
        assert sum(one.template == f"booking_{act}" for one in messages) == town.acts().count(f"booking.{act}")
    reminders = [one for one in messages if one.template.startswith("reminder_")]
    assert len({(one.params["booking"], one.template) for one in reminders}) == len(reminders)
    assert {town.status(str(one.params["booking"])) for one in reminders} <= {"confirmed"}
