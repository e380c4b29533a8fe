"""A trainer on a port, with a brain that only takes notes."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from nlu import inputs
from nlu.models import write_json
from nlu.releases.app import build
from nlu.releases.store import Release, Store
from nlu.settings import Settings
from tests.nlu.releases.fake_brain import FakeBrain


def comparison(**changes: Any) -> dict[str, Any]:
    """A comparison in which the candidate is as good as the live model."""
    figures = {"accuracy": 0.97, "macro_f1": 0.97, "entity_f1": 0.97, "n": 100}
    measures = {
        "languages": {"zh": dict(figures), "en": dict(figures)},
        "size_bytes": 100,
        "ms_per_message": 4.0,
        "train_seconds": 1.0,
    }
    return {
        "live": {"model": "old.tar.gz", **measures},
        "candidate": {"model": "new.tar.gz", **measures},
        "intents": [],
        "confusion": [],
        "conversations": {"played": 1, "changed": []},
        "real": {"live_accuracy": 0.5, "candidate_accuracy": 0.5, "n": 10},
        **changes,
    }


@pytest.fixture
async def brain() -> AsyncIterator[FakeBrain]:
    """A brain, running."""
    fake = FakeBrain()
    await fake.start()
    yield fake
    await fake.stop()


@pytest.fixture
def settings(tmp_path: Path, brain: FakeBrain) -> Settings:
    """A city of its own, where old.tar.gz is live without a pointer."""
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "old.tar.gz").write_bytes(b"old")
    given = Settings.from_env({"SHIMIN_BRAIN_TOKEN": "secret", "SHIMIN_STATE_DIR": str(tmp_path / "state")})
    return replace(given, models_dir=tmp_path / "models", brain_url=brain.url)


@pytest.fixture
def store(settings: Settings) -> Store:
    return Store(settings)


def ready(store: Store, settings: Settings, passes: bool = True, live: str = "old.tar.gz") -> Release:
    """A release whose job is done."""
    release = store.create("op1", "why", [])
    model = f"new-{release.id}.tar.gz"
    (store.folder(release.id) / model).write_bytes(b"new")
    report = comparison()
    report["live"]["model"] = live
    write_json(store.folder(release.id) / "report.json", report)
    verdict = {"passes": passes, "losses": [] if passes else [{"rule": "accuracy"}]}
    return store.change(release, state="ready", model=model, verdict=verdict, project=inputs.digest(settings))


class Console:
    """Asks the trainer as the console does."""

    def __init__(self, client: "TestClient[web.Request, web.Application]") -> None:
        self._client = client

    async def get(self, path: str, token: str = "secret") -> tuple[int, Any]:
        async with self._client.get(path, headers={"Authorization": f"Bearer {token}"}) as answer:
            return answer.status, await answer.json()

    async def post(
        self, path: str, body: Any = None, token: str = "secret", raw: bytes | None = None
    ) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {token}"}
        content = {"data": raw} if raw is not None else {"json": body}
        async with self._client.post(path, headers=headers, **content) as answer:
            return answer.status, await answer.json()


@pytest.fixture
async def console(settings: Settings) -> AsyncIterator[Console]:
    async with TestClient(TestServer(build(settings))) as client:
        yield Console(client)
