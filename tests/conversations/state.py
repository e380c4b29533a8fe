"""What the city holds of one citizen afterwards: read from its database, and receipts as their holder gets them."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

from sqlalchemy import delete, select

from bot import conversations
from city.booking.models import (
    BookingRow,
    ClaimRow,
    CooldownRow,
    GivenSlotRow,
    QuotaRow,
    ReminderRow,
    TicketRow,
    WaitRow,
)
from city.bootstrap import City
from city.calendar.models import ClosureRow
from city.clock import local
from city.people.models import PersonSession
from city.receipts.models import Receipt
from city.reports.models import ReportDay, ReportRow, ReportSupport, ServiceRequest
from city.settings import Settings
from ledger import policy
from ledger.verify import verify
from scripts.stack import Stack
from tests.conversations.player import Citizen

Json = dict[str, Any]
UNFINISHED = ("released", "expired")
_REHEARSED = (
    ClaimRow, CooldownRow, QuotaRow, ReminderRow, TicketRow, WaitRow, BookingRow, GivenSlotRow, ClosureRow,
    ReportSupport, ReportRow, ReportDay, ServiceRequest, Receipt,
)  # fmt: skip
"""What conversations leave behind, in the order in which it can be deleted."""


def open_city(stack: Stack) -> City:
    """Open the running city's database beside it."""
    return City.open(Settings.from_env(stack.environment()))


def bookings_of(stack: Stack, citizen: Citizen) -> list[Json]:
    """Return the bookings that the citizen made, oldest first; holds that came to nothing are left out."""
    city = open_city(stack)
    try:
        owners = owners_of(city, citizen)
        query = select(BookingRow).where(BookingRow.owner.in_(owners)).order_by(BookingRow.created_at, BookingRow.id)
        with city.db.read() as session:
            rows = [row for row in session.scalars(query) if row.status not in UNFINISHED]
        return [booking(row) for row in rows]
    finally:
        city.close()


def booking(row: BookingRow) -> Json:
    """Return a booking in the words of the conversation files."""
    start = local(row.starts_at).isoformat(timespec="minutes")
    return {"service": row.service, "office": row.office, "start": start, "status": row.status, "ref": row.ref}


def owners_of(city: City, citizen: Citizen) -> set[str]:
    """Return the guest, and the person if somebody signed in, of the citizen's conversation."""
    assert citizen.token
    conversation = conversations.find(city.db, citizen.token).id
    with city.db.read() as session:
        row = session.get(PersonSession, conversation)
    return {owner for owner in (row.guest, row.person) if owner} if row else set()


def receipts_of(stack: Stack, citizen: Citizen) -> list[Json]:
    """Return the citizen's receipts, oldest first, after each file has been fetched as its holder and verified.

    Raises:
        AssertionError: a receipt is not in the log in time, or does not verify.
    """
    city = open_city(stack)
    try:
        query = select(Receipt).where(Receipt.owner.in_(owners_of(city, citizen))).order_by(Receipt.entry_row)
        with city.db.read() as session:
            rows = list(session.scalars(query))
    finally:
        city.close()
    trusted = policy.parse(fetch(citizen.base + "/ledger/policy").decode())
    for row in rows:
        outcome = verify(receipt_file(citizen, row.jti), trusted)
        assert outcome.valid, f"{row.act}: {outcome.defect} {outcome.reason}"
    return [{"act": row.act, "jti": row.jti} for row in rows]


def receipt_file(citizen: Citizen, jti: str, seconds: float = 15) -> bytes:
    """Return the receipt file once its proof is there."""
    deadline = time.monotonic() + seconds
    while True:
        data = fetch(f"{citizen.base}/receipts/{jti}?conversation={citizen.token}")
        if json.loads(data).get("proof"):
            return data
        assert time.monotonic() < deadline, f"receipt {jti} is still not in the log"
        time.sleep(0.05)


def fetch(url: str) -> bytes:
    """Return what an address gives."""
    with urllib.request.urlopen(url, timeout=20) as answer:
        return bytes(answer.read())


def clear_city(stack: Stack) -> None:
    """Free all slots and forget what was rehearsed, so that conversations do not take each other's places."""
    city = open_city(stack)
    try:
        with city.db.write() as session:
            for table in _REHEARSED:
                session.execute(delete(table))
    finally:
        city.close()


def untold(expected: list[Json], actual: list[Json]) -> Iterator[str]:
    """Yield in words how a list of states differs: same length, and each has the named fields."""
    if len(expected) != len(actual):
        yield f"{len(actual)} instead of {len(expected)}: {actual}"
    for wanted, found in zip(expected, actual, strict=False):
        if any(found.get(key) != value for key, value in wanted.items()):
            yield f"{found} instead of {wanted}"
