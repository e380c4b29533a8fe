"""Use cases of aid: screening, which keeps nothing, and where one's applications stand."""

from __future__ import annotations

import logging
from datetime import datetime

from city.aid.gateway import TIME_LIMIT_SECONDS, AidGateway, Application, read_applications
from city.aid.loader import Aids
from city.aid.programmes import Programme, Question
from city.aid.rules import Facts, Screening, check_fact, screen
from city.clock import Clock
from city.errors import NotFound, OfficeUnavailable
from city.gateways import GatewayError
from city.people.access import Actor, signed_in

_log = logging.getLogger(__name__)


class Aid:
    """Help from the state. What somebody tells of income or health for a screening is not kept by the city."""

    def __init__(
        self, clock: Clock, *, gateway: AidGateway, aids: Aids, limit_seconds: float = TIME_LIMIT_SECONDS
    ) -> None:
        self._clock = clock
        self._gateway = gateway
        self._aids = aids
        self._limit_seconds = limit_seconds

    def programmes(self) -> tuple[Programme, ...]:
        """All programmes in the order of the pack."""
        return tuple(self._aids.programmes.values())

    def programme(self, code: str) -> Programme:
        """The programme with this code.

        Raises:
            NotFound: there is none.
        """
        try:
            return self._aids.programmes[code]
        except KeyError:
            raise NotFound(code=code) from None

    def question(self, code: str) -> Question:
        """The question that asks for a fact.

        Raises:
            NotFound: there is none.
        """
        try:
            return self._aids.questions[code]
        except KeyError:
            raise NotFound(code=code) from None

    def screen(self, programme: str, facts: Facts) -> Screening:
        """Screen somebody for a programme, as of today.

        Raises:
            NotFound: there is no such programme or fact.
            ValueError: a fact cannot be.
        """
        for code, value in facts.items():
            check_fact(self.question(code), value)
        return screen(self.programme(programme), facts, self._clock.today())

    def applications(self, actor: Actor) -> tuple[list[Application], datetime]:
        """Return the citizen's applications, newest first, and as of when.

        Raises:
            SignInRequired
            OfficeUnavailable: the register could not be read, which says nothing about what is in it.
        """
        person = signed_in(actor)
        try:
            found = read_applications(self._gateway, person, self._limit_seconds)
        except GatewayError as error:
            _log.warning("aid: register not read: %s", error)
            raise OfficeUnavailable from error
        return found, self._clock.now()

    def application(self, actor: Actor, ref: str) -> tuple[Application, datetime]:
        """Return one application by the number on its slip, and as of when.

        Raises:
            SignInRequired, OfficeUnavailable
            NotFound: there is none, or it is somebody else's.
        """
        found, as_of = self.applications(actor)
        for one in found:
            if one.ref == ref.strip().upper():
                return one, as_of
        raise NotFound(ref=ref)
