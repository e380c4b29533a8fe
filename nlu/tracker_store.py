"""Where the brain keeps its conversations: a SQLite file of its own, with masked text and tokens only."""

import os
import sqlite3
from contextlib import closing
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain

from nlu.settings import Settings


class BrainTrackerStore(SQLTrackerStore):
    """Rasa's SQL tracker store on `<state>/brain.db`, with a write-ahead log so that a save is one quick write."""

    def __init__(
        self,
        domain: Domain | None = None,
        event_broker: EventBroker | None = None,
        host: str | None = None,
        **kwargs: Any,
    ) -> None:
        """Opens the file, creating it and its folder where missing. `host` is Rasa's and unused."""
        file = Settings.from_env(os.environ).tracker_file
        file.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")  # kept in the file, so once is enough
        super().__init__(domain=domain, dialect="sqlite", db=str(file), event_broker=event_broker, **kwargs)
