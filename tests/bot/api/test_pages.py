"""Files of the pages, and the headers that every answer carries."""

from pathlib import Path

import pytest
from yarl import URL

from bot.settings import Settings
from tests.bot.conftest import Door, OpenDoor, say


@pytest.fixture
def web(tmp_path: Path) -> Path:
    root = tmp_path / "web"
    for name in (
        "index.html",
        "main.mjs",
        "verify/index.html",
        "icons/a.svg",
        ".hidden.html",
        "notes.py",
        ".git/a.html",
    ):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    (tmp_path / "secret.html").write_text("secret")
    (root / "out.html").symlink_to(tmp_path / "secret.html")
    return root


@pytest.fixture
async def site(open_door: OpenDoor, web: Path) -> Door:
    return await open_door(web=web)


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/verify", "text/html; charset=utf-8"),
        ("/web/main.mjs", "text/javascript; charset=utf-8"),
        ("/web/icons/a.svg", "image/svg+xml"),
    ],
)
async def test_a_file_has_its_type_and_is_asked_for_each_time(address: str, kind: str, site: Door) -> None:
    response = await site.get(address)
    assert response.status == 200
    assert response.headers["Content-Type"] == kind
    assert response.headers["Cache-Control"] == "no-cache"
    assert response.headers["Content-Encoding"] in {"gzip", "deflate"}, "phones on slow networks"
    unchanged = await site.get(address, headers={"If-None-Match": response.headers["ETag"]})
    assert unchanged.status == 304


@pytest.mark.parametrize(
    "path",
    [
        "../secret.html",
        "..%2fsecret.html",
        "%2e%2e/secret.html",
        "icons/../../secret.html",
        "icons/..%2f..%2fsecret.html",
        "..%5csecret.html",
        "%2fetc%2fpasswd",
        "out.html",
        ".hidden.html",
        ".git/a.html",
        "notes.py",
        "icons",
        "icons/",
        "missing.html",
        "index.html%00",
        "index.html/",
        "//index.html",
        "%ff.html",
        "x" * 300 + ".html",
    ],
)
async def test_nothing_else_has_an_address(path: str, site: Door) -> None:
    response = await site.get(URL(f"/web/{path}", encoded=True))
    assert response.status == 404
    assert (await response.json())["error"]["code"] == "not_found"


@pytest.mark.parametrize(
    "address", ["/", "/healthz", "/api/v1/messages", "/nothing", "/ledger/policy", "/web/main.mjs"]
)
async def test_every_answer_is_locked_down(address: str, site: Door) -> None:
    headers = (await site.get(address)).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "geolocation=()" in headers["Permissions-Policy"]
    assert headers["Server"] == "shimin"
    assert "Strict-Transport-Security" not in headers


async def test_behind_https_browsers_are_told_to_stay_there(open_door: OpenDoor) -> None:
    door = await open_door(public_url="https://shimin.example")
    assert "max-age" in (await door.get("/healthz")).headers["Strict-Transport-Security"]


async def test_event_streams_carry_the_headers_too(door: Door) -> None:
    token = (await say(door, "你好"))["conversation"]
    response = await door.get("/api/v1/events", params={"conversation": token})
    assert "Content-Security-Policy" in response.headers
    response.close()


async def test_no_cookie_is_ever_set(door: Door) -> None:
    response = await door.post("/api/v1/messages", json={"text": "你好"})
    assert "Set-Cookie" not in response.headers


async def test_health_readiness_and_figures(door: Door, settings: Settings) -> None:
    assert (await door.get("/healthz")).status == 200
    assert (await (await door.get("/readyz")).json())["ready"] is True
    await say(door, "你好")
    response = await door.get("/metrics")
    assert response.headers["Content-Type"].startswith("text/plain")
    text = await response.text()
    assert 'shimin_door_turns_total{outcome="answered"} 1.0' in text
    assert 'route="/api/v1/messages",status="200"' in text
