"""What holds for every bill, policy and situation."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from city.insurance.facts import FACTS
from city.insurance.policies import Policy
from city.insurance.rules import Case, Finding, assess
from city.insurance.terms import Terms
from city.settings import PACKS

TERMS = Terms.load(PACKS / "sanya")
YUAN = 100
GROUPS = ("in_scope", "out_of_scope", "special_drugs", "inpatient", "accident_outpatient")
WORSE = {"pre_existing": "yes", "referral": "unapproved", "basic_insured": "no", "basic_used": "no"}

amounts = st.integers(1, 3_000_000 * YUAN)
used = st.dictionaries(st.sampled_from(GROUPS), st.integers(0, 1_500_000 * YUAN), max_size=3)
told = st.fixed_dictionaries(
    {}, optional={name: st.sampled_from(fact.values) for name, fact in FACTS.items() if fact.values}
)


@st.composite
def policies(draw: st.DrawFn, product: str) -> Policy:
    start = date(2026, 1, 1)
    return Policy(
        product=product,
        number_token="policy#00000000",
        number_digest="0",
        start=start,
        end=date(2026, 12, 31),
        family_size=draw(st.integers(1, 5)),
        had_claim=draw(st.booleans()),
        pre_existing=draw(st.sampled_from(["none", "declared", "unknown"])),
        basic_insured=draw(st.sampled_from([True, False, None])),
        last_deductible=draw(used),
        used_deductible=draw(used),
        used_limit=draw(used),
        used_person=draw(st.integers(0, 2_500_000 * YUAN)),
    )


@st.composite
def cases(draw: st.DrawFn) -> Case:
    product = TERMS.products[draw(st.sampled_from(sorted(TERMS.products)))]
    policy = draw(policies(product.code)) if product.holding == "policy" else None
    return Case(
        product=product,
        policy=policy,
        event=TERMS.events[draw(st.sampled_from(sorted(TERMS.events)))],
        event_date=date(2026, 1, 1) + timedelta(days=draw(st.integers(0, 364))),
        hospital=TERMS.hospitals[draw(st.sampled_from(sorted(TERMS.hospitals)))],
        amount_fen=draw(amounts),
        told=draw(told),
        known={},
    )


def paid(finding: Finding) -> int:
    return (finding.payout.total_fen or 0) if finding.payout and finding.verdict in {"covered", "partly"} else 0


def with_amount(case: Case, amount_fen: int | None) -> Case:
    return Case(**{**{name: getattr(case, name) for name in case.__slots__}, "amount_fen": amount_fen})


def with_facts(case: Case, **facts: str) -> Case:
    return Case(**{**{name: getattr(case, name) for name in case.__slots__}, "told": {**case.told, **facts}})


@given(cases())
def test_never_more_than_the_bill_the_limits_and_the_cap(case: Case):
    finding = assess(case)
    assert 0 <= paid(finding) <= case.amount_fen
    if finding.payout and case.policy and paid(finding):
        groups = {b.limit.group: case.policy.limit_left_fen(b.limit) for b in case.product.benefits}
        assert paid(finding) <= sum(groups.values())
        if case.product.person_cap_fen is not None:
            assert paid(finding) <= max(0, case.product.person_cap_fen - case.policy.used_person)


@given(cases(), amounts)
def test_a_higher_bill_never_pays_less(case: Case, more: int):
    low, high = assess(case), assess(with_amount(case, case.amount_fen + more))
    if low.assumptions == high.assumptions and low.missing == high.missing:
        assert paid(low) <= paid(high)


@given(cases())
def test_covered_means_all_and_partly_means_less(case: Case):
    finding = assess(case)
    if finding.verdict == "covered":
        assert paid(finding) == case.amount_fen
    if finding.verdict == "partly":
        assert paid(finding) < case.amount_fen
        assert finding.reason is not None


@given(cases())
def test_the_arithmetic_ends_in_the_estimate(case: Case):
    from city.insurance.payout import yuan

    payout = assess(case).payout
    if payout is not None:
        assert payout.arithmetic.endswith(f"= {yuan(payout.total_fen)}")
        assert 0 <= payout.limit_left_fen <= payout.limit_fen


@given(cases(), st.sampled_from(sorted(WORSE)))
def test_a_worse_situation_never_pays_more(case: Case, name: str):
    values = FACTS[name].values
    better = next(value for value in values if value != WORSE[name])
    good, bad = assess(with_facts(case, **{name: better})), assess(with_facts(case, **{name: WORSE[name]}))
    if "cannot_tell" not in {good.verdict, bad.verdict}:
        assert paid(bad) <= paid(good)


@given(cases())
def test_an_assumption_never_pays_more_than_the_fact_would(case: Case):
    finding = assess(case)
    for assumption in finding.assumptions:
        for name, fact in FACTS.items():
            if fact.tried and assumption.startswith(f"{name}_") and name not in case.event.assumes:
                assert all(paid(finding) <= paid(assess(with_facts(case, **{name: value}))) for value in fact.values)


@given(cases())
def test_one_missing_fact_is_named_and_telling_it_goes_on(case: Case):
    for _ in FACTS:
        finding = assess(case)
        if finding.verdict != "cannot_tell":
            assert finding.missing is None
            return
        assert finding.missing in FACTS
        assert case.told.get(finding.missing) is None
        if not FACTS[finding.missing].values:
            return  # nobody can tell it: the rate of a drug, or what the terms do not say
        case = with_facts(case, **{finding.missing: FACTS[finding.missing].values[0]})
    raise AssertionError("asked for ever")


@given(cases())
def test_the_same_case_has_the_same_finding(case: Case):
    assert assess(case) == assess(case)
