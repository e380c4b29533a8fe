"""Looking for free slots: from the wishes of a form to a search of the city, and how the findings are said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import TYPE_CHECKING, Any

from actions import _cards
from actions._support import Button, Talk, button
from actions.forms.choice import Choice, When
from actions.forms.said import ANYWHERE
from city.booking.values import SlotQuery

if TYPE_CHECKING:
    from city.booking.values import SlotSearch
    from city.catalogue.models import Service

_MOST_OFFICES = 4


def search(talk: Talk, service: str, choice: Choice, quantity: int, limit: int = 6) -> SlotSearch:
    """Look for slots as wished; the city widens the search when there is none."""
    when = choice.when or When()
    day_from, day_to = days_of(when.date)
    time_from, time_to = times_of(when.time)
    office, district = place_of(talk, choice.place)
    query = SlotQuery(
        service,
        office=office,
        district=district,
        day_from=day_from,
        day_to=day_to,
        time_from=time_from,
        time_to=time_to,
        quantity=quantity,
        limit=limit,
    )
    return talk.city.bookings.search(query, talk.actor)


def place_of(talk: Talk, place: str | None) -> tuple[str | None, str | None]:
    """Return office and district of a wished place; at most one is set."""
    if place is None or place == ANYWHERE:
        return None, None
    if any(district.code == place for district in talk.city.catalogue.districts()):
        return None, place
    return place, None


def offers_of(found: SlotSearch) -> tuple[str, ...]:
    """Return the offered slots as they are named in payloads and slots."""
    return tuple(_cards.slot_key(offer.office, offer.start) for offer in found.offers)


@dataclass(frozen=True, slots=True)
class Offering:
    """What slots are offered for: the service and the wishes, and how a choice is sent back."""

    service: Service
    choice: Choice
    intent: str
    extra: Mapping[str, str]


def say_offers(talk: Talk, found: SlotSearch, offering: Offering) -> None:
    """Say what was found, with the reason when it is not what was asked for, and the card to choose from."""
    language, when = talk.turn.language, offering.choice.when or When()
    values: dict[str, Any] = {
        "service": offering.service.name.get(language),
        "day": when.date,
        "reason": talk.word(found.reason),
    }
    if found.widened and found.why:
        talk.say(f"utter_slots_{found.why}", **values)
    if not found.offers:
        talk.say("utter_ask_slot_none", **values)
        return
    card = _cards.slots_card(
        found,
        offering.service,
        talk.city.catalogue,
        language,
        intent=offering.intent,
        extra=offering.extra,
    )
    response = "utter_ask_slot_nearest" if found.widened else _response(when)
    talk.say(response, card=card, buttons=_elsewhere(talk, offering), provisional=found.provisional, **values)


def _response(when: When) -> str:
    return "utter_ask_slot_on" if when.date else "utter_ask_slot_earliest"


def _elsewhere(talk: Talk, offering: Offering) -> list[Button]:
    """Offer the offices as quick replies while none was chosen and there are several."""
    if offering.choice.place != ANYWHERE or len(offering.service.offices) < 2:
        return []
    offices = talk.city.catalogue.offices_for(offering.service.code)[:_MOST_OFFICES]
    return [button(office.name.get(talk.turn.language), offering.intent, office=office.code) for office in offices]


def days_of(wished: str | None) -> tuple[date | None, date | None]:
    """Return the first and the last day of a wish."""
    first, last = _ends(wished)
    return (date.fromisoformat(first), date.fromisoformat(last)) if first and last else (None, None)


def _ends(wished: str | None) -> tuple[str | None, str | None]:
    if wished is None:
        return None, None
    first, _, last = wished.partition("/")
    return first, last or first


def times_of(wished: str | None) -> tuple[time | None, time | None]:
    """A point asks for that very start; "24:00" means until the evening's end."""
    if wished is None:
        return None, None
    first, _, last = wished.partition("/")
    start = time.fromisoformat(first)
    if not last:
        return start, start
    return start, None if last == "24:00" else time.fromisoformat(last)
