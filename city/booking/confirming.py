"""Confirming a hold: the booking becomes the citizen's, with its receipt."""

from __future__ import annotations

from city.booking import claims, commands, quota, rows, rules, waiting
from city.booking.desk import Desk
from city.booking.diary import Diary
from city.booking.holding import check_open
from city.booking.models import BookingRow
from city.booking.nearest import nearest
from city.booking.request import SlotRequest
from city.errors import HoldExpired, NotFound, OutsideHorizon, QuotaReached, SlotTaken
from city.receipts.service import ReceiptRef


def confirm(desk: Desk, booking: str, key: str) -> tuple[BookingRow, ReceiptRef]:
    """Confirm a held booking; one that is confirmed already stays as it is, with the receipt it has.

    Raises:
        NotFound, HoldExpired, SlotTaken, QuotaReached: see `Bookings.confirm`.
    """
    done = commands.begin(desk, "confirm", key)
    waiting.lock_line(desk)
    row = rows.find(desk.session, desk.actor, done.booking if done else booking, lock=True)
    if done and done.receipt:
        return row, desk.receipt(done.receipt)
    if row.status == "confirmed" and row.receipt:
        receipt = desk.receipt(row.receipt)
    else:
        secure(desk, row)
        receipt = seal(desk, row)
    commands.finish(desk, "confirm", key, row.id, receipt.jti)
    return row, receipt


def secure(desk: Desk, row: BookingRow) -> None:
    """Make sure a hold has its slot: in time it has; after that the same slot is taken again if it is still free.

    Raises:
        HoldExpired: it ran out and the slot is gone, or the slot has begun.
        SlotTaken: the office has been closed since.
        NotFound: the booking is no hold any more: it was cancelled, moved, displaced ...
    """
    if row.status not in {"held", "expired", "released"}:
        raise NotFound
    diary = desk.diary(desk.service(row.service))
    wanted = SlotRequest(row.service, row.office, row.starts_at, row.quantity)
    if row.status == "held" and not rules.has_expired(row.hold_expires_at, diary.now):
        if not _is_open(diary, row):
            raise SlotTaken(nearest(diary, wanted))
    elif row.status == "released" or not _taken_again(diary, row, wanted):
        raise HoldExpired(nearest(diary, wanted))


def seal(desk: Desk, row: BookingRow) -> ReceiptRef:
    """Make a hold that has its slot a confirmed booking and issue its receipt.

    Raises:
        QuotaReached: the citizen has an active booking of the service, made since the hold.
    """
    service = desk.service(row.service)
    if not quota.take_place(desk, service, row.id):
        raise QuotaReached(rows.shown(quota.active(desk, service.code)[0], desk.now))
    rows.change(desk.session, row, "confirmed", hold_expires_at=None)
    waiting.settle(desk.session, row.owner, row.service)
    return desk.issue("booking.created", row)


def _taken_again(diary: Diary, row: BookingRow, wanted: SlotRequest) -> bool:
    """Whether a hold that ran out has its slot all the same."""
    try:
        check_open(diary, wanted)
    except (OutsideHorizon, SlotTaken):
        return False
    # As long as nobody has let it go it still has its claims; and its row is locked, so nobody will.
    return row.status == "held" or claims.take(diary, row) is not None


def _is_open(diary: Diary, row: BookingRow) -> bool:
    """Whether the slot of a hold in time is still there; that its lead time has begun meanwhile does not matter."""
    found = diary.lanes(diary.office(row.office), rules.local_day(row.starts_at))
    return any(row.starts_at in lane.seats or lane.barred.get(row.starts_at) == "too_soon" for lane in found)
