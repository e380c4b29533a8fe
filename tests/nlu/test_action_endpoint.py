"""The client of the action server: patient, sparing with connections, and never silent about a failure."""

import asyncio
from typing import Any

import pytest
from rasa.utils.endpoints import ClientResponseError

from nlu import turn
from nlu.action_endpoint import ActionServerError, KeptAliveEndpoint, needed
from tests.nlu.fake_actions import FakeActions, garbage, hang_up, said, status

BODY: dict[str, Any] = {"next_action": "action_x", "tracker": {"sender_id": "c-1", "events": [], "active_loop": {}}}


def endpoint(
    actions: FakeActions, pauses: tuple[float, ...] = (0.0, 0.0), read_seconds: float = 5.0
) -> KeptAliveEndpoint:
    return KeptAliveEndpoint(f"{actions.url}/webhook", pauses, read_seconds, enable_selective_domain=True)


async def test_one_connection_serves_many_calls(actions: FakeActions) -> None:
    client = endpoint(actions)
    for _ in range(5):
        assert (await client.request(json=BODY))["responses"] == [{"text": "done"}]
    assert len(actions.connections) == 1
    assert client.kwargs["enable_selective_domain"] is True
    await client.close()


async def test_a_rejected_action_is_no_failure(actions: FakeActions) -> None:
    actions.answers = [status(400, error="no", action_name="validate_form")]
    client = endpoint(actions)
    with turn.opened() as played:
        with pytest.raises(ClientResponseError) as caught:
            await client.request(json=BODY)
        assert caught.value.status == 400
        assert "validate_form" in caught.value.text
        assert played.failure is None
    await client.close()


@pytest.mark.parametrize("answer", [status(500), status(404), garbage])
async def test_what_is_no_answer_fails_the_turn_at_once(actions: FakeActions, answer: object) -> None:
    actions.answers = [answer]  # type: ignore[list-item]
    client = endpoint(actions)
    with turn.opened() as played:
        with pytest.raises(ActionServerError):
            await client.request(json=BODY)
        assert played.failure == turn.ACTION_SERVER_UNAVAILABLE
    assert len(actions.calls) == 1
    await client.close()


async def test_after_a_failure_the_turn_calls_nothing_more(actions: FakeActions) -> None:
    client = endpoint(actions)
    with turn.opened() as played:
        played.fail(turn.RESPONSE_FAILED, "before")
        with pytest.raises(ActionServerError):
            await client.request(json=BODY)
        assert played.failure == turn.RESPONSE_FAILED
    assert actions.calls == []
    await client.close()


async def test_nobody_listening_fails_the_turn_after_all_tries(actions: FakeActions) -> None:
    client = endpoint(actions)
    await actions.stop()
    with turn.opened() as played:
        with pytest.raises(ActionServerError):
            await client.request(json=BODY)
        assert played.failure == turn.ACTION_SERVER_UNAVAILABLE
    await client.close()


async def test_a_server_that_comes_back_is_called_again(actions: FakeActions) -> None:
    client = endpoint(actions, pauses=(0.05,) * 100)
    await client.request(json=BODY)
    await actions.stop()
    call = asyncio.ensure_future(client.request(json=BODY))
    await asyncio.sleep(0)
    await actions.start()
    assert (await call)["responses"] == [{"text": "done"}]
    await client.close()


async def test_a_broken_connection_is_tried_again(actions: FakeActions) -> None:
    actions.answers = [hang_up, said(text="second")]
    client = endpoint(actions)
    assert (await client.request(json=BODY))["responses"] == [{"text": "second"}]
    assert len(actions.calls) == 2
    await client.close()


async def test_a_server_that_says_nothing_fails_the_turn_and_is_not_asked_twice(actions: FakeActions) -> None:
    actions.silent.clear()
    client = endpoint(actions, read_seconds=0.05)
    with turn.opened() as played:
        with pytest.raises(ActionServerError):
            await client.request(json=BODY)
        assert played.failure == turn.ACTION_SERVER_UNAVAILABLE
    await client.close()


async def test_turns_do_not_see_each_others_failures() -> None:
    async def fails() -> None:
        with turn.opened() as played:
            played.fail("x", "")
            await asyncio.sleep(0)

    async def goes_well() -> str | None:
        with turn.opened() as played:
            await asyncio.sleep(0)
            return played.failure

    assert (await asyncio.gather(fails(), goes_well()))[1] is None
    assert turn.current() is None


def heard(*texts: str) -> list[dict[str, Any]]:
    """The events of turns with these messages."""
    return [{"event": kind, "name": text} for text in texts for kind in ("action", "user", "bot")]


@pytest.mark.parametrize(
    ("texts", "sent"),
    [
        ((), []),
        (("a",), heard("a")),
        (("a", "b"), heard("a", "b")[1:]),
        (("a", "b", "c", "d"), heard("c", "d")[1:]),
    ],
)
def test_an_action_is_told_of_the_last_two_messages(texts: tuple[str, ...], sent: list[dict[str, Any]]) -> None:
    body = {**BODY, "tracker": {**BODY["tracker"], "events": heard(*texts)}}
    assert needed(body)["tracker"]["events"] == sent


def test_an_action_is_told_nothing_it_does_not_need() -> None:
    tracker = {
        "sender_id": "c-1",
        "slots": {"a": 1},
        "latest_message": {"text": "x"},
        "events": None,
        "active_loop": {},
    }
    body = {"next_action": "validate_form", "version": "3.6.21", "domain": {"intents": []}, "tracker": tracker}
    loop = {"name": "form", "is_interrupted": False, "rejected": False, "trigger_message": {"text": "x"}}
    assert needed({**body, "tracker": {**tracker, "active_loop": loop}}) == {
        "next_action": "validate_form",
        "version": "3.6.21",
        "tracker": {
            **tracker,
            "events": [],
            "active_loop": {"name": "form", "is_interrupted": False, "rejected": False},
        },
    }
    assert body["domain"] == {"intents": []}


async def test_the_domain_does_not_travel(actions: FakeActions) -> None:
    client = endpoint(actions)
    await client.request(json={**BODY, "domain": {"intents": []}})
    assert actions.calls == [BODY]
    await client.close()
