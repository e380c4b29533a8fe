"""Figures of one front door for Prometheus. Labels are never personal."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

CONTENT_TYPE = CONTENT_TYPE_LATEST


class Metrics:
    """The counters of one process, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.turns = Counter("shimin_door_turns", "Turns by how they ended", ["outcome"], registry=self.registry)
        self.redelivered = Counter(
            "shimin_door_redelivered", "Deliveries answered from what was stored", registry=self.registry
        )
        self.turn_seconds = Histogram(
            "shimin_door_turn_seconds", "From a message to its answer", ["outcome"], registry=self.registry
        )
        self.masked = Counter("shimin_door_masked", "Identifiers replaced by tokens", ["kind"], registry=self.registry)
        self.requests = Counter(
            "shimin_door_requests", "HTTP requests", ["method", "route", "status"], registry=self.registry
        )
        self.refused = Counter("shimin_door_refused", "Refusals by code", ["code"], registry=self.registry)

    def expose(self) -> bytes:
        """Return all figures in Prometheus' text format."""
        return generate_latest(self.registry)
