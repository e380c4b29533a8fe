"""Plays one conversation file through the running city, over HTTP as a citizen's page would, and says what differs.

A file holds `about`, `now` (the city's clock), optional `given` (see docs/api/dev.md), `turns`, and `then`.
A turn does one thing: `say` a text (`{ref}` in it is the number of the booking or report seen last), `press` a button by its title,
`choose` the n-th offered slot (from 1), `sign_in` as a seeded person, set the `clock`, cause an `outage`. It may expect: `language`, `intent`, `text`
(fragments that all appear), `not` (fragments that may not), `cards` (their types in order), `card` (fields of one),
`buttons` (titles that appear), `error` (the code of a refusal by the door).
`then` names the state afterwards: `bookings` and `receipts` of this citizen; each receipt must verify.
"""

import json
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


class Mismatch(AssertionError):
    """The city did not do what the conversation expects."""


@dataclass
class Citizen:
    """One person at one page: keeps the conversation's token and the last answer."""

    base: str
    token: str | None = None
    last: Json = field(default_factory=dict)
    ref: str = ""

    def request(self, path: str, body: Json | None = None) -> Json:
        """Call the door; an error answer is returned like any other."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data, {"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=90) as answer:
                return dict(json.loads(answer.read()))
        except urllib.error.HTTPError as error:
            return dict(json.loads(error.read()))

    def send(self, **content: str) -> Json:
        """Send a text or a payload and remember the answer and the conversation."""
        body: Json = {**content, "message_id": str(uuid.uuid4())}
        if self.token:
            body["conversation"] = self.token
        return self.remember(self.request("/api/v1/messages", body))

    def remember(self, answer: Json) -> Json:
        """Keep an answer as the last one, and its conversation."""
        if "error" not in answer:
            self.token = answer["conversation"]
        self.last = answer
        for card in (*self.cards("appointment"), *self.cards("report")):
            self.ref = card["ref"]
        return answer

    def press(self, title: str) -> Json:
        """Press the button with that title in the last answer."""
        buttons = [button for message in self.messages() for button in message.get("buttons") or []]
        for button in buttons:
            if button["title"] == title:
                return self.send(payload=button["payload"])
        raise Mismatch(f"no button {title!r} among {[button['title'] for button in buttons]}")

    def choose(self, number: int) -> Json:
        """Choose the n-th slot of the slots card in the last answer."""
        offers = [slot for card in self.cards("slots") for day in card["days"] for slot in day["slots"]]
        if len(offers) < number:
            raise Mismatch(f"{len(offers)} slots were offered, number {number} was wanted")
        return self.send(payload=offers[number - 1]["payload"])

    def messages(self) -> list[Json]:
        """Return the messages of the last answer."""
        return list(self.last.get("messages", []))

    def text(self) -> str:
        """Return the texts of the last answer."""
        return "\n".join(message.get("text") or "" for message in self.messages())

    def cards(self, kind: str | None = None) -> list[Json]:
        """Return the cards of the last answer, or those of one type."""
        cards = [message["card"] for message in self.messages() if message.get("card")]
        return [card for card in cards if kind in (None, card["type"])]


def do(citizen: Citizen, turn: Json) -> None:
    """Do what the turn does."""
    if "say" in turn:
        citizen.send(text=turn["say"].replace("{ref}", citizen.ref))
    elif "press" in turn:
        citizen.press(turn["press"])
    elif "choose" in turn:
        citizen.choose(turn["choose"])
    elif "sign_in" in turn:
        citizen.remember(citizen.request("/dev/sign-in", {"conversation": citizen.token, "person": turn["sign_in"]}))
    elif "clock" in turn:
        citizen.request("/dev/clock", {"now": turn["clock"]})
    elif "outage" in turn:
        citizen.request("/dev/outage", turn["outage"])
    else:
        raise Mismatch(f"a turn that does nothing: {turn}")


def differences(citizen: Citizen, turn: Json) -> Iterator[str]:
    """Yield in words what of the turn's expectations does not hold."""
    error = citizen.last.get("error", {}).get("code")
    if error != turn.get("error"):
        yield f"error {error!r}, expected {turn.get('error')!r}"
    if "language" in turn and citizen.last.get("language") != turn["language"]:
        yield f"language {citizen.last.get('language')!r}, expected {turn['language']!r}"
    text = citizen.text()
    yield from (f"text lacks {part!r}" for part in as_list(turn.get("text")) if part not in text)
    yield from (f"text has {part!r}" for part in as_list(turn.get("not")) if part in text)
    kinds = [card["type"] for card in citizen.cards()]
    if "cards" in turn and kinds != as_list(turn["cards"]):
        yield f"cards {kinds}, expected {as_list(turn['cards'])}"
    for kind, fields in (turn.get("card") or {}).items():
        if not any(holds(fields, card) for card in citizen.cards(kind)):
            yield f"no {kind} card with {fields} among {citizen.cards(kind)}"
    titles = [button["title"] for message in citizen.messages() for button in message.get("buttons") or []]
    yield from (f"no button {title!r} among {titles}" for title in as_list(turn.get("buttons")) if title not in titles)


def holds(expected: Any, actual: Any) -> bool:
    """Say whether `actual` has all that `expected` names: dictionaries by subset, lists by position, the rest equal."""
    if isinstance(expected, dict):
        return isinstance(actual, dict) and all(holds(value, actual.get(key)) for key, value in expected.items())
    if isinstance(expected, list):
        return isinstance(actual, list) and len(expected) <= len(actual) and all(map(holds, expected, actual))
    return bool(expected == actual)


def as_list(value: Any) -> list[Any]:
    """Return a list of what may be absent, one thing, or a list."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
