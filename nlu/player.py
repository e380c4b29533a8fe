"""Plays one turn through Rasa's processor, all or nothing.

Rasa's own `handle_message` saves the tracker whatever happened to the actions. Here the tracker is saved only if every
action call and every response succeeded; else the stored conversation stays as it was before the message, so the front
door may send the same turn again.
"""

from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.core.processor import MessageProcessor
from rasa.exceptions import ActionLimitReached
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.events import ActionExecuted, BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from nlu import turn
from nlu.formats import language_of
from nlu.response_catalogue import ResponseCatalogue

RANKING_LENGTH = 3


class Collected(OutputChannel):
    """Keeps what Rasa says, as our messages."""

    def __init__(self) -> None:
        """Begins with nothing said."""
        self.messages: list[dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        """The channel's name in trackers."""
        return "shimin"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Notes one utterance of the assistant."""
        self.messages.append(_as_ours(message))


def _as_ours(message: dict[str, Any]) -> dict[str, Any]:
    """One of Rasa's utterances as a message of the channel's answer."""
    buttons = [{"title": button["title"], "payload": button["payload"]} for button in message.get("buttons") or []]
    custom = message.get("custom")
    card = custom.get("card") if isinstance(custom, dict) else None
    return {"text": message.get("text"), "buttons": buttons, "card": card, "response": message.get("utter_action")}


class TurnFailed(Exception):
    """The turn was dropped; the conversation is as before it."""

    def __init__(self, failure: str, detail: str) -> None:
        """`failure` is one of the constants of `nlu.turn`."""
        super().__init__(f"{failure}: {detail}")
        self.failure = failure
        self.detail = detail


async def play(
    agent: Agent, sender: str, text: str, metadata: dict[str, Any], lost: str | None = None
) -> dict[str, Any]:
    """Plays a message and tells what was understood, done and said, in the shape of the channel's answer.

    `lost` names a turn whose answer the front door never got: a brain may die, or be too slow, after it saved the turn.
    If it was saved, what was said in it is said now: alone when it is this very turn, which is then not played again,
    else before the answer.

    Raises:
        TurnFailed: an action or a response failed.
    """
    processor = agent.processor  # Kept for the whole turn: the agent may get another model meanwhile.
    assert processor is not None, "the channel asks for a ready agent"
    said = Collected()
    message = UserMessage(
        text, said, sender, input_channel=said.name(), message_id=metadata.get("turn"), metadata=metadata
    )
    async with agent.lock_store.lock(sender):
        if lost:
            before = await processor.get_tracker(sender)
            said.messages.extend(_said_in(before, lost))
            if _last_turn(before) == metadata["turn"]:
                return _answer(processor, before, metadata, said)
        with turn.opened() as played:
            tracker = await processor.log_message(message, should_save_tracker=False)
            if not played.failure:
                tracker = await processor.run_action_extract_slots(said, tracker)
            await _act(processor, said, tracker, played)
        if played.failure:
            raise TurnFailed(played.failure, played.detail)
        await processor.save_tracker(tracker)
    return _answer(processor, tracker, metadata, said)


def _answer(
    processor: MessageProcessor, tracker: DialogueStateTracker, metadata: dict[str, Any], said: Collected
) -> dict[str, Any]:
    """The channel's answer to the last turn of a tracker."""
    return {
        **_understood(tracker, metadata),
        "model": processor.model_metadata.model_id,
        "actions": _actions(tracker),
        "messages": said.messages,
    }


async def _act(processor: MessageProcessor, said: Collected, tracker: DialogueStateTracker, played: turn.Turn) -> None:
    """Predicts and runs actions until the assistant listens; Rasa's own loop, but it ends at the first failure."""
    listening = False
    while not listening and not played.failure:
        try:
            action, prediction = processor.predict_next_with_tracker_if_should(tracker)
        except ActionLimitReached:
            played.fail(turn.ENDLESS, "more actions in one turn than Rasa allows")
            return
        listening = not await processor._run_action(action, tracker, said, processor.nlg, prediction)


def _last_turn(tracker: DialogueStateTracker) -> str | None:
    """The id of the last turn that was saved."""
    uttered = _last_message(tracker)
    return uttered.message_id if uttered else None


def _said_in(tracker: DialogueStateTracker, lost: str) -> list[dict[str, Any]]:
    """What was said in a turn, if it was saved and is the last one."""
    if _last_turn(tracker) != lost:
        return []
    said: list[dict[str, Any]] = []
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            break
        if isinstance(event, BotUttered):
            said.append(_as_ours({**event.metadata, **event.data, "text": event.text}))
    return said[::-1]


def _last_message(tracker: DialogueStateTracker) -> UserUttered | None:
    return next((event for event in reversed(tracker.events) if isinstance(event, UserUttered)), None)


def _understood(tracker: DialogueStateTracker, metadata: dict[str, Any]) -> dict[str, Any]:
    """Language, intent and entities of the turn."""
    uttered = _last_message(tracker)
    parsed: dict[str, Any] = dict(uttered.parse_data or {}) if uttered else {}
    intent = parsed.get("intent") or {}
    ranking = parsed.get("intent_ranking") or []
    return {
        "language": ResponseCatalogue.language(tracker) or language_of(None, None, metadata.get("language")),
        "intent": intent.get("name"),
        "confidence": intent.get("confidence"),
        "band": parsed.get("band"),
        "ranking": [{"intent": one["name"], "confidence": one["confidence"]} for one in ranking[:RANKING_LENGTH]],
        "entities": [
            {name: entity.get(name) for name in ("entity", "value", "start", "end")}
            for entity in parsed.get("entities") or []
        ],
    }


def _actions(tracker: DialogueStateTracker) -> list[str]:
    """The actions of this turn, in order."""
    names: list[str] = []
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            break
        if isinstance(event, ActionExecuted) and event.action_name not in (
            ACTION_LISTEN_NAME,
            ACTION_SESSION_START_NAME,
            None,
        ):
            names.append(str(event.action_name))
    return names[::-1]
