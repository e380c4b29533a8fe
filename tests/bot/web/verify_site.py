"""A site with the /verify page and nothing behind it: its files, a policy, and receipts under links."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.middlewares import SECURITY_HEADERS
from tests.vectors.ledger.build import POLICY

ROOT = Path(__file__).parents[3]
WEB = ROOT / "bot" / "web"
TYPES = {".mjs": "text/javascript", ".css": "text/css", ".html": "text/html", ".svg": "image/svg+xml"}


@dataclass
class VerifySite:
    """What the site serves; tests change it."""

    policy: str | None = POLICY
    jwks: str = '{"keys":[]}'
    receipts: dict[str, list[str]] = field(default_factory=dict)
    """By path and query: the texts to answer with, one after the other; the last one stays."""
    requests: list[str] = field(default_factory=list)
    url: str = ""

    def app(self) -> web.Application:
        app = web.Application(middlewares=[self._harden])
        app.router.add_get("/verify", self._page)
        app.router.add_get("/web/{path:.+}", self._file)
        app.router.add_get("/ledger/policy", self._policy)
        app.router.add_get("/ledger/jwks.json", self._jwks)
        app.router.add_get("/receipts/{jti}", self._receipt)
        return app

    @web.middleware
    async def _harden(self, request: web.Request, handler) -> web.StreamResponse:  # type: ignore[no-untyped-def]
        self.requests.append(request.path_qs)
        response: web.StreamResponse = await handler(request)
        response.headers.update(SECURITY_HEADERS)
        return response

    async def _page(self, _request: web.Request) -> web.Response:
        return self._read("verify/index.html")

    async def _file(self, request: web.Request) -> web.Response:
        return self._read(request.match_info["path"])

    def _read(self, name: str) -> web.Response:
        path = WEB / name
        if not path.is_file():
            raise web.HTTPNotFound
        return web.Response(body=path.read_bytes(), content_type=TYPES[path.suffix], charset="utf-8")

    async def _policy(self, _request: web.Request) -> web.Response:
        if self.policy is None:
            raise web.HTTPServiceUnavailable
        return web.Response(text=self.policy)

    async def _jwks(self, _request: web.Request) -> web.Response:
        return web.Response(text=self.jwks, content_type="application/json")

    async def _receipt(self, request: web.Request) -> web.Response:
        texts = self.receipts.get(request.path_qs)
        if texts is None:
            raise web.HTTPNotFound
        text = texts.pop(0) if len(texts) > 1 else texts[0]
        return web.Response(text=text, content_type="application/json")


async def start(site: VerifySite) -> TestServer:
    """Serve the site on a free port."""
    server = TestServer(site.app())
    await server.start_server()
    site.url = str(server.make_url("/")).rstrip("/")
    return server
