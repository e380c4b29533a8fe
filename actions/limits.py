"""What a policy pays at most, from where and at which rate, without an event."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions._labels import intent_name, label
from actions._support import CityAction, Events, Talk, button
from actions.sign_in import sign_in_first

if TYPE_CHECKING:
    from city.insurance.limits import BenefitLimits, Limits

_MOST_IN_FULL = 2
"""Of more products only the main figures are said."""


class AskLimit(CityAction):
    """Maximum, deductible, share, and what is left of them."""

    key = "action_limit"

    def answer(self, talk: Talk) -> Events:
        """Tell a guest what the named product says; a citizen who signed in, what is left of their own."""
        product, policy = talk.turn.first("product"), talk.turn.first("policy_no")
        if talk.is_signed_in:
            found = talk.city.cover.my_limits(
                talk.actor, product=str(product) if product else None, policy=str(policy) if policy else None
            )
        elif product and not policy:
            found = talk.city.cover.limits_of(str(product))
        else:
            return sign_in_first(self.key)
        for limits in found:
            if len(found) > _MOST_IN_FULL:
                _say_briefly(talk, limits)
            else:
                _say(talk, limits)
        if not found:
            talk.say("utter_no_policies")
        elif not talk.is_signed_in:
            language = talk.turn.language
            talk.say("utter_limits_general", buttons=[button(intent_name("sign_in", language), "sign_in")])
        return talk.resume()


def _say(talk: Talk, limits: Limits) -> None:
    language = talk.turn.language
    talk.say(
        "utter_limits",
        product=limits.product.name.get(language),
        policy=limits.policy,
        state=label(f"policy_{limits.status}", language) if limits.status else None,
        person_cap=limits.person_cap_fen,
        person_cap_left=limits.person_cap_left_fen,
        terms=limits.terms.title.get(language),
        hotline=limits.hotline,
        sample=limits.sample,
    )
    for one in limits.benefits:
        _say_benefit(talk, one)


def _say_briefly(talk: Talk, limits: Limits) -> None:
    main = limits.benefits[0]
    talk.say(
        "utter_limits_brief",
        product=limits.product.name.get(talk.turn.language),
        policy=limits.policy,
        person_cap=limits.person_cap_fen,
        benefit=main.name.get(talk.turn.language),
        deductible=main.deductible_fen,
        share=main.share_bp,
        limit=main.limit_fen,
        limit_left=main.limit_left_fen,
        sample=limits.sample,
    )


def _say_benefit(talk: Talk, one: BenefitLimits) -> None:
    talk.say(
        "utter_limits_benefit",
        benefit=one.name.get(talk.turn.language),
        deductible=one.deductible_fen,
        deductible_left=one.deductible_left_fen,
        share=one.share_bp,
        limit=one.limit_fen,
        limit_left=one.limit_left_fen,
    )
