"""From a delivery to what the brain is asked: buttons are looked up, codes are tried, identifiers become tokens."""

from __future__ import annotations

from dataclasses import dataclass

from bot.delivery import Delivery
from bot.errors import PayloadUnknown
from bot.metrics import Metrics
from bot.privacy.detectors import Kind
from bot.privacy.masking import mask
from bot.privacy.tokens import disarmed
from bot.sign_in import HIDDEN, code_in, outcome_of_code
from bot.transcript import Content, issued_tokens, pressed
from city.bootstrap import City


@dataclass(frozen=True, slots=True)
class Prepared:
    """What goes to the brain, and what the transcript keeps of what the citizen sent."""

    text: str | None
    payload: str | None
    said: Content | None
    """None: the citizen said nothing, the door itself speaks."""
    tokens: tuple[str, ...] = ()


def prepare(city: City, metrics: Metrics, conversation: str, delivery: Delivery) -> Prepared:
    """Make a delivery fit for everything behind the door. Blocks.

    Raises:
        PayloadUnknown: the button was not offered in this conversation.
    """
    match delivery.kind:
        case "external":
            return Prepared(None, delivery.value, None)
        case "payload":
            return _button(city, conversation, delivery.value)
        case "code":
            return _code(city, conversation, delivery.value)
        case "text":
            code = code_in(delivery.value)
            if code is not None and city.people.awaiting_code(conversation):
                return _code(city, conversation, code)
            return masked(city, metrics, conversation, delivery.value)


def masked(city: City, metrics: Metrics, conversation: str, text: str) -> Prepared:
    """Replace the identifiers of a text; a token that the conversation was never given is no token any more."""

    def put(kind: Kind, value: str) -> str:
        metrics.masked.labels(kind=kind).inc()
        return city.vault.put(kind, value, conversation)

    with city.db.read() as session:
        issued = issued_tokens(session, conversation)
    text, tokens = mask(disarmed(text, issued), put)
    return Prepared(text, None, {"text": text}, tokens)


def _button(city: City, conversation: str, payload: str) -> Prepared:
    with city.db.read() as session:
        button = pressed(session, conversation, payload)
    if button is None:
        raise PayloadUnknown
    return Prepared(None, payload, {"text": button.title, "payload": payload})


def _code(city: City, conversation: str, code: str) -> Prepared:
    return Prepared(None, outcome_of_code(city.people, conversation, code), {"text": HIDDEN})
