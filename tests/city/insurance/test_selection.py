"""Which policies a question is about."""

from datetime import date

import pytest

from city.errors import NoSuchPolicy, NotFound
from city.insurance.answers import CoverQuestion
from city.insurance.policies import Policy
from city.insurance.selection import choose, entitlements, needs_register, wanted_products
from city.insurance.terms import Terms
from city.settings import PACKS

TERMS = Terms.load(PACKS / "sanya")
MRI = TERMS.events["MRI"]


def held(product: str, start: date, end: date, digest: str = "0") -> tuple[object, Policy]:
    policy = Policy(product=product, number_token="policy#00000000", number_digest=digest, start=start, end=end)
    return TERMS.products[product], policy


LAST = held("HQB-2026-A", date(2025, 1, 1), date(2025, 12, 31), "last")
THIS = held("HQB-2026-B", date(2026, 1, 1), date(2026, 12, 31), "this")


def pick(pairs: list, day: date, wanted: str | None = None, digest: str | None = None) -> list[str]:
    question = CoverQuestion("MRI", day, product=wanted)
    found = choose(pairs, question, MRI, wanted_products(TERMS, wanted), digest)
    return [policy.number_digest if policy else product.code for product, policy in found]


def test_an_unknown_product():
    with pytest.raises(NotFound):
        wanted_products(TERMS, "HQB-1999")


@pytest.mark.parametrize("pairs", [[], entitlements(TERMS)])
def test_a_product_that_is_not_held(pairs: list):
    with pytest.raises(NoSuchPolicy):
        pick(pairs, date(2026, 11, 24), wanted="HQB")


def test_a_number_that_is_not_held():
    with pytest.raises(NoSuchPolicy):
        pick([LAST, THIS, *entitlements(TERMS)], date(2026, 11, 24), digest="other")


@pytest.mark.parametrize(
    ("day", "digest"),
    [(date(2025, 6, 1), "last"), (date(2026, 6, 1), "this"), (date(2024, 6, 1), "this"), (date(2027, 6, 1), "this")],
)
def test_of_two_years_the_one_in_force_answers_else_the_latest(day: date, digest: str):
    assert pick([THIS, LAST], day, wanted="HQB") == [digest]
    assert pick([LAST, THIS], day) == [digest]


def test_two_cars_are_two_policies():
    cars = [held("MOTOR-CTP", date(2026, 1, 1), date(2026, 12, 31), name) for name in "ab"]
    assert pick(cars, date(2026, 11, 24), wanted="MOTOR-CTP") == ["a", "b"]


def test_the_register_is_left_alone_when_no_policy_is_needed():
    assert not needs_register(TERMS, wanted_products(TERMS, "HN-CAT"), by_number=False)
    assert needs_register(TERMS, wanted_products(TERMS, "HQB"), by_number=False)
    assert needs_register(TERMS, wanted_products(TERMS, "HN-CAT"), by_number=True)
    assert needs_register(TERMS, None, by_number=False)
