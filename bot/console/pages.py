"""Draws the staff's pages: templates beside this file, words per language, nothing that is not escaped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.inbound import Language
from city.clock import local

_HERE = Path(__file__).parent
LANGUAGES: tuple[Language, ...] = ("zh", "en")
_TAGS: Mapping[Language, str] = {"zh": "zh-CN", "en": "en"}
_NO_STORE = {"Cache-Control": "no-store"}

Words = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Pages:
    """The templates and the words of both languages, read once."""

    environment: Environment
    words: Mapping[Language, Words]

    @classmethod
    def read(cls) -> Pages:
        """Read what stands beside this file."""
        environment = Environment(
            loader=FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.filters |= {"moment": _moment, "percent": _percent, "points": _points, "number": _number}
        words = {
            language: yaml.safe_load((_HERE / "words" / f"{language}.yml").read_text(encoding="utf-8"))
            for language in LANGUAGES
        }
        return cls(environment, words)

    def draw(self, template: str, language: Language, **values: object) -> str:
        """Return a page or a part of one."""
        other: Language = "en" if language == "zh" else "zh"
        common = {"lang": _TAGS[language], "language": language, "other": other, "other_lang": _TAGS[other]}
        return self.environment.get_template(template).render(w=self.words[language], **common, **values)


def html(text: str, status: int = 200) -> web.Response:
    """Return a page that nobody keeps: what staff see is theirs alone."""
    return web.Response(text=text, status=status, content_type="text/html", charset="utf-8", headers=_NO_STORE)


def _moment(value: datetime | str | None) -> str:
    """Return a time as it reads in the city."""
    if value is None:
        return ""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return local(moment).strftime("%Y-%m-%d %H:%M")


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.1f}%"


def _points(value: float | None) -> str:
    """Return a difference of two shares in percentage points, with its sign."""
    return "–" if value is None else f"{100 * value:+.1f}"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.2f}".rstrip("0").rstrip(".")
