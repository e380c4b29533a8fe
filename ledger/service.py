"""The sequencer as a process: steps at every tick, answers /healthz, /readyz and /metrics, stops on SIGTERM."""

from __future__ import annotations

import asyncio
import logging
import signal
import time
from contextlib import suppress

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from sqlalchemy.exc import SQLAlchemyError

from ledger.errors import LedgerError
from ledger.sequencer import Sequencer, Step

logger = logging.getLogger(__name__)

READY_SECONDS = 5.0  # without a good step for so long, receipts would visibly lack their proofs
BACKOFF_SECONDS = 1.0


class SequencerService:
    """Runs a `Sequencer` until told to stop; a step that fails is logged, counted and tried again."""

    def __init__(self, sequencer: Sequencer, tick_seconds: float) -> None:
        self._sequencer = sequencer
        self._tick_seconds = tick_seconds
        self._stopping = asyncio.Event()
        self._good_at = float("-inf")
        self._failure: str | None = "no step was made yet"
        self.registry = CollectorRegistry()
        self._numbered = Counter("ledger_entries_numbered", "Entries given an index", registry=self.registry)
        self._failures = Counter(
            "ledger_step_failures", "Steps that failed, by error code", ["code"], registry=self.registry
        )
        self._size = Gauge("ledger_tree_size", "Entries in the newest tree", registry=self.registry)
        self._waiting = Gauge("ledger_entries_waiting", "Entries left for the next step", registry=self.registry)
        self._seconds = Histogram("ledger_step_seconds", "Time of a step that numbered entries", registry=self.registry)

    def stop(self) -> None:
        """Ask `run` to return after the step it is in."""
        self._stopping.set()

    async def run(self) -> None:
        """Step until stopped."""
        while not self._stopping.is_set():
            pause = await self._step()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), pause)

    def app(self) -> web.Application:
        """Return the small HTTP application that process managers and dashboards ask."""
        app = web.Application()
        app.router.add_get("/healthz", self._healthz)
        app.router.add_get("/readyz", self._readyz)
        app.router.add_get("/metrics", self._metrics)
        return app

    async def _step(self) -> float:
        """Make one step; return the seconds to wait before the next."""
        started = time.monotonic()
        try:
            step = await asyncio.to_thread(self._sequencer.step)
        except (LedgerError, SQLAlchemyError, LookupError, OSError) as error:
            self._record_failure(error)
            return BACKOFF_SECONDS
        self._record(step, time.monotonic() - started)
        return 0.0 if step.waiting else self._tick_seconds

    def _record(self, step: Step, seconds: float) -> None:
        if self._failure is not None:
            logger.info("sequencing at tree size %d", step.size)
        self._good_at, self._failure = time.monotonic(), None
        self._size.set(step.size)
        self._waiting.set(step.waiting)
        if step.numbered:
            self._numbered.inc(step.numbered)
            self._seconds.observe(seconds)

    def _record_failure(self, error: Exception) -> None:
        """Log a failure once, not at every tick."""
        message = str(getattr(error, "orig", None) or error)
        if message != self._failure:
            logger.error("cannot sequence: %s", message)
        self._failure = message
        self._failures.labels(error.code if isinstance(error, LedgerError) else type(error).__name__).inc()

    async def _healthz(self, _request: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def _readyz(self, _request: web.Request) -> web.Response:
        ready = self._failure is None and time.monotonic() - self._good_at < READY_SECONDS
        status = {"status": "ready" if ready else "not_ready", "reason": self._failure}
        return web.json_response(status, status=200 if ready else 503)

    async def _metrics(self, _request: web.Request) -> web.Response:
        return web.Response(body=generate_latest(self.registry), headers={"Content-Type": CONTENT_TYPE_LATEST})


async def serve(sequencer: Sequencer, *, host: str, port: int, tick_seconds: float) -> None:
    """Run the sequencer and its HTTP answers until SIGINT or SIGTERM."""
    service = SequencerService(sequencer, tick_seconds)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, service.stop)
    runner = web.AppRunner(service.app(), access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        await service.run()
    finally:
        await runner.cleanup()
