"""Answers about a service: how long it takes, and who may use it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions import _cards
from actions._support import Talk
from actions.services import AboutService, ways_on

if TYPE_CHECKING:
    from city.catalogue.models import Service


class Duration(AboutService):
    """How long it takes."""

    key = "action_duration"

    def tell(self, talk: Talk, service: Service) -> None:
        """Say it, and say so where it is only a sample."""
        talk.say(
            "utter_duration",
            buttons=ways_on(talk, service),
            service=service.name.get(talk.turn.language),
            duration=service.duration.get(talk.turn.language),
            sample=service.mark_of("duration") == "sample",
        )


class Eligibility(AboutService):
    """Who may use it."""

    key = "action_eligibility"

    def tell(self, talk: Talk, service: Service) -> None:
        """Say it; where nothing is known, who decides."""
        language = talk.turn.language
        if service.eligibility is None:
            talk.say(
                "utter_eligibility_unknown",
                card=_cards.handoff_card(["12345"], language),
                service=service.name.get(language),
                department=service.department.get(language),
            )
            return
        talk.say(
            "utter_eligibility",
            buttons=ways_on(talk, service),
            service=service.name.get(language),
            eligibility=service.eligibility.get(language),
            sample=service.mark_of("eligibility") == "sample",
        )
