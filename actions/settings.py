"""Settings of the action server, read once from the environment (prefix ``SHIMIN_``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


class SettingsError(Exception):
    """A setting has a value that cannot be used; the message names the variable."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the action server listens."""

    port: int
    host: str = "127.0.0.1"
    """Loopback: whoever reaches the action server can act for every citizen."""

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Settings:
        """Read the settings; what is unset or empty has its default.

        Raises:
            SettingsError: ``SHIMIN_ACTIONS_PORT`` is no port.
        """
        text = environ.get("SHIMIN_ACTIONS_PORT") or "5055"
        if not text.isdecimal() or not 0 < int(text) < 65536:
            raise SettingsError(f"SHIMIN_ACTIONS_PORT must be a port, not {text!r}")
        return cls(port=int(text))
