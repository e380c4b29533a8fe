"""The web page, the verify page and their files, from ``bot/web``."""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path

from aiohttp import ETag, web

from bot.errors import NotFound
from bot.keys import SETTINGS

routes = web.RouteTableDef()

_TYPES = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".css": "text/css",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".txt": "text/plain",
    ".md": "text/markdown",
}
_TEXTUAL = ("text/", "application/json", "application/manifest+json")
_LONGEST = 200
_NAMED = {"/": "index.html", "/verify": "verify/index.html"}


@routes.get("/")
@routes.get("/verify")
async def page(request: web.Request) -> web.StreamResponse:
    """Return a page by its short address."""
    return await _answer(request, _NAMED[request.path])


@routes.get("/web/{path:.+}")
async def file(request: web.Request) -> web.StreamResponse:
    """Return a file of the pages."""
    return await _answer(request, request.match_info["path"])


async def _answer(request: web.Request, name: str) -> web.Response:
    """Return the file compressed, or that the browser has it already; aiohttp's FileResponse cannot do both.

    Raises:
        NotFound: there is none.
    """
    path, content_type = _file(request.app[SETTINGS].web, name)
    body = await asyncio.to_thread(path.read_bytes)
    tag = ETag(hashlib.sha256(body).hexdigest()[:32], is_weak=True)
    # Browsers ask each time whether the file changed; a release is seen at once.
    headers = {"Cache-Control": "no-cache"}
    if any(known.value in {tag.value, "*"} for known in request.if_none_match or ()):
        response = web.Response(status=304, headers=headers)
    else:
        response = web.Response(body=body, headers=headers | {"Content-Type": content_type})
        if content_type.startswith((*_TEXTUAL, "image/svg+xml")):
            response.enable_compression()
    response.etag = tag
    return response


def _file(root: Path, name: str) -> tuple[Path, str]:
    """Return the path of a file inside of ``root`` and its type: a known one, not hidden.

    Raises:
        NotFound: there is none.
    """
    parts = name.split("/")
    kind = _TYPES.get(Path(name).suffix.lower())
    if (
        kind is None
        or len(name) > _LONGEST
        or "\0" in name
        or "\\" in name
        or any(part.startswith(".") or not part for part in parts)
    ):
        raise NotFound
    path = root.joinpath(*parts)
    if not path.is_file() or not path.resolve().is_relative_to(root.resolve()):
        raise NotFound
    return path, f"{kind}; charset=utf-8" if kind.startswith(_TEXTUAL) else kind
