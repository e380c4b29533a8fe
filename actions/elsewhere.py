"""Matters that cannot be done here yet: said plainly, with the matter named back and who does it today.

Nothing is recorded, and the sentences say so.
"""

from __future__ import annotations

from typing import Any

from actions import _cards
from actions._labels import intent_name
from actions._support import Button, CityAction, Events, Talk, button

DESK, INSURANCE_DESK = "12345", "12378"


class FileClaim(CityAction):
    """Claiming from an insurer."""

    key = "action_file_claim"

    def answer(self, talk: Talk) -> Events:
        """Name the insurer's number if the insurance was named, else where it stands."""
        language, event = talk.turn.language, talk.turn.first("event")
        buttons: list[Button] = [button(intent_name("list_policies", language), "list_policies")]
        if event:
            buttons.insert(0, button(intent_name("check_cover", language), "check_cover", event=str(event)))
        _say_with_insurer(
            talk,
            "utter_file_claim",
            buttons,
            event=talk.word(talk.city.catalogue.event(str(event)).name) if event else None,
        )
        return talk.resume()


class CheckClaim(CityAction):
    """Where a claim stands."""

    key = "action_check_claim"

    def answer(self, talk: Talk) -> Events:
        """Say who can look it up."""
        buttons = [button(intent_name("list_policies", talk.turn.language), "list_policies")]
        _say_with_insurer(talk, "utter_check_claim", buttons, ref=talk.turn.first("claim_ref"))
        return talk.resume()


class MyData(CityAction):
    """A copy of one's data, or its deletion: `utter_<intent>`."""

    key = "action_my_data"

    def answer(self, talk: Talk) -> Events:
        """Say who takes the request, and what can be seen or done here."""
        _say_with_desk(talk, f"utter_{talk.turn.intent}")
        return talk.resume()


def _say_with_desk(talk: Talk, response: str, **values: Any) -> None:
    talk.say(response, card=_cards.handoff_card([DESK], talk.turn.language), **values)


def _say_with_insurer(talk: Talk, response: str, buttons: list[Button], **values: Any) -> None:
    """Say it with the number of the insurer that was named; of a family any member's, which is the same."""
    language, code = talk.turn.language, talk.turn.first("product")
    named = talk.city.cover.contact(str(code)) if code else None
    own = _cards.phones_card([(named.hotline, named.insurer.get(language))]) if named else None
    talk.say(
        response,
        card=own or _cards.handoff_card([INSURANCE_DESK], language),
        buttons=buttons,
        product=named.product.get(language) if named else None,
        hotline=named.hotline if named else None,
        **values,
    )
