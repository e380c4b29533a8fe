"""Showing a receipt, and how to check that it is genuine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions import _cards
from actions._receipts import card, say_receipt
from actions._support import CityAction, Events, Talk
from city.errors import NotFound

if TYPE_CHECKING:
    from city.receipts.service import ReceiptRef


class ShowReceipt(CityAction):
    """Shows the receipt that was named, that of the booking that was named, or the newest."""

    key = "action_show_receipt"

    def answer(self, talk: Talk) -> Events:
        """Show it, or say that there is none."""
        if talk.turn.has_broken_ref:
            talk.say("utter_note_broken_ref")
            return talk.resume()
        receipt = _named(talk)
        if receipt is None:
            _say_none(talk)
        else:
            say_receipt(talk, receipt, "utter_receipt_shown")
        return talk.resume()


class VerifyReceipt(CityAction):
    """Says how a receipt is checked by anybody, and whether the ledger has published this one."""

    key = "action_verify_receipt"

    def answer(self, talk: Talk) -> Events:
        """Link to the page that checks it, or say how any receipt file is checked."""
        receipt = _named(talk)
        if receipt is None and talk.turn.first("receipt_ref"):
            _say_none(talk)
        elif receipt is None:
            talk.say("utter_verify_any")
        else:
            status = talk.city.receipts.status(receipt)
            talk.say(f"utter_verify_{status}", card=card(talk, receipt), ref=receipt.ref)
        return talk.resume()


def _named(talk: Talk) -> ReceiptRef | None:
    """Find the receipt that is meant; missing and somebody else's look alike."""
    receipts, turn = talk.city.receipts, talk.turn
    try:
        if ref := turn.first("receipt_ref"):
            return receipts.by_ref(talk.actor, str(ref))
        if booking := turn.first("booking_ref"):
            return receipts.latest(talk.actor, talk.city.bookings.get(talk.actor, str(booking)).id)
        return receipts.latest(talk.actor)
    except NotFound:
        return None


def _say_none(talk: Talk) -> None:
    ref = talk.turn.first("receipt_ref") or talk.turn.first("booking_ref")
    signed_in = talk.is_signed_in
    response = "utter_receipt_unknown" if ref else "utter_no_receipts"
    talk.say(response, card=None if signed_in else _cards.sign_in_card("receipts"), ref=ref, guest=not signed_in)
