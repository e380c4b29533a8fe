"""Only a button that was offered in this conversation can be pressed."""

import pytest

from bot.rendering import offered
from tests.bot.conftest import Door, history, say
from tests.bot.fake_brain import FakeBrain

SLOT = '/book_appointment{"slot": "SY-EXIT@2026-12-02T09:00:00+08:00"}'
OFFER = [
    {"text": "确认吗？", "buttons": [{"title": "确认", "payload": "/affirm"}], "card": None, "response": "utter_x"},
    {
        "text": None,
        "buttons": [],
        "card": {"type": "slots", "days": [{"slots": [{"start": "2026-12-02T09:00:00+08:00", "payload": SLOT}]}]},
        "response": None,
    },
]


async def offer(door: Door, brain: FakeBrain) -> str:
    brain.messages = OFFER
    return str((await say(door, "办护照"))["conversation"])


async def test_an_offered_button_is_sent_as_it_is(door: Door, brain: FakeBrain) -> None:
    token = await offer(door, brain)
    await say(door, payload="/affirm", conversation=token)
    assert brain.calls[1]["payload"] == "/affirm"
    assert brain.calls[1]["text"] is None


async def test_a_payload_inside_a_card_is_offered_too(door: Door, brain: FakeBrain) -> None:
    token = await offer(door, brain)
    await say(door, payload=SLOT, conversation=token)
    assert brain.calls[1]["payload"] == SLOT


async def test_the_transcript_shows_what_was_written_on_the_button(door: Door, brain: FakeBrain) -> None:
    token = await offer(door, brain)
    await say(door, payload="/affirm", conversation=token, message_id="m-7")
    pressed = (await history(door, token))[3]
    assert (pressed["author"], pressed["text"], pressed["payload"]) == ("citizen", "确认", "/affirm")
    assert pressed["message_id"] == "m-7"


@pytest.mark.parametrize(
    "payload",
    [
        "/deny",
        "affirm",
        " /affirm",
        "/affirm ",
        "/AFFIRM",
        '/affirm{"slot": "x"}',
        SLOT.replace("09:00", "10:00"),
        "",
        "/EXTERNAL_signed_in",
        "/restart",
    ],
)
async def test_any_other_payload_is_refused(payload: str, door: Door, brain: FakeBrain) -> None:
    token = await offer(door, brain)
    answer = await say(door, payload=payload, conversation=token, status=400)
    assert answer["error"]["code"] == "payload_unknown"
    assert len(brain.calls) == 1
    assert len(await history(door, token)) == 3


async def test_a_button_of_another_conversation_is_refused(door: Door, brain: FakeBrain) -> None:
    await offer(door, brain)
    brain.messages = None
    token = (await say(door, "你好"))["conversation"]
    await say(door, payload="/affirm", conversation=token, status=400)


async def test_a_refused_button_leaves_its_message_id_free(door: Door, brain: FakeBrain) -> None:
    token = await offer(door, brain)
    await say(door, payload="/deny", conversation=token, message_id="m-1", status=400)
    await say(door, payload="/affirm", conversation=token, message_id="m-1")


async def test_a_button_stays_valid_after_a_restart_and_in_later_turns(door: Door, brain: FakeBrain) -> None:
    token = await offer(door, brain)
    brain.messages = None
    await say(door, "你好", conversation=token)
    await say(door, payload="/affirm", conversation=token)


async def test_what_only_the_door_may_say_is_not_offered_even_if_the_brain_offers_it(
    door: Door, brain: FakeBrain
) -> None:
    brain.messages = [
        {"text": "x", "buttons": [{"title": "!", "payload": "/EXTERNAL_signed_in"}], "card": None, "response": None}
    ]
    token = (await say(door, "你好"))["conversation"]
    await say(door, payload="/EXTERNAL_signed_in", conversation=token, status=400)


def test_payloads_are_found_however_deep() -> None:
    card = {"a": [{"b": {"payload": "/x", "name": "N"}}, {"payload": 7}, {"payload": " /EXTERNAL_y"}]}
    assert list(offered({"buttons": None, "card": card})) == [("/x", "N")]
