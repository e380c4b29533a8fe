"""Which of a citizen's policies and entitlements a question is about (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from city.errors import NoSuchPolicy, NotFound
from city.insurance.answers import CoverQuestion
from city.insurance.policies import Policy
from city.insurance.products import Event, Product
from city.insurance.rules import status_on
from city.insurance.terms import Terms

Pair = tuple[Product, Policy | None]
"""A product with the policy that is held, or with none when residents are entitled to it."""


def wanted_products(terms: Terms, code: str | None) -> frozenset[str] | None:
    """Return the products that a code of the pack means; None, as no code, means any.

    Raises:
        NotFound: the pack has no such product.
    """
    if code is None:
        return None
    if code in terms.families:
        return frozenset(terms.families[code])
    if code in terms.products:
        return frozenset({code})
    raise NotFound(code=code)


def entitlements(terms: Terms) -> list[Pair]:
    """Return the products that need no policy."""
    return [(product, None) for product in terms.products.values() if product.holding != "policy"]


def needs_register(terms: Terms, wanted: frozenset[str] | None, by_number: bool) -> bool:
    """Whether the insurer's register has to be asked at all."""
    if by_number or wanted is None:
        return True
    return any(terms.products[code].holding == "policy" for code in wanted)


def choose(
    pairs: Sequence[Pair], question: CoverQuestion, event: Event, wanted: frozenset[str] | None, digest: str | None
) -> list[Pair]:
    """Return the pairs to be assessed: the policy that was named, or the product, or all that can answer at all.

    Raises:
        NoSuchPolicy: there is none.
    """
    if digest is not None:
        found = [pair for pair in pairs if pair[1] is not None and pair[1].number_digest == digest]
    elif wanted is not None:
        found = [pair for pair in pairs if pair[0].code in wanted]
    else:
        found = [pair for pair in pairs if pair[0].line in event.lines] or list(pairs)
    if not found:
        raise NoSuchPolicy(product=question.product)
    return list(_current(found, question))


def _current(pairs: Sequence[Pair], question: CoverQuestion) -> Iterable[Pair]:
    """Of one product through the years keep what is in force on the day of the event, else the latest."""
    groups: dict[str, list[Pair]] = {}
    for pair in pairs:
        groups.setdefault(pair[0].family or pair[0].code, []).append(pair)
    for group in groups.values():
        in_force = [pair for pair in group if status_on(*pair, question.event_date) == "in_force"]
        yield from in_force or [max(group, key=lambda pair: pair[1].end if pair[1] else pair[0].valid_from)]
