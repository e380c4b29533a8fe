"""What the receipt of a booking states. Every field is a disclosure that its holder may leave out."""

from __future__ import annotations

from city.booking.models import BookingRow
from city.booking.rooms import Rooms
from city.clock import local
from ledger.encoding import Json

_CURRENCY = "CNY"


def statement(rooms: Rooms, row: BookingRow) -> dict[str, Json]:
    """Return the claims: names in both languages, local times with their offset, the fee as an exact text."""
    service, office = rooms.catalogue.service(row.service), rooms.catalogue.office(row.office)
    claims: dict[str, Json] = {
        "service": {"code": service.code, **service.name.to_json()},
        "office": {"code": office.code, **office.name.to_json()},
        "slot": slot(row),
        "ref": row.ref,
    }
    if row.quantity > 1:
        claims["quantity"] = row.quantity
    if service.fee.fen is not None:
        claims["fee"] = {"amount": _yuan(service.fee.fen * row.quantity), "currency": _CURRENCY}
    return claims


def slot(row: BookingRow) -> dict[str, Json]:
    """When a booking is, in local time."""
    return {"start": local(row.starts_at).isoformat(), "end": local(row.ends_at).isoformat()}


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"
