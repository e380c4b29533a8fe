"""A one-time code is checked at the door: typed into the chat or sent by the card, the brain never sees it."""

import pytest

from bot.sign_in import HIDDEN, code_in
from city import dev
from city.bootstrap import City
from tests.bot.conftest import Door, Json, history, say
from tests.bot.fake_brain import FakeBrain

PHONE = "13800000009"


async def start(door: Door, token: str, phone: str = PHONE, status: int = 200) -> Json:
    response = await door.post("/api/v1/sign-in", json={"conversation": token, "phone": phone})
    assert response.status == status
    return dict(await response.json())


async def verify(door: Door, token: str, code: str, status: int = 200, **fields: str) -> Json:
    body = {"conversation": token, "code": code, **fields}
    response = await door.post("/api/v1/sign-in/verify", json=body)
    assert response.status == status
    return dict(await response.json())


def sent_code(city: City) -> str:
    return str(dev.inbox(city)[0]["params"]["code"])


def another(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


@pytest.fixture
async def token(door: Door) -> str:
    return str((await say(door, "我的惠琼保"))["conversation"])


@pytest.mark.parametrize("shape", ["{}", "验证码是{}", "the code is {}", " {} 。"])
async def test_a_code_typed_into_the_chat_signs_in(
    shape: str, token: str, door: Door, city: City, brain: FakeBrain
) -> None:
    assert (await start(door, token))["sent"] is True
    code = sent_code(city)
    await say(door, shape.format(code), conversation=token)
    assert (brain.calls[1]["text"], brain.calls[1]["payload"]) == (None, "/EXTERNAL_signed_in")
    assert brain.calls[1]["level"] == "code"
    assert [entry["text"] for entry in await history(door, token)][2] == HIDDEN


async def test_a_code_in_full_width_digits_with_a_gap_signs_in(
    token: str, door: Door, city: City, brain: FakeBrain
) -> None:
    await start(door, token)
    code = "".join(chr(ord(digit) + 0xFEE0) for digit in sent_code(city))
    await say(door, f"{code[:3]} {code[3:]}", conversation=token)
    assert brain.calls[1]["payload"] == "/EXTERNAL_signed_in"


async def test_a_wrong_code_is_told_to_the_brain_without_the_code(
    token: str, door: Door, city: City, brain: FakeBrain
) -> None:
    await start(door, token)
    wrong = another(sent_code(city))
    await say(door, wrong, conversation=token)
    assert brain.calls[1]["payload"] == '/EXTERNAL_sign_in_failed{"reason": "wrong_code", "tries_left": 4}'
    assert brain.calls[1]["level"] == "anonymous"
    assert wrong not in str(await history(door, token))


async def test_six_digits_that_nobody_waits_for_are_words(token: str, door: Door, brain: FakeBrain) -> None:
    await say(door, "123456", conversation=token)
    assert brain.texts[1] == "123456"


async def test_an_amount_is_no_code_even_while_one_is_awaited(
    token: str, door: Door, city: City, brain: FakeBrain
) -> None:
    await start(door, token)
    await say(door, "花了300000元", conversation=token)
    assert brain.texts[1] == "花了300000元"


async def test_the_card_signs_in_and_gets_the_turn(token: str, door: Door, city: City, brain: FakeBrain) -> None:
    started = await start(door, token, "138 0000 0009")
    assert started["phone"] == "138****0009"
    assert started["expires_at"].endswith("+08:00")
    answer = await verify(door, token, sent_code(city))
    assert answer["messages"][0]["text"] == "echo /EXTERNAL_signed_in"
    assert brain.calls[1]["level"] == "code"


async def test_a_verification_delivered_again_counts_once(token: str, door: Door, city: City, brain: FakeBrain) -> None:
    await start(door, token)
    code = sent_code(city)
    first = await verify(door, token, another(code), message_id="m-1")
    for _ in range(8):
        assert await verify(door, token, another(code), message_id="m-1") == first
    assert first["signed_in"] is False
    assert (await verify(door, token, code, message_id="m-2"))["signed_in"] is True
    assert len(brain.calls) == 3


async def test_a_code_that_was_never_sent_has_expired(token: str, door: Door, brain: FakeBrain) -> None:
    await verify(door, token, "123456")
    assert brain.calls[1]["payload"] == '/EXTERNAL_sign_in_failed{"reason": "code_expired"}'


async def test_a_known_phone_and_an_unknown_one_look_alike(token: str, door: Door) -> None:
    known, unknown = [await start(door, token, phone) for phone in ("13800000001", "13899999999")]
    assert known.keys() == unknown.keys()


@pytest.mark.parametrize("phone", ["12345", "0898-88398008", "policy#7KQ2M9XA", "phone#7KQ2M9XA", "hello"])
async def test_no_code_goes_to_what_is_no_phone(phone: str, token: str, door: Door) -> None:
    assert (await start(door, token, phone, status=400))["error"]["code"] == "phone_invalid"


async def test_too_many_codes_are_refused_with_the_time_to_wait(token: str, door: Door) -> None:
    for _ in range(5):
        await start(door, token)
    response = await door.post("/api/v1/sign-in", json={"conversation": token, "phone": PHONE})
    assert response.status == 429
    assert (await response.json())["error"]["code"] == "too_many_codes"
    assert int(response.headers["Retry-After"]) > 0


@pytest.mark.parametrize("body", [{}, {"phone": PHONE}, {"conversation": "x"}, {"conversation": 1, "phone": PHONE}])
async def test_missing_fields_are_refused(body: Json, door: Door) -> None:
    response = await door.post("/api/v1/sign-in", json=body)
    assert (await response.json())["error"]["code"] == "invalid_field"


async def test_a_stranger_signs_nobody_in(door: Door) -> None:
    assert (await start(door, "nobody", status=404))["error"]["code"] == "conversation_unknown"
    assert (await verify(door, "nobody", "123456", status=404))["error"]["code"] == "conversation_unknown"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("123456", "123456"),
        ("123 456", "123456"),
        ("123-456", "123456"),
        ("我的是１２３４５６哦", "123456"),
        ("12345", None),
        ("1234567", None),
        ("¥123456", None),
        ("123456元", None),
        ("123456.50", None),
        ("123456 或 654321", None),
        ("13812345678", None),
        ("", None),
    ],
)
def test_what_could_be_a_code(text: str, code: str | None) -> None:
    assert code_in(text) == code
