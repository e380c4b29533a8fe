"""What every action needs: the city, the turn, a way to speak, and the way back into an open form.

An action's work is plain synchronous code that runs in a thread, since the city's calls block (HOUSE 2).
"""

from __future__ import annotations

import asyncio
import json
import logging
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import _refusals
from actions.forms.turn import Turn, is_fresh, read_turn, said_since
from city.clock import local
from city.errors import CityError

if TYPE_CHECKING:
    from city.bootstrap import City
    from city.people.access import Actor
    from city.text import Text

_log = logging.getLogger(__name__)

Button = dict[str, str]
Card = dict[str, Any]
Events = list[EventType]


class CityNotOpen(RuntimeError):
    """An action ran before the process opened its city."""


class _Door:
    """Holds the one city of this process."""

    def __init__(self) -> None:
        self._city: City | None = None

    def city(self) -> City:
        if self._city is None:
            raise CityNotOpen
        return self._city

    def use(self, city: City | None) -> None:
        self._city = city

    def is_open(self) -> bool:
        return self._city is not None


_door = _Door()
city = _door.city
"""Return the city of this process."""
is_open = _door.is_open
"""Say whether there is one."""
use_city = _door.use
"""Let this process use a city; None takes it away."""


class Talk:
    """One action call: what the citizen said, what the tracker remembers, and what is answered."""

    def __init__(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
        self._dispatcher = dispatcher
        self.tracker = tracker
        self.slots: Mapping[str, Any] = tracker.slots
        self.turn: Turn = read_turn(tracker.latest_message, tracker.slots.get("language_choice"))
        self._actor: Actor | None = None

    @property
    def city(self) -> City:
        """The city of this process."""
        return city()

    @property
    def actor(self) -> Actor:
        """Who speaks."""
        if self._actor is None:
            self._actor = self.city.people.actor(self.tracker.sender_id)
        return self._actor

    @property
    def is_signed_in(self) -> bool:
        """Whether we know who speaks."""
        return self.actor.level != "anonymous"

    @property
    def is_fresh(self) -> bool:
        """Whether the latest message still waits for its answer."""
        return is_fresh(self.tracker.events)

    def has_said(self, response: str) -> bool:
        """Say whether an action before has given this response in this turn."""
        return response in said_since(self.tracker.events)

    @property
    def open_forms(self) -> tuple[str, ...]:
        """The matters that are open, innermost last."""
        return tuple(self.slots.get("open_forms") or ())

    def word(self, text: Text | None) -> str | None:
        """Return a text of the pack in the language of the turn."""
        return None if text is None else text.get(self.turn.language)

    def words(self, texts: Sequence[Text]) -> list[str]:
        """Return texts of the pack in the language of the turn."""
        return [text.get(self.turn.language) for text in texts]

    def say(self, response: str, *, card: Card | None = None, buttons: Sequence[Button] = (), **values: object) -> None:
        """Say one response of the catalogue; datetimes go as ISO 8601 in Asia/Shanghai."""
        self._dispatcher.utter_message(
            response=response,
            json_message={"card": card} if card else None,
            buttons=list(buttons),
            **{name: iso(value) if isinstance(value, datetime) else value for name, value in values.items()},
        )

    def say_again(self, text: str | None, buttons: Sequence[Button], custom: Mapping[str, Any]) -> None:
        """Repeat a message that was sent before, word for word."""
        self._dispatcher.utter_message(text=text, buttons=list(buttons), json_message=dict(custom) or None)

    def refuse(self, error: CityError) -> None:
        """Say a refusal of the city in its own sentence."""
        refusal = _refusals.translate(error, self.turn.language, self.city)
        self.say(refusal.response, buttons=refusal.buttons, **refusal.values)

    def resume(self, *events: EventType) -> Events:
        """Return the events, and let the open form, if any, put its question again."""
        forms = self.open_forms
        return [*events, FollowupAction(forms[-1])] if forms else list(events)


class CityAction(Action, ABC):  # type: ignore[misc] # rasa-sdk ships no types
    """An action whose work blocks on the city. Subclasses set ``key`` and write `answer`."""

    key: ClassVar[str]
    """The name in domain.yml."""

    def name(self) -> str:
        """Return the name in domain.yml."""
        return self.key

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Mapping[str, Any]) -> Events:
        """Answer in a thread. A refusal that the action did not expect is still an answer."""
        talk = Talk(dispatcher, tracker)
        return await asyncio.to_thread(self._answer_or_refuse, talk)

    def _answer_or_refuse(self, talk: Talk) -> Events:
        try:
            return self.answer(talk)
        except CityError as refusal:
            _log.info("%s was refused: %s", self.key, refusal.code)
            talk.refuse(refusal)
            return self.after_refusal(talk)

    @abstractmethod
    def answer(self, talk: Talk) -> Events:
        """Speak, act, and return the events."""

    def after_refusal(self, talk: Talk) -> Events:
        """Return the events after a refusal that ended the action."""
        return talk.resume()


def iso(moment: datetime) -> str:
    """Return a moment as ISO 8601 in Asia/Shanghai."""
    return local(moment).isoformat()


def slot_sets(slots: Mapping[str, Any]) -> Events:
    """Return the events that set these slots."""
    return [SlotSet(name, value) for name, value in slots.items()]


def button(title: str, intent: str, **entities: Any) -> Button:
    """Return a quick reply. The front door accepts its payload because this conversation was given it."""
    return {"title": title, "payload": f"/{intent}{json.dumps(entities, ensure_ascii=False) if entities else ''}"}
