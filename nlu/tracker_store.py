"""Where the brain keeps its conversations: a SQLite file of its own, with masked text and tokens only.

One row a conversation, read and written whole in one statement each. Rasa's own SQL store keeps every event for ever and
reads them all at every turn; here a conversation keeps what it needs to go on (`nlu.recent`), so that no turn costs more
than the one before.
"""

import json
import os
import sqlite3
from collections.abc import Iterable
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SerializedTrackerAsText, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

from nlu.recent import recent
from nlu.settings import Settings


class BrainTrackerStore(TrackerStore, SerializedTrackerAsText):
    """Conversations in `<state>/brain.db`."""

    def __init__(
        self,
        domain: Domain | None = None,
        event_broker: EventBroker | None = None,
        host: str | None = None,
        **kwargs: Any,
    ) -> None:
        """Opens the file, creating it and its folder where missing. `host` is Rasa's and unused."""
        super().__init__(domain, event_broker, **kwargs)
        file = Settings.from_env(os.environ).tracker_file
        file.parent.mkdir(parents=True, exist_ok=True)
        # Statements commit by themselves. They run in the server's one thread, which is not always the one that opens.
        self._database = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        self._database.execute("PRAGMA journal_mode=WAL")
        # A write survives a crash of the process, not of the machine's power; the front door then asks again.
        self._database.execute("PRAGMA synchronous=NORMAL")
        self._database.execute(
            "CREATE TABLE IF NOT EXISTS conversations (sender TEXT PRIMARY KEY, events TEXT NOT NULL) WITHOUT ROWID"
        )

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The conversation with a sender, as it goes on."""
        row = self._database.execute("SELECT events FROM conversations WHERE sender = ?", (sender_id,)).fetchone()
        return DialogueStateTracker.from_dict(sender_id, json.loads(row[0]), self.domain.slots) if row else None

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keeps what is needed to go on. Of a conversation that has not begun there is nothing to keep."""
        await self.stream_events(tracker)
        events = [event.as_dict() for event in recent(tuple(tracker.events), self.domain.slots)]
        if events:
            self._database.execute(
                "INSERT INTO conversations VALUES (?, ?) ON CONFLICT DO UPDATE SET events = excluded.events",
                (tracker.sender_id, json.dumps(events, ensure_ascii=False)),
            )

    async def keys(self) -> Iterable[str]:
        """The senders of all conversations."""
        return [sender for (sender,) in self._database.execute("SELECT sender FROM conversations")]
