"""A brain that only notes which model it was given."""

from typing import Any

from aiohttp import web


class FakeBrain:
    """Runs on a port of its own."""

    def __init__(self) -> None:
        self.models: list[dict[str, Any]] = []
        self.status = 200
        self.archive = "old.tar.gz"
        self.near: dict[str, Any] = {"understood": {"intent": "greet"}, "sure": False, "near": []}
        self._runner: web.AppRunner | None = None
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        app = web.Application()
        app.router.add_put("/model", self._put)
        app.router.add_post("/near", self._near)
        app.router.add_get("/readyz", self._readyz)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, shutdown_timeout=0.1)
        await site.start()
        self.port = site._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _put(self, request: web.Request) -> web.Response:
        assert request.headers["Authorization"] == "Bearer secret"
        given = await request.json()
        if self.status == 200:
            self.models.append(given)
            self.archive = given["model"]
        return web.json_response({"model": given["model"]}, status=self.status)

    async def _near(self, request: web.Request) -> web.Response:
        return web.json_response(self.near, status=self.status)

    async def _readyz(self, request: web.Request) -> web.Response:
        return web.json_response({"status": "ready", "archive": self.archive})
