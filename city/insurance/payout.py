"""The arithmetic of a payout, in integer fen, and the same written out for the citizen to follow (pure).

Rates round down to the fen: nothing is promised that the insurer could take back by rounding.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from city.insurance.products import FULL_BP, Tier


@dataclass(frozen=True, slots=True)
class Part:
    """What one benefit takes of the bill and how it pays; fen and basis points."""

    from_fen: int
    to_fen: int | None
    bill_bp: int
    deductible_fen: int | None
    deductible_left_fen: int
    share_bp: int
    tiers: tuple[Tier, ...]
    tier_factor_bp: int
    limit_group: str
    limit_fen: int
    limit_left_fen: int


@dataclass(frozen=True, slots=True)
class Payout:
    """The figures of an answer. ``total_fen`` and ``arithmetic`` are None when no amount was given."""

    deductible_fen: int | None
    deductible_left_fen: int | None
    share_bp: int
    limit_fen: int
    limit_left_fen: int
    whole_bill: bool
    """Whether the bill counts in full, before any rate."""
    total_fen: int | None
    limited: bool
    arithmetic: str | None


def pay(amount_fen: int | None, parts: Sequence[Part], person_left_fen: int | None) -> Payout:
    """Add up what the parts pay, each within its limit, groups within theirs, all within the cap of the person."""
    first = parts[0]
    left = {part.limit_group: part.limit_left_fen for part in parts}
    total, written, limited = 0, [], False
    for part in parts if amount_fen is not None else ():
        assert amount_fen is not None
        raw, formula = _raw(amount_fen, part)
        if formula:
            written.append(formula)
        paid = min(raw, left[part.limit_group])
        left[part.limit_group] -= paid
        limited = limited or paid < raw
        total += paid
    if person_left_fen is not None and total > person_left_fen:
        total, limited = person_left_fen, True
    limit_left = first.limit_left_fen if person_left_fen is None else min(first.limit_left_fen, person_left_fen)
    return Payout(
        deductible_fen=first.deductible_fen,
        deductible_left_fen=first.deductible_left_fen if first.deductible_fen is not None else None,
        share_bp=first.tiers[-1].share_bp if first.tiers else first.share_bp,
        limit_fen=first.limit_fen,
        limit_left_fen=limit_left,
        whole_bill=all(part.bill_bp == FULL_BP for part in parts),
        total_fen=total if amount_fen is not None else None,
        limited=limited,
        arithmetic=_equation(written, total, limited) if amount_fen is not None else None,
    )


def yuan(fen: int) -> str:
    """Write fen as yuan: ``¥34,400`` or ``¥0.50``."""
    whole, rest = divmod(fen, 100)
    return f"¥{whole:,}" + (f".{rest:02}" if rest else "")


def percent(basis_points: int) -> str:
    """Write a rate: ``80%`` or ``17.5%``."""
    whole, rest = divmod(basis_points, 100)
    return (f"{whole}.{rest:02}".rstrip("0") if rest else str(whole)) + "%"


def _raw(amount_fen: int, part: Part) -> tuple[int, str]:
    """Return what a part would pay without its limit, and how it is reckoned; nothing when it gets none of the bill."""
    counted = amount_fen * part.bill_bp // FULL_BP
    slice_fen = max(0, counted if part.to_fen is None else min(counted, part.to_fen)) - part.from_fen
    if slice_fen <= 0:
        return 0, ""
    written = yuan(slice_fen)
    if part.bill_bp != FULL_BP and slice_fen == counted:
        written = f"{yuan(amount_fen)} × {percent(part.bill_bp)}"
    if part.tiers:
        return _tiers(slice_fen, part)
    base = max(0, slice_fen - part.deductible_left_fen)
    if part.deductible_left_fen:
        difference = f"{written} − {yuan(part.deductible_left_fen)}"
        written = f"({difference})" if base else f"max(0, {difference})"
    return base * part.share_bp // FULL_BP, f"{written} × {percent(part.share_bp)}"


def _tiers(bill_fen: int, part: Part) -> tuple[int, str]:
    total, start, written = 0, 0, []
    for tier in part.tiers:
        end = bill_fen if tier.to_fen is None else min(bill_fen, tier.to_fen)
        if end > start:
            total += (end - start) * tier.share_bp
            written.append(f"{yuan(end - start)} × {percent(tier.share_bp)}")
        start = max(start, end)
    formula = " + ".join(written)
    if part.tier_factor_bp == FULL_BP:
        return total // FULL_BP, formula
    return total * part.tier_factor_bp // FULL_BP**2, f"({formula}) × {percent(part.tier_factor_bp)}"


def _equation(written: Sequence[str], total: int, limited: bool) -> str:
    formula = " + ".join(written) or yuan(0)
    return f"min({formula}, {yuan(total)}) = {yuan(total)}" if limited else f"{formula} = {yuan(total)}"
