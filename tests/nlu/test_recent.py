"""A long conversation keeps its state and its last turns, and goes on as if nothing had been left out."""

import pytest
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    BotUttered,
    ConversationPaused,
    Event,
    LoopInterrupted,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.slots import AnySlot, Slot
from rasa.shared.core.trackers import DialogueStateTracker

from nlu.recent import KEPT_TURNS, MOST_TURNS, recent

SLOTS: list[Slot] = [
    AnySlot("service", [{}], influence_conversation=False),
    AnySlot("requested_slot", [{}], influence_conversation=False),
    AnySlot("language_choice", [{}], initial_value="zh", influence_conversation=False),
]


def turn(text: str, *events: Event) -> list[Event]:
    """One turn: the assistant listens, the citizen speaks, something happens."""
    return [ActionExecuted("action_listen"), UserUttered(text, {"name": "book"}), *events, BotUttered("?")]


def talk(turns: int) -> list[Event]:
    """A conversation of so many turns."""
    events: list[Event] = [SessionStarted()]
    for number in range(turns):
        events += turn(f"m{number}", ActionExecuted("action_book"))
    return events


def state(events: list[Event]) -> dict[str, object]:
    """What a conversation has come to."""
    tracker = DialogueStateTracker.from_events("c", events, SLOTS)
    return {
        "slots": tracker.current_slot_values(),
        "loop": tracker.active_loop_name,
        "rejected": tracker.is_active_loop_rejected,
        "interrupted": tracker.is_active_loop_interrupted,
        "paused": tracker.is_paused(),
        "latest": tracker.latest_message,
        "action": tracker.latest_action_name,
        "followup": tracker.followup_action,
    }


@pytest.mark.parametrize("turns", range(MOST_TURNS + 1))
def test_a_short_conversation_is_kept_whole(turns: int) -> None:
    events = talk(turns)
    assert recent(events, SLOTS) == events


def test_nothing_is_kept_of_nothing() -> None:
    assert recent([], SLOTS) == []


def test_an_earlier_session_is_left_behind() -> None:
    events = [*talk(3), SlotSet("service", "PASSPORT"), *talk(2)]
    assert recent(events, SLOTS) == talk(2)


def test_of_a_long_conversation_the_last_turns_are_kept() -> None:
    kept = recent(talk(MOST_TURNS + 1), SLOTS)
    said = [event.text for event in kept if isinstance(event, UserUttered)]
    assert said == [f"m{number}" for number in range(MOST_TURNS + 1 - KEPT_TURNS, MOST_TURNS + 1)]
    assert isinstance(kept[0], ActionExecuted)
    assert kept[0].action_name == "action_listen"


@pytest.mark.parametrize(
    "before",
    [
        [SlotSet("service", "PASSPORT")],
        [SlotSet("service", "PASSPORT"), SlotSet("service", None)],
        [SlotSet("language_choice", None)],
        [ActiveLoop("booking_form"), SlotSet("requested_slot", "service")],
        [ActiveLoop("booking_form"), ActiveLoop(None)],
        [ActiveLoop("booking_form"), ActionExecutionRejected("booking_form")],
        [ActiveLoop("booking_form"), LoopInterrupted(True)],
        [ConversationPaused()],
    ],
)
def test_what_held_before_them_holds(before: list[Event]) -> None:
    early = [SessionStarted(), *turn("book", *before)]
    late = talk(MOST_TURNS)[1:]
    assert state(recent([*early, *late], SLOTS)) == state([*early, *late])


def test_what_is_summed_up_is_not_newer_than_what_follows() -> None:
    events = [SessionStarted(), *turn("book", SlotSet("service", "PASSPORT")), *talk(MOST_TURNS)[1:]]
    for place, event in enumerate(events):
        event.timestamp = float(place)
    stamps = [event.timestamp for event in recent(events, SLOTS)]
    assert stamps == sorted(stamps)


def test_it_never_grows() -> None:
    events: list[Event] = [SessionStarted()]
    most = 0
    for number in range(60):
        events = recent([*events, *turn(f"m{number}", SlotSet("service", str(number)))], SLOTS)
        most = max(most, len(events))
    assert most <= (MOST_TURNS + 1) * 5
    assert state(events)["slots"] == {"service": "59", "requested_slot": None, "language_choice": "zh"}
