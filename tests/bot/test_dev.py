"""Rehearsals: only in development, and only from this machine's own pages."""

import pytest

from city.bootstrap import City
from tests.bot.conftest import Door, Json, OpenDoor, history, say, texts
from tests.bot.fake_brain import FakeBrain

ROUTES = [
    ("GET", "/dev/inbox"),
    ("GET", "/dev/people"),
    ("GET", "/dev/style.css"),
    ("POST", "/dev/sign-in"),
    ("POST", "/dev/clock"),
    ("POST", "/dev/outage"),
    ("POST", "/dev/given"),
]


async def post(door: Door, path: str, body: Json, status: int = 200) -> Json:
    response = await door.post(path, json=body)
    assert response.status == status, await response.text()
    return dict(await response.json())


@pytest.mark.parametrize(("method", "path"), ROUTES)
async def test_production_has_none_of_it(method: str, path: str, open_door: OpenDoor) -> None:
    door = await open_door(mode="production")
    response = await door.request(method, path, json={})
    assert response.status == 404
    assert "trace" not in await say(door, "你好")


@pytest.mark.parametrize(("method", "path"), ROUTES)
@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Host": "10.0.0.1"}])
async def test_other_sites_cannot_reach_it(method: str, path: str, headers: dict[str, str], door: Door) -> None:
    response = await door.request(method, path, json={}, headers=headers)
    assert response.status == 404


@pytest.mark.parametrize("host", ["localhost:8080", "127.0.0.1:8080", "[::1]:8080"])
async def test_this_machine_can(host: str, door: Door) -> None:
    assert (await door.get("/dev/people", headers={"Host": host})).status == 200


async def test_a_person_signs_in_and_the_talk_goes_on(door: Door, brain: FakeBrain) -> None:
    token = (await say(door, "我的惠琼保"))["conversation"]
    answer = await post(door, "/dev/sign-in", {"conversation": token, "person": "LIN-HAI"})
    assert texts(answer) == ["echo /EXTERNAL_signed_in"]
    assert answer["conversation"] == token
    assert brain.calls[1]["level"] == "code"
    said = await history(door, token)
    assert [entry["author"] for entry in said] == ["citizen", "assistant", "assistant"]


async def test_nobody_else_signs_in(door: Door) -> None:
    token = (await say(door, "你好"))["conversation"]
    await post(door, "/dev/sign-in", {"conversation": token, "person": "NOBODY"}, status=404)
    await post(door, "/dev/sign-in", {"conversation": "wrong", "person": "LIN-HAI"}, status=404)
    await post(door, "/dev/sign-in", {"conversation": token}, status=400)


async def test_the_clock_reaches_the_brain_and_the_transcript(door: Door, brain: FakeBrain) -> None:
    assert (await post(door, "/dev/clock", {"now": "2026-12-25T10:00:00+08:00"}))["now"] == "2026-12-25T10:00:00+08:00"
    answer = await say(door, "你好")
    assert brain.calls[0]["now"].startswith("2026-12-25T10:0")
    assert answer["at"].startswith("2026-12-25T10:0")
    await post(door, "/dev/clock", {"now": None})
    assert not (await say(door, "你好"))["at"].startswith("2026-12-25")


@pytest.mark.parametrize("now", ["tomorrow", "2026-12-25T10:00:00", 5, [], ""])
async def test_a_clock_cannot_be_set_to_nonsense(now: object, door: Door) -> None:
    assert (await post(door, "/dev/clock", {"now": now}, status=400))["error"]["code"] == "invalid_field"


async def test_an_outage_begins_and_ends(door: Door) -> None:
    for mode in ("down", "slow", "garbage", None):
        assert await post(door, "/dev/outage", {"gateway": "cover", "mode": mode}) == {"gateway": "cover", "mode": mode}


@pytest.mark.parametrize("body", [{"gateway": "moon", "mode": "down"}, {"gateway": "cover", "mode": "sad"}])
async def test_an_outage_of_nothing_is_refused_with_the_reason(body: Json, door: Door) -> None:
    answer = await post(door, "/dev/outage", body, status=400)
    assert answer["error"]["code"] == "given_invalid"
    assert "must be one of" in answer["error"]["message"]


async def test_what_is_given_is_there(door: Door, city: City) -> None:
    start = "2026-12-02T09:00:00+08:00"
    body = {"slots": [{"service": "PASSPORT", "office": "SY-EXIT", "start": start, "seats": 1}]}
    assert (await post(door, "/dev/given", body))["slots"] == 1


@pytest.mark.parametrize("body", [{"moons": []}, {"slots": 5}, {"slots": [{"service": "NOTHING"}]}])
async def test_what_cannot_be_given_is_refused_with_the_reason(body: Json, door: Door) -> None:
    answer = await post(door, "/dev/given", body, status=400)
    assert answer["error"]["message"]


async def test_the_inbox_has_the_code_for_programs_and_for_people(door: Door) -> None:
    token = (await say(door, "你好"))["conversation"]
    await door.post("/api/v1/sign-in", json={"conversation": token, "phone": "13800000001"})
    response = await door.get("/dev/inbox")
    [message] = await response.json()
    assert message["to"] == "138****0001"
    page = await door.get("/dev/inbox", headers={"Accept": "text/html"})
    assert page.content_type == "text/html"
    assert message["params"]["code"] in await page.text()


async def test_people_are_listed(door: Door) -> None:
    people = await (await door.get("/dev/people")).json()
    assert "LIN-HAI" in {person["code"] for person in people}
