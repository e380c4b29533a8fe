"""``/appointments/<id>``: what a reminder's link opens. Whoever has the key sees the appointment, adds it, or cancels it.

Links are opened by mail scanners and previews too, so nothing happens before the button on the page is pressed.
"""

from __future__ import annotations

import asyncio
import io
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import urlencode

import segno
from aiohttp import web

from bot.errors import NotFound
from bot.http import language_for
from bot.inbound import Language
from bot.keys import CITY, SETTINGS, TEXTS
from city import errors as refusals
from city.booking.values import Booking
from city.bootstrap import City
from city.clock import local

routes = web.RouteTableDef()

_BOOKING = r"{booking:b-[0-9A-Z]{26}}"
_PRIVATE = {"Cache-Control": "no-store"}
_PAGE = Path(__file__).parent / "appointment.html"
_STYLE = Path(__file__).parent.parent / "console" / "status.css"
_WAYS = {"held": "confirm", "confirmed": "cancel", "displaced": "cancel"}
"""What can be done with an appointment by its link: one thing."""


@routes.get("/appointments/style.css")
async def style(request: web.Request) -> web.FileResponse:
    """Return the page's style sheet, which is that of the staff's page."""
    return web.FileResponse(_STYLE, headers={"Content-Type": "text/css; charset=utf-8", "Cache-Control": "no-cache"})


@routes.get(f"/appointments/{_BOOKING}.ics")
async def calendar(request: web.Request) -> web.Response:
    """Return the appointment as an iCalendar file."""
    city, language, url = request.app[CITY], language_for(request), request.app[SETTINGS].public_url
    booking, key = _link(request)
    try:
        body = await asyncio.to_thread(city.bookings.calendar, booking, key, language=language, public_url=url)
    except refusals.NotFound:
        raise NotFound from None
    headers = _PRIVATE | {"Content-Disposition": 'attachment; filename="appointment.ics"'}
    return web.Response(body=body, content_type="text/calendar", charset="utf-8", headers=headers)


@routes.get(f"/appointments/{_BOOKING}/qr.svg")
async def qr(request: web.Request) -> web.Response:
    """Draw the address of the calendar file, for the phone that the calendar is on."""
    await _open(request)
    booking, key = _link(request)
    picture = io.BytesIO()
    address = f"{request.app[SETTINGS].public_url}/appointments/{booking}.ics?{urlencode({'key': key})}"
    # White is drawn too: on a dark page a code without its own background cannot be scanned.
    segno.make(address, error="m", micro=False).save(
        picture, kind="svg", scale=4, border=4, light="#fff", xmldecl=False
    )
    return web.Response(body=picture.getvalue(), content_type="image/svg+xml", headers=_PRIVATE)


@routes.get(f"/appointments/{_BOOKING}")
async def page(request: web.Request) -> web.Response:
    """Show the appointment as it is now, with one button that cancels it."""
    return _answer(request, await _open(request))


@routes.post(f"/appointments/{_BOOKING}/cancel")
async def cancel(request: web.Request) -> web.Response:
    """Cancel the appointment; one that is cancelled already stays so."""
    booking = await _open(request)
    bookings, named = request.app[CITY].bookings, _link(request)
    owner, _ = await asyncio.to_thread(bookings.by_key, *named)
    try:
        cancelled = await asyncio.to_thread(bookings.cancel, owner, booking.id, key=f"link:{booking.id}")
    except refusals.TooLateToCancel as late:
        return _answer(request, booking, _say(request, "too_late", hours=late.hours))
    except refusals.NotFound:  # it is over, or somebody checked in: the page says which
        return _answer(request, await _open(request))
    return _answer(request, cancelled.booking)


@routes.post(f"/appointments/{_BOOKING}/confirm")
async def confirm(request: web.Request) -> web.Response:
    """Take the slot that is held, such as one that the waitlist offers; one that is taken already stays so."""
    held = await _open(request)
    bookings, named = request.app[CITY].bookings, _link(request)
    owner, _ = await asyncio.to_thread(bookings.by_key, *named)
    try:
        confirmed = await asyncio.to_thread(bookings.confirm, owner, held.id, key=f"link:{held.id}")
    except (refusals.HoldExpired, refusals.SlotTaken):
        return _answer(request, await _open(request), _say(request, "gone"))
    except refusals.QuotaReached as reached:
        return _answer(request, held, _say(request, "other", ref=getattr(reached.booking, "ref", "")))
    except refusals.NotFound:  # it is no hold any more: the page says what it is
        return _answer(request, await _open(request))
    return _answer(request, confirmed.booking)


async def _open(request: web.Request) -> Booking:
    try:
        _, booking = await asyncio.to_thread(request.app[CITY].bookings.by_key, *_link(request))
    except refusals.NotFound:
        raise NotFound from None
    return booking


def _link(request: web.Request) -> tuple[str, str]:
    return request.match_info["booking"], request.query.get("key", "")


def _say(request: web.Request, name: str, **values: object) -> str:
    return request.app[TEXTS].say(f"utter_door_appointment_{name}", language_for(request), **values)


def _answer(request: web.Request, booking: Booking, note: str = "") -> web.Response:
    city, language = request.app[CITY], language_for(request)
    named, key = _link(request)
    query = urlencode({"key": key, "lang": language})
    values = {
        "language": "zh-CN" if language == "zh" else "en",
        "title": _say(request, booking.status),
        "note": note,
        "when": f"{local(booking.start):%Y-%m-%d %H:%M}-{local(booking.end):%H:%M}",
        "ref": booking.ref,
        "calendar": _say(request, "calendar"),
        "ics": f"/appointments/{named}.ics?{query}",
        **_catalogued(city, booking, language),
    }
    html = Template(_PAGE.read_text(encoding="utf-8")).substitute(
        {name: escape(value) for name, value in values.items()},
        papers="".join(f"<li>{escape(one)}</li>" for one in _papers(city, booking, language)),
        button=_button(request, _WAYS[booking.status], query) if booking.status in _WAYS else "",
    )
    return web.Response(text=html, content_type="text/html", charset="utf-8", headers=_PRIVATE)


def _catalogued(city: City, booking: Booking, language: Language) -> dict[str, str]:
    office = city.catalogue.office(booking.office)
    return {
        "service": city.catalogue.service(booking.service).name.get(language),
        "office": office.name.get(language),
        "address": office.address.get(language),
        "phone": office.phone,
    }


def _papers(city: City, booking: Booking, language: Language) -> list[str]:
    return [document.get(language) for document in city.catalogue.service(booking.service).documents]


def _button(request: web.Request, way: str, query: str) -> str:
    action = escape(f"/appointments/{request.match_info['booking']}/{way}?{query}")
    return f'<form method="post" action="{action}"><button type="submit">{escape(_say(request, way))}</button></form>'
