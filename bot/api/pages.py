"""The web page, the verify page and their files, from ``bot/web``."""

from __future__ import annotations

from pathlib import Path

from aiohttp import web

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
    return _file(request.app[SETTINGS].web, _NAMED[request.path])


@routes.get("/web/{path:.+}")
async def file(request: web.Request) -> web.StreamResponse:
    """Return a file of the pages."""
    return _file(request.app[SETTINGS].web, request.match_info["path"])


def _file(root: Path, name: str) -> web.FileResponse:
    """Return a file inside of ``root``, of a known type, not hidden.

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
    content_type = f"{kind}; charset=utf-8" if kind.startswith(_TEXTUAL) else kind
    # Browsers ask each time whether the file changed; a release is seen at once.
    response = web.FileResponse(path, headers={"Content-Type": content_type, "Cache-Control": "no-cache"})
    if kind.startswith(_TEXTUAL) or kind == "image/svg+xml":
        response.enable_compression()
    return response
