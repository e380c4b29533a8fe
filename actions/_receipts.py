"""Showing receipts: the card at once, the proof when the ledger has published it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from actions import _cards, _dates
from actions._labels import label
from actions._support import Talk

if TYPE_CHECKING:
    from city.receipts.service import ReceiptRef

SHOWN_CLAIMS = (
    "service", "office", "slot", "was", "ref", "quantity", "fee", "report_ref", "problem", "place",
    "requested_at", "expected_at", "event", "event_date", "product", "verdict", "as_of"
)  # fmt: skip
"""The claims that the card shows, in this order; the file has them all."""
_MOMENTS = {"as_of", "requested_at", "expected_at"}


def say_receipt(talk: Talk, receipt: Any, response: str = "utter_receipt") -> None:
    """Show a receipt."""
    talk.say(response, card=card(talk, receipt), ref=receipt.ref)


def card(talk: Talk, receipt: ReceiptRef) -> _cards.Card:
    """Return the card of a receipt."""
    receipts = talk.city.receipts
    return _cards.receipt_card(receipt, receipts.url(receipt), receipts.status(receipt), fields(talk, receipt))


def fields(talk: Talk, receipt: ReceiptRef) -> list[dict[str, str]]:
    """Return what the card shows of the claims, with names in the language of the turn."""
    language = talk.turn.language
    act = {"name": label("receipt_act", language), "value": label(f"act_{receipt.act}", language)}
    shown = [
        {"name": label(f"receipt_{name}", language), "value": value}
        for name in SHOWN_CLAIMS
        if name in receipt.claims and (value := _shown(talk, name, receipt.claims[name]))
    ]
    return [act, *shown, {"name": label("receipt_ref_no", language), "value": receipt.ref}]


def _shown(talk: Talk, name: str, claim: object) -> str | None:
    """Return a claim as a citizen reads it; what has no simple reading is left to the file."""
    language, catalogue = talk.turn.language, talk.city.catalogue
    if name == "verdict":
        return label(f"verdict_{claim}", language)
    if name == "event":
        return catalogue.event(str(claim)).name.get(language)
    if name == "product":
        codes = claim if isinstance(claim, list) else [claim]
        return " · ".join(catalogue.product(str(code)).name.get(language) for code in codes)
    if isinstance(claim, Mapping):
        return _shown_mapping(claim, language)
    if name == "event_date":
        return _dates.dated(date.fromisoformat(str(claim)), language)
    return _moment(claim, language) if name in _MOMENTS else str(claim)


def _shown_mapping(claim: Mapping[str, object], language: str) -> str | None:
    if language in claim:
        return str(claim[language])
    if "start" in claim:
        return _moment(claim["start"], language)
    return f"¥{claim['amount']}" if "amount" in claim else None


def _moment(claim: object, language: str) -> str:
    return _dates.when(datetime.fromisoformat(str(claim)), language, year=True)
