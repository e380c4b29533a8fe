"""The action server: rasa-sdk's webhook on loopback, with health, readiness and figures of its own."""

from __future__ import annotations

import time
import warnings
from collections.abc import Mapping
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from rasa_sdk.endpoint import create_app
from rasa_sdk.executor import ActionExecutor, ActionExecutorRunResult
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json, raw

from actions import _support
from actions.upkeep import UpkeepLoop
from city.booking.upkeep import Upkeep

PACKAGE = "actions"


class Figures:
    """Counts and times action calls."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.calls = Counter(
            "shimin_actions_calls", "Action calls by action and outcome.", ["action", "outcome"], registry=self.registry
        )
        self.seconds = Histogram(
            "shimin_actions_seconds", "Time an action call took.", ["action"], registry=self.registry
        )


class MeasuredExecutor(ActionExecutor):  # type: ignore[misc] # rasa-sdk ships no types
    """Runs actions, counts them, and needs no domain: the brain sends none (`selective_domain` in endpoints.yml)."""

    def __init__(self, figures: Figures) -> None:
        super().__init__()
        self._figures = figures

    def update_and_return_domain(self, payload: Mapping[str, Any], action_name: str) -> dict[str, Any]:
        """Return the domain of the call, or an empty one. The SDK would ask a newer Rasa to send it again."""
        return payload.get("domain") or {}

    async def run(self, action_call: dict[str, Any], *args: Any, **kwargs: Any) -> ActionExecutorRunResult | None:
        """Run an action and note how it ended and how long it took."""
        name, began = str(action_call.get("next_action")), time.perf_counter()
        outcome = "failed"
        try:
            result = await super().run(action_call, *args, **kwargs)
            outcome = "done"
            return result
        finally:
            self._figures.calls.labels(name if name in self.actions else "unknown", outcome).inc()
            if outcome == "done":
                self._figures.seconds.labels(name).observe(time.perf_counter() - began)


def build(upkeep: Upkeep, tick_seconds: float) -> Sanic[Any, Any]:
    """Return the server's application with every action registered; what is to be done by itself starts with it."""
    # Rasa 3.6 and rasa-sdk 3.21 speak the same protocol (facts/rasa.md 3); the warning would come with every call.
    warnings.filterwarnings("ignore", message="Your versions of rasa and rasa_sdk", category=UserWarning)
    figures = Figures()
    executor = MeasuredExecutor(figures)
    executor.register_package(PACKAGE)
    app: Sanic[Any, Any] = create_app(executor, cors_origins=[])
    app.add_task(UpkeepLoop(upkeep, tick_seconds, figures.registry).run())

    async def healthz(request: Request) -> HTTPResponse:
        return json({"status": "ok"})

    async def readyz(request: Request) -> HTTPResponse:
        ready = _support.is_open()
        return json({"status": "ready" if ready else "starting"}, 200 if ready else 503)

    async def metrics(request: Request) -> HTTPResponse:
        return raw(generate_latest(figures.registry), content_type=CONTENT_TYPE_LATEST)

    app.add_route(healthz, "/healthz")
    app.add_route(readyz, "/readyz")
    app.add_route(metrics, "/metrics")
    return app
