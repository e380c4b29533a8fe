"""One message: what comes back, what is kept, what is asked of the brain."""

from tests.bot.conftest import Door, history, say, texts
from tests.bot.fake_brain import FakeBrain


async def test_the_first_message_opens_a_conversation(door: Door, brain: FakeBrain) -> None:
    answer = await say(door, "你好")
    assert set(answer) == {"conversation", "turn", "language", "at", "messages", "trace"}
    assert texts(answer) == ["echo 你好"]
    assert answer["messages"][0] == {"text": "echo 你好", "buttons": [], "card": None}
    [call] = brain.calls
    assert call["turn"] == answer["turn"]
    assert call["level"] == "anonymous"
    assert call["now"].endswith("+08:00")
    assert call["sender"].startswith("c-")
    assert call["sender"] not in answer["conversation"]
