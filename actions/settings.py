"""Settings of the action server, read once from the environment (prefix ``SHIMIN_``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

_LONGEST_TICK = 60
"""The line of those who wait comes a minute before everybody (city/booking/waiting.py); a longer tick would miss it."""


class SettingsError(Exception):
    """A setting has a value that cannot be used; the message names the variable."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the action server listens, and how often it looks what is due by itself."""

    port: int
    host: str = "127.0.0.1"
    """Loopback: whoever reaches the action server can act for every citizen."""
    tick_seconds: float = 2.0
    """Between two looks at what is due: closures, reminders, the waitlist."""

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Settings:
        """Read the settings; what is unset or empty has its default.

        Raises:
            SettingsError: ``SHIMIN_ACTIONS_PORT`` is no port, or ``SHIMIN_UPKEEP_TICK`` no time.
        """
        text = environ.get("SHIMIN_ACTIONS_PORT") or "5055"
        if not text.isdecimal() or not 0 < int(text) < 65536:
            raise SettingsError(f"SHIMIN_ACTIONS_PORT must be a port, not {text!r}")
        tick = environ.get("SHIMIN_UPKEEP_TICK") or "2"
        try:
            seconds = float(tick)
        except ValueError:
            seconds = 0.0
        if not 0 < seconds <= _LONGEST_TICK:
            raise SettingsError(f"SHIMIN_UPKEEP_TICK must be seconds above 0, up to {_LONGEST_TICK}, not {tick!r}")
        return cls(port=int(text), tick_seconds=seconds)
