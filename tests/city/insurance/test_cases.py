"""Every case of cases.yml, which were worked out by hand."""

from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from city.insurance.policies import Policy
from city.insurance.rules import Case, Finding, assess
from city.insurance.terms import Terms
from city.settings import PACKS

CASES = yaml.safe_load(Path(__file__).with_name("cases.yml").read_text("utf-8"))
TERMS = Terms.load(PACKS / "sanya")
AMOUNTS = ("last_deductible", "used_deductible", "used_limit")


def fen(yuan: float | None) -> int | None:
    return None if yuan is None else round(yuan * 100)


def policy_of(case: dict[str, Any]) -> Policy | None:
    if TERMS.products[case["product"]].holding != "policy":
        return None
    said = dict(case.get("policy", {}))
    for name in AMOUNTS:
        said[name] = {group: fen(yuan) for group, yuan in said.get(name, {}).items()}
    said["used_person"] = fen(said.get("used_person", 0))
    usual = {"product": case["product"], "number_token": "policy#00000000", "number_digest": "0"}
    return Policy(**{**usual, "start": date(2026, 1, 1), "end": date(2026, 12, 31), **said})


def case_of(case: dict[str, Any]) -> Case:
    policy = policy_of(case)
    known = dict(case.get("known", {}))
    if policy and policy.pre_existing == "none":
        known["pre_existing"] = "no"
    if policy and policy.basic_insured is not None:
        known["basic_insured"] = "yes" if policy.basic_insured else "no"
    return Case(
        product=TERMS.products[case["product"]],
        policy=policy,
        event=TERMS.events[case["event"]],
        event_date=case.get("date", date(2026, 11, 24)),
        hospital=TERMS.hospitals[case["hospital"]] if "hospital" in case else None,
        amount_fen=fen(case.get("amount")),
        told=case.get("facts", {}),
        known=known,
    )


def seen(finding: Finding, name: str) -> object:
    payout = finding.payout
    if name in {field.name for field in fields(Finding)}:
        return getattr(finding, name)
    if name == "clause":
        return finding.exclusion.code if finding.exclusion else None
    if payout is None:
        return "no payout"
    if name == "estimate":
        return payout.total_fen
    return payout.share_bp if name == "share" else getattr(payout, f"{name}_fen")


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(case: dict[str, Any]):
    finding = assess(case_of(case))
    for name, value in case["expect"].items():
        if name == "assumes":
            assert value in finding.assumptions
        elif isinstance(value, int | float):
            assert seen(finding, name) == fen(value), name
        else:
            assert seen(finding, name) == value, name
    assert (finding.missing is not None) == (finding.verdict == "cannot_tell")


def test_there_are_enough_cases_and_each_is_another():
    assert len(CASES) >= 25
    assert len({case["name"] for case in CASES}) == len(CASES)


def test_every_benefit_of_every_product_is_in_a_case():
    findings = [assess(case_of(case)) for case in CASES]
    tested = [finding.benefit for finding in findings if finding.benefit and finding.payout]
    for product in TERMS.products.values():
        for benefit in product.benefits:
            second_layer = benefit.from_fen > 0  # pays together with the first one
            assert benefit in tested or second_layer or benefit.shares is None, (product.code, benefit.code)
