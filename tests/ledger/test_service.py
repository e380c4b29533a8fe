"""The sequencer's process as its manager sees it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy.exc import OperationalError

from ledger.errors import RollbackError
from ledger.sequencer import Sequencer, Step
from ledger.service import SequencerService
from tests.ledger.conftest import Log
from tests.ledger.test_concurrency import until


class Steps(Sequencer):
    """A sequencer that gives the outcomes it was told to, then asks to stop."""

    def __init__(self, *outcomes: Step | Exception) -> None:
        self.outcomes = list(outcomes)
        self.service = SequencerService(self, 0.0)

    def step(self) -> Step:
        outcome = self.outcomes.pop(0)
        if not self.outcomes:
            self.service.stop()
        if isinstance(outcome, Exception):
            raise outcome
        return outcome


async def asked(service: SequencerService, path: str) -> tuple[int, str]:
    async with TestClient(TestServer(service.app())) as client, client.get(path) as response:
        return response.status, await response.text()


async def test_not_ready_before_the_first_step() -> None:
    service = Steps().service
    assert (await asked(service, "/readyz"))[0] == 503
    assert (await asked(service, "/healthz"))[0] == 200


async def test_ready_after_a_good_step() -> None:
    steps = Steps(Step(3, 10, 0))
    await steps.service.run()
    assert (await asked(steps.service, "/readyz"))[0] == 200
    metrics = (await asked(steps.service, "/metrics"))[1]
    assert "ledger_entries_numbered_total 3.0" in metrics
    assert "ledger_tree_size 10.0" in metrics


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        (RollbackError("the database was put back"), "rolled_back"),
        (OperationalError("SELECT", {}, Exception("the database was put back")), "OperationalError"),
    ],
)
async def test_not_ready_while_steps_fail(failure: Exception, code: str, caplog: pytest.LogCaptureFixture) -> None:
    steps = Steps(Step(0, 1, 0), failure)
    await steps.service.run()
    status, body = await asked(steps.service, "/readyz")
    assert status == 503
    assert "put back" in body
    assert f'ledger_step_failures_total{{code="{code}"}} 1.0' in (await asked(steps.service, "/metrics"))[1]
    assert caplog.text.count("put back") == 1


async def test_the_same_failure_is_logged_once(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ledger.service.BACKOFF_SECONDS", 0.0)
    steps = Steps(*[RollbackError("put back")] * 5)
    await steps.service.run()
    assert caplog.text.count("put back") == 1


async def test_an_error_that_nobody_foresaw_ends_the_process() -> None:
    with pytest.raises(ZeroDivisionError):
        await Steps(ZeroDivisionError()).service.run()


async def test_sequences_until_stopped(the_log: Log, issue: Callable[..., str]) -> None:
    service = SequencerService(the_log.sequencer, 0.01)
    running = asyncio.create_task(service.run())
    row = await asyncio.to_thread(the_log.append, issue())
    await asyncio.to_thread(until, lambda: the_log.reader.proof(row) is not None)
    service.stop()
    await running
