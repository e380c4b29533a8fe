"""The brain's channel: what it takes, what it answers, and that a failed turn leaves no trace."""

import asyncio
import json
import re
import shutil
import socket
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import aiohttp
import pytest
import pytest_asyncio
from rasa.core.agent import Agent
from rasa.core.channels.channel import register
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.events import UserUttered
from sanic import Sanic

from nlu.channel import MalformedTurn, TurnChannel, read_turn
from nlu.response_catalogue import ResponseCatalogue
from nlu.responses import read
from nlu.settings import Settings
from tests.nlu.fake_actions import FakeActions, said, status

pytestmark = pytest.mark.asyncio(loop_scope="module")

NOW = "2026-11-24T13:30:00+08:00"
TURN = {"sender": "c-1", "turn": "t-1", "now": NOW, "text": "你好", "language": None, "level": "anonymous"}


def body(**changes: Any) -> bytes:
    return json.dumps({**TURN, **changes}).encode()


@pytest.mark.parametrize(
    "wrong",
    [
        b"",
        b"not json",
        b"[]",
        b"null",
        b"\xff\xfe",
        body(sender=None),
        body(sender=""),
        body(sender=7),
        body(turn=None),
        body(now=None),
        body(now="tomorrow"),
        body(now="2026-11-24T13:30:00"),
        body(text=None),
        body(text=7),
        body(payload="/greet"),
        body(text=None, payload="greet"),
        body(text=None, payload="/greet{"),
        body(text=None, payload="/greet@0.5"),
        body(text=None, payload="/greet /stop"),
        body(text=None, payload=7),
        body(language="fr"),
        body(level="admin"),
        body(after_emergency="yes"),
    ],
)
def test_what_is_no_turn_is_refused(wrong: bytes) -> None:
    with pytest.raises(MalformedTurn):
        read_turn(wrong)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"text": "/greet"}, "greet"),
        ({"text": "\u200b\uff0frestart"}, "restart"),
        ({"text": "///"}, "?"),
        ({"text": "我想办护照"}, "我想办护照"),
        ({"text": None, "payload": "/greet"}, "/greet"),
        ({"text": None, "payload": '/book_appointment{"slot": "SY-EXIT@2026-12-02T09:00:00+08:00"}'},
         '/book_appointment{"slot": "SY-EXIT@2026-12-02T09:00:00+08:00"}'),
    ],
)  # fmt: skip
def test_what_rasa_is_told(given: dict[str, Any], told: str) -> None:
    sender, text, metadata, lost = read_turn(body(**given))
    assert (sender, text, lost) == ("c-1", told, None)
    assert metadata == {"turn": "t-1", "now": NOW, "language": None, "level": "anonymous", "after_emergency": False}


@pytest.fixture(scope="module")
def loaded(small_project: Path, small_model: Path) -> Agent:
    catalogue = ResponseCatalogue(catalogue=read(small_project / "data" / "responses"), strict=True)
    return Agent.load(str(small_model), generator=catalogue)


@pytest.fixture
def agent(loaded: Agent) -> Iterator[Agent]:
    """The loaded agent, having forgotten every conversation."""
    processor = loaded.processor
    assert processor is not None
    loaded.tracker_store = processor.tracker_store = InMemoryTrackerStore(loaded.domain)
    yield loaded
    loaded.processor = processor


class Brain:
    """A brain on a port, asked over HTTP."""

    def __init__(self, agent: Agent, port: int, session: aiohttp.ClientSession) -> None:
        self.agent = agent
        self.url = f"http://127.0.0.1:{port}"
        self._session = session

    async def turn(self, token: str | None = "secret", **changes: Any) -> tuple[int, dict[str, Any]]:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        async with self._session.post(
            f"{self.url}/webhooks/shimin/turn", data=body(**changes), headers=headers
        ) as response:
            return response.status, await response.json()

    async def get(self, path: str) -> tuple[int, str]:
        async with self._session.get(self.url + path) as response:
            return response.status, await response.text()

    async def messages(self) -> list[str]:
        tracker = await self.agent.tracker_store.retrieve("c-1")
        return [event.text for event in tracker.events if isinstance(event, UserUttered)] if tracker else []


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def all_actions() -> AsyncIterator[FakeActions]:
    server = FakeActions()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
def actions(all_actions: FakeActions) -> FakeActions:
    all_actions.calls.clear()
    all_actions.asked.clear()
    all_actions.answers = [said(text="done")]
    return all_actions


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings with folders of their own."""
    folder = tmp_path_factory.mktemp("brain")
    (folder / "models").mkdir()
    given = Settings.from_env({"SHIMIN_BRAIN_TOKEN": "secret", "SHIMIN_STATE_DIR": str(folder)})
    return replace(given, models_dir=folder / "models")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def served(loaded: Agent, all_actions: FakeActions, places: Settings) -> AsyncIterator[Sanic]:
    """The channel on a port. One application for all tests: Sanic prepares its code once in a process."""
    settings = replace(places, actions_url=all_actions.url)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    app = Sanic("brain-under-test", configure_logging=False)
    register([TurnChannel(settings)], app, route="/webhooks/")
    app.ctx.agent, app.ctx.port = loaded, port
    server = await app.create_server(
        "127.0.0.1", port, return_asyncio_server=True, asyncio_server_kwargs={"start_serving": False}
    )
    assert server is not None
    await server.startup()
    await server.before_start()
    await server.start_serving()
    await server.after_start()
    yield app
    await server.before_stop()
    server.close()
    await server.wait_closed()


@pytest_asyncio.fixture(loop_scope="module")
async def brain(served: Sanic, agent: Agent, actions: FakeActions) -> AsyncIterator[Brain]:
    async with aiohttp.ClientSession() as session:
        yield Brain(agent, served.ctx.port, session)


@pytest.mark.parametrize("token", [None, "", "wrong", "secret "])
async def test_a_stranger_is_told_nothing(brain: Brain, token: str | None) -> None:
    code, answer = await brain.turn(token)
    assert code == 401
    assert answer == {"error": "unauthorized"}
    assert await brain.messages() == []


async def test_a_malformed_turn_is_told(brain: Brain) -> None:
    code, answer = await brain.turn(text=None)
    assert code == 400
    assert answer["error"] == "malformed"


async def test_a_turn_is_answered_in_full(brain: Brain, actions: FakeActions) -> None:
    button = {"title": "OK", "payload": "/greet"}
    actions.answers = [said(text="有空", buttons=[button], custom={"card": {"type": "slots"}})]
    code, answer = await brain.turn(text="帮我预约明天上午的护照")
    assert code == 200
    assert answer["language"] == "zh"
    assert answer["intent"] == "book_appointment"
    assert answer["actions"] == ["action_book"]
    assert answer["messages"] == [{"text": "有空", "buttons": [button], "card": {"type": "slots"}, "response": None}]
    assert answer["model"] == brain.agent.model_id
    assert len(answer["ranking"]) == 3
    assert answer["ranking"][0] == {"intent": "book_appointment", "confidence": answer["confidence"]}
    assert {(one["entity"], one["value"]) for one in answer["entities"]} == {
        ("date", "2026-11-25"), ("time", "08:00/12:00"), ("service", "PASSPORT")
    }  # fmt: skip
    metadata = actions.calls[0]["tracker"]["latest_message"]["metadata"]
    assert metadata == {"turn": "t-1", "now": NOW, "language": None, "level": "anonymous", "after_emergency": False}
    assert "domain" not in actions.calls[0]


async def test_the_answer_speaks_the_language_of_the_message(brain: Brain) -> None:
    assert [(await brain.turn(text=text))[1]["messages"][0]["text"] for text in ("再见", "goodbye")] == [
        "再见",
        "Goodbye",
    ]


async def test_a_payload_is_taken_as_it_is(brain: Brain, actions: FakeActions) -> None:
    code, answer = await brain.turn(text=None, payload='/book_appointment{"service": "PASSPORT"}', language="en")
    assert (code, answer["intent"], answer["confidence"], answer["language"]) == (200, "book_appointment", 1.0, "en")
    assert [(one["entity"], one["value"]) for one in answer["entities"]] == [("service", "PASSPORT")]


async def test_a_command_in_a_text_is_only_text(brain: Brain) -> None:
    _, answer = await brain.turn(text='/book_appointment{"service": "PASSPORT"}')
    assert all(one["end"] is not None and one["end"] > one["start"] for one in answer["entities"])
    assert answer["confidence"] < 1.0


@pytest.mark.parametrize("failing", [status(500), status(404)])
async def test_a_failed_action_leaves_no_trace_and_the_turn_may_come_again(
    brain: Brain, actions: FakeActions, failing: Any
) -> None:
    await brain.turn(text="再见", turn="t-0")
    actions.answers = [failing, said(text="welcome")]
    code, answer = await brain.turn()
    assert (code, answer) == (503, {"error": "action_server_unavailable"})
    assert await brain.messages() == ["再见"]
    code, answer = await brain.turn()
    assert (code, answer["messages"][0]["text"]) == (200, "welcome")
    assert await brain.messages() == ["再见", "你好"]


async def test_a_saved_turn_whose_answer_was_lost_is_told_again_and_not_played_again(
    brain: Brain, actions: FakeActions
) -> None:
    button = {"title": "OK", "payload": "/greet"}
    actions.answers = [said(text="booked", buttons=[button], custom={"card": {"type": "receipt"}})]
    _, first = await brain.turn(turn="t-1")
    code, again = await brain.turn(turn="t-1", lost="t-1")
    assert (code, again) == (200, first)
    assert len(actions.calls) == 1
    assert await brain.messages() == ["你好"]


async def test_an_answer_that_was_lost_comes_before_the_next(brain: Brain, actions: FakeActions) -> None:
    actions.answers = [said(text="booked")]
    await brain.turn(turn="t-1")
    _, answer = await brain.turn(text="再见", turn="t-2", lost="t-1")
    assert [message["text"] for message in answer["messages"]] == ["booked", "再见"]


async def test_a_turn_that_was_never_saved_has_nothing_to_tell(brain: Brain) -> None:
    _, answer = await brain.turn(text="再见", turn="t-2", lost="t-1")
    assert [message["text"] for message in answer["messages"]] == ["再见"]


async def test_a_response_that_is_missing_fails_the_turn_in_development(brain: Brain, actions: FakeActions) -> None:
    actions.answers = [said(response="utter_nowhere")]
    assert await brain.turn() == (500, {"error": "response_failed"})
    assert await brain.messages() == []


async def test_health_readiness_and_figures_need_no_token(brain: Brain) -> None:
    await brain.turn(text="再见")
    assert (await brain.get("/healthz"))[0] == 200
    code, text = await brain.get("/readyz")
    assert code == 200
    assert json.loads(text)["model"] == brain.agent.model_id
    code, text = await brain.get("/metrics")
    assert code == 200
    assert re.search(r'^shimin_brain_turns_total\{outcome="answered"\} [1-9]', text, re.MULTILINE)
    assert re.search(r"^shimin_brain_turn_seconds_count [1-9]", text, re.MULTILINE)


async def test_without_a_model_nothing_is_ready(brain: Brain) -> None:
    brain.agent.processor = None
    assert (await brain.get("/readyz"))[0] == 503
    assert (await brain.turn())[0] == 503


@pytest.mark.parametrize(("mode", "known"), [("production", False), ("development", True)])
def test_without_a_token_only_development_lets_anybody_in(mode: str, known: bool) -> None:
    class Request:
        headers: ClassVar[dict[str, str]] = {}

    channel = TurnChannel(Settings.from_env({"SHIMIN_MODE": mode}))
    assert channel._knows_token(Request()) is known  # type: ignore[arg-type]


async def put_model(brain: Brain, token: str = "secret", **body: Any) -> tuple[int, dict[str, Any]]:
    headers = {"Authorization": f"Bearer {token}"}
    async with brain._session.put(f"{brain.url}/model", json=body, headers=headers) as response:
        return response.status, await response.json()


async def near(brain: Brain, token: str = "secret", **body: Any) -> tuple[int, dict[str, Any]]:
    headers = {"Authorization": f"Bearer {token}"}
    async with brain._session.post(f"{brain.url}/near", json=body, headers=headers) as response:
        return response.status, await response.json()


@pytest.mark.parametrize("ask", [put_model, near])
async def test_only_the_trainer_may_operate(brain: Brain, ask: Any) -> None:
    assert await ask(brain, token="wrong", model="x.tar.gz", text="你好") == (401, {"error": "unauthorized"})


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"model": ""},
        {"model": "../x.tar.gz"},
        {"model": "/etc/passwd"},
        {"model": "x.tar.gz", "release": ".."},
        {"model": "x.tar.gz", "release": 7},
    ],
)
async def test_a_model_is_a_name_and_no_path(brain: Brain, wrong: dict[str, Any]) -> None:
    assert (await put_model(brain, **wrong))[0] == 400


@pytest.mark.parametrize("content", [None, b"", b"no archive"])
async def test_a_model_that_cannot_be_used_changes_nothing(
    brain: Brain, places: Settings, content: bytes | None
) -> None:
    before = brain.agent.processor
    if content is not None:
        (places.models_dir / "broken.tar.gz").write_bytes(content)
    assert (await put_model(brain, model="broken.tar.gz", release=None))[0] == 422
    assert brain.agent.processor is before
    assert (await brain.turn())[0] == 200


async def test_a_conversation_goes_on_while_the_model_changes(
    brain: Brain, places: Settings, actions: FakeActions, small_model: Path
) -> None:
    """The turn in the middle keeps the model it began with; the next one has the new model and the same conversation."""
    await brain.turn(text="再见", turn="t-0")
    before = brain.agent.processor
    release = places.releases_dir / "one"
    release.mkdir(parents=True)
    shutil.copy(small_model, release / "new.tar.gz")
    actions.silent.clear()
    turn = asyncio.create_task(brain.turn())
    await asyncio.wait_for(actions.asked.wait(), 20)
    assert await put_model(brain, model="new.tar.gz", release="one") == (200, {"model": "new.tar.gz"})
    assert brain.agent.processor is not before
    actions.silent.set()
    assert (await turn)[0] == 200
    assert (await brain.turn(text="goodbye", turn="t-2"))[1]["messages"][0]["text"] == "Goodbye"
    assert await brain.messages() == ["再见", "你好", "goodbye"]
    assert json.loads((await brain.get("/readyz"))[1])["archive"] == "new.tar.gz"


@pytest.mark.parametrize("wrong", [{}, {"text": ""}, {"text": 7}, {"text": "x" * 2001}, {"text": "x", "count": "5"}])
async def test_a_text_is_needed_to_be_near_to(brain: Brain, wrong: dict[str, Any]) -> None:
    assert (await near(brain, **wrong))[0] == 400


async def test_what_is_near_to_a_text(brain: Brain) -> None:
    status, answer = await near(brain, text="我想预约护照", count=2)
    assert status == 200
    likeness = answer["near"][0].pop("likeness")
    assert answer["near"][0] == {"text": "我想预约护照", "intent": "book_appointment"}
    assert likeness == pytest.approx(1.0, abs=1e-3)  # vectors are kept rounded
    assert len(answer["near"]) == 2
    understood = answer["understood"]
    assert (understood["intent"], understood["language"]) == ("book_appointment", "zh")
    assert [(one["entity"], one["value"]) for one in understood["entities"]] == [("service", "PASSPORT")]
    assert isinstance(answer["sure"], bool)
    assert (await near(brain, text='/book_appointment{"service": "PASSPORT"}'))[1]["understood"]["confidence"] < 1.0
