"""Limits, deductibles and rates: of a product for anybody, of a policy for its holder alone."""

import pytest

from city.errors import InsurerUnavailable, NoSuchPolicy, NotFound, SignInRequired, VaultExpired
from city.insurance.gateway import GatewayError
from city.people.access import Actor


class Down:
    def policies(self, person: str) -> object:
        raise GatewayError("unavailable", "test")


def test_limits_of_one_s_own_are_personal(hall):
    with pytest.raises(SignInRequired):
        hall.cover.my_limits(Actor("c-1", "g-1"))


def test_there_is_no_such_product(hall):
    with pytest.raises(NotFound):
        hall.cover.limits_of("NOTHING")
    with pytest.raises(NotFound):
        hall.cover.my_limits(hall.signed_in("LIN-HAI"), product="NOTHING")


def test_a_product_that_is_not_held(hall):
    with pytest.raises(NoSuchPolicy):
        hall.cover.my_limits(hall.signed_in("LIN-HAI"), product="MOTOR-CTP")


def test_a_number_that_is_gone(hall):
    with pytest.raises(VaultExpired):
        hall.cover.my_limits(hall.signed_in("LIN-HAI"), policy="policy#ZZZZZZZZ")


def test_a_register_that_is_down_is_no_empty_answer(hall):
    with pytest.raises(InsurerUnavailable):
        hall.with_gateway(Down()).my_limits(hall.signed_in("LIN-HAI"))


def test_a_product_alone_knows_nothing_of_what_is_used(hall):
    (plan,) = hall.cover.limits_of("HQB-2026-A")
    first = plan.benefits[0]
    assert (first.deductible_fen, first.share_bp, first.limit_fen) == (1_700_000, 8000, 120_000_000)
    assert (plan.policy, plan.status, plan.person_cap_left_fen) == (None, None, None)
    assert (first.deductible_left_fen, first.limit_left_fen) == (None, None)


def test_a_family_is_all_its_members(hall):
    assert [one.product.code for one in hall.cover.limits_of("HQB")] == [
        "HQB-2026-A",
        "HQB-2026-AP",
        "HQB-2026-B",
        "HQB-2026-BP",
    ]


def test_a_policy_says_what_is_left(hall):
    (own,) = hall.cover.my_limits(hall.signed_in("WANG-JING"), product="HQB")
    first = own.benefits[0]
    assert (first.deductible_fen, first.deductible_left_fen) == (1_800_000, 600_000)
    assert first.limit_left_fen == 5_000_000
    assert own.person_cap_left_fen == 115_000_000
    assert own.policy is not None
    assert "10000042" not in own.policy


def test_a_rate_that_a_list_sets_is_not_known(hall):
    plan = hall.cover.limits_of("HQB-2026-B")[0]
    assert plan.benefits[-1].share_bp is None


def test_with_tiers_the_rate_is_that_of_the_last(hall):
    assert hall.cover.limits_of("HXB-2026")[0].benefits[0].share_bp == 9000


def test_whom_to_call(hall):
    assert hall.cover.contact("HQB").hotline == "4000012871"
    assert hall.cover.contact("MOTOR-CTP").hotline == "12378"
    with pytest.raises(NotFound):
        hall.cover.contact("NOTHING")
