"""Facts on which cover can depend, and what is known of them in one case.

A fact comes from what the citizen said, from the register (policy, person), or is taken for granted by the event in the
pack; the last kind is named in the answer. What is not known is never guessed: it is `Missing`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

UNKNOWN = "unknown"
"""What a citizen answers who cannot tell."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact by its name. ``values`` are what can be said of it.

    ``tried`` facts are not asked when every value leads to the same verdict: the answer then names the least
    favourable one as its assumption.
    """

    name: str
    values: tuple[str, ...]
    tried: bool = False


FACTS: Mapping[str, Fact] = {
    fact.name: fact
    for fact in (
        Fact("hospital", ()),  # which hospital; given as CoverQuestion.hospital
        Fact("hospital_designated", ("yes", "no")),  # whether it is a designated (定点) hospital
        Fact("referral", ("approved", "unapproved")),  # whether treatment outside Hainan was filed beforehand
        Fact("scope", ("in", "out"), tried=True),  # whether the cost is on the basic medical list
        Fact("ward", ("ordinary", "vip")),
        Fact("pre_existing", ("yes", "no"), tried=True),  # whether it is about the condition that was declared
        Fact("special_drug", ("yes", "no")),  # whether the drug is on the insurer's list of special drugs
        Fact("drug", ()),  # the rate of a drug, which the pack does not have
        Fact("terms", ()),  # what our copy of the terms does not say
        Fact("basic_insured", ("yes", "no")),  # whether basic medical insurance is held
        Fact("basic_used", ("yes", "no")),  # whether it was used for this bill first
        Fact("accident", ("yes", "no"), tried=True),  # accident or illness, within a waiting period
        Fact("admitted_in_period", ("yes", "no")),  # whether the hospital stay began while the policy was in force
        Fact("victim", ("other", "own")),  # who was hurt: somebody else, or the insured and passengers
        Fact("fault", ("at_fault", "not_at_fault")),
        Fact("peril", ("catastrophe", "other")),  # typhoon, flood, rainstorm; or something else
        Fact("cause", ("other", "drunk_driving", "crime", "self_harm")),
        Fact("resident", ("yes", "no")),  # whether the household lives in Hainan
    )
}


class Missing(Exception):
    """One fact is needed and not known."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class FactBook:
    """The facts of one case, which remembers what was taken for granted."""

    def __init__(self, told: Mapping[str, str], known: Mapping[str, str], assumed: Mapping[str, str]) -> None:
        self._told = {name: value for name, value in told.items() if value != UNKNOWN}
        self._known = known
        self._assumed = assumed
        self._used: dict[str, str] = {}

    def look(self, name: str) -> str | None:
        """Return a fact, or None if it is not known."""
        if name in self._told:
            return self._told[name]
        if name in self._known:
            return self._known[name]
        if name in self._assumed:
            self._used[name] = self._assumed[name]
            return self._assumed[name]
        return None

    def need(self, name: str) -> str:
        """Return a fact that decides.

        Raises:
            Missing: it is not known.
        """
        value = self.look(name)
        if value is None:
            raise Missing(name)
        return value

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What was taken for granted so far, such as ``scope_in``."""
        return tuple(f"{name}_{value}" for name, value in self._used.items())


def check_facts(facts: Mapping[str, str], *, allow_unknown: bool = True) -> None:
    """Refuse facts that no rule reads, since a slip of the pen would pass for "not known".

    Raises:
        ValueError: there is no such fact, or it has no such value.
    """
    for name, value in facts.items():
        if name not in FACTS:
            raise ValueError(f"no such fact: {name}")
        allowed: Iterable[str] = (*FACTS[name].values, UNKNOWN) if allow_unknown else FACTS[name].values
        if value not in allowed:
            raise ValueError(f"{name} cannot be {value!r}")
