"""Cancelling and moving a confirmed booking."""

from __future__ import annotations

import math
from datetime import timedelta

from city.booking import claims, commands, quota, reminding, rows, rules, waiting
from city.booking.confirming import secure
from city.booking.desk import Desk
from city.booking.models import BookingRow
from city.booking.statement import slot
from city.errors import NotFound, QuotaReached, TooLateToCancel
from city.receipts.service import ReceiptRef


def cancel(desk: Desk, booking: str, key: str) -> tuple[BookingRow, ReceiptRef]:
    """Cancel a confirmed booking; one that is cancelled already gives the same receipt again.

    Raises:
        NotFound, TooLateToCancel: see `Bookings.cancel`.
    """
    done = commands.begin(desk, "cancel", key)
    row = rows.newest(desk.session, desk.actor, done.booking if done else booking)
    if done and done.receipt:
        return row, desk.receipt(done.receipt)
    if row.status == "cancelled" and row.receipt:
        receipt = desk.receipt(row.receipt)
    else:
        _check_changeable(desk, row)
        rows.change(desk.session, row, "cancelled")
        _give_back(desk, row)
        quota.free_places(desk.session, [row.id])
        receipt = desk.issue("booking.cancelled", row, replaces=row.receipt)
    commands.finish(desk, "cancel", key, row.id, receipt.jti)
    return row, receipt


def reschedule(desk: Desk, booking: str, hold: str, key: str) -> tuple[BookingRow, BookingRow, ReceiptRef]:
    """Move a confirmed booking to a held slot: the new slot is secured before the old one is given up.

    Returns:
        The old booking, the new one (which keeps the reference), and the receipt of the move.

    Raises:
        NotFound, TooLateToCancel, HoldExpired, SlotTaken: see `Bookings.reschedule`.
    """
    done = commands.begin(desk, "reschedule", key)
    if done and done.receipt:
        new = rows.find(desk.session, desk.actor, done.booking)
        return rows.predecessor(desk.session, desk.actor, new), new, desk.receipt(done.receipt)
    waiting.lock_line(desk)
    # The old booking is locked before the hold, as `holding.hold` does: else two devices of one citizen could each
    # wait for what the other has.
    old = rows.newest(desk.session, desk.actor, booking)
    new = rows.find(desk.session, desk.actor, hold, lock=True)
    if old.id == new.id and new.receipt:
        old, receipt = rows.predecessor(desk.session, desk.actor, new), desk.receipt(new.receipt)
    else:
        receipt = _move(desk, old, new)
    commands.finish(desk, "reschedule", key, new.id, receipt.jti)
    return old, new, receipt


def _move(desk: Desk, old: BookingRow, new: BookingRow) -> ReceiptRef:
    _check_changeable(desk, old)
    if new.service != old.service or new.status == "confirmed":
        raise NotFound
    secure(desk, new)
    ref = old.ref
    # In this order: of the bookings that nothing has superseded, only one may have the reference.
    rows.change(desk.session, old, "rescheduled", superseded_by=new.id)
    rows.change(desk.session, new, "confirmed", hold_expires_at=None, ref=ref)
    _give_back(desk, old)
    waiting.settle(desk.session, new.owner, new.service)
    if not quota.hand_over(desk, desk.service(new.service), old.id, new.id):
        raise QuotaReached(rows.shown(quota.active(desk, new.service)[0], desk.now))
    return desk.issue("booking.rescheduled", new, replaces=old.receipt, was=slot(old))


def _check_changeable(desk: Desk, row: BookingRow) -> None:
    """Check that a booking can be changed.

    Raises:
        NotFound: it is neither confirmed nor displaced: a hold is released, not cancelled.
        TooLateToCancel: it begins too soon. What a closure displaced does not begin at all.
    """
    if row.status == "displaced":
        return
    if row.status not in {"confirmed", "checked_in"}:
        raise NotFound
    cutoff = desk.service(row.service).cutoff_minutes
    if row.status == "checked_in" or rules.too_late(row.starts_at, cutoff, desk.now):
        raise TooLateToCancel(math.ceil(cutoff / 60))


def _give_back(desk: Desk, row: BookingRow) -> None:
    """Free the claims; others see the seats after a random while. What was to remind of them is taken back."""
    reminding.withdraw(desk.rooms, desk.session, row.id)
    while_closed = timedelta(minutes=desk.rooms.random.randint(*rules.COOLDOWN_MINUTES))
    claims.cool_down(desk.session, claims.drop(desk.session, row.id), row.owner, desk.now + while_closed)
