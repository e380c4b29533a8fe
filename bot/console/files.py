"""Style sheets and scripts of the staff's pages; the colours are those of the citizens' page."""

from __future__ import annotations

from pathlib import Path

from aiohttp import web

from bot.errors import NotFound

routes = web.RouteTableDef()

_HERE = Path(__file__).parent / "static"
_WEB = Path(__file__).parents[1] / "web"
_FILES = {
    "console.css": _HERE / "console.css",
    "console.mjs": _HERE / "console.mjs",
    "htmx.min.js": _HERE / "htmx.min.js",
    "htmx.LICENSE.txt": _HERE / "htmx.LICENSE.txt",
    "tokens.css": _WEB / "tokens.css",
    "shimin.svg": _WEB / "icons" / "shimin.svg",
}
_TYPES = {".css": "text/css", ".mjs": "text/javascript", ".js": "text/javascript", ".svg": "image/svg+xml"}


@routes.get("/files/{name}")
async def file(request: web.Request) -> web.FileResponse:
    """Return one file; browsers ask each time whether it changed."""
    path = _FILES.get(request.match_info["name"])
    if path is None:
        raise NotFound
    kind = _TYPES.get(path.suffix, "text/plain")
    return web.FileResponse(path, headers={"Content-Type": f"{kind}; charset=utf-8", "Cache-Control": "no-cache"})
