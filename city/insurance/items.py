"""Puts product, policy and finding together into what a citizen is told, and into the claims of the receipt (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from city.insurance.answers import Clause, CoverAnswer, CoverItem, Named, Period, PolicyView, TermsRef
from city.insurance.products import Product
from city.insurance.rules import Finding, status_on
from city.insurance.selection import Pair
from ledger.encoding import Json


def item_of(pair: Pair, masked: str | None, finding: Finding, as_of: datetime) -> CoverItem:
    """Return the item of one product or policy."""
    product, _ = pair
    payout, exclusion = finding.payout, finding.exclusion
    return CoverItem(
        product=Named(product.code, product.name),
        policy=masked,
        insurer=product.insurer,
        verdict=finding.verdict,
        reason=finding.reason,
        in_force=finding.status == "in_force",
        status=finding.status,
        period=_period(pair),
        benefit=finding.benefit.name if finding.benefit else None,
        deductible_fen=payout.deductible_fen if payout else None,
        deductible_left_fen=payout.deductible_left_fen if payout else None,
        share_bp=payout.share_bp if payout else None,
        limit_fen=payout.limit_fen if payout else None,
        limit_left_fen=payout.limit_left_fen if payout else None,
        exclusion=Clause(exclusion.text, exclusion.code) if exclusion else None,
        missing=finding.missing,
        assumptions=finding.assumptions,
        estimate_fen=payout.total_fen if payout else None,
        arithmetic=payout.arithmetic if payout else None,
        terms=_terms(product),
        hotline=product.hotline,
        as_of=as_of,
        source="register" if pair[1] else "terms",
        sample=product.mark == "sample",
    )


def view_of(pair: Pair, masked: str | None, day: date, as_of: datetime) -> PolicyView:
    """Return a policy or entitlement as it stands on a day."""
    product, policy = pair
    status = status_on(product, policy, day)
    return PolicyView(
        product=Named(product.code, product.name),
        policy=masked,
        insurer=product.insurer,
        in_force=status == "in_force",
        status=status,
        period=_period(pair),
        hotline=product.hotline,
        terms=_terms(product),
        as_of=as_of,
        source="register" if policy else "terms",
        sample=product.mark == "sample",
    )


def claims_of(answer: CoverAnswer, digest: str) -> dict[str, Json]:
    """Return what the receipt of a check says: which answer was given, on what, by which terms. No identifiers."""
    items = answer.items
    claims: dict[str, Json] = {
        "event": answer.event.code,
        "event_date": answer.event_date.isoformat(),
        "verdict": answer.verdict,
        "product": _one_or_all([item.product.code for item in items]),
        "terms_hash": _one_or_all([item.terms.terms_hash for item in items]),
        "answer_digest": digest,
        "as_of": answer.as_of.isoformat(),
    }
    numbers = [item.policy for item in items if item.policy is not None]
    return {**claims, "policy": _one_or_all(numbers)} if numbers else claims


def _one_or_all(values: Sequence[str]) -> Json:
    return values[0] if len(values) == 1 else list(values)


def _period(pair: Pair) -> Period:
    product, policy = pair
    return Period(policy.start, policy.end) if policy else Period(product.valid_from, product.valid_to)


def _terms(product: Product) -> TermsRef:
    return TermsRef(product.title, product.version, product.terms_hash)
