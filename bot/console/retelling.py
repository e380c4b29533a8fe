"""Retells a conversation as a test: what the citizen did, in the format of ``tests/conversations``, tokens kept.

What is expected is what was understood and shown then. Where an operator has corrected a message, the right intent is
expected of it; what the assistant went on to show was an answer to something else, so from there on only intents are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml
from sqlalchemy import select

from bot.errors import NotFound
from bot.inbox import InboxItem
from bot.language import writing_of
from bot.sign_in import HIDDEN
from bot.store import Message, Turn
from bot.transcript import CITIZEN
from city.clock import local
from city.db import Database

_EXTERNAL = "/EXTERNAL_"

Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """One turn: what the citizen sent, unless the door itself spoke, what came back, and what an operator says of it."""

    turn: Turn
    said: Content | None
    answers: Sequence[Content]
    label: Mapping[str, Any] | None

    @property
    def is_sign_in(self) -> bool:
        """Whether the citizen signed in here: by a code, which is never shown, or on the card."""
        by_code = self.said is not None and self.said.get("text") == HIDDEN
        return by_code or (self.turn.payload or "").startswith(_EXTERNAL)

    @property
    def text(self) -> str | None:
        """What the citizen wrote, with tokens; None for a button."""
        if self.said is None or self.is_sign_in or self.said.get("payload"):
            return None
        return str(self.said.get("text") or "")


def read(db: Database, conversation: str) -> list[Told]:
    """Return the turns of a conversation in order.

    Raises:
        NotFound: there is none.
    """
    with db.read() as session:
        rows = session.scalars(
            select(Message).where(Message.conversation_id == conversation).order_by(Message.number)
        ).all()
        turns = {row.id: row for row in session.scalars(select(Turn).where(Turn.conversation_id == conversation))}
        items = session.scalars(select(InboxItem).where(InboxItem.conversation_id == conversation))
        labels = {item.turn_id: item.label for item in items}
    order = list(dict.fromkeys(row.turn_id for row in rows if row.turn_id in turns))
    if not order:
        raise NotFound
    by_turn = {turn: [row for row in rows if row.turn_id == turn] for turn in order}
    return [
        Told(
            turns[str(turn)],
            next((row.content for row in messages if row.author == CITIZEN), None),
            [row.content for row in messages if row.author != CITIZEN],
            labels.get(str(turn)),
        )
        for turn, messages in by_turn.items()
    ]


def language_of(told: Sequence[Told]) -> str:
    """Return the folder of a conversation: mixed when its texts are in several languages, or one text is."""
    languages = {writing_of(one.text) for one in told if one.text}
    return languages.pop() if len(languages) == 1 else "mixed"


def retold(told: Sequence[Told], about: str, person: str) -> str:
    """Return the file. Whoever signed in is played by ``person``, an invented one."""
    now = local(told[0].turn.received_at).isoformat(timespec="seconds")
    content = {"about": about, "now": now, "turns": list(_turns(told, person)), "then": {}}
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=150)


def _turns(told: Sequence[Told], person: str) -> Iterator[dict[str, Any]]:
    before: Sequence[Content] = ()
    as_it_was = True
    for one in told:
        if one.label and one.label["intent"] != one.turn.intent:
            as_it_was = False
        yield {**_does(one, before, person), **_expects(one, as_it_was)}
        before = one.answers


def _does(one: Told, before: Sequence[Content], person: str) -> dict[str, Any]:
    if one.is_sign_in:
        return {"sign_in": person}
    assert one.said is not None, "only a sign-in is said by nobody"
    payload = one.said.get("payload")
    if not payload:
        return {"say": one.text}
    offered = [slot["payload"] for card in _cards(before, "slots") for day in card["days"] for slot in day["slots"]]
    return {"choose": offered.index(payload) + 1} if payload in offered else {"press": one.said.get("text")}


def _expects(one: Told, as_it_was: bool) -> dict[str, Any]:
    if one.turn.outcome != "answered":
        return {}
    expected: dict[str, Any] = {"language": one.turn.language}
    intent = one.label["intent"] if one.label else one.turn.intent
    if one.text is not None and intent:
        expected["intent"] = intent
    if as_it_was:
        expected["cards"] = [card["type"] for card in _cards(one.answers)]
        titles = [button["title"] for answer in one.answers for button in answer.get("buttons") or []]
        if titles:
            expected["buttons"] = titles
    return expected


def _cards(contents: Sequence[Content], kind: str | None = None) -> list[Mapping[str, Any]]:
    cards = [content["card"] for content in contents if content.get("card")]
    return [card for card in cards if kind in {None, card["type"]}]
