"""Rasa tokenizer for Chinese, English and mixed text (docs/adr/0004)."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

from nlu.city import city_cutter
from nlu.tokens import Cutter


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class MixedScriptTokenizer(Tokenizer):
    """Cuts messages with `nlu.tokens.Cutter`."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Rasa's own tokenizer options; ours has none."""
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_"}

    def __init__(self, config: dict[str, Any], cutter: Cutter) -> None:
        """Takes the cutter, which the tests give and `create` builds."""
        super().__init__(config)
        self._cutter = cutter

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> MixedScriptTokenizer:
        """Builds the tokenizer with the names of the city's catalogue in its dictionary."""
        return cls(config, city_cutter())

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """The tokens of one attribute of a message."""
        return [Token(piece.text, piece.start, piece.end) for piece in self._cutter.cut(message.get(attribute))]
