"""Policies of invented people: from the pack, and given for a rehearsal (POST /dev/given)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import get_args

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from city.catalogue.fields import Fields, entries
from city.errors import NotFound
from city.ids import new_id
from city.insurance.models import Accumulator, InsurancePolicy
from city.insurance.policies import Ended, PreExisting
from city.people.models import Person
from city.people.vault import Vault

_ENDED: tuple[Ended, ...] = get_args(Ended)
_PRE_EXISTING: tuple[PreExisting, ...] = get_args(PreExisting)
_ACCUMULATORS = ("last_deductible", "used_deductible", "used_limit")


@dataclass(frozen=True, slots=True)
class SamplePolicy:
    """A policy as somebody writes it down; see city/insurance/policies.py for the fields."""

    person: str
    product: str
    number: str
    start: date
    end: date
    code: str | None = None
    ended_on: date | None = None
    ended_why: Ended | None = None
    family_size: int = 1
    had_claim: bool = False
    pre_existing: PreExisting = "none"
    basic_insured: bool = True
    fen: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """Amounts by kind and group."""


def load_policies(pack: Path) -> list[SamplePolicy]:
    """Read ``policies.yml``; a pack may have none.

    Raises:
        PackError: the file breaks its rules.
    """
    if not (pack / "policies.yml").exists():
        return []
    policies = []
    for fields in entries(pack / "policies.yml"):
        fields.aliases()
        _ = fields.both("name"), fields.choice("mark", ("sample",)), fields.text("source")
        policies.append(read_policy(fields))
    return policies


def read_policy(fields: Fields) -> SamplePolicy:
    """Read one policy.

    Raises:
        PackError: a field is missing, unknown or of the wrong type.
    """
    policy = SamplePolicy(
        code=fields.optional_text("code"),
        person=fields.text("person"),
        product=fields.text("product"),
        number=fields.text("number"),
        start=fields.day("start"),
        end=fields.day("end"),
        ended_on=fields.optional_day("ended_on"),
        ended_why=fields.choice("ended_why", _ENDED) if "ended_why" in fields else None,
        family_size=fields.integer("family_size", least=1, default=1),
        had_claim=fields.flag("had_claim") if "had_claim" in fields else False,
        pre_existing=fields.choice("pre_existing", _PRE_EXISTING, "none"),
        basic_insured=fields.flag("basic_insured") if "basic_insured" in fields else True,
        fen=_amounts(fields),
    )
    if (policy.ended_on is None) != (policy.ended_why is None):
        raise fields.error("ended_on", "ended_on and ended_why belong together")
    if policy.end < policy.start:
        raise fields.error("end", "the policy ends before it begins")
    fields.done()
    return policy


def seed_policies(session: Session, vault: Vault, policies: list[SamplePolicy]) -> None:
    """Create those that are missing, in the caller's transaction."""
    known = set(session.scalars(select(InsurancePolicy.code).where(InsurancePolicy.code.is_not(None))))
    for policy in policies:
        if policy.code not in known:
            put_policy(session, vault, policy)


def put_policy(session: Session, vault: Vault, policy: SamplePolicy) -> str:
    """Write a policy in the caller's transaction, in place of one with the same number; return its id.

    Raises:
        NotFound: there is no such sample person.
    """
    person = session.scalars(select(Person.id).where(Person.code == policy.person)).one_or_none()
    if person is None:
        raise NotFound(person=policy.person)
    digest = vault.digest("policy", policy.number)
    old = session.scalars(select(InsurancePolicy).where(InsurancePolicy.number_digest == digest)).one_or_none()
    if old is not None:
        session.execute(delete(Accumulator).where(Accumulator.policy == old.id))
        session.delete(old)
        session.flush()
    row = InsurancePolicy(
        id=new_id("po"),
        code=policy.code,
        person=person,
        product=policy.product,
        number_token=vault.put_in(session, "policy", policy.number, person),
        number_digest=digest,
        start=policy.start,
        end=policy.end,
        ended_on=policy.ended_on,
        ended_why=policy.ended_why,
        family_size=policy.family_size,
        had_claim=policy.had_claim,
        pre_existing=policy.pre_existing,
        basic_insured=policy.basic_insured,
    )
    session.add(row)
    session.flush()
    for (kind, group), fen in policy.fen.items():
        session.add(Accumulator(policy=row.id, kind=kind, group=group, fen=fen))
    return row.id


def _amounts(fields: Fields) -> dict[tuple[str, str], int]:
    amounts: dict[tuple[str, str], int] = {}
    for kind in _ACCUMULATORS:
        inner = fields.optional_inner(kind)
        for group, fen in inner.rest().items() if inner else ():
            if isinstance(fen, bool) or not isinstance(fen, int) or fen < 0:
                raise fields.error(kind, f"expected fen by group, got {fen!r}")
            amounts[kind, group] = fen
    used_person = fields.integer("used_person", default=0)
    return {**amounts, ("used_person", ""): used_person} if used_person else amounts
