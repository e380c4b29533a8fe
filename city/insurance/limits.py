"""What a product pays at most, from where and at which rate; for a policy also what is left of it (pure)."""

from __future__ import annotations

from dataclasses import dataclass

from city.insurance.answers import Named, Status, TermsRef
from city.insurance.policies import Policy
from city.insurance.products import Benefit, Product
from city.text import Text


@dataclass(frozen=True, slots=True)
class BenefitLimits:
    """The figures of one benefit. Fen and basis points; None: does not apply, or is not known of a product alone."""

    name: Text
    deductible_fen: int | None
    deductible_left_fen: int | None
    share_bp: int | None
    """The plain rate; with tiers that of the last one; None where a list sets it per item."""
    limit_fen: int
    limit_left_fen: int | None


@dataclass(frozen=True, slots=True)
class Limits:
    """The figures of one product, or of one policy of it."""

    product: Named
    policy: str | None
    """Masked number; None of a product alone or an entitlement."""
    status: Status | None
    """None of a product alone."""
    person_cap_fen: int | None
    person_cap_left_fen: int | None
    benefits: tuple[BenefitLimits, ...]
    terms: TermsRef
    hotline: str
    sample: bool


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom one calls about a product."""

    product: Text
    insurer: Text
    hotline: str


def limits(product: Product, policy: Policy | None, masked: str | None, status: Status | None) -> Limits:
    """Return the figures of a product, with a policy those of the policy."""
    cap = product.person_cap_fen
    return Limits(
        product=Named(product.code, product.name),
        policy=masked,
        status=status,
        person_cap_fen=cap,
        person_cap_left_fen=max(0, cap - policy.used_person) if policy and cap is not None else None,
        benefits=tuple(_benefit(one, policy) for one in product.benefits),
        terms=TermsRef(product.title, product.version, product.terms_hash),
        hotline=product.hotline,
        sample=product.mark == "sample",
    )


def _benefit(benefit: Benefit, policy: Policy | None) -> BenefitLimits:
    rule = benefit.deductible
    own = policy.deductible_fen(rule) if policy and rule else None
    return BenefitLimits(
        name=benefit.name,
        deductible_fen=own if own is not None else rule.new_fen if rule else None,
        deductible_left_fen=policy.deductible_left_fen(rule) if policy and rule else None,
        share_bp=benefit.tiers[-1].share_bp if benefit.tiers else (benefit.shares or {}).get("normal"),
        limit_fen=benefit.limit.fen,
        limit_left_fen=policy.limit_left_fen(benefit.limit) if policy else None,
    )
