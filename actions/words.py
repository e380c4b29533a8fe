"""Insurance words in plain language."""

from __future__ import annotations

from actions._support import CityAction, Events, Talk, button

_OFTEN_ASKED = ("DEDUCTIBLE", "COINSURANCE", "SUM_INSURED", "PRE_EXISTING", "WAITING_PERIOD", "EXCLUSION")


class ExplainTerm(CityAction):
    """What an insurance word means."""

    key = "action_explain_term"

    def answer(self, talk: Talk) -> Events:
        """Explain every word that was named; without one, offer those that are often asked about."""
        language = talk.turn.language
        codes = list(dict.fromkeys(str(code) for code in talk.turn.entities.get("term", ())))
        for code in codes:
            term = talk.city.catalogue.term(code)
            talk.say(
                "utter_term",
                term=term.name.get(language),
                plain=term.plain.get(language),
                example=talk.word(term.example),
            )
        if not codes:
            terms = [talk.city.catalogue.term(code) for code in _OFTEN_ASKED]
            buttons = [button(term.name.get(language), "explain_term", term=term.code) for term in terms]
            talk.say("utter_ask_which_term", buttons=buttons)
        return talk.resume()
