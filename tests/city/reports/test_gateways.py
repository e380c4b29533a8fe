"""One suite of promises, kept by the register of the house and by a client of somebody else's Open311 server."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from aiohttp import web

from city import outside
from city.gateways import GatewayError
from city.outside import Outside
from city.reports.gateway import Request, RequestGateway
from city.reports.open311 import Open311Gateway
from city.reports.register import SqlRequestGateway, Works
from city.reports.rules import notes_of
from city.reports.values import NewReport
from tests.city.reports.conftest import HERE, desk_over
from tests.city.reports.open311_server import Open311Server

REQUEST = Request("RP-20261124-1", "POTHOLE", "一个大坑 & <b>", "解放路", 18.25, 109.51, "https://a.example/p.jpg")
BARE = dataclasses.replace(REQUEST, reference="RP-20261124-2", description=None, address="解放路", lat=None, lon=None)


@dataclass
class Department:
    """An implementation, and its staff."""

    gateway: RequestGateway
    accept: Callable[[str], str]
    move: Callable[[str, str, str | None, str | None], None]


def embedded(hall, *, realtime: bool) -> Department:
    gateway, works = SqlRequestGateway(hall.db, hall.clock, realtime=realtime), Works(hall.db, hall.clock)

    def accept(token: str) -> str:
        works.accept(REQUEST.reference)
        return REQUEST.reference

    def move(number: str, status: str, outcome: str | None, reason: str | None) -> None:
        works.close(number, outcome, reason) if status == "closed" else works.begin(number, reason)

    return Department(gateway, accept, move)


def client(url: str, total: float = 2.0, key: str = "secret") -> Open311Gateway:
    return Open311Gateway(Outside(url, total=total), api_key=key, jurisdiction="city.example")


def over_http(server: Open311Server, url: str) -> Department:
    def move(number: str, status: str, outcome: str | None, reason: str | None) -> None:
        wire = "closed" if status == "closed" else "open"
        server.requests[number] |= {"status": wire, "status_notes": notes_of(status, outcome, reason)}

    return Department(client(url), server.accept, move)


@pytest.fixture(params=["register", "json", "xml"])
def kind(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def department(kind: str, hall, request: pytest.FixtureRequest) -> Iterator[Department]:
    batch = getattr(request, "param", False)
    if kind == "register":
        yield embedded(hall, realtime=not batch)
        return
    server = Open311Server(formats=("xml",) if kind == "xml" else ("json", "xml"), batch=batch)
    yield over_http(server, server.start())
    server.stop()


def trouble_of(call: Callable[[], object]) -> str:
    with pytest.raises(GatewayError) as error:
        call()
    return error.value.trouble


def test_what_is_not_there_is_not_found(department: Department):
    assert trouble_of(lambda: department.gateway.look("999")) == "not_found"
    assert trouble_of(lambda: department.gateway.number("999")) == "not_found"


def test_a_number_at_once(department: Department):
    taken = department.gateway.submit(REQUEST)
    assert taken.number is not None and taken.token is None
    seen = department.gateway.look(taken.number)
    assert (seen.status, seen.outcome, seen.reason) == ("open", None, None)
    assert seen.updated_at is not None


def test_words_alone_are_enough(department: Department):
    assert department.gateway.submit(BARE).number is not None


@pytest.mark.parametrize("department", [True], indirect=True)
def test_a_token_first(department: Department):
    taken = department.gateway.submit(REQUEST)
    assert taken.number is None and taken.token is not None
    assert department.gateway.number(taken.token) is None
    number = department.accept(taken.token)
    assert department.gateway.number(taken.token) == number
    assert department.gateway.look(number).status == "open"


def test_the_state_is_followed(department: Department):
    number = department.gateway.submit(REQUEST).number
    department.move(number, "in_progress", None, "crew on the way")
    seen = department.gateway.look(number)
    assert (seen.status, seen.outcome, seen.reason) == ("in_progress", None, "crew on the way")
    department.move(number, "closed", "fixed", "坑已填平")
    seen = department.gateway.look(number)
    assert (seen.status, seen.outcome, seen.reason) == ("closed", "fixed", "坑已填平")


# What only a server far away can do.


@pytest.fixture
def server() -> Iterator[Open311Server]:
    server = Open311Server()
    server.url = server.start()
    yield server
    server.stop()


def answering(status: int, text: str, content_type: str = "application/json"):
    return lambda request: web.Response(status=status, text=text, content_type=content_type)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<html>502 Bad Gateway</html>",
        "{}",
        "[1]",
        "nonsense",
        "[" * 5000,
        "<services>",
        '<!DOCTYPE x [<!ENTITY a "b">]><services/>',
    ],
)
def test_an_answer_of_another_shape(server: Open311Server, text: str):
    server.misbehave = answering(200, text)
    assert trouble_of(lambda: client(server.url).look("1")) == "protocol"


@pytest.mark.parametrize(
    "entry",
    [
        "[]",
        '[{"service_request_id": "2", "status": "open"}]',
        '[{"service_request_id": "1", "status": "ajar"}]',
        '[{"service_request_id": "1"}]',
        '[{"service_request_id": ["1"], "status": "open"}]',
        '[{"service_request_id": true, "status": "open"}]',
        '[{"service_request_id": "1", "status": "open", "updated_datetime": "2026-11-24T05:30:00"}]',
        '[{"service_request_id": "1", "status": "open", "updated_datetime": "yesterday"}]',
        '[{"service_request_id": "1", "status": "open"}, {"service_request_id": "1", "status": "closed"}]',
    ],
)
def test_a_report_of_another_shape(server: Open311Server, entry: str):
    gateway = client(server.url)
    assert gateway._found() == ".json"
    server.misbehave = answering(200, entry)
    assert trouble_of(lambda: gateway.look("1")) in {"protocol", "not_found"}


@pytest.mark.parametrize(
    "entry",
    ["[]", "[{}]", '[{"service_request_id": 1, "token": "t"}]', '[{"service_request_id": 1}, {"token": "t"}]'],
)
def test_a_receipt_of_another_shape(server: Open311Server, entry: str):
    gateway = client(server.url)
    gateway._found()
    server.misbehave = answering(200, entry)
    assert trouble_of(lambda: gateway.submit(REQUEST)) == "protocol"


@pytest.mark.parametrize(
    ("status", "reading", "writing"),
    [
        (302, "protocol", "protocol"),
        (400, "invalid", "invalid"),
        (403, "forbidden", "forbidden"),
        (404, "not_found", "not_found"),
        (429, "rate_limited", "rate_limited"),
        (500, "unavailable", "timeout"),
        (503, "unavailable", "unavailable"),
    ],
)
def test_refusals_of_the_server(server: Open311Server, status: int, reading: str, writing: str):
    gateway = client(server.url)
    gateway._found()
    server.misbehave = answering(status, "[]")
    assert trouble_of(lambda: gateway.look("1")) == reading
    server.calls.clear()
    assert trouble_of(lambda: gateway.submit(REQUEST)) == writing
    assert server.calls == ["POST requests.json"], "a form is sent once"


def test_a_wrong_key(server: Open311Server):
    assert trouble_of(lambda: client(server.url, key="other").submit(REQUEST)) == "forbidden"


def test_reading_is_tried_again(server: Open311Server):
    gateway = client(server.url)
    number = gateway.submit(REQUEST).number
    failures = iter([web.Response(status=503), web.Response(status=503), None])
    server.misbehave = lambda request: next(failures)
    assert gateway.look(number).status == "open"


def test_an_answer_without_end(server: Open311Server, monkeypatch):
    monkeypatch.setattr(outside, "MOST_BYTES", 1000)
    server.misbehave = answering(200, "[" + "1," * 1000)
    assert trouble_of(lambda: client(server.url).look("1")) == "protocol"


def test_nobody_there():
    assert trouble_of(lambda: client("http://127.0.0.1:9/v2").look("1")) == "unavailable"


def test_a_server_that_hangs_is_given_up_in_time_and_then_left_alone(server: Open311Server):
    gateway = client(server.url, total=0.2)
    gateway._found()

    async def hang(request: web.Request) -> web.StreamResponse:
        import asyncio

        await asyncio.sleep(1)
        return web.Response()

    server.misbehave = hang
    started = time.monotonic()
    assert trouble_of(lambda: gateway.look("1")) == "timeout"
    assert time.monotonic() - started < 1
    for _ in range(outside.FAILURES):
        trouble_of(lambda: gateway.look("1"))
    server.calls.clear()
    assert trouble_of(lambda: gateway.look("1")) == "unavailable"
    assert server.calls == [], "left alone"


@pytest.mark.parametrize("name", ["", "../admin", "1/2", "1?x=1", "1.json"])
def test_an_id_leads_nowhere_else(server: Open311Server, name: str):
    gateway = client(server.url)
    gateway._found()
    server.calls.clear()
    assert trouble_of(lambda: gateway.look(name)) == "protocol"
    assert server.calls == []


def test_what_the_server_is_told(server: Open311Server):
    client(server.url).submit(REQUEST)
    assert server.forms == [
        {
            "service_code": "POTHOLE",
            "description": "一个大坑 & <b>",
            "address_string": "解放路",
            "lat": "18.250000",
            "long": "109.510000",
            "media_url": "https://a.example/p.jpg",
            "api_key": "secret",
            "jurisdiction_id": "city.example",
        }
    ]


def test_a_whole_report_through_another_citys_server(hall):
    server = Open311Server(batch=True)
    desk = desk_over(hall, client(server.start()))
    actor = desk.guest()
    filed = desk.reports.file(actor, NewReport("POTHOLE", HERE, "坑"), key="k")
    assert (filed.report.status, filed.report.number) == ("accepted", None)
    (token,) = server.tokens
    number = server.accept(token)
    report = desk.reports.check(actor, filed.report.ref).report
    assert (report.status, report.number) == ("open", number)
    server.requests[number] |= {"status": "closed", "status_notes": "Filled on Tuesday"}
    report = desk.reports.check(actor, filed.report.ref).report
    assert (report.status, report.outcome, report.reason) == ("closed", None, "Filled on Tuesday")
    server.stop()
