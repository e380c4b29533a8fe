"""The brain's conversations on disk: what is saved comes back, in this process and in the next."""

from pathlib import Path

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from nlu.recent import MOST_TURNS
from nlu.tracker_store import BrainTrackerStore

DOMAIN = Domain.from_yaml(
    """
version: "3.1"
intents: [greet]
slots:
  service: {type: any, influence_conversation: false, mappings: [{type: custom}]}
"""
)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> BrainTrackerStore:
    monkeypatch.setenv("SHIMIN_STATE_DIR", str(tmp_path))
    return BrainTrackerStore(DOMAIN)


def spoken(sender: str, turns: int = 1) -> DialogueStateTracker:
    tracker = DialogueStateTracker(sender, DOMAIN.slots)
    for number in range(turns):
        tracker.update(ActionExecuted("action_listen"))
        tracker.update(UserUttered(f"你好 {number}", {"name": "greet", "confidence": 0.5}, metadata={"turn": "t"}))
        tracker.update(SlotSet("service", {"code": "PASSPORT", "number": number}))
    return tracker


@pytest.mark.asyncio
async def test_an_unknown_sender_has_no_conversation(store: BrainTrackerStore) -> None:
    await store.save(spoken("one"))
    assert await store.retrieve("two") is None
    assert await store.retrieve("one' OR '1'='1") is None


@pytest.mark.asyncio
async def test_a_conversation_that_has_not_begun_is_not_written(store: BrainTrackerStore) -> None:
    await store.save(DialogueStateTracker("one", DOMAIN.slots))
    assert await store.keys() == []
    assert await store.retrieve("one") is None


@pytest.mark.asyncio
async def test_what_is_saved_comes_back(store: BrainTrackerStore) -> None:
    await store.save(spoken("one"))
    found = await store.retrieve("one")
    assert found is not None
    assert [event.as_dict() for event in found.events] == [
        {**event.as_dict(), "timestamp": kept.timestamp}
        for event, kept in zip(spoken("one").events, found.events, strict=True)
    ]
    assert found.get_slot("service") == {"code": "PASSPORT", "number": 0}


@pytest.mark.asyncio
async def test_it_comes_back_in_another_process(store: BrainTrackerStore) -> None:
    await store.save(spoken("one"))
    found = await BrainTrackerStore(DOMAIN).retrieve("one")
    assert found is not None
    assert found.latest_message is not None
    assert found.latest_message.text == "你好 0"


@pytest.mark.asyncio
async def test_a_later_save_takes_the_place_of_an_earlier_one(store: BrainTrackerStore) -> None:
    await store.save(spoken("one"))
    await store.save(spoken("one", 2))
    found = await store.retrieve("one")
    assert found is not None
    assert len(found.events) == 6
    assert await store.keys() == ["one"]


@pytest.mark.asyncio
async def test_a_long_conversation_takes_no_more_room(store: BrainTrackerStore) -> None:
    await store.save(spoken("one", 10 * MOST_TURNS))
    found = await store.retrieve("one")
    assert found is not None
    assert len(found.events) < 3 * MOST_TURNS
    assert found.get_slot("service") == {"code": "PASSPORT", "number": 10 * MOST_TURNS - 1}
