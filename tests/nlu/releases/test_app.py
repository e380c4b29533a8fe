"""The trainer over HTTP: what it refuses, what it keeps, and how a model goes live and back. No training here."""

import asyncio
import json
from dataclasses import replace
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer

from nlu.models import live_model, read_pointer
from nlu.releases.app import build
from nlu.releases.store import Store
from nlu.settings import Settings
from tests.nlu.releases.conftest import Console, ready
from tests.nlu.releases.fake_brain import FakeBrain

ORDER = {"author": "op1", "reason": "why", "real": []}
REAL = {"text": "你好", "language": "zh", "intent": "greet", "entities": []}


@pytest.mark.parametrize("token", ["", "wrong", "secret2"])
async def test_a_stranger_is_told_nothing(console: Console, store: Store, token: str) -> None:
    assert await console.post("/releases", ORDER, token=token) == (401, {"error": {"code": "unauthorized"}})
    assert (await console.get("/live", token=token))[0] == 401
    assert store.all() == []


async def test_without_a_token_only_development_lets_anybody_in(settings: Settings) -> None:
    for mode, expected in (("production", 401), ("development", 200)):
        async with TestClient(TestServer(build(replace(settings, token=None, mode=mode)))) as client:
            assert (await client.get("/live")).status == expected


@pytest.mark.parametrize(
    "wrong",
    [
        [],
        {},
        {**ORDER, "author": ""},
        {**ORDER, "author": 7},
        {**ORDER, "reason": "  "},
        {**ORDER, "reason": "x" * 2001},
        {**ORDER, "real": {}},
        {**ORDER, "real": ["你好"]},
        {**ORDER, "real": [{**REAL, "language": "fr"}]},
        {**ORDER, "real": [{**REAL, "text": ""}]},
        {**ORDER, "real": [{**REAL, "intent": None}]},
        {**ORDER, "real": [{**REAL, "entities": [{"value": "x"}]}]},
    ],
)
async def test_what_is_no_order_is_refused(console: Console, store: Store, wrong: Any) -> None:
    status, answer = await console.post("/releases", wrong)
    assert (status, answer["error"]["code"]) == (400, "malformed")
    assert store.all() == []


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff"])
async def test_a_body_that_is_no_json_is_refused(console: Console, raw: bytes) -> None:
    for path in ("/releases", "/rollback", "/near"):
        assert (await console.post(path, raw=raw))[0] == 400


@pytest.mark.parametrize("number", ["x", "..", "%2e%2e%2fjob", "20261124185433885-41d7da"])
async def test_there_is_no_such_release(console: Console, number: str) -> None:
    for path in (f"/releases/{number}", f"/releases/{number}/log"):
        assert (await console.get(path))[0] == 404
    assert (await console.post(f"/releases/{number}/activate", {"by": "op1"}))[0] == 404


async def test_health_needs_no_token(console: Console) -> None:
    assert await console.get("/healthz", token="") == (200, {"status": "ready"})
    assert await console.get("/readyz", token="") == (200, {"status": "ready"})


async def test_a_release_without_a_verdict_cannot_go_live(console: Console, store: Store) -> None:
    release = store.change(store.create("op1", "why", []), state="failed", error="train_failed")
    status, answer = await console.post(f"/releases/{release.id}/activate", {"by": "op1"})
    assert (status, answer) == (409, {"error": {"code": "not_ready"}})


@pytest.mark.parametrize(
    "decision",
    [
        {"by": "op1"},
        {"by": "op1", "second": "op2"},
        {"by": "op1", "reason": "because"},
        {"by": "op1", "second": "op1", "reason": "because"},
        {"by": "op2", "second": "op2", "reason": "because"},
        {"by": "op2", "second": "op1", "reason": "because"},  # op1 is the author
    ],
)
async def test_a_loser_needs_a_second_persons_reason(
    console: Console, store: Store, settings: Settings, brain: FakeBrain, decision: dict[str, str]
) -> None:
    release = ready(store, settings, passes=False)
    status, answer = await console.post(f"/releases/{release.id}/activate", decision)
    assert (status, answer) == (409, {"error": {"code": "needs_second_person"}})
    assert brain.models == []
    assert read_pointer(settings) is None


async def test_a_loser_with_it_goes_live(console: Console, store: Store, settings: Settings) -> None:
    release = ready(store, settings, passes=False)
    decision = {"by": "op1", "second": "op2", "reason": "because"}
    assert (await console.post(f"/releases/{release.id}/activate", decision))[0] == 200
    _, shown = await console.get(f"/releases/{release.id}")
    assert shown["state"] == "live"
    assert {name: shown["activated"][name] for name in decision} == decision


async def test_a_comparison_with_another_model_is_outdated(console: Console, store: Store, settings: Settings) -> None:
    release = ready(store, settings, live="older.tar.gz")
    assert (await console.post(f"/releases/{release.id}/activate", {"by": "op1"}))[1]["error"]["code"] == "outdated"
    release = store.change(ready(store, settings), project="000000000000")
    assert (await console.post(f"/releases/{release.id}/activate", {"by": "op1"}))[1]["error"]["code"] == "outdated"


async def test_a_brain_that_cannot_leaves_all_as_it_was(
    console: Console, store: Store, settings: Settings, brain: FakeBrain
) -> None:
    release = ready(store, settings)
    brain.status = 422
    assert (await console.post(f"/releases/{release.id}/activate", {"by": "op1"}))[1] == {
        "error": {"code": "brain_refused"}
    }
    await brain.stop()
    assert (await console.post(f"/releases/{release.id}/activate", {"by": "op1"}))[1] == {
        "error": {"code": "brain_down"}
    }
    assert (await console.post("/near", {"text": "你好"}))[1] == {"error": {"code": "brain_down"}}
    assert (await console.get("/live"))[1]["model"] == "old.tar.gz"
    assert (await console.get(f"/releases/{release.id}"))[1]["state"] == "ready"


async def test_a_model_named_by_the_settings_stays(settings: Settings, store: Store) -> None:
    release = ready(store, settings)
    fixed = replace(settings, model=settings.models_dir / "old.tar.gz")
    async with TestClient(TestServer(build(fixed))) as client:
        console = Console(client)
        answer = await console.post(f"/releases/{release.id}/activate", {"by": "op1"})
        assert answer == (409, {"error": {"code": "model_is_fixed"}})


async def test_there_and_back_again(console: Console, store: Store, settings: Settings, brain: FakeBrain) -> None:
    assert (await console.post("/rollback", {"by": "op1", "reason": "why"}))[1] == {"error": {"code": "nothing_before"}}
    release = ready(store, settings)
    model = str(release.model)
    status, answer = await console.post(f"/releases/{release.id}/activate", {"by": "op1"})
    assert (status, answer) == (200, {"model": model, "previous": "old.tar.gz"})
    assert (await console.post(f"/releases/{release.id}/activate", {"by": "op1"}))[1]["error"]["code"] == "already_live"
    assert (await console.get("/live"))[1].items() >= {"model": model, "previous": "old.tar.gz"}.items()
    assert live_model(settings) == store.folder(release.id) / model
    assert (await console.post("/rollback", {"by": "op1"}))[0] == 400
    status, answer = await console.post("/rollback", {"by": "op2", "reason": "worse"})
    assert (status, answer) == (200, {"model": "old.tar.gz", "previous": model})
    assert (await console.get(f"/releases/{release.id}"))[1]["state"] == "retired"
    assert live_model(settings) == settings.models_dir / "old.tar.gz"
    assert brain.models == [{"model": model, "release": release.id}, {"model": "old.tar.gz", "release": None}]
    assert (await console.post("/rollback", {"by": "op2", "reason": "worse"}))[0] == 409


async def test_a_brain_with_another_model_is_told_again(settings: Settings, store: Store, brain: FakeBrain) -> None:
    """The trainer, or the whole machine, died between the pointer and the brain."""
    release = ready(store, settings)
    async with TestClient(TestServer(build(settings))) as client:
        await Console(client).post(f"/releases/{release.id}/activate", {"by": "op1"})
    brain.archive = "old.tar.gz"
    async with TestClient(TestServer(build(settings))):
        for _ in range(100):
            if brain.archive != "old.tar.gz":
                break
            await asyncio.sleep(0.05)
    assert brain.archive == release.model


async def test_what_was_at_work_when_the_trainer_died_has_failed(settings: Settings, store: Store) -> None:
    release = store.change(store.create("op1", "why", []), state="evaluating")
    async with TestClient(TestServer(build(settings))) as client:
        _, shown = await Console(client).get(f"/releases/{release.id}")
    assert (shown["state"], shown["error"]) == ("failed", "interrupted")
    assert shown["ended"]


async def test_the_newest_release_comes_first_with_its_log(console: Console, store: Store, settings: Settings) -> None:
    older, newer = ready(store, settings), ready(store, settings)
    _, answer = await console.get("/releases")
    assert [one["id"] for one in answer["releases"]] == [newer.id, older.id]
    assert answer["releases"][0]["report"]["real"]["n"] == 10
    (store.folder(newer.id) / "log.txt").write_text("a\nb\nc\n", encoding="utf-8")
    assert (await console.get(f"/releases/{newer.id}/log?from=1"))[1] == {"lines": ["b", "c"], "next": 3, "done": True}
    assert (await console.get(f"/releases/{newer.id}/log?from=x"))[0] == 400
    assert (await console.post(f"/releases/{newer.id}/cancel"))[1] == {"error": {"code": "ended"}}


@pytest.mark.parametrize(
    ("sure", "near", "teaches"),
    [
        (False, [], True),
        (True, [], True),
        (True, [{"text": "早上好呀朋友", "intent": "greet", "likeness": 0.95}], False),
        (False, [{"text": "早上好呀朋友", "intent": "greet", "likeness": 0.95}], True),
        (False, [{"text": "您好，在嗎？", "intent": "greet", "likeness": 0.5}], False),  # the same but for its script
    ],
)
async def test_whether_a_message_teaches(
    console: Console, brain: FakeBrain, sure: bool, near: list[dict[str, Any]], teaches: bool
) -> None:
    brain.near = {"understood": {"intent": "greet"}, "sure": sure, "near": near}
    status, answer = await console.post("/near", {"text": "您好，在吗？", "language": "zh"})
    assert (status, answer["teaches"]) == (200, teaches)
    assert answer["understood"] == {"intent": "greet"}


async def test_what_waits_to_be_trained_counts_too(console: Console, settings: Settings) -> None:
    folder = settings.teaching_dir / "nlu" / "zh"
    folder.mkdir(parents=True)
    taught = 'version: "3.1"\nnlu:\n- intent: goodbye\n  examples: |\n    - [我]{"entity": "x"}先撤了\n    - 改天见\n'
    (folder / "conversation.yml").write_text(taught, encoding="utf-8")
    _, answer = await console.post("/near", {"text": "我先撤了"})
    assert answer["near"][0] == {"text": "我先撤了", "intent": "goodbye", "likeness": 1.0}
    assert answer["teaches"] is False


async def test_figures(console: Console, store: Store, settings: Settings) -> None:
    ready(store, settings)
    async with console._client.get("/metrics") as answer:
        assert 'shimin_trainer_releases{state="ready"} 1' in await answer.text()


def test_a_job_is_kept_whole(store: Store) -> None:
    release = store.create("op1", "why", [REAL])
    kept = json.loads((store.folder(release.id) / "job.json").read_text(encoding="utf-8"))
    assert kept["state"] == "queued"
    assert store.get(release.id) == release
