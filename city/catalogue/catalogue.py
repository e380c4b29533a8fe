"""The catalogue: look-ups by code over one pack, checked as a whole when it is loaded."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from city.catalogue.loader import load_districts, load_entries, load_offices, load_services
from city.catalogue.matters import Term, load_terms
from city.catalogue.models import District, Entry, Office, Service
from city.errors import NotFound
from city.packs import PackError

T = TypeVar("T")


class Catalogue:
    """One city's catalogue. Every look-up raises `NotFound` for a code it does not know."""

    def __init__(
        self,
        services: Mapping[str, Service],
        offices: Mapping[str, Office],
        districts: Mapping[str, District],
        entries: Mapping[str, Mapping[str, Entry]],
        *,
        terms: Mapping[str, Term],
    ) -> None:
        self._services = services
        self._offices = offices
        self._districts = districts
        self._entries = entries
        self._terms = terms

    @classmethod
    def load(cls, pack: Path) -> Catalogue:
        """Read and check a pack.

        Raises:
            PackError: a file breaks its rules, or two files contradict each other.
        """
        services, offices, districts = load_services(pack), load_offices(pack), load_districts(pack)
        _check_services(services, offices)
        _check_offices(offices, services, districts)
        files = {"product": "products.yml", "hospital": "hospitals.yml", "event": "events.yml"}
        return cls(
            services,
            offices,
            districts,
            {kind: load_entries(pack, file) for kind, file in files.items()},
            terms=load_terms(pack),
        )

    def service(self, code: str) -> Service:
        """The service with this code."""
        return _found(self._services, code)

    def services(self, group: str | None = None) -> tuple[Service, ...]:
        """All services, or those of one group, in the order of the pack."""
        return tuple(service for service in self._services.values() if group in (None, service.group))

    def office(self, code: str) -> Office:
        """The office with this code."""
        return _found(self._offices, code)

    def offices(self) -> tuple[Office, ...]:
        """All offices in the order of the pack."""
        return tuple(self._offices.values())

    def offices_for(self, service: str, district: str | None = None) -> list[Office]:
        """Where a service is given, the place to name first first; in one district if asked."""
        found = [self.office(code) for code in self.service(service).offices]
        return [office for office in found if district in (None, office.district)]

    def district(self, code: str) -> District:
        """The district with this code."""
        return _found(self._districts, code)

    def districts(self) -> tuple[District, ...]:
        """All districts in the order of the pack."""
        return tuple(self._districts.values())

    def product(self, code: str) -> Entry:
        """The insurance product with this code."""
        return _found(self._entries["product"], code)

    def hospital(self, code: str) -> Entry:
        """The hospital with this code."""
        return _found(self._entries["hospital"], code)

    def event(self, code: str) -> Entry:
        """The insured event or treatment with this code."""
        return _found(self._entries["event"], code)

    def term(self, code: str) -> Term:
        """The insurance word with this code."""
        return _found(self._terms, code)

    def terms(self) -> tuple[Term, ...]:
        """All insurance words in the order of the pack."""
        return tuple(self._terms.values())


def _found(entries: Mapping[str, T], code: str) -> T:
    try:
        return entries[code]
    except KeyError:
        raise NotFound(code=code) from None


def _check_services(services: Mapping[str, Service], offices: Mapping[str, Office]) -> None:
    for service in services.values():
        where = f"services.yml {service.code}.offices"
        for code in service.offices:
            if code not in offices:
                raise PackError(f"{where}: there is no office {code}")
            if service.bookable and not offices[code].counters_for(service.code):
                raise PackError(f"{where}: the service is bookable but {code} has no counter for it")
        if service.bookable and not service.offices:
            raise PackError(f"{where}: the service is bookable but no office gives it")


def _check_offices(
    offices: Mapping[str, Office], services: Mapping[str, Service], districts: Mapping[str, District]
) -> None:
    for office in offices.values():
        if office.district not in districts:
            raise PackError(f"offices.yml {office.code}.district: there is no district {office.district}")
        for counter in office.counters:
            for code in counter.services:
                where = f"offices.yml {office.code}.counters {counter.code}"
                if code not in services:
                    raise PackError(f"{where}: there is no service {code}")
                if office.code not in services[code].offices or not services[code].bookable:
                    raise PackError(f"{where}: {code} is not booked here according to services.yml")
