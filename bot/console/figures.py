"""What the status page shows: processes that answer, the live model, the state of the ledger, the turns of today."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Any, Literal

import aiohttp
from sqlalchemy import func, select

from bot.api.health import reaches
from bot.settings import Settings
from bot.store import Turn
from city.bootstrap import City
from city.clock import SHANGHAI, local
from ledger.log import LogReader
from ledger.tables import ledger_entry

State = Literal["ready", "not_ready", "unreachable"]

_PATIENCE = aiohttp.ClientTimeout(total=2)


@dataclass(frozen=True, slots=True)
class Figures:
    """A moment of the city's systems. Nothing personal is in it."""

    at: datetime
    processes: Mapping[str, State]
    model: str | None
    """The model that the brain has loaded; when it cannot be asked, the one that gave the newest answer."""
    ledger_size: int
    ledger_waiting: int
    turns: Mapping[str, int]
    """Today's turns by outcome."""


async def gather(settings: Settings, city: City, session: aiohttp.ClientSession, log: LogReader) -> Figures:
    """Ask every process and the database."""
    urls = {
        "brain": settings.brain_url,
        "trainer": settings.trainer_url,
        "actions": settings.actions_url,
        "sequencer": settings.sequencer_url,
    }
    answers = await asyncio.gather(*(_ask(session, url) for url in urls.values()))
    states = [state for state, _ in answers]
    model = answers[0][1].get("model")
    database = await asyncio.to_thread(reaches, city.db)
    door: State = "ready" if database else "not_ready"
    processes: dict[str, State] = {"door": door, **dict(zip(urls, states, strict=True))}
    if not database:
        return Figures(datetime.now(SHANGHAI), processes, model, 0, 0, {})
    figures = await asyncio.to_thread(_from_database, city, log, processes)
    return replace(figures, model=model) if isinstance(model, str) else figures


async def _ask(session: aiohttp.ClientSession, url: str) -> tuple[State, dict[str, Any]]:
    """Ask a process whether it is ready, and what it says about itself."""
    try:
        async with session.get(f"{url}/readyz", timeout=_PATIENCE) as response:
            state: State = "ready" if response.status == 200 else "not_ready"
            said = json.loads(await response.text())
    except (aiohttp.ClientError, TimeoutError):
        return "unreachable", {}
    except ValueError:
        return state, {}
    return state, said if isinstance(said, dict) else {}


def _from_database(city: City, log: LogReader, processes: Mapping[str, State]) -> Figures:
    now = local(city.clock.now())
    midnight = datetime.combine(now.date(), time(), SHANGHAI)
    size, _ = log.head()
    with city.db.read() as session:
        waiting = session.scalar(select(func.count()).select_from(ledger_entry).where(ledger_entry.c.idx.is_(None)))
        counted = session.execute(
            select(Turn.outcome, func.count()).where(Turn.received_at >= midnight).group_by(Turn.outcome)
        )
        turns = {row[0]: row[1] for row in counted}
        newest = select(Turn.model).where(Turn.model.is_not(None)).order_by(Turn.closed_at.desc()).limit(1)
        model = session.scalar(newest)
    return Figures(now, processes, model, size, waiting or 0, turns)
