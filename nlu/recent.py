"""What of a conversation is needed to go on with it: its last turns, and what held before them.

Rasa replays all events of a conversation many times in every turn, so that a long talk becomes slower and slower. The
rules look back three steps and the actions one turn; all else that was said lives on in the slots.
"""

from collections.abc import Sequence

from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    ConversationPaused,
    Event,
    LoopInterrupted,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker

MOST_TURNS = 6
"""With more messages of the citizen than this, the older ones are summed up ..."""

KEPT_TURNS = 3
"""... but for these."""


def recent(events: Sequence[Event], slots: Sequence[Slot]) -> list[Event]:
    """The events of the present session; the older ones of a long one as the state that they left behind.

    Args:
        events: all events of a conversation, in their order.
        slots: the domain's slots, as they are at the beginning of a conversation.
    """
    started = max((place for place, event in enumerate(events) if isinstance(event, SessionStarted)), default=0)
    session = list(events[started:])
    heard = [place for place, event in enumerate(session) if isinstance(event, UserUttered)]
    if len(heard) <= MOST_TURNS:
        return session
    first = _listening_before(session, heard[-KEPT_TURNS])
    return [*_state(session[:first], slots), *session[first:]]


def _listening_before(events: Sequence[Event], place: int) -> int:
    """Where the assistant began to listen to the message at a place."""
    for earlier in range(place, -1, -1):
        event = events[earlier]
        if isinstance(event, ActionExecuted) and event.action_name == ACTION_LISTEN_NAME:
            return earlier
    return place


def _state(events: Sequence[Event], slots: Sequence[Slot]) -> list[Event]:
    """The fewest events that lead to the state these ones lead to."""
    tracker = DialogueStateTracker.from_events("", list(events), slots)
    fresh = {slot.name: slot.initial_value for slot in slots}
    summed: list[Event] = [
        SlotSet(name, slot.value) for name, slot in tracker.slots.items() if slot.value != fresh[name]
    ]
    if tracker.active_loop is not None and tracker.active_loop_name:
        summed.append(ActiveLoop(tracker.active_loop_name))
        if tracker.is_active_loop_interrupted:
            summed.append(LoopInterrupted(True))
        if tracker.is_active_loop_rejected:
            summed.append(ActionExecutionRejected(tracker.active_loop_name))
    if tracker.is_paused():
        summed.append(ConversationPaused())
    for event in summed:
        event.timestamp = events[-1].timestamp
    return summed
