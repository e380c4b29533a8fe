"""``/healthz``, ``/readyz``, ``/metrics``: for those who run the door."""

from __future__ import annotations

import asyncio

from aiohttp import web
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bot.http import answer
from bot.keys import CITY, METRICS
from bot.metrics import CONTENT_TYPE
from city.db import Database

routes = web.RouteTableDef()


@routes.get("/healthz")
async def healthz(request: web.Request) -> web.Response:
    """The process lives."""
    return answer({"status": "ok"})


@routes.get("/readyz")
async def readyz(request: web.Request) -> web.Response:
    """The door can take messages; without the brain too, as it answers emergencies and says what is down."""
    database = await asyncio.to_thread(reaches, request.app[CITY].db)
    checks = {"database": "ok" if database else "unreachable"}
    return answer({"ready": database, "checks": checks}, 200 if database else 503)


@routes.get("/metrics")
async def metrics(request: web.Request) -> web.Response:
    """Return the door's figures for Prometheus."""
    return web.Response(body=request.app[METRICS].expose(), headers={"Content-Type": CONTENT_TYPE})


def reaches(db: Database) -> bool:
    """Whether the database answers. Blocks."""
    try:
        with db.read() as session:
            session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return False
    return True
