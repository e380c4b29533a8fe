"""Who gets in: by a link once, in development by name, and nobody else, least of all another site."""

from __future__ import annotations

import dataclasses
import os
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import update

from bot.app import create_staff_app
from bot.console.guard import is_open
from bot.console.pages import Pages
from bot.console.roles import PERMISSIONS, ROLES
from bot.console.staff import Staff
from bot.console.tables import StaffInvitation, StaffSession
from bot.metrics import Metrics
from bot.settings import ROOT, Settings
from city.bootstrap import City
from tests.bot.console.conftest import LIN, Colleague, Open


@pytest.fixture
def staff(city: City) -> Staff:
    city.db.create_tables()
    return Staff(city.db)


async def test_whoever_is_not_signed_in_can_do_nothing(open_console: Open) -> None:
    nobody = await open_console(None)
    response = await nobody.client.post("/sign-out", headers={"Origin": nobody.origin}, allow_redirects=False)
    assert response.status == 403


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Origin": "OWN", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "OWN", "Sec-Fetch-Site": "same-site"},
    ],
)
async def test_a_form_of_another_site_is_refused(headers: dict[str, str], lin: Colleague) -> None:
    headers = {name: lin.origin if value == "OWN" else value for name, value in headers.items()}
    response = await lin.client.post("/sign-out", data={"csrf": await lin.csrf()}, headers=headers)
    assert response.status == 403
    assert LIN in await lin.get("/")


@pytest.mark.parametrize("csrf", ["", "x", "汉字"])
async def test_a_form_without_the_sessions_token_is_refused(csrf: str, lin: Colleague) -> None:
    await lin.post("/sign-out", status=403, csrf=csrf)
    assert LIN in await lin.get("/")


async def test_the_token_of_a_colleague_does_not_help(lin: Colleague, zhao: Colleague) -> None:
    await lin.post("/sign-out", status=403, csrf=await zhao.csrf())


async def test_a_link_signs_in_once(staff: Staff, open_console: Open) -> None:
    token = staff.invite("王芳 Wang Fang", "supervisor")
    first, second = await open_console(None), await open_console(None)
    assert "Hello, 王芳 Wang Fang" in await first.get(f"/invitations/{token}?lang=en")
    await second.get(f"/invitations/{token}")  # to look at it does not use it up
    await first.post(f"/invitations/{token}")
    assert "王芳 Wang Fang · Supervisor" in await first.get("/?lang=en")
    assert "used" in await second.post(f"/invitations/{token}?lang=en", status=404)
    await second.get(f"/invitations/{token}", status=404)


async def test_a_link_grows_old(staff: Staff, city: City, open_console: Open) -> None:
    token = staff.invite("王芳", "trainer")
    with city.db.write() as session:
        session.execute(update(StaffInvitation).values(expires_at=datetime.now(UTC)))
    await (await open_console(None)).post(f"/invitations/{token}", status=404)


@pytest.mark.parametrize(
    ("name", "role"), [("", "trainer"), ("x" * 81, "trainer"), ("王芳", "admin"), ("<b>", "trainer")]
)
def test_nobody_is_invited_with_a_wrong_name_or_role(name: str, role: str, staff: Staff) -> None:
    with pytest.raises(ValueError, match=r"role|name"):
        staff.invite(name, role)


def test_a_new_link_for_the_same_person_changes_the_role(staff: Staff) -> None:
    staff.invite("王芳", "trainer")
    token = staff.invite(" 王芳 ", "supervisor")
    member = staff.recognise(staff.accept(token))
    assert member is not None
    assert (member.name, member.role) == ("王芳", "supervisor")
    assert list(staff.names().values()) == ["王芳"]


async def test_a_session_ends_by_signing_out_and_by_itself(lin: Colleague, city: City) -> None:
    cookies = [str(cookie.value) for cookie in lin.client.session.cookie_jar if cookie.key == "staff"]
    await lin.post("/sign-out")
    assert LIN not in await lin.get("/")
    lin.client.session.cookie_jar.update_cookies({"staff": cookies[0]}, lin.client.make_url("/"))
    assert LIN not in await lin.get("/")  # the server forgot it, too
    await lin.sign_in(LIN)
    with city.db.write() as session:
        session.execute(update(StaffSession).values(seen_at=datetime.now(UTC) - timedelta(hours=13)))
    assert LIN not in await lin.get("/")


async def test_the_cookie_is_kept_from_scripts_and_other_sites(open_console: Open) -> None:
    nobody = await open_console(None)
    page = await nobody.get("/sign-in")
    person = re.findall(r'name="person" value="([^"]+)"', page)[0]
    response = await nobody.client.post(
        "/sign-in/sample", data={"person": person}, headers={"Origin": nobody.origin}, allow_redirects=False
    )
    cookie = response.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie


@pytest.mark.parametrize("after", ["//elsewhere.example", "https://elsewhere.example", "/\\elsewhere.example", ""])
async def test_the_sign_in_leads_to_our_own_pages(after: str, open_console: Open) -> None:
    nobody = await open_console(None)
    page = await nobody.get("/sign-in", params={"next": after})
    assert 'name="next" value="/inbox"' in page


async def test_production_has_no_samples_and_a_secure_cookie(settings: Settings, city: City, staff: Staff) -> None:
    server = TestServer(create_staff_app(dataclasses.replace(settings, mode="production"), city, Metrics()))
    async with TestClient(server) as client:
        origin = {"Origin": str(client.make_url("")).rstrip("/")}
        assert "sample" not in await (await client.get("/sign-in")).text()
        assert (await client.post("/sign-in/sample", data={"person": "x"}, headers=origin)).status == 404
        link = f"/invitations/{staff.invite('王芳', 'trainer')}"
        response = await client.post(link, headers=origin, allow_redirects=False)
        assert response.headers["Set-Cookie"].startswith("__Host-staff=")
        assert "Secure" in response.headers["Set-Cookie"]


async def test_samples_are_given_to_this_machine_alone(open_console: Open) -> None:
    nobody = await open_console(None)
    page = await nobody.get("/sign-in", headers={"Host": "staff.elsewhere.example"})
    assert "/sign-in/sample" not in page


async def test_every_other_address_is_closed(staff_server: TestServer, open_console: Open) -> None:
    nobody = await open_console(None)
    addresses = {route.resource.canonical for route in staff_server.app.router.routes() if route.resource}
    closed = {address for address in addresses if not is_open(address)}
    for address in closed:
        path = re.sub(r"\{[^}]+\}", "x", address)
        methods = [nobody.client.get, nobody.client.post]
        answers = [await ask(path, headers={"Origin": nobody.origin}, allow_redirects=False) for ask in methods]
        # 405: the address has no such method; 303 leads to the sign-in.
        assert {answer.status for answer in answers} <= {303, 403, 405}, address


def test_every_permission_names_known_roles() -> None:
    assert all(roles and roles <= set(ROLES) for roles in PERMISSIONS.values())


def keys(words: Any, path: str = "") -> set[str]:
    if not isinstance(words, dict):
        return {path}
    return {name for key, value in words.items() for name in keys(value, f"{path}.{key}")}


def test_both_languages_have_the_same_words() -> None:
    words = Pages.read().words
    assert keys(words["zh"]) == keys(words["en"])


async def test_files_are_those_named_and_no_others(open_console: Open) -> None:
    nobody = await open_console(None)
    for name in ("htmx.min.js", "htmx.LICENSE.txt", "tokens.css", "console.css", "console.mjs", "shimin.svg"):
        assert (await nobody.client.get(f"/files/{name}")).status == 200
    for name in ("chat.css", "..%2Fpages.py", "console.html"):
        assert (await nobody.client.get(f"/files/{name}")).status == 404


def test_the_command_prints_a_link_that_works(state: Path, staff: Staff) -> None:
    environ = {
        **os.environ,
        "SHIMIN_STATE_DIR": str(state),
        "SHIMIN_BRAIN_TOKEN": "t",
        "SHIMIN_STAFF_URL": "https://x/",
    }

    def invite(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "bot", "invite", *words]
        return subprocess.run(command, env=environ, cwd=ROOT, capture_output=True, text=True, check=False)

    link = invite("王芳 Wang Fang", "trainer").stdout.strip()
    assert link.startswith("https://x/invitations/")
    assert staff.invited(link.rpartition("/")[2]) == "王芳 Wang Fang"
    assert invite("", "trainer").returncode == 2
    assert invite("王芳", "mayor").returncode == 2
