"""Settings of the ledger, from the environment (prefix SHIMIN_)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

TICK_SECONDS = 0.1  # a receipt is provable about two ticks after it was issued


@dataclass(frozen=True)
class Settings:
    """Where the ledger keeps what, and as whom it signs. Only `python -m ledger` reads these."""

    state_dir: Path
    keys_dir: Path
    database_url: str
    origin: str
    public_url: str
    departments: tuple[str, ...]
    sequencer_port: int
    host: str
    tick_seconds: float

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Settings:
        """Read the settings; every one has a default that suits a laptop."""
        state_dir = Path(environ.get("SHIMIN_STATE_DIR", "var"))
        city = Path(environ.get("SHIMIN_PACK", "city/pack/sanya")).name
        year = datetime.now(UTC).year  # only names a log that `keys` creates; afterwards the key file says its name
        return cls(
            state_dir=state_dir,
            keys_dir=Path(environ.get("SHIMIN_KEYS_DIR", state_dir / "keys")),
            database_url=environ.get("SHIMIN_DATABASE_URL", f"sqlite:///{state_dir / 'shimin.db'}"),
            origin=environ.get("SHIMIN_LEDGER_ORIGIN", f"ledger.{city}/{year}"),
            public_url=environ.get("SHIMIN_PUBLIC_URL", "http://localhost:8080").rstrip("/"),
            departments=tuple(environ.get("SHIMIN_ISSUERS", "services insurance").split()),
            sequencer_port=int(environ.get("SHIMIN_SEQUENCER_PORT", "5065")),
            host=environ.get("SHIMIN_SEQUENCER_HOST", "127.0.0.1"),
            tick_seconds=float(environ.get("SHIMIN_LEDGER_TICK", str(TICK_SECONDS))),
        )
