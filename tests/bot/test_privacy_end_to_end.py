"""What a citizen types of themselves is in the vault and nowhere else: no table, no log, no brain."""

import logging
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.logs import JsonLines
from city.bootstrap import City
from tests.bot.conftest import Door, history, say, texts
from tests.bot.fake_brain import FakeBrain

TYPED = {
    "身份证460200197503070018": ["460200197503070018"],
    "手机１３８１２３４５６７８": ["13812345678", "１３８１２３４５６７８"],
    "卡号6222 0212 3456 7894": ["6222021234567894", "6222 0212 3456 7894"],
    "my policy HQBB-2026-10000018": ["HQBB-2026-10000018", "HQBB202610000018"],
    "邮箱zhangsan@example.com": ["zhangsan@example.com"],
    "护照E12345678": ["E12345678"],
    "车牌琼B12345": ["琼B12345"],
    "我叫陈丽华，帮我约护照": ["陈丽华"],
    "my name is Ivan Petrov": ["Ivan Petrov"],
    "救命，我是13912345678": ["13912345678"],
}
MASKED = ["4602**********0018", "138****5678", "6222********7894", "z***@example.com"]


class Written(logging.Handler):
    """Keeps the lines that the process writes."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(JsonLines())
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def log() -> Iterator[Written]:
    root, written = logging.getLogger(), Written()
    level = root.level
    root.addHandler(written)
    root.setLevel(logging.DEBUG)
    yield written
    root.removeHandler(written)
    root.setLevel(level)


def everything_in(database: Path) -> str:
    """Return all rows of all tables, as text."""
    connection = sqlite3.connect(database)
    names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    rows = [str(row) for name in names for row in connection.execute(f'SELECT * FROM "{name}"')]
    connection.close()
    assert len(names) > 10
    return "\n".join(rows)


async def test_no_identifier_is_anywhere_but_in_the_vault(
    door: Door, city: City, brain: FakeBrain, state: Path, log: Written
) -> None:
    token = None
    for text in TYPED:
        body = {"conversation": token} if token else {}
        token = (await say(door, text, **body))["conversation"]
    answered = str(await history(door, str(token)))
    kept, logged, asked = everything_in(state / "shimin.db"), "\n".join(log.lines), str(brain.calls)
    assert "turn" in logged
    for raws in TYPED.values():
        for raw in raws:
            assert raw not in kept
            assert raw not in logged
            assert raw not in asked
            assert raw not in answered
    for text in ("身份证", "邮箱", "救命"):
        assert text not in logged
    for shown in MASKED:
        assert shown in answered


async def test_the_token_of_a_conversation_is_nowhere(door: Door, state: Path, log: Written) -> None:
    token = (await say(door, "你好"))["conversation"]
    await history(door, token)
    assert token not in everything_in(state / "shimin.db")
    assert token not in "\n".join(log.lines)


async def test_the_same_identifier_has_the_same_token_here_and_another_elsewhere(door: Door, brain: FakeBrain) -> None:
    token = (await say(door, "13812345678"))["conversation"]
    await say(door, "138-1234-5678", conversation=token)
    await say(door, "13812345678")
    here, again, elsewhere = brain.texts
    assert here == again
    assert elsewhere != here


async def test_a_token_of_another_conversation_names_nothing(door: Door, brain: FakeBrain) -> None:
    await say(door, "保单号HQBB-2026-10000018")
    stolen = str(brain.texts[0]).removeprefix("保单号")
    answer = await say(door, f"查一下{stolen}")
    assert stolen not in str(brain.texts[1])
    assert "#" not in str(brain.texts[1])
    assert "HQB" not in texts(answer)[0]


async def test_a_token_of_this_conversation_may_be_named(door: Door, brain: FakeBrain) -> None:
    token = (await say(door, "保单号HQBB-2026-10000018"))["conversation"]
    own = str(brain.texts[0]).removeprefix("保单号")
    answer = await say(door, own, conversation=token)
    assert brain.texts[1] == own
    assert texts(answer) == ["echo HQB*********0018"]


async def test_replies_and_cards_show_masked_values_and_payloads_keep_tokens(
    door: Door, city: City, brain: FakeBrain
) -> None:
    token = (await say(door, "保单号HQBB-2026-10000018"))["conversation"]
    policy = str(brain.texts[0]).removeprefix("保单号")
    payload = f'/check_cover{{"policy": "{policy}"}}'
    brain.messages = [
        {
            "text": f"您的{policy}有效",
            "buttons": [{"title": f"看{policy}", "payload": payload}],
            "card": {"type": "cover", "items": [{"policy": policy}]},
            "response": "utter_x",
        }
    ]
    [message] = (await say(door, "我的保单", conversation=token))["messages"]
    assert message["text"] == "您的HQB*********0018有效"
    assert message["buttons"] == [{"title": "看HQB*********0018", "payload": payload}]
    assert message["card"]["items"] == [{"policy": "HQB*********0018"}]
    await say(door, payload=payload, conversation=token)


async def test_an_erased_value_leaves_stars(door: Door, city: City) -> None:
    token = (await say(door, "电话13812345678"))["conversation"]
    with city.db.write() as session:
        session.connection().exec_driver_sql("DELETE FROM vault_item")
    assert (await history(door, token))[0]["text"] == "电话****"


def test_an_exception_is_logged_without_its_words() -> None:
    try:
        raise ValueError("13812345678")
    except ValueError:
        line = JsonLines().format(logging.LogRecord("x", 40, __file__, 1, "it broke", (), sys.exc_info()))
    assert "13812345678" not in line
    assert "builtins.ValueError" in line
    assert "test_privacy_end_to_end.py" in line
