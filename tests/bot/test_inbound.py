"""What the door refuses to read: each gets a clear 4xx in the citizen's language, never a 500, and causes nothing."""

import gzip
import json
from collections.abc import Callable
from typing import Any

import pytest
from aiohttp import FormData
from hypothesis import given
from hypothesis import strategies as st

from bot.characters import without_command
from bot.errors import DoorError, TextEmpty
from bot.inbound import parse_message, parse_object
from tests.bot.conftest import Door, history, say, texts
from tests.bot.fake_brain import FakeBrain

DEEP = "[" * 8000

BAD_BODIES = {
    "empty": (b"", "invalid_json"),
    "no_json": (b"hello", "invalid_json"),
    "cut_off": (b'{"text": "hel', "invalid_json"),
    "no_object": (b'["text"]', "invalid_json"),
    "a_bare_null": (b"null", "invalid_json"),
    "not_utf8": (b'{"text": "\xff\xfe"}', "invalid_json"),
    "field_twice": (b'{"text": "a", "text": "b"}', "invalid_json"),
    "not_a_number": (b'{"text": NaN}', "invalid_json"),
    "too_deep": (DEEP.encode(), "invalid_json"),
    "too_deep_in_a_field": (f'{{"text": {DEEP}'.encode(), "invalid_json"),
    "endless_number": (b'{"text": ' + b"1" * 5000 + b"}", "invalid_json"),
    "neither": (b"{}", "text_or_payload"),
    "both": (b'{"text": "a", "payload": "/affirm"}', "text_or_payload"),
    "both_null": (b'{"text": null, "payload": null}', "text_or_payload"),
    "text_is_a_number": (b'{"text": 1}', "invalid_field"),
    "text_is_a_list": (b'{"text": ["a"]}', "invalid_field"),
    "text_is_false": (b'{"text": false}', "invalid_field"),
    "payload_is_an_object": (b'{"payload": {}}', "invalid_field"),
    "conversation_is_a_number": (b'{"text": "a", "conversation": 1}', "invalid_field"),
    "conversation_is_a_list": (b'{"text": "a", "conversation": []}', "invalid_field"),
    "conversation_is_long": (json.dumps({"text": "a", "conversation": "x" * 200}).encode(), "invalid_field"),
    "conversation_with_nul": (b'{"text": "a", "conversation": "a\\u0000"}', "invalid_field"),
    "conversation_with_half_a_character": (b'{"text": "a", "conversation": "\\ud800"}', "invalid_field"),
    "message_id_is_a_number": (b'{"text": "a", "message_id": 7}', "invalid_field"),
    "message_id_is_empty": (b'{"text": "a", "message_id": ""}', "invalid_field"),
    "message_id_is_long": (json.dumps({"text": "a", "message_id": "x" * 129}).encode(), "invalid_field"),
    "message_id_with_nul": (b'{"text": "a", "message_id": "a\\u0000b"}', "invalid_field"),
    "message_id_with_half_a_character": (b'{"text": "a", "message_id": "\\udfff"}', "invalid_field"),
    "empty_text": (b'{"text": ""}', "text_empty"),
    "blank_text": (b'{"text": " \\n\\t\\u3000"}', "text_empty"),
    "invisible_text": (b'{"text": "\\u200b\\u2060\\ufeff\\u3164"}', "text_empty"),
    "only_a_slash": (b'{"text": "/"}', "text_empty"),
    "nul": (b'{"text": "a\\u0000b"}', "text_invalid"),
    "escape": (b'{"text": "a\\u001b[2J"}', "text_invalid"),
    "c1_control": (b'{"text": "a\\u0085b"}', "text_invalid"),
    "lone_surrogate": (b'{"text": "a\\ud83d"}', "text_invalid"),
    "other_half_alone": (b'{"text": "\\ude00a"}', "text_invalid"),
    "unknown_conversation": (b'{"text": "a", "conversation": "nobody"}', "conversation_unknown"),
    "empty_conversation": (b'{"text": "a", "conversation": ""}', "conversation_unknown"),
    "first_message_is_a_button": (b'{"payload": "/affirm"}', "payload_unknown"),
}


@pytest.mark.parametrize("name", BAD_BODIES)
async def test_a_bad_body_is_refused(name: str, door: Door, brain: FakeBrain) -> None:
    body, code = BAD_BODIES[name]
    response = await door.post("/api/v1/messages", data=body, headers={"Content-Type": "application/json"})
    answer = await response.json()
    assert (response.status // 100, answer["error"]["code"]) == (4, code)
    assert answer["error"]["message"]
    assert brain.calls == []


async def test_a_long_text_is_refused_and_the_longest_is_not(door: Door) -> None:
    answer = await say(door, "市" * 2001, status=413)
    assert answer["error"]["code"] == "text_too_long"
    assert "2000" in answer["error"]["message"]
    await say(door, "市" * 2000)


async def test_a_large_body_is_refused_by_its_size(door: Door) -> None:
    body = json.dumps({"text": "a", "padding": "x" * 17_000})
    response = await door.post("/api/v1/messages", data=body)
    assert response.status == 413
    assert (await response.json())["error"]["code"] == "body_too_large"


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
async def test_a_body_that_only_claims_to_be_compressed_is_refused(encoding: str, door: Door) -> None:
    headers = {"Content-Encoding": encoding}
    response = await door.post("/api/v1/messages", data=b'{"text": "a"}', headers=headers)
    assert (response.status, (await response.json())["error"]["code"]) == (400, "invalid_json")


async def test_a_small_body_that_unpacks_to_a_large_one_is_refused(door: Door) -> None:
    body = gzip.compress(json.dumps({"text": "a" * 10_000_000}).encode())
    response = await door.post("/api/v1/messages", data=body, headers={"Content-Encoding": "gzip"})
    assert (response.status, (await response.json())["error"]["code"]) == (413, "body_too_large")


async def test_a_file_is_no_message(door: Door) -> None:
    form = FormData()
    form.add_field("text", b"hello", filename="a.txt")
    response = await door.post("/api/v1/messages", data=form)
    assert (await response.json())["error"]["code"] == "invalid_json"


@pytest.mark.parametrize(
    ("body", "header", "part"),
    [
        ({"text": "你好" * 1001}, "en", "太长"),
        ({"text": "hello " * 400}, "zh-CN", "too long"),
        ({"text": "12 " * 700, "language": "en"}, "zh-CN", "too long"),
        ({"text": ""}, "en-GB,en;q=0.9", "no visible text"),
        ({"text": ""}, "fr", "没有"),
    ],
)
async def test_a_refusal_is_in_the_citizens_language(body: dict[str, str], header: str, part: str, door: Door) -> None:
    response = await door.post("/api/v1/messages", json=body, headers={"Accept-Language": header})
    assert part in (await response.json())["error"]["message"]


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
async def test_another_method_is_refused(method: str, door: Door) -> None:
    response = await door.request(method, "/api/v1/messages")
    assert response.status == 405
    assert (await response.json())["error"]["code"] == "method_not_allowed"
    assert "POST" in response.headers["Allow"]


@pytest.mark.parametrize(
    "text",
    [
        "/restart",
        " /restart",
        "//restart",
        "／restart",
        "⁄restart",
        "∕restart",
        "⧸restart",
        "╱restart",
        "\u200b/restart",
        "\ufeff／\u2060/restart",
        "\u3000/ /restart",
        "\u0338/restart",
        "\u202e/restart",
        "\ufe0f/restart",
        "/\n/restart",
        "\u3164/restart",
    ],
)
async def test_a_text_is_never_a_command(text: str, door: Door, brain: FakeBrain) -> None:
    await say(door, text)
    assert brain.texts == ["restart"]


@pytest.mark.parametrize(
    "text", ["/EXTERNAL_signed_in", '/affirm{"slot": "x"}', "／EXTERNAL_sign_in_failed{}", "/affirm"]
)
async def test_an_intent_is_only_words(text: str, door: Door, brain: FakeBrain) -> None:
    await say(door, text)
    [call] = brain.calls
    assert call["payload"] is None
    assert call["text"] == text[1:]


@given(st.text())
def test_what_remains_of_a_text_does_not_begin_with_a_slash(text: str) -> None:
    try:
        kept = without_command(text)
    except TextEmpty:
        return
    assert kept[0] not in "/／⁄∕"
    assert not kept[0].isspace()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


ACCEPTABLE = {200, 400, 413}


def status_of(read: Callable[[], object]) -> int:
    try:
        read()
    except DoorError as error:
        return error.status
    return 200


@given(st.binary() | JSON.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    assert status_of(lambda: parse_message(parse_object(body), text_chars=2000)) in ACCEPTABLE


@given(st.dictionaries(st.sampled_from(["text", "payload", "conversation", "message_id", "language"]), JSON))
def test_any_fields_are_read_or_refused(fields: dict[str, Any]) -> None:
    assert status_of(lambda: parse_message(fields, text_chars=2000)) in ACCEPTABLE


async def test_emoji_line_breaks_and_other_scripts_are_welcome(door: Door, brain: FakeBrain) -> None:
    text = "你好 👨\u200d👩\u200d👧\nпривет\tनमस्ते 𠮷"
    answer = await say(door, text)
    assert brain.texts == [text]
    assert texts(answer) == [f"echo {text}"]
    assert (await history(door, answer["conversation"]))[0]["text"] == text


async def test_unknown_fields_are_ignored(door: Door, brain: FakeBrain) -> None:
    await say(door, "你好", sender="c-SOMEBODYELSE", metadata={"level": "code"}, language="fr")
    assert brain.calls[0]["sender"] != "c-SOMEBODYELSE"
    assert brain.calls[0]["level"] == "anonymous"


async def test_the_page_helps_to_guess_the_language_and_the_talk_overrules_it(door: Door, brain: FakeBrain) -> None:
    token = (await say(door, "123", language="en"))["conversation"]
    await say(door, "你好", conversation=token, language="en")
    await say(door, "123", conversation=token, language="en")
    assert [call["language"] for call in brain.calls] == ["en", "en", "zh"]
