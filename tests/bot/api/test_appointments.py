"""An appointment's link: with its key it shows, adds and cancels; without it there is nothing. Only the button acts."""

from __future__ import annotations

from datetime import datetime, timedelta

import icalendar
import pytest
from yarl import URL

from city import dev
from city.booking.values import Wish
from city.bootstrap import City
from city.people.access import Actor
from tests.bot.conftest import Door

START = "2026-12-02T09:00:00+08:00"


@pytest.fixture
def ann(city: City) -> Actor:
    dev.set_clock(city, datetime.fromisoformat("2026-11-24T13:30:00+08:00"))
    dev.given(city, {"bookings": [{"service": "PASSPORT", "office": "SY-EXIT", "start": START, "conversation": "c-7"}]})
    return city.people.actor("c-7")


@pytest.fixture
def link(city: City, ann: Actor) -> str:
    return city.bookings.url(city.bookings.mine(ann)[0])


def at(link: str, end: str, **query: str) -> URL:
    path, _, key = link.partition("?key=")
    return URL(f"{path}{end}").with_query({"key": key, **query})


@pytest.mark.parametrize("key", ["", "wrong", "é", "\0"])
@pytest.mark.parametrize(
    ("method", "end"), [("GET", ""), ("GET", ".ics"), ("GET", "/qr.svg"), ("POST", "/cancel"), ("POST", "/confirm")]
)
async def test_without_the_key_there_is_nothing(  # noqa: PLR0917
    link: str, ann: Actor, city: City, door: Door, key: str, method: str, end: str
) -> None:
    response = await door.request(method, at(link, end).with_query({"key": key}))
    missing = await door.request(method, at(f"/appointments/b-{'0' * 26}?key=x", end))
    assert response.status == missing.status == 404
    assert await response.text() == await missing.text()
    assert city.bookings.mine(ann)[0].status == "confirmed"


@pytest.mark.parametrize("path", ["/appointments/b-1", "/appointments/x.ics", "/appointments/../etc", "/appointments/"])
async def test_what_is_no_id(path: str, door: Door) -> None:
    assert (await door.get(URL(path, encoded=True))).status == 404


async def test_looking_at_it_cancels_nothing(link: str, ann: Actor, city: City, door: Door) -> None:
    for _ in range(2):
        assert (await door.get(at(link, ""))).status == 200
    assert (await door.get(at(link, "/cancel"))).status == 405
    assert city.bookings.mine(ann)[0].status == "confirmed"


async def test_the_page_says_what_when_where_and_what_to_bring(link: str, ann: Actor, city: City, door: Door) -> None:
    booking = city.bookings.mine(ann)[0]
    for language, service in (("zh", "普通护照"), ("en", "Passport")):
        response = await door.get(at(link, "", lang=language))
        text = await response.text()
        assert response.headers["Cache-Control"] == "no-store"
        papers = [document.get(language) for document in city.catalogue.service("PASSPORT").documents]
        assert all(word in text for word in (service, booking.ref, "2026-12-02 09:00", *papers, "/cancel?key="))


async def test_one_tap_cancels_once(link: str, ann: Actor, city: City, door: Door) -> None:
    for _ in range(2):
        response = await door.post(at(link, "/cancel", lang="en"))
        assert response.status == 200
        text = await response.text()
        assert "The appointment is cancelled" in text and "<form" not in text
    assert city.bookings.mine(ann) == []
    assert [receipt.act for receipt in city.receipts.mine(ann)] == ["booking.cancelled", "booking.created"]


async def test_too_late_is_said_and_changes_nothing(link: str, ann: Actor, city: City, door: Door) -> None:
    dev.set_clock(city, datetime.fromisoformat("2026-12-02T07:30:00+08:00"))
    response = await door.post(at(link, "/cancel", lang="en"))
    assert "less than 2 hours" in await response.text()
    assert city.bookings.mine(ann)[0].status == "confirmed"


async def test_the_calendar_file(link: str, ann: Actor, city: City, door: Door) -> None:
    response = await door.get(at(link, ".ics", lang="en"))
    assert response.content_type == "text/calendar"
    assert response.headers["Cache-Control"] == "no-store"
    (event,) = icalendar.Calendar.from_ical(await response.read()).walk("VEVENT")
    assert event.start == datetime.fromisoformat(START)
    assert str(event["summary"]) == "Passport"
    await door.post(at(link, "/cancel"))
    after = icalendar.Calendar.from_ical(await (await door.get(at(link, ".ics"))).read())
    assert str(after["method"]) == "CANCEL"


async def test_the_code_is_a_picture(link: str, ann: Actor, door: Door) -> None:
    response = await door.get(at(link, "/qr.svg"))
    assert response.content_type == "image/svg+xml"
    assert (await response.text()).startswith("<svg")


async def test_the_page_has_its_style(door: Door) -> None:
    assert (await door.get("/appointments/style.css")).content_type == "text/css"


@pytest.fixture
def offer(city: City, ann: Actor) -> str:
    """The link of a slot that the waitlist holds for somebody."""
    ben = city.people.actor("c-8")
    city.bookings.join_waitlist(ben, Wish("PASSPORT", office="SY-EXIT"))
    assert city.upkeep.step().offered == 1
    return str(city.outbox.newest(1)[0].params["url"])


async def test_an_offer_is_taken_with_one_tap(offer: str, city: City, door: Door) -> None:
    assert "Book this time" in await (await door.get(at(offer, "", lang="en"))).text()
    assert city.bookings.mine(city.people.actor("c-8")) == []
    for _ in range(2):
        text = await (await door.post(at(offer, "/confirm", lang="en"))).text()
        assert "Your appointment" in text and "Cancel this appointment" in text
    assert [booking.status for booking in city.bookings.mine(city.people.actor("c-8"))] == ["confirmed"]
    assert len(city.receipts.mine(city.people.actor("c-8"))) == 1


async def test_an_offer_that_ran_out_and_went_on_is_gone(offer: str, city: City, door: Door) -> None:
    (place,) = city.bookings.waits(city.people.actor("c-8"))
    held = city.bookings.get(city.people.actor("c-8"), str(place.offer))
    dev.set_clock(city, city.clock.now() + timedelta(minutes=31))
    for n in range(3):
        city.bookings.hold(city.people.actor(f"d-{n}"), "PASSPORT", "SY-EXIT", held.start, key="k")
    assert "someone else has taken" in await (await door.post(at(offer, "/confirm", lang="en"))).text()


async def test_beside_another_appointment_it_is_moved_in_the_chat(offer: str, city: City, door: Door) -> None:
    given = {"service": "PASSPORT", "office": "SY-EXIT", "start": START, "conversation": "c-8"}
    ref = dev.given(city, {"bookings": [given]})["bookings"][0]["ref"]
    assert ref in await (await door.post(at(offer, "/confirm", lang="en"))).text()
