"""Rasa's generator of texts (`nlg: type:` in endpoints.yml): one response per key and language, from data/responses/.

Rasa's own generator would pick at random among variations and fall back silently to another language; this one never
does. A missing key or value is an error: in development the turn fails, in production the citizen reads an honest
sentence.
"""

import logging
import os
from collections.abc import Mapping
from typing import Any

from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from nlu import turn
from nlu.formats import FormatError, LanguageFormatter, language_of
from nlu.responses import Catalogue, read
from nlu.settings import Settings

logger = logging.getLogger(__name__)

HONEST = "utter_error_server_error"
"""What production says in place of a response that cannot be given."""


class ResponseCatalogue(NaturalLanguageGenerator):
    """Says response keys in the language of the citizen."""

    def __init__(
        self,
        endpoint_config: EndpointConfig | None = None,
        domain: Domain | None = None,
        *,
        catalogue: Catalogue | None = None,
        strict: bool | None = None,
    ) -> None:
        """Reads the catalogue of the project; tests give their own.

        Args:
            endpoint_config: Rasa's; not needed.
            domain: Rasa's; not needed.
            catalogue: responses to use in place of the project's.
            strict: whether a response that cannot be given fails; by default only in development mode.
        """
        settings = Settings.from_env(os.environ)
        self._catalogue = read(settings.responses) if catalogue is None else catalogue
        self._strict = settings.mode == "development" if strict is None else strict
        self._formatters = {language: LanguageFormatter(language) for language in self._catalogue}

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **kwargs: Any
    ) -> dict[str, Any] | None:
        """The response for a key: text and buttons. Values come from the action, then from slots."""
        values = {**tracker.current_slot_values(), **kwargs}
        language = self.language(tracker)
        try:
            return self.say(utter_action, language, values)
        except (KeyError, FormatError) as error:
            logger.error("The response %s cannot be given in %s: %s", utter_action, language, error)
            played = turn.current()
            if self._strict:
                if played is not None:
                    played.fail(turn.RESPONSE_FAILED, f"{utter_action} ({language}): {error}")
                raise
            return self.say(HONEST, language, {})

    def say(self, key: str, language: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """Text and buttons of a response.

        Raises:
            KeyError: there is no such response.
            FormatError: a value is missing or unfit.
        """
        response = self._catalogue[language][key]
        formatter = self._formatters[language]
        buttons: list[dict[str, str]] = [
            {"title": formatter.render(button.title, values), "payload": button.payload} for button in response.buttons
        ]
        return {"text": formatter.render(response.text, values), "buttons": buttons}

    @staticmethod
    def language(tracker: DialogueStateTracker) -> str:
        """The language to answer in: chosen, else of the message, else of the conversation, else Chinese."""
        message = tracker.latest_message
        said = (message.parse_data or {}).get("language") if message else None
        known = ((message.metadata or {}).get("language")) if message else None
        return language_of(
            tracker.slots["language_choice"].value if "language_choice" in tracker.slots else None, said, known
        )
