"""Plays a whole conversation file through a running city and tells what differs, turn by turn and at the end."""

from pathlib import Path
from typing import Any

import yaml

from city.dev import GATEWAYS
from scripts.stack import Stack
from tests.conversations.player import Citizen, Mismatch, differences, do
from tests.conversations.state import bookings_of, clear_city, receipts_of, untold


def read(path: Path) -> dict[str, Any]:
    """Return the conversation of a file."""
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")))


def play(path: Path, stack: Stack) -> list[str]:
    """Play a conversation to its first difference and return that in words; an empty list if there is none."""
    told = read(path)
    clear_city(stack)
    citizen = Citizen(f"http://127.0.0.1:{stack.ports['citizens']}")
    citizen.request("/dev/clock", {"now": told["now"]})
    if "given" in told:
        answer = citizen.request("/dev/given", told["given"])
        assert "error" not in answer, answer
    try:
        for number, turn in enumerate(told["turns"], 1):
            wrong = _turn(citizen, turn)
            if wrong:
                return [f"turn {number} {turn}:", *wrong, f"the answer was {citizen.last}"]
    finally:
        for gateway in GATEWAYS:
            citizen.request("/dev/outage", {"gateway": gateway, "mode": None})
    after = told.get("then")
    if after is None:  # a conversation that an operator kept says what is answered, not what is booked in the end
        return []
    return [
        *untold(after.get("bookings", []), bookings_of(stack, citizen)),
        *untold([{"act": act} for act in after.get("receipts", [])], receipts_of(stack, citizen)),
    ]


def _turn(citizen: Citizen, turn: dict[str, Any]) -> list[str]:
    try:
        do(citizen, turn)
    except Mismatch as mismatch:
        return [str(mismatch)]
    return list(differences(citizen, turn))
