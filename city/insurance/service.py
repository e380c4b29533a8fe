"""Use cases of insurance: which policies a citizen holds, and whether an event is covered.

The register is read before the transaction begins; the check and its receipt are written together in one.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from city.clock import Clock
from city.db import Database
from city.errors import InsurerUnavailable, NoSuchPolicy, NotFound
from city.gateways import GatewayError
from city.ids import new_id
from city.insurance import record
from city.insurance.answers import BEST_FIRST, CoverAnswer, CoverItem, CoverQuestion, Named, PolicyView
from city.insurance.facts import FACTS, UNKNOWN, check_facts
from city.insurance.gateway import TIME_LIMIT_SECONDS, CoverageGateway, read_policies
from city.insurance.items import claims_of, item_of, view_of
from city.insurance.limits import Contact, Limits, limits
from city.insurance.models import CoverCheck
from city.insurance.policies import Policy
from city.insurance.rules import Case, assess, status_on
from city.insurance.selection import Pair, choose, entitlements, needs_register, wanted_products
from city.insurance.terms import Terms
from city.people.access import Actor, signed_in
from city.people.service import People
from city.people.vault import Vault
from city.receipts.service import ReceiptRef, Receipts

ACT = "cover.checked"

_log = logging.getLogger(__name__)


class Cover:
    """Answers questions about a citizen's own policies; never about anybody else's."""

    def __init__(  # noqa: PLR0913 - the parts are independent of each other
        self,
        db: Database,
        clock: Clock,
        *,
        people: People,
        vault: Vault,
        receipts: Receipts,
        gateway: CoverageGateway,
        terms: Terms,
        limit_seconds: float = TIME_LIMIT_SECONDS,
    ) -> None:
        self._db = db
        self._clock = clock
        self._people = people
        self._vault = vault
        self._receipts = receipts
        self._gateway = gateway
        self._terms = terms
        self._limit_seconds = limit_seconds

    def policies(self, actor: Actor) -> list[PolicyView]:
        """Return the citizen's policies and what they are entitled to without one, as of today.

        Raises:
            SignInRequired, InsurerUnavailable
        """
        pairs = self._mine(signed_in(actor))
        as_of, today = self._clock.now(), self._clock.today()
        return [view_of(pair, self._masked(pair), today, as_of) for pair in pairs]

    def my_limits(self, actor: Actor, *, product: str | None = None, policy: str | None = None) -> list[Limits]:
        """Return the figures of the citizen's policies and entitlements, or of the one that is meant, as of today.

        Raises:
            SignInRequired, InsurerUnavailable
            NoSuchPolicy: the citizen holds none that is meant.
            NotFound: there is no such product.
            VaultExpired: the policy number that was typed is gone.
        """
        person, wanted = signed_in(actor), wanted_products(self._terms, product)
        number = self._digest(actor, policy)
        pairs = self._mine(person)
        if number is not None:
            pairs = [pair for pair in pairs if pair[1] is not None and pair[1].number_digest == number]
        elif wanted is not None:
            pairs = [pair for pair in pairs if pair[0].code in wanted]
        if not pairs and (number or wanted):
            raise NoSuchPolicy(product=product)
        today = self._clock.today()
        return [limits(pair[0], pair[1], self._masked(pair), status_on(*pair, today)) for pair in pairs]

    def limits_of(self, product: str) -> list[Limits]:
        """Return the general figures of a product, or of each member of a family; they are public.

        Raises:
            NotFound: there is no such product.
        """
        wanted = wanted_products(self._terms, product)
        return [limits(one, None, None, None) for code, one in self._terms.products.items() if code in (wanted or ())]

    def contact(self, product: str) -> Contact:
        """Return whom one calls about a product or a family of them.

        Raises:
            NotFound: there is no such product.
        """
        first = self.limits_of(product)[0]
        one = self._terms.products[first.product.code]
        return Contact(one.name, one.insurer, one.hotline)

    def check(self, actor: Actor, question: CoverQuestion, *, key: str) -> CoverAnswer:
        """Say whether the event is covered and what would be paid, and write the receipt of the answer.

        Asked again with the same key, the answer is the same and nothing is written. While a question to the citizen is
        open, and when the register could not be read, there is no receipt.

        Raises:
            SignInRequired: cover is personal.
            NoSuchPolicy: the citizen holds no such policy.
            NotFound: a code is not in the pack.
            VaultExpired: the policy number that was typed is gone.
            ValueError: a fact or an amount cannot be.
        """
        person = signed_in(actor)
        with self._db.read() as session:
            before = self._repeat(session, person, key)
        if before is not None:
            return before
        answer = self._answer(actor, person, question)
        if answer.verdict == "could_not_check":
            return answer
        try:
            with self._db.write() as session:
                return self._repeat(session, person, key) or self._keep(session, actor, question, key, answer)
        except IntegrityError:  # another process answered the same turn first
            with self._db.read() as session:
                repeated = self._repeat(session, person, key)
            assert repeated is not None
            return repeated

    def _answer(self, actor: Actor, person: str, question: CoverQuestion) -> CoverAnswer:
        check_facts(question.facts)
        if question.amount_fen is not None and question.amount_fen <= 0:
            raise ValueError("an amount is more than nothing")
        terms = self._terms
        if question.event not in terms.events or question.hospital not in {None, *terms.hospitals}:
            raise NotFound(event=question.event, hospital=question.hospital)
        event, wanted = terms.events[question.event], wanted_products(terms, question.product)
        digest = self._digest(actor, question.policy)
        resident = self._people.facts(person).resident
        pairs = [pair for pair in entitlements(terms) if resident or wanted or pair[0].line in event.lines]
        failed = False
        if needs_register(terms, wanted, digest is not None):
            try:
                pairs = self._held(person) + pairs
            except GatewayError as error:
                _log.warning("cover: register not read: %s", error)
                failed = True
        as_of = self._clock.now()
        if failed:
            pairs = [pair for pair in pairs if digest is None and pair[0].line in event.lines]
            pairs = [pair for pair in pairs if wanted is None or pair[0].code in wanted]
        else:
            pairs = choose(pairs, question, event, wanted, digest)
        items = [self._item(person, pair, question, as_of) for pair in pairs]
        return _sum_up(question, Named(event.code, event.name), items, failed=failed, as_of=as_of)

    def _mine(self, person: str) -> list[Pair]:
        """The person's policies, and what residents are entitled to without one."""
        try:
            pairs = self._held(person)
        except GatewayError as error:
            _log.warning("cover: register not read: %s", error)
            raise InsurerUnavailable from error
        return pairs + (entitlements(self._terms) if self._people.facts(person).resident else [])

    def _held(self, person: str) -> list[Pair]:
        """Read the person's policies from the register."""
        policies = read_policies(self._gateway, person, self._limit_seconds)
        for policy in policies:
            if policy.product not in self._terms.products:
                raise GatewayError("protocol", f"a product of no pack: {policy.product}")
        return [(self._terms.products[policy.product], policy) for policy in policies]

    def _item(self, person: str, pair: Pair, question: CoverQuestion, as_of: datetime) -> CoverItem:
        product, policy = pair
        case = Case(
            product=product,
            policy=policy,
            event=self._terms.events[question.event],
            event_date=question.event_date,
            hospital=self._terms.hospitals[question.hospital] if question.hospital else None,
            amount_fen=question.amount_fen,
            told=dict(question.facts),
            known=_known(policy, self._people.facts(person).resident),
        )
        return item_of(pair, self._masked(pair), assess(case), as_of)

    def _digest(self, actor: Actor, policy: str | None) -> str | None:
        """Turn the policy number that was typed into its fingerprint."""
        if policy is None:
            return None
        return self._vault.digest("policy", self._vault.reveal(policy, "cover check", actor.conversation))

    def _masked(self, pair: Pair) -> str | None:
        return self._vault.display(pair[1].number_token) if pair[1] else None

    def _keep(
        self, session: Session, actor: Actor, question: CoverQuestion, key: str, answer: CoverAnswer
    ) -> CoverAnswer:
        receipt: ReceiptRef | None = None
        if not _is_open(answer, question):
            claims = claims_of(answer, record.digest(answer))
            receipt = self._receipts.issue(session, actor, ACT, answer.check, claims)
        session.add(
            CoverCheck(
                id=answer.check,
                key=key,
                person=signed_in(actor),
                question=record.write_question(question),
                answer=record.write_answer(answer),
                verdict=answer.verdict,
                receipt=receipt.jti if receipt else None,
                as_of=answer.as_of,
            )
        )
        session.flush()
        return record.read_answer(record.write_answer(answer), receipt)

    def _repeat(self, session: Session, person: str, key: str) -> CoverAnswer | None:
        query = select(CoverCheck).where(CoverCheck.person == person, CoverCheck.key == key)
        row = session.scalars(query).one_or_none()
        if row is None:
            return None
        return record.read_answer(row.answer, self._receipts.by_jti(session, row.receipt) if row.receipt else None)


def _sum_up(
    question: CoverQuestion, event: Named, items: Sequence[CoverItem], *, failed: bool, as_of: datetime
) -> CoverAnswer:
    """Put the best item first; "could not check" outweighs "not covered", which it might have changed."""
    ordered = tuple(sorted(items, key=lambda item: BEST_FIRST.index(item.verdict)))
    verdicts = {item.verdict for item in items} | ({"could_not_check"} if failed else set())
    verdict = next(one for one in BEST_FIRST if one in verdicts)
    missing = ordered[0].missing if verdict == "cannot_tell" else None
    return CoverAnswer(new_id("ck"), verdict, event, question.event_date, ordered, missing, as_of, None)


def _is_open(answer: CoverAnswer, question: CoverQuestion) -> bool:
    """Whether the citizen is now asked for the missing fact: not if nobody could say, or they said they cannot."""
    name = answer.missing
    if name is None or question.facts.get(name) == UNKNOWN:
        return False
    return name == "hospital" or bool(FACTS[name].values)


def _known(policy: Policy | None, resident: bool | None) -> dict[str, str]:
    """Return the facts that register and city hold; what they do not hold is left out, not guessed."""
    known: dict[str, str] = {}
    if resident is not None:
        known["resident"] = "yes" if resident else "no"
    if policy is not None and policy.pre_existing == "none":
        known["pre_existing"] = "no"
    if policy is not None and policy.basic_insured is not None:
        known["basic_insured"] = "yes" if policy.basic_insured else "no"
    return known
