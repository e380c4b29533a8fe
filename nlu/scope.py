"""Which intents speak of an entity that means nothing elsewhere: 垃圾 is a problem in a report and a word in 垃圾短信.

What belongs to one matter is kept where that matter is meant, or where a text is nothing but that name. Where it is
meant it also goes before what else the same words name: 低保 in "may I get it" is the programme, not the service.
"""

from collections.abc import Mapping, Sequence
from typing import Any

BELONGS: Mapping[str, frozenset[str]] = {
    "term": frozenset({"explain_term"}),
    "problem": frozenset({"report_problem"}),
    "location": frozenset({"report_problem"}),
    "programme": frozenset({"screen_aid"}),
    "language": frozenset({"change_language"}),
}
"""Intents by entity, as in the contract; what is not named here belongs everywhere, since forms need it in any answer."""

HIDES: Mapping[str, str] = {
    "explain_term": "term",
    "report_problem": "problem",
    "screen_aid": "programme",
    "check_application": "programme",
}
"""Where an intent is meant, the entity before which the same words name nothing else."""

FREE = "location"
"""Free words are guessed from those around them: without the intent, and where they are the whole text, they say nothing."""

UNDECIDED = "nlu_fallback"
"""The intent is not known: what is matched by name stays."""


def in_scope(entities: Sequence[Mapping[str, Any]], intent: str | None, text: str) -> list[Mapping[str, Any]]:
    """The entities that the intent speaks of, in their order."""
    if intent == UNDECIDED:
        return [entity for entity in entities if entity["entity"] != FREE]
    hides = HIDES.get(intent or "")
    said = text.strip(" \t\r\n,.!?，。！？")
    kept = []
    for entity in entities:
        name, twins = (
            entity["entity"],
            [other for other in entities if other is not entity and _same_span(entity, other)],
        )
        if name not in BELONGS:
            fits = not any(twin["entity"] == hides for twin in twins)
        else:
            bare = name != FREE and not twins and text[entity["start"] : entity["end"]] == said
            fits = bare or intent in BELONGS[name]
        if fits:
            kept.append(entity)
    return kept


def _same_span(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return bool((one["start"], one["end"]) == (other["start"], other["end"]))
