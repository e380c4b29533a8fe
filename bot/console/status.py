"""The status page of those who run the city, in Chinese and English."""

from __future__ import annotations

from html import escape
from pathlib import Path
from string import Template
from typing import Any

import yaml
from aiohttp import web

from bot.console.figures import Figures, gather
from bot.http import language_for
from bot.inbound import Language
from bot.keys import CITY, LOG, SESSION, SETTINGS

routes = web.RouteTableDef()

_HERE = Path(__file__).parent
_TAGS: dict[Language, str] = {"zh": "zh-CN", "en": "en"}
_OTHER: dict[Language, Language] = {"zh": "en", "en": "zh"}
_NO_STORE = {"Cache-Control": "no-store"}


@routes.get("/")
async def page(request: web.Request) -> web.Response:
    """Show the moment; who wants a newer one asks again."""
    app, language = request.app, language_for(request)
    figures = await gather(app[SETTINGS], app[CITY], app[SESSION], app[LOG])
    html = render(figures, language)
    return web.Response(text=html, content_type="text/html", charset="utf-8", headers=_NO_STORE)


@routes.get("/status.css")
async def style(request: web.Request) -> web.FileResponse:
    """Return the page's style sheet."""
    headers = {"Content-Type": "text/css; charset=utf-8", "Cache-Control": "no-cache"}
    return web.FileResponse(_HERE / "status.css", headers=headers)


def render(figures: Figures, language: Language) -> str:
    """Fill the page."""
    words = _words(language)
    other = _OTHER[language]
    values: dict[str, str] = {name: escape(text) for name, text in words.items() if isinstance(text, str)}
    values |= {
        "lang": _TAGS[language],
        "other": other,
        "other_lang": _TAGS[other],
        "at": figures.at.strftime("%Y-%m-%d %H:%M:%S"),
        "processes": "".join(_process(name, state, words) for name, state in figures.processes.items()),
        "model": escape(figures.model or words["no_model"]),
        "size": f"{figures.ledger_size:,}",
        "waiting": f"{figures.ledger_waiting:,}",
        "turns": "".join(
            _row(words["outcomes"][outcome], f"{figures.turns.get(outcome, 0):,}") for outcome in words["outcomes"]
        ),
    }
    return Template((_HERE / "status.html").read_text(encoding="utf-8")).substitute(values)


def _words(language: Language) -> dict[str, Any]:
    content: dict[Language, dict[str, Any]] = yaml.safe_load((_HERE / "words.yml").read_text(encoding="utf-8"))
    return content[language]


def _process(name: str, state: str, words: dict[str, Any]) -> str:
    return (
        f'<tr><th scope="row">{escape(words["processes"][name])}</th>'
        f'<td class="{state}">{escape(words["states"][state])}</td></tr>'
    )


def _row(name: str, value: str) -> str:
    return f'<tr><th scope="row">{escape(name)}</th><td>{escape(value)}</td></tr>'
