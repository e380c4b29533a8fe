"""Putting a form's question, or waiting with it while something else matters more."""

from __future__ import annotations

from abc import abstractmethod

from actions._support import CityAction, Events, Talk

_WAITS = {"emergency": "utter_when_safe", "goodbye": "utter_form_waits"}
"""After these the question is not put again; the citizen is told that it waits."""


class Question(CityAction):
    """A question of a form."""

    def answer(self, talk: Talk) -> Events:
        """Ask, unless the citizen is in danger, is leaving, or was just asked what they mean."""
        waiting = None if talk.turn.is_all_clear else _WAITS.get(talk.turn.intent)
        if waiting:
            talk.say(waiting)
            return []
        if talk.has_said("utter_did_you_mean"):
            return []
        return self.ask(talk)

    @abstractmethod
    def ask(self, talk: Talk) -> Events:
        """Put the question."""

    def after_refusal(self, talk: Talk) -> Events:
        """The form stays open: the citizen can correct, stop, or try again."""
        return []
