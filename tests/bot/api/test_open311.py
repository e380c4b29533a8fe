"""Open311 GeoReport v2 for other apps: refusals first, then a report from the list of services to its end."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from xml.etree import ElementTree as Xml

import pytest
from civicbot.http import HttpError, HttpTransport, RateLimiter
from civicbot.open311 import Open311Client
from civicbot.registry import Endpoint
from sqlalchemy import text

from bot.settings import Settings, SettingsError
from city.bootstrap import City
from city.outages import set_outage
from city.people.access import Actor
from city.reports.register import Works
from city.reports.values import NewReport, Place
from tests.bot.conftest import Door, OpenDoor

BASE = "/open311/v2"
KEY = "key-of-the-app"
FORM = {
    "api_key": KEY,
    "service_code": "POTHOLE",
    "lat": "18.2528",
    "long": "109.5119",
    "address_string": "解放路",
    "description": "A large hole & <no> sign",
}


@pytest.fixture
async def door(open_door: OpenDoor) -> Door:
    return await open_door(open311_clients={"app": KEY, "other": "key-of-another"})


async def get(door: Door, path: str, expected: int = 200, /, **query: str) -> Any:
    response = await door.get(f"{BASE}/{path}", params=query)
    assert response.status == expected, await response.text()
    return await response.json()


async def post(door: Door, form: dict[str, str], status: int = 200, **headers: str) -> Any:
    response = await door.post(f"{BASE}/requests.json", data=form, headers=headers)
    assert response.status == status, await response.text()
    return await response.json()


def changed(**fields: str | None) -> dict[str, str]:
    return {name: value for name, value in {**FORM, **fields}.items() if value is not None}


@pytest.mark.parametrize(
    ("form", "status"),
    [
        (changed(api_key=None), 403),
        (changed(api_key=""), 403),
        (changed(api_key="wrong"), 403),
        (changed(service_code=None), 400),
        (changed(service_code="VOLCANO"), 404),
        (changed(jurisdiction_id="haikou.gov.cn"), 404),
        (changed(lat=None), 400),
        (changed(long=""), 400),
        (changed(lat=None, long=None, address_string=None), 400),
        (changed(lat=None, long=None, address_string=" ", address_id="7"), 400),
        (changed(lat="north"), 400),
        (changed(lat="nan"), 400),
        (changed(lat="118.25"), 400),
        (changed(lat="39.9", long="116.4"), 400),
        (changed(media_url="javascript:alert(1)"), 400),
        (changed(description="x" * 4001), 400),
        (changed(address_string="x" * 201), 400),
        (changed(description="着火了，快来救命"), 400),
    ],
)
async def test_what_is_refused_leaves_nothing(door: Door, city: City, form: dict[str, str], status: int) -> None:
    (error,) = await post(door, form, status)
    assert error["code"] == status
    assert error["description"]
    with city.db.read() as session:
        assert session.execute(text("SELECT count(*) FROM report")).scalar() == 0


async def test_without_keys_nobody_may_write(open_door: OpenDoor) -> None:
    await post(await open_door(), FORM, 403)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (json.dumps(FORM).encode(), "application/json"),
        (b"service_code=\xff\xfe", "application/x-www-form-urlencoded"),
        (f"api_key={KEY}&service_code=POTHOLE&service_code=TREE&lat=18.2&long=109.5".encode(), None),
        (b"&".join(b"a%d=1" % n for n in range(200)), "application/x-www-form-urlencoded"),
    ],
)
async def test_a_body_that_is_no_form(door: Door, body: bytes, content_type: str | None) -> None:
    headers = {"Content-Type": content_type or "application/x-www-form-urlencoded"}
    response = await door.post(f"{BASE}/requests.json", data=body, headers=headers)
    assert response.status == 400


async def test_a_body_without_end(door: Door) -> None:
    await post(door, changed(note="x" * 70_000), 413)


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_refusals_in_both_formats_and_languages(door: Door, language: str) -> None:
    expected = {"zh": "没有这个类型", "en": "no such kind"}[language]
    (error,) = await get(door, "services/VOLCANO.json", 404, lang=language)
    assert error["code"] == 404 and expected in error["description"]
    response = await door.get(f"{BASE}/services/VOLCANO.xml", params={"lang": language})
    root = Xml.fromstring(await response.text())
    assert (root.tag, root[0].tag, root[0].findtext("code")) == ("errors", "error", "404")
    assert expected in root[0].findtext("description")


@pytest.mark.parametrize(
    "query",
    [
        {"status": "ajar"},
        {"start_date": "yesterday"},
        {"start_date": "2026-11-24T00:00:00"},
        {"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-11-24T00:00:00Z"},
        {"start_date": "2026-11-24T00:00:00Z", "end_date": "2026-11-23T00:00:00Z"},
    ],
)
async def test_questions_that_cannot_be_answered(door: Door, query: dict[str, str]) -> None:
    await get(door, "requests.json", 400, **query)


@pytest.mark.parametrize(
    "path", ["requests/RP-20261124-99.json", "tokens/NOTOKEN.json", "services.yaml", "nothing.json"]
)
async def test_what_is_not_there(door: Door, path: str) -> None:
    await get(door, path, 404)


async def test_another_city(door: Door) -> None:
    await get(door, "services.json", 404, jurisdiction_id="haikou.gov.cn")
    assert await get(door, "services.json", jurisdiction_id="sanya.gov.cn") == await get(door, "services.json")


async def test_a_browser_may_read_from_anywhere(door: Door) -> None:
    response = await door.get(f"{BASE}/services.json")
    assert response.headers["Access-Control-Allow-Origin"] == "*"


async def test_discovery(door: Door) -> None:
    found = await get(door, "discovery.json")
    (endpoint,) = found["endpoints"]
    assert endpoint["specification"] == "http://wiki.open311.org/GeoReport_v2"
    assert (endpoint["url"], endpoint["type"]) == (f"http://localhost:8080{BASE}", "test")
    assert endpoint["formats"] == ["text/xml", "application/json"]
    response = await door.get(f"{BASE}/discovery.xml")
    assert response.headers["Content-Type"] == "text/xml; charset=utf-8"
    body = await response.text()
    assert body.startswith('<?xml version="1.0" encoding="utf-8"?>')
    root = Xml.fromstring(body)
    assert {field.tag for field in root} == {"changeset", "contact", "key_service", "endpoints"}
    assert [one.text for one in root.iter("format")] == ["text/xml", "application/json"]


async def test_the_services(door: Door) -> None:
    found = await get(door, "services.json", lang="en")
    assert [one["service_code"] for one in found][:2] == ["POTHOLE", "STREETLIGHT"]
    assert found[0]["service_name"] == "Pothole or broken road"
    assert (found[0]["metadata"], found[0]["type"]) == (False, "realtime")
    chinese = await get(door, "services.json", lang="zh")
    assert chinese[0]["service_name"] == "道路坑洼"
    for without in ("services", "services.xml"):
        root = Xml.fromstring(await (await door.get(f"{BASE}/{without}")).text())
        assert (root.tag, len(root), root[0].findtext("metadata")) == ("services", 8, "false")
    response = await door.get(f"{BASE}/services", headers={"Accept": "application/json"})
    assert len(await response.json()) == 8
    assert await get(door, "services/TREE.json") == {"service_code": "TREE", "attributes": []}
    assert Xml.fromstring(await (await door.get(f"{BASE}/services/TREE.xml")).text()).tag == "service_definition"


async def test_a_report_from_start_to_end(door: Door, city: City) -> None:
    (filed,) = await post(door, FORM)
    ref = filed["service_request_id"]
    assert "token" not in filed and filed["service_notice"]
    (seen,) = await get(door, f"requests/{ref}.json", lang="en")
    assert (seen["status"], seen["status_notes"]) == ("open", "open")
    assert (seen["lat"], seen["long"], seen["address"]) == (18.2528, 109.5119, "解放路")
    assert seen["description"] == FORM["description"]
    assert seen["requested_datetime"].endswith("+08:00")
    Works(city.db, city.clock).close(ref, "fixed", "filled")
    (seen,) = await get(door, f"requests/{ref}.json")
    assert (seen["status"], seen["status_notes"]) == ("closed", "fixed: filled")
    root = Xml.fromstring(await (await door.get(f"{BASE}/requests/{ref}.xml")).text())
    assert root.find("request/description").text == FORM["description"]
    assert root.find("request/zipcode").text is None
    listed = await get(door, "requests.json", service_code="POTHOLE,TREE", status="closed")
    assert [one["service_request_id"] for one in listed] == [ref]
    assert await get(door, "requests.json", status="open") == []
    assert await get(door, "requests.json", service_code="TREE") == []
    by_number = await get(door, "requests.json", service_request_id=f"{ref},RP-20261124-99", status="open")
    assert len(by_number) == 1, "numbers override all else"
    assert await get(door, "requests.json", start_date="2020-01-01T00:00:00Z") == []


async def test_an_xml_client(door: Door) -> None:
    response = await door.post(f"{BASE}/requests.xml", data=FORM)
    root = Xml.fromstring(await response.text())
    assert (root.tag, root[0].tag) == ("service_requests", "request")
    assert root.findtext("request/service_request_id").startswith("RP-")


async def test_four_thousand_chinese_characters_fit(door: Door) -> None:
    await post(door, changed(description="坑" * 4000))


async def test_the_same_key_is_one_report(door: Door) -> None:
    first = await post(door, FORM, **{"Idempotency-Key": "k-1"})
    assert await post(door, FORM, **{"Idempotency-Key": "k-1"}) == first
    other = changed(api_key="key-of-another")
    assert await post(door, other, **{"Idempotency-Key": "k-1"}) != first
    assert await post(door, FORM) != first


@pytest.mark.parametrize("mode", ["down", "garbage"])
async def test_while_the_department_is_away_there_is_a_token(door: Door, city: City, mode: str) -> None:
    set_outage(city.db, "reports", mode)
    (filed,) = await post(door, FORM)
    assert "service_request_id" not in filed
    (found,) = await get(door, f"tokens/{filed['token']}.json")
    assert found == {"service_request_id": None, "token": filed["token"]}
    set_outage(city.db, "reports", None)
    (found,) = await get(door, f"tokens/{filed['token']}.json")
    # What may have arrived is not sent twice; what certainly did not is.
    assert (found["service_request_id"] is not None) == (mode == "down")


async def test_personal_data_go_to_the_vault_and_are_not_published(door: Door, city: City) -> None:
    form = changed(
        description="坑很深，打我电话 13900000077", address_string="找 13900000078", first_name="Ann", last_name="Bell",
        phone="13900000079", email="ann.bell@example.com",
    )  # fmt: skip
    (filed,) = await post(door, form)
    (seen,) = await get(door, f"requests/{filed['service_request_id']}.json")
    assert "***" in seen["description"] and "***" in seen["address"]
    with city.db.read() as session:
        rows = [
            str(row)
            for table in ("report", "service_request")
            for row in session.execute(text(f"SELECT * FROM {table}"))
        ]
    for value in ("13900000077", "13900000078", "13900000079", "ann.bell@example.com", "Ann Bell"):
        assert not [row for row in rows if value in row]
    assert "phone#" in rows[0] and "email#" in rows[0] and "name#" in rows[0]


async def test_the_words_of_a_conversation_are_not_published(door: Door, city: City) -> None:
    filed = city.reports.file(
        Actor("c-1", "g-1"), NewReport("NOISE", Place("我家楼下"), "邻居每晚都吵"), key="k"
    )  # fmt: skip
    (seen,) = await get(door, f"requests/{filed.report.ref}.json")
    assert (seen["description"], seen["address"]) == (None, "我家楼下")


async def test_a_client_that_we_did_not_write(door: Door, city: City) -> None:
    """civicbot 0.4 (PyPI) lists the services, files a report and follows it to its end, knowing the standard alone."""
    base = str(door.make_url(BASE))
    endpoint = Endpoint("sanya", "Sanya", base, write=True)
    client = Open311Client(endpoint, HttpTransport(rate_limiter=RateLimiter(0)), jurisdiction_id="sanya.gov.cn")

    def talk() -> None:
        (light,) = [one for one in client.list_services() if one["service_code"] == "STREETLIGHT"]
        sent = client.create_request(
            light["service_code"],
            lat=18.2528,
            lng=109.5119,
            description="路灯不亮",
            dry_run=False,
            confirm="SEND",
            api_key=KEY,
            validate_remote=True,
        )
        ref = sent.response[0]["service_request_id"]
        assert client.get_request(ref)["status"] == "open"
        Works(city.db, city.clock).close(ref, "fixed", "新灯已装")
        found = client.get_request(ref)
        assert (found["status"], found["status_notes"]) == ("closed", "fixed: 新灯已装")
        assert [one["service_request_id"] for one in client.list_requests(status="closed")] == [ref]
        with pytest.raises(HttpError) as refused:
            client.create_request("TREE", lat=18.2, lng=109.5, dry_run=False, confirm="SEND", api_key="wrong")
        assert refused.value.status == 403

    await asyncio.to_thread(talk)


@pytest.mark.parametrize("clients", ["app", "app:", ":key", "a b:key", "a:k,a:l", "a:k,b:k"])
def test_settings_that_make_no_sense(city: City, clients: str) -> None:
    with pytest.raises(SettingsError, match="SHIMIN_OPEN311_CLIENTS"):
        Settings.from_env({"SHIMIN_OPEN311_CLIENTS": clients}, city.settings)


def test_settings(city: City) -> None:
    assert Settings.from_env({}, city.settings).open311_clients == {}
    read = Settings.from_env({"SHIMIN_OPEN311_CLIENTS": "app:k1, other:k:2"}, city.settings)
    assert read.open311_clients == {"app": "k1", "other": "k:2"}
