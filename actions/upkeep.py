"""The bookings' own work as a loop in the action server: it steps and counts what was done."""

from __future__ import annotations

import asyncio
from dataclasses import asdict

from prometheus_client import CollectorRegistry, Counter, Gauge

from city.booking.upkeep import Upkeep


class UpkeepLoop:
    """Steps at every tick until it is cancelled. Several servers may run one each: the steps see to that."""

    def __init__(self, upkeep: Upkeep, tick_seconds: float, registry: CollectorRegistry) -> None:
        self._upkeep = upkeep
        self._tick_seconds = tick_seconds
        self._done = Counter("shimin_upkeep_done", "Bookings changed or told of.", ["what"], registry=registry)
        self._failures = Gauge("shimin_upkeep_failures", "Tries that failed, and come again.", registry=registry)

    async def run(self) -> None:
        """Step for ever."""
        while True:
            await self.step()
            await asyncio.sleep(self._tick_seconds)

    async def step(self) -> None:
        """Do what is due; the upkeep itself logs what fails."""
        done = await asyncio.to_thread(self._upkeep.step)
        self._failures.set(self._upkeep.failures)
        for what, count in asdict(done).items():
            self._done.labels(what).inc(count)
