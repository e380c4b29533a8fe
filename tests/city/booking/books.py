"""The books: what must hold of all bookings at any moment between two transactions, whoever did what before."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import timedelta
from itertools import pairwise

from sqlalchemy import func, select

from city.booking.models import BookingRow, ClaimRow, QuotaRow
from city.receipts.models import Receipt
from ledger.tables import ledger_entry

HAVE_SEATS = {"held", "confirmed", "checked_in"}
"""Only these have claims (I3)."""

OPENINGS = ("booking.created", "booking.rescheduled")
"""Acts by which a booking becomes the citizen's; every booking that ever was has exactly one of them."""

ENDINGS = {
    "booking.cancelled": {"cancelled"},
    "booking.checked_in": {"checked_in", "served"},
    "booking.served": {"served"},
    "booking.no_show": {"no_show"},
}
"""Acts of later states: each exactly once where the booking is in one of these states, and nowhere else."""

NEVER_CONFIRMED = {"held", "released", "expired"}


def audit(town) -> None:
    """Read everything in one view and check it."""
    with town.db.read() as session:
        rows = list(session.scalars(select(BookingRow)))
        claims = defaultdict(list)
        for claim in session.scalars(select(ClaimRow).order_by(ClaimRow.starts_at)):
            claims[claim.booking].append(claim)
        receipts = defaultdict(list)
        for receipt in session.scalars(select(Receipt).order_by(Receipt.entry_row)):
            receipts[receipt.subject].append(receipt)
        places = Counter(session.scalars(select(QuotaRow.booking)))
        entries = session.scalar(select(func.count()).select_from(ledger_entry))
    now = town.clock.now()
    assert set(claims) <= {row.id for row in rows}, "an orphan claim"
    for row in rows:
        _check_claims(town, row, claims[row.id])
        _check_receipts(row, receipts[row.id])
        counts = row.status in {"confirmed", "displaced", "checked_in"} and row.ends_at > now
        assert places[row.id] == 1 if counts else row.status != "cancelled" or not places[row.id], (row.status, "quota")
    assert entries == sum(map(len, receipts.values())), "receipts and entries of the log differ"
    current = Counter(row.ref for row in rows if row.superseded_by is None)
    assert all(count == 1 for count in current.values()), "a reference of two bookings"


def _check_claims(town, row, claims) -> None:
    if row.status not in HAVE_SEATS:
        assert claims == [], f"{row.status} with claims"
        return
    service, office = town.rooms.catalogue.service(row.service), town.rooms.catalogue.office(row.office)
    assert len(claims) == service.units * row.quantity, f"{row.status} with {len(claims)} claims"
    assert len({claim.resource for claim in claims}) == 1
    counter = next(one for one in office.counters if claims[0].resource == f"{office.code}/{one.code}")
    assert service.code in counter.services
    step = timedelta(minutes=counter.slot_minutes)
    assert all(after.starts_at - before.starts_at == step for before, after in pairwise(claims))
    assert (row.starts_at, row.ends_at) == (claims[0].starts_at, claims[-1].starts_at + step)
    assert all(1 <= claim.seat <= counter.seats for claim in claims)


def _check_receipts(row, receipts) -> None:
    """Each change that a citizen is told of has its receipt, and each receipt names the one it replaces."""
    acts = [receipt.act for receipt in receipts]
    if row.status in NEVER_CONFIRMED:
        assert acts == [], (row.status, acts)
        return
    assert acts[0] in OPENINGS
    assert sum(act in OPENINGS for act in acts) == 1, acts
    later = Counter(acts[1:])
    for act, statuses in ENDINGS.items():
        assert later.pop(act, 0) == (row.status in statuses), (row.status, acts)
    displaced, restored = later.pop("booking.displaced", 0), later.pop("booking.restored", 0)
    assert not later, acts
    open_displacement = displaced - restored
    assert open_displacement in ((0, 1) if row.status in {"rescheduled", "cancelled"} else (row.status == "displaced",))
    assert row.receipt == receipts[-1].jti
    assert all(after.replaces == before.jti for before, after in pairwise(receipts))
