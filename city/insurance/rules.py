"""What one product pays for one event: pure, in integer fen and basis points.

The order is that of the terms: in force on the day of the event, exclusions, benefit, waiting period, network,
referral and coordination with basic medical insurance, deductible, rate, limit, shared limit, cap of the person.
Of rates that meet, the lower explicit one counts; they are never multiplied. A fact that is not known is never
guessed: see `assess`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from city.insurance.answers import Status, Verdict
from city.insurance.facts import FACTS, FactBook, Missing
from city.insurance.payout import Part, Payout, pay
from city.insurance.policies import Policy
from city.insurance.products import FULL_BP, Benefit, Event, Exclusion, Hospital, Product


@dataclass(frozen=True, slots=True)
class Case:
    """One product (with a policy, or as an entitlement of a resident) and one event. Facts are told or known."""

    product: Product
    policy: Policy | None
    event: Event
    event_date: date
    hospital: Hospital | None
    amount_fen: int | None
    told: dict[str, str]
    known: dict[str, str]


@dataclass(frozen=True, slots=True)
class Finding:
    """The outcome of one case; see city/insurance/answers.py for what the fields mean."""

    verdict: Verdict
    status: Status
    reason: str | None = None
    missing: str | None = None
    exclusion: Exclusion | None = None
    benefit: Benefit | None = None
    payout: Payout | None = None
    assumptions: tuple[str, ...] = ()


class _Settled(Exception):
    """A step has decided the case."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.verdict)
        self.finding = finding


def assess(case: Case) -> Finding:
    """Decide a case.

    When a fact is missing that can be `tried`, and the verdict is the same whatever it is, the least favourable value
    is assumed and named. Otherwise the case cannot be told, and the finding names the one fact to ask for.
    """
    facts = FactBook(case.told, case.known, case.event.assumes)
    try:
        finding = _decide(case, facts)
    except Missing as missing:
        return _try_values(case, missing.name)
    return replace(finding, assumptions=finding.assumptions + facts.assumptions)


def status_on(product: Product, policy: Policy | None, day: date) -> Status:
    """Return the status of a policy, or of an entitlement by the dates of its product."""
    if policy is not None:
        return policy.status_on(day)
    if day < product.valid_from:
        return "pending"
    return "expired" if product.valid_to is not None and day > product.valid_to else "in_force"


def _try_values(case: Case, name: str) -> Finding:
    status = status_on(case.product, case.policy, case.event_date)
    unknown = Finding("cannot_tell", status, missing=name)
    if not FACTS[name].tried:
        return unknown
    # Recursion ends: each call knows one fact more.
    outcomes = [(assess(replace(case, told={**case.told, name: value})), value) for value in FACTS[name].values]
    if len({finding.verdict for finding, _ in outcomes}) > 1:
        return unknown
    if outcomes[0][0].verdict == "cannot_tell":  # asked first: what is missing whatever this fact is
        return outcomes[0][0] if len({finding.missing for finding, _ in outcomes}) == 1 else unknown
    finding, value = min(outcomes, key=lambda outcome: _favour(outcome[0]))
    return replace(finding, assumptions=(*finding.assumptions, f"{name}_{value}"))


def _favour(finding: Finding) -> tuple[int, int, int]:
    """Order findings of the same verdict by what the citizen would get."""
    payout = finding.payout
    return (payout.total_fen or 0, payout.share_bp, payout.limit_left_fen) if payout else (0, 0, 0)


def _decide(case: Case, facts: FactBook) -> Finding:
    try:
        status = _in_force(case, facts)
        candidates = _candidates(case, status)
        _check_entitled(case, facts, status)
        benefits = [one for one in candidates if all(facts.need(name) == value for name, value in one.when.items())]
        _check_exclusions(case, facts, candidates, status)
        if not benefits:
            raise _Settled(Finding("not_covered", status, "not_a_benefit"))
        _check_waiting(case, facts, benefits, status)
        _check_network(case, facts, status)
        parts = [_part(case, facts, benefit) for benefit in benefits]
        return _conclude(case, status, benefits[0], pay(case.amount_fen, parts, _person_left(case)), facts)
    except _Settled as settled:
        return settled.finding


def _in_force(case: Case, facts: FactBook) -> Status:
    """Return the status on the day of the event, of which what happens today says nothing."""
    status = status_on(case.product, case.policy, case.event_date)
    if status == "expired" and case.policy is not None and _in_runoff(case, case.policy):
        if facts.need("admitted_in_period") == "yes":
            return "in_force"
        raise _Settled(Finding("not_covered", status, "not_in_force"))
    if status != "in_force":
        raise _Settled(Finding("not_covered", status, "not_in_force"))
    return status


def _check_entitled(case: Case, facts: FactBook, status: Status) -> None:
    if case.product.holding == "resident_household" and facts.need("resident") != "yes":
        raise _Settled(Finding("not_covered", status, "not_entitled"))


def _in_runoff(case: Case, policy: Policy) -> bool:
    days = max((one.runoff_days for one in case.product.benefits if case.event.code in one.events), default=0)
    return policy.ended_on is None and case.event_date <= policy.end + timedelta(days=days)


def _candidates(case: Case, status: Status) -> list[Benefit]:
    code = case.event.code
    for exclusion in case.product.exclusions:
        if code in exclusion.events:
            raise _Settled(Finding("not_covered", status, "excluded", exclusion=exclusion))
    if code in case.product.unclear:
        raise Missing("terms")
    found = [benefit for benefit in case.product.benefits if code in benefit.events]
    if not found:
        raise _Settled(Finding("not_covered", status, "not_a_benefit"))
    return found


def _check_exclusions(case: Case, facts: FactBook, candidates: list[Benefit], status: Status) -> None:
    """Quote an exclusion that the facts meet. Facts that no benefit asks for are looked at, not asked."""
    asked = {name for benefit in candidates for name in benefit.when}
    for exclusion in case.product.exclusions:
        met = [
            (facts.need(name) if name in asked else facts.look(name)) == value
            for name, value in exclusion.facts.items()
        ]
        if met and all(met):
            raise _Settled(Finding("not_covered", status, "excluded", exclusion=exclusion))


def _check_waiting(case: Case, facts: FactBook, benefits: list[Benefit], status: Status) -> None:
    policy = case.policy
    if policy is None or policy.is_renewal or not any(benefit.waits for benefit in benefits):
        return
    if case.event_date >= policy.start + timedelta(days=case.product.waiting_days):
        return
    if facts.need("accident") == "no":
        raise _Settled(Finding("not_covered", status, "waiting_period", benefit=benefits[0]))


def _check_network(case: Case, facts: FactBook, status: Status) -> None:
    if case.product.network == "none":
        return
    if case.hospital is None:
        raise Missing("hospital")
    designated = case.hospital.designated
    if designated == "unknown":
        designated = "yes" if facts.need("hospital_designated") == "yes" else "no"
    if designated == "no":
        raise _Settled(Finding("not_covered", status, "network"))


def _part(case: Case, facts: FactBook, benefit: Benefit) -> Part:
    """Gather what a benefit pays from, at which rate, up to what."""
    policy = case.policy
    basic_bp = _basic_bp(case, facts, benefit)
    return Part(
        from_fen=benefit.from_fen,
        to_fen=benefit.to_fen,
        bill_bp=basic_bp,
        deductible_fen=policy.deductible_fen(benefit.deductible) if policy and benefit.deductible else None,
        deductible_left_fen=policy.deductible_left_fen(benefit.deductible) if policy and benefit.deductible else 0,
        share_bp=_share_bp(case, facts, benefit),
        tiers=benefit.tiers,
        tier_factor_bp=_tier_factor_bp(facts, benefit),
        limit_group=benefit.limit.group,
        limit_fen=benefit.limit.fen,
        limit_left_fen=policy.limit_left_fen(benefit.limit) if policy else benefit.limit.fen,
    )


def _basic_bp(case: Case, facts: FactBook, benefit: Benefit) -> int:
    """Return how much of the bill counts: less for somebody without basic medical insurance."""
    deducts = case.product.basic_uninsured_deducts_bp
    if deducts is None or benefit.shares is None or facts.need("basic_insured") == "yes":
        return FULL_BP
    return FULL_BP - deducts


def _tier_factor_bp(facts: FactBook, benefit: Benefit) -> int:
    if benefit.basic_unused_bp == FULL_BP or facts.look("basic_used") != "no":
        return FULL_BP
    return benefit.basic_unused_bp


def _share_bp(case: Case, facts: FactBook, benefit: Benefit) -> int:
    shares = benefit.shares
    if shares is None:
        raise Missing("drug")
    region = _region(case, facts, benefit)
    if "pec" not in shares or facts.need("pre_existing") == "no":
        return shares.get(region, shares["normal"])
    if region == "normal":
        return shares["pec"]
    return shares.get(f"{region}_pec", min(shares["pec"], shares.get(region, shares["normal"])))


def _region(case: Case, facts: FactBook, benefit: Benefit) -> str:
    """Return normal, approved or unapproved: treatment outside Hainan, and whoever lacks basic insurance."""
    if benefit.shares is None or "unapproved" not in benefit.shares:
        return "normal"
    if case.product.basic_uninsured_deducts_bp is not None and facts.need("basic_insured") == "no":
        return "unapproved"
    if case.hospital is None or case.hospital.area == "hainan":
        return "normal"
    return facts.need("referral")


def _person_left(case: Case) -> int | None:
    cap = case.product.person_cap_fen
    if cap is None or case.policy is None:
        return cap
    return max(0, cap - case.policy.used_person)


def _conclude(case: Case, status: Status, benefit: Benefit, payout: Payout, facts: FactBook) -> Finding:
    basic = case.product.basic_uninsured_deducts_bp is not None and facts.look("basic_insured") == "yes"
    told = ("after_basic",) if basic and case.amount_fen is not None else ()
    verdict, reason = _verdict(case, payout, benefit)
    return Finding(verdict, status, reason, benefit=benefit, payout=payout, assumptions=told)


def _verdict(case: Case, payout: Payout, benefit: Benefit) -> tuple[Verdict, str | None]:
    if payout.share_bp == 0:
        return "not_covered", "unapproved"
    if payout.limit_left_fen == 0:
        return "not_covered", "limit_used"
    whole = payout.share_bp == FULL_BP and not payout.deductible_left_fen and not benefit.tiers and payout.whole_bill
    if case.amount_fen is None:
        return ("covered", None) if whole else ("partly", "share")
    if payout.total_fen == case.amount_fen:
        return "covered", None
    if payout.total_fen == 0:
        return "partly", "below_deductible"
    return "partly", "limit" if payout.limited else "share"
