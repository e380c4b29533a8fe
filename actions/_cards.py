"""The cards of the chat as JSON (docs/api/cards): names in the language of the turn, datetimes in Asia/Shanghai."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any

from actions._labels import label
from city.clock import local

if TYPE_CHECKING:
    from city.booking.values import Booking, SlotOffer, SlotSearch
    from city.catalogue.catalogue import Catalogue
    from city.catalogue.models import Office, Service
    from city.receipts.service import ReceiptRef

Card = dict[str, Any]


def named(thing: Any, language: str) -> Card:
    """Return code and name."""
    return {"code": thing.code, "name": thing.name.get(language)}


def office_card(office: Office, language: str, *, phone: bool = False) -> Card:
    """Return an office with its address."""
    card = {**named(office, language), "address": office.address.get(language)}
    return {**card, "phone": office.phone} if phone else card


def slot_key(office: str, start: datetime) -> str:
    """Return what names a slot in a payload: "<office>@<start>"."""
    return f"{office}@{local(start).isoformat()}"


def slots_card(  # noqa: PLR0913 - what is offered, in which words, and how it is answered
    search: SlotSearch, service: Service, catalogue: Catalogue, language: str, *, intent: str, extra: Mapping[str, str]
) -> Card:
    """Return the offered slots by day. Choosing one sends ``intent`` with the slot and ``extra``."""

    def slot(offer: SlotOffer) -> Card:
        entities = {**extra, "slot": slot_key(offer.office, offer.start)}
        return {
            "start": local(offer.start).isoformat(),
            "end": local(offer.end).isoformat(),
            "left": offer.left,
            "office": office_card(catalogue.office(offer.office), language),
            "payload": f"/{intent}{json.dumps(entities)}",
        }

    def day_of(offer: SlotOffer) -> date:
        return local(offer.start).date()

    days = [
        {"date": day.isoformat(), "slots": [slot(offer) for offer in offers]}
        for day, offers in groupby(search.offers, day_of)
    ]
    return {
        "type": "slots",
        "service": named(service, language),
        "days": days,
        "widened": search.widened,
        "why": search.why,
        "provisional": search.provisional,
    }


def appointment_card(
    booking: Booking, catalogue: Catalogue, language: str, status: str | None = None, *, url: str
) -> Card:
    """Return a booking with all that is needed to turn up for it. ``url`` opens it without the conversation."""
    service = catalogue.service(booking.service)
    held = booking.hold_expires_at if booking.status == "held" else None
    path, query = url.split("?")
    in_calendar = booking.status == "confirmed"
    return {
        "type": "appointment",
        "id": booking.id,
        "ref": booking.ref,
        "status": status or booking.status,
        "service": named(service, language),
        "office": office_card(catalogue.office(booking.office), language, phone=True),
        "start": local(booking.start).isoformat(),
        "end": local(booking.end).isoformat(),
        "hold_expires_at": local(held).isoformat() if held else None,
        "documents": [document.get(language) for document in service.documents],
        "fee": service.fee.text.get(language),
        "calendar_url": f"{path}.ics?{query}&lang={language}" if in_calendar else None,
        "calendar_qr_url": f"{path}/qr.svg?{query}" if in_calendar else None,
    }


def receipt_card(receipt: ReceiptRef, url: str, status: str, fields: Sequence[Mapping[str, str]]) -> Card:
    """Return a receipt with its link and its QR code."""
    return {
        "type": "receipt",
        "jti": receipt.jti,
        "act": receipt.act,
        "issued_at": local(receipt.issued_at).isoformat(),
        "url": url,
        "verify_url": f"/verify#{url}",
        "qr_url": url.replace("?", "/qr.svg?", 1),
        "status": status,
        "fields": list(fields),
    }


def services_card(services: Sequence[Service], catalogue: Catalogue, language: str) -> Card:
    """Return services with what decides whether to go: fee, way, places."""
    return {
        "type": "services",
        "services": [
            {
                **named(service, language),
                "department": service.department.get(language),
                "mode": service.mode,
                "bookable": service.bookable,
                "fee": service.fee.text.get(language),
                "offices": [office_card(office, language) for office in catalogue.offices_for(service.code)],
            }
            for service in services
        ],
    }


def sign_in_card(purpose: str) -> Card:
    """Return the way to sign in."""
    return {
        "type": "sign_in",
        "purpose": purpose,
        "methods": ["code"],
        "start_url": "/api/v1/sign-in",
        "verify_url": "/api/v1/sign-in/verify",
    }


def handoff_card(numbers: Sequence[str], language: str) -> Card:
    """Return numbers to dial, the most urgent first."""
    return phones_card([(number, label(f"phone_{number}", language)) for number in numbers])


def phones_card(phones: Sequence[tuple[str, str]]) -> Card:
    """Return numbers to dial, each with the name of who answers."""
    return {
        "type": "handoff",
        "phones": [{"number": number, "name": name} for number, name in phones],
        "state": "phone_only",
    }
