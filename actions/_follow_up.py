"""A bare name or day after an answer asks the same again: "and the Hong Kong permit?", "and on Saturday?"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from actions._support import Talk
from actions.forms import cover

_UNDERSTANDS: Mapping[str, frozenset[str]] = {
    "action_documents": frozenset({"service"}),
    "action_fee": frozenset({"service"}),
    "action_duration": frozenset({"service"}),
    "action_eligibility": frozenset({"service"}),
    "action_check_slots": frozenset({"service", "office", "district", "date", "time"}),
    "action_explain_term": frozenset({"term"}),
    "action_limit": frozenset({"product", "policy_no"}),
    "action_hours": frozenset({"service", "office", "district", "date"}),
    "action_location": frozenset({"service", "office", "district"}),
}
"""Which values each answer can be asked again with."""


def adds_to_cover(talk: Talk) -> bool:
    """Say whether an amount belongs to the question about cover before: "what if it costs 60,000?"."""
    turn = talk.turn
    if not talk.slots.get("last_cover") or not turn.first("amount") or turn.first("service"):
        return False
    return turn.is_bare or cover.FORM in actions_before(talk.tracker.events)


def follow_up(talk: Talk) -> str | None:
    """Return the action that answered last, if the turn is a bare value for it."""
    if adds_to_cover(talk):
        return cover.FORM
    if not talk.turn.is_bare:
        return None
    answered = [name for name in actions_before(talk.tracker.events) if name != "action_listen"][-1:]
    return next((name for name in answered if _UNDERSTANDS.get(name, frozenset()) & talk.turn.entities.keys()), None)


def actions_before(events: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the actions of the turn before, in their order."""
    names: list[str] = []
    users = 0
    for event in reversed(events):
        users += event.get("event") == "user"
        if users == 2:
            break
        if users == 1 and event.get("event") == "action":
            names.insert(0, str(event["name"]))
    return names
