"""A Rasa for tests of the actions: forms, rules and follow-ups as Rasa 3.6 plays them, without a model or a network.

It reads domain.yml and data/rules, so a missing rule or action fails here as it would there. What the brain would
understand is given by the test; what the citizen reads is rendered from the real catalogue.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator, FormatChecker
from rasa_sdk import Tracker
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher

from nlu.formats import LanguageFormatter
from nlu.responses import read

Json = dict[str, Any]
ROOT = Path(__file__).resolve().parents[2]
DOMAIN: Json = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
RESPONSES = read(ROOT / "data" / "responses")


CARDS = {
    path.stem: Draft202012Validator(json.loads(path.read_text(encoding="utf-8")), format_checker=FormatChecker())
    for path in (ROOT / "docs" / "api" / "cards").glob("*.json")
}


def rules() -> Iterator[Json]:
    for path in sorted((ROOT / "data" / "rules").glob("*.yml")):
        yield from yaml.safe_load(path.read_text(encoding="utf-8"))["rules"]


BY_INTENT: dict[str, list[str]] = {
    rule["steps"][0]["intent"]: [step["action"] for step in rule["steps"] if "action" in step]
    for rule in rules()
    if "intent" in rule["steps"][0]
}
ON_CLOSE: dict[str, str] = {
    rule["condition"][0]["active_loop"]: rule["steps"][-1]["action"] for rule in rules() if "condition" in rule
}


def executor() -> ActionExecutor:
    made = ActionExecutor()
    made.register_package("actions")
    made.domain, made.domain_digest = {}, "tests"
    return made


EXECUTOR = executor()


@dataclass
class Message:
    key: str | None
    text: str
    buttons: list[Json]
    card: Json | None


@dataclass
class FakeRasa:
    """One conversation."""

    sender: str = "c-00000000000000000000000001"
    language: str = "zh"
    now: str = "2026-11-24T13:30:00+08:00"
    slots: Json = field(default_factory=lambda: {**dict.fromkeys(DOMAIN["slots"]), "requested_slot": None})
    events: list[Json] = field(default_factory=list)
    active: str | None = None
    messages: list[Message] = field(default_factory=list)
    actions: list[str] = field(default_factory=list)
    turns: int = 0
    after_emergency: bool = False
    """What the front door tells with each message."""

    async def say(self, intent: str, text: str = "", **entities: Any) -> str:
        """Say something that is understood as ``intent``; an entity's value, or a list of values, has no span."""
        found = [
            {"entity": name, "value": value}
            for name, values in entities.items()
            for value in (values if isinstance(values, list) else [values])
        ]
        return await self._turn(intent, text or f"a sentence that means {intent}", found)

    async def answer(self, intent: str, text: str, **entities: Any) -> str:
        """Say nothing but values: the entities span the whole text, so it is bare."""
        found = [{"entity": name, "value": value, "start": 0, "end": len(text)} for name, value in entities.items()]
        return await self._turn(intent, text, found)

    async def unsure(self, text: str, *ranking: str, **entities: Any) -> str:
        """Say something that the brain understands only nearly: ``ranking`` are its guesses, the likeliest first."""
        found = [{"entity": name, "value": value} for name, value in entities.items()]
        guesses = [{"name": name, "confidence": 0.6 / (place + 1)} for place, name in enumerate(ranking)]
        return await self._turn("nlu_fallback", text, found, {"band": "near", "intent_ranking": guesses})

    async def lost(self, text: str, *services: str, guess: str = "ask_fee") -> str:
        """Say something that the brain does not understand; ``services`` are what the text is likest to."""
        likest = [{"service": code, "likeness": 0.6} for code in services]
        more = {"band": "far", "nearest_services": likest, "intent_ranking": [{"name": guess, "confidence": 0.03}]}
        return await self._turn("nlu_fallback", text, [], more)

    async def press(self, title: str) -> str:
        """Press a button of the last answer."""
        for button in self.buttons():
            if button["title"] == title:
                return await self.send(button["payload"])
        raise AssertionError(f"no button {title!r} among {[button['title'] for button in self.buttons()]}")

    async def choose(self, number: int) -> str:
        """Choose the n-th offered slot."""
        offered = [slot for day in self.card("slots")["days"] for slot in day["slots"]]
        return await self.send(offered[number - 1]["payload"])

    async def send(self, payload: str) -> str:
        """Send a payload."""
        intent, brace, rest = payload[1:].partition("{")
        entities = json.loads(brace + rest) if brace else {}
        found = [
            {"entity": name, "value": value}
            for name, values in entities.items()
            for value in (values if isinstance(values, list) else [values])
        ]
        return await self._turn(intent, payload, found)

    def buttons(self) -> list[Json]:
        return [button for message in self.messages for button in message.buttons]

    def said(self) -> list[str | None]:
        return [message.key for message in self.messages]

    def card(self, kind: str) -> Json:
        return next(message.card for message in self.messages if message.card and message.card["type"] == kind)

    def cards(self) -> list[str]:
        return [message.card["type"] for message in self.messages if message.card]

    async def _turn(self, intent: str, text: str, entities: list[Json], more: Json | None = None) -> str:
        self.turns += 1
        self.messages, self.actions = [], []
        self.latest = {
            "intent": {"name": intent, "confidence": 1.0},
            "entities": entities,
            "text": text,
            "language": self.language,
            "metadata": {
                "turn": f"t-{self.turns}",
                "now": self.now,
                "language": None,
                "after_emergency": self.after_emergency,
            },
            **(more or {}),
        }
        self.events += [{"event": "action", "name": "action_listen"}, {"event": "user", "text": text}]
        if self.active is None or not await self._form(self.active):
            for action in BY_INTENT[intent]:
                await self._do(action)
            if self.active is not None and self.actions[-1] != self.active:
                await self._form(self.active)  # Rasa comes back to an open form by itself
        return "\n".join(message.text for message in self.messages)

    async def _do(self, action: str) -> None:
        """Run an action or a form, and what it asks to follow."""
        if action in DOMAIN["forms"]:
            await self._form(action)
            return
        events = await self._call(action)
        self.actions.append(action)
        self.events.append({"event": "action", "name": action})
        self._apply(events)
        for event in events:
            if event["event"] == "followup":
                await self._do(event["name"])

    async def _form(self, form: str) -> bool:
        """Run a form; False if it rejects the turn."""
        begins = self.active != form
        fresh = self.events[-1]["event"] == "user"
        noted = [*self.events, {"event": "action", "name": form}]
        validated = await self._call(f"validate_{form}", active=form, events=noted)
        if not begins and fresh and not any(event["event"] == "slot" for event in validated):
            self.events.append({"event": "action_execution_rejected", "name": form})
            return False
        self.active = form
        self.actions.append(form)
        self.events.append({"event": "action", "name": form})
        self._apply(validated)
        left = any(event["event"] == "slot" and event["name"] == "requested_slot" for event in validated)
        question = None if left else self._next_question(form)
        self.slots["requested_slot"] = question
        if question is not None:
            specific = f"action_ask_{form}_{question}"
            asking = specific if specific in DOMAIN["actions"] else f"action_ask_{question}"
            self._apply(await self._call(asking, active=form, events=noted))
            return True
        self.active = None
        await self._do(ON_CLOSE[form])
        return True

    def _next_question(self, form: str) -> str | None:
        required = DOMAIN["forms"][form]["required_slots"]
        return next((name for name in required if self.slots[name] is None), None)

    async def _call(self, action: str, active: str | None = None, events: list[Json] | None = None) -> list[Json]:
        assert action in DOMAIN["actions"], f"{action} is not in domain.yml"
        tracker = Tracker(
            self.sender,
            dict(self.slots),
            self.latest,
            list(self.events if events is None else events),
            False,
            None,
            {"name": active or self.active} if active or self.active else {},
            None,
        )
        dispatcher = CollectingDispatcher()
        returned: list[Json] = list(await EXECUTOR.actions[action](dispatcher, tracker, {}))
        for message in dispatcher.messages:
            self.messages.append(self._render(message))
        return returned

    def _apply(self, events: list[Json]) -> None:
        for event in events:
            if event["event"] == "slot":
                assert event["name"] in self.slots, f"{event['name']} is no slot of domain.yml"
                self.slots[event["name"]] = event["value"]
                self.events.append(event)
            elif event["event"] == "active_loop":
                self.active = event["name"]

    def _render(self, message: Mapping[str, Any]) -> Message:
        card = (message["custom"] or {}).get("card")
        if card:
            CARDS[card["type"]].validate(card)
        key = message["response"]
        if key is None:
            rendered = Message(None, message["text"] or "", message["buttons"], card)
        else:
            language = self.slots["language_choice"] or self.language
            formatter = LanguageFormatter(language)
            response = RESPONSES[language][key]
            values = {**self.slots, **message}
            static = [{"title": button.title, "payload": button.payload} for button in response.buttons]
            rendered = Message(key, formatter.render(response.text, values), static + message["buttons"], card)
        self.events.append(
            {
                "event": "bot",
                "text": rendered.text,
                "data": {"buttons": rendered.buttons, "custom": message["custom"]},
                "metadata": {"utter_action": key},
            }
        )
        return rendered
