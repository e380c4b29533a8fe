"""Settings of the front door, read once per process from the environment (prefix ``SHIMIN_``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from city.settings import Mode
from city.settings import Settings as CitySettings

LOOPBACK = "127.0.0.1"
RESPONSES = Path(__file__).parent.parent / "data" / "responses"
WEB = Path(__file__).parent / "web"
ROOT = Path(__file__).parent.parent


class SettingsError(Exception):
    """A setting has a value that cannot be used; the message names the variable."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one citizen may send. Sizes in characters or bytes, rates in requests per second."""

    text_chars: int = 2_000
    body_bytes: int = 16 * 1024
    conversation_burst: int = 40
    conversation_rate: float = 2.0
    address_burst: int = 600
    address_rate: float = 60.0
    waiting_turns: int = 8
    """Turns of one conversation that may wait for the one being answered."""
    listeners: int = 8
    """Event streams that may be open for one conversation."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long the door waits, in seconds."""

    brain_retry: float = 6.0
    """A brain that refuses connections or answers 503 is asked again for this long."""
    brain_answer: float = 30.0
    """One request to the brain may take this long."""
    heartbeat: float = 15.0
    """A silent event stream carries a comment this often, so that proxies keep it open."""
    trainer: float = 5.0
    """The trainer answers a question within this time."""
    activation: float = 130.0
    """A model is loaded within this time; the trainer itself gives the brain two minutes."""
    poll: float = 5.0
    """An event stream looks into the database this often for what another process wrote."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the front door needs to know before it opens."""

    mode: Mode
    host: str
    port: int
    staff_host: str
    staff_port: int
    staff_url: str
    """The address staff use, for links that are handed to them. Without a slash at the end."""
    public_url: str
    brain_url: str
    brain_token: str
    actions_url: str
    sequencer_url: str
    trainer_url: str
    keys_dir: Path
    teaching_dir: Path
    """The git repository of what operators teach."""
    trusted_proxies: int = 0
    """How many reverse proxies in front of the door write ``X-Forwarded-For``; 0: the header is not believed."""
    open311_clients: Mapping[str, str] = field(default_factory=dict)
    """Keys of the apps that may file reports, by the app's name."""
    responses: Path = RESPONSES
    web: Path = WEB
    project: Path = ROOT
    """Where ``domain.yml`` and ``data/`` are, which say what can be taught."""
    limits: Limits = field(default_factory=Limits)
    patience: Patience = field(default_factory=Patience)

    @classmethod
    def from_env(cls, environ: Mapping[str, str], city: CitySettings) -> Settings:
        """Read the settings of the door; what it shares with the city comes from ``city``.

        Raises:
            SettingsError: a number is not one, or production has no token for the brain.
        """
        development = city.is_development
        token = environ.get("SHIMIN_BRAIN_TOKEN") or ""
        if not token and not development:
            raise SettingsError("SHIMIN_BRAIN_TOKEN is not set: the brain answers only to whoever knows it")
        # Staff's sessions have no second factor yet, so their pages leave the machine only when somebody says so.
        staff_port = _number(environ, "SHIMIN_STAFF_PORT", 8081)
        return cls(
            mode=city.mode,
            host=LOOPBACK if development else environ.get("SHIMIN_HOST") or "0.0.0.0",  # noqa: S104 - public door
            port=_number(environ, "SHIMIN_PORT", 8080),
            staff_host=LOOPBACK if development else environ.get("SHIMIN_STAFF_HOST") or LOOPBACK,
            staff_port=staff_port,
            staff_url=(environ.get("SHIMIN_STAFF_URL") or f"http://localhost:{staff_port}").rstrip("/"),
            public_url=city.public_url,
            brain_url=_url(environ, "SHIMIN_BRAIN_URL", 5005),
            brain_token=token,
            actions_url=_url(environ, "SHIMIN_ACTIONS_URL", 5055),
            sequencer_url=_url(environ, "SHIMIN_SEQUENCER_URL", 5065),
            trainer_url=_url(environ, "SHIMIN_TRAINER_URL", 5075),
            keys_dir=city.keys_dir,
            teaching_dir=Path(environ.get("SHIMIN_TEACHING_DIR") or city.state_dir / "teaching"),
            trusted_proxies=_number(environ, "SHIMIN_TRUSTED_PROXIES", 0),
            open311_clients=_clients(environ),
            limits=_limits(environ),
        )

    @property
    def is_development(self) -> bool:
        """Whether /dev/* exists and answers say which model gave them."""
        return self.mode == "development"


def _clients(environ: Mapping[str, str]) -> Mapping[str, str]:
    """Read ``name:key,name:key``.

    Raises:
        SettingsError: a name or a key is missing, or one is there twice.
    """
    clients: dict[str, str] = {}
    for pair in filter(None, (environ.get("SHIMIN_OPEN311_CLIENTS") or "").split(",")):
        name, _, key = (part.strip() for part in pair.partition(":"))
        if not name.isalnum() or not key or name in clients or key in clients.values():
            raise SettingsError("SHIMIN_OPEN311_CLIENTS must be name:key,name:key with names of letters and digits")
        clients[name] = key
    return clients


def _limits(environ: Mapping[str, str]) -> Limits:
    usual = Limits()
    return Limits(
        text_chars=_number(environ, "SHIMIN_LIMIT_TEXT_CHARS", usual.text_chars),
        body_bytes=_number(environ, "SHIMIN_LIMIT_BODY_BYTES", usual.body_bytes),
        conversation_burst=_number(environ, "SHIMIN_LIMIT_CONVERSATION_BURST", usual.conversation_burst),
        conversation_rate=_rate(environ, "SHIMIN_LIMIT_CONVERSATION_RATE", usual.conversation_rate),
        address_burst=_number(environ, "SHIMIN_LIMIT_ADDRESS_BURST", usual.address_burst),
        address_rate=_rate(environ, "SHIMIN_LIMIT_ADDRESS_RATE", usual.address_rate),
    )


def _url(environ: Mapping[str, str], name: str, port: int) -> str:
    return (environ.get(name) or f"http://{LOOPBACK}:{port}").rstrip("/")


def _number(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(name) or str(default)
    if not text.isascii() or not text.isdigit():
        raise SettingsError(f"{name} must be a whole number, not {text!r}")
    return int(text)


def _rate(environ: Mapping[str, str], name: str, default: float) -> float:
    text = environ.get(name) or str(default)
    try:
        rate = float(text)
    except ValueError:
        raise SettingsError(f"{name} must be a number, not {text!r}") from None
    if not rate > 0:
        raise SettingsError(f"{name} must be above zero, not {text!r}")
    return rate
