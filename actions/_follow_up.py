"""A bare name or day after an answer asks the same again: "and the Hong Kong permit?", "and on Saturday?"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from actions._support import Talk

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


def follow_up(talk: Talk) -> str | None:
    """Return the action that answered last, if the turn is a bare value for it."""
    if not talk.turn.is_bare:
        return None
    action = last_answer(talk.tracker.events)
    return action if action and _UNDERSTANDS[action] & talk.turn.entities.keys() else None


def last_answer(events: Sequence[Mapping[str, Any]]) -> str | None:
    """Return the last action of the turn before, if it is one that can be asked again."""
    users = 0
    for event in reversed(events):
        users += event.get("event") == "user"
        if users == 2:
            return None
        if users == 1 and event.get("event") == "action" and event.get("name") != "action_listen":
            return str(event["name"]) if event["name"] in _UNDERSTANDS else None
    return None
