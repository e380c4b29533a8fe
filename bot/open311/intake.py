"""From a form to a report: personal data go to the vault, as they do with what is said in the chat."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from bot.errors import InvalidField, PlaceOutside, ServiceUnknown
from bot.open311.parameters import place_of, text_of
from bot.privacy.detectors import Kind
from bot.privacy.masking import mask
from bot.privacy.tokens import disarmed
from city import errors as refusals
from city.bootstrap import City
from city.people.access import Actor
from city.reports.values import Filed, NewReport, Place


def file(city: City, client: str, form: Mapping[str, str], key: str | None) -> Filed:
    """File the report of an app's user. Blocks.

    Args:
        client: name of the app, whose report it is as far as the city knows.
        key: idempotency key, if the app sent one; without it every form is a report of its own.

    Raises:
        InvalidField, PlaceMissing, PlaceOutside, ServiceUnknown
    """
    code = text_of(form, "service_code")
    if code is None:
        raise InvalidField(field="service_code")
    if code not in city.reports.kinds.by_code:
        raise ServiceUnknown
    actor = Actor(f"open311-{client}", f"g-open311-{client}")
    place, scope = place_of(form), actor.conversation
    report = NewReport(
        kind=code,
        place=Place(_masked(city, place.words, scope), place.lat, place.lon),
        description=_masked(city, text_of(form, "description"), scope),
        photo=text_of(form, "media_url"),
        channel="open311",
        contact=_contact(city, form, scope),
    )
    try:
        return city.reports.file(actor, report, key=f"open311:{key or secrets.token_urlsafe(16)}"[:200])
    except refusals.OutsideArea:
        raise PlaceOutside from None
    except refusals.InvalidPhoto:
        raise InvalidField(field="media_url") from None


def _masked(city: City, text: str | None, scope: str) -> str | None:
    """Replace identifiers by tokens; what only looks like a token is none."""

    def put(kind: Kind, value: str) -> str:
        return city.vault.put(kind, value, scope)

    return None if text is None else mask(disarmed(text, ()), put)[0]


def _contact(city: City, form: Mapping[str, str], scope: str) -> dict[str, str]:
    """Return tokens for whoever may be asked back."""
    names = [text for name in ("first_name", "last_name") if (text := text_of(form, name))]
    told = {"name": " ".join(names), "phone": text_of(form, "phone"), "email": text_of(form, "email")}
    return {kind: city.vault.put(kind, value, scope) for kind, value in told.items() if value}
