"""What Rasa does slowly for no gain, put right. Rasa 3.6 is the last of its line, so this will not be mended upstream.

`RemoteAction` checks the schema of the action server's answers itself against JSON Schema, at every call: four fifths of
a turn's time. The schema is a constant; it is checked once here. The answers are checked as before.
"""

from functools import lru_cache
from typing import Any

import jsonschema
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction


@lru_cache(maxsize=1)
def _validator() -> Any:
    """The validator of action servers' answers."""
    schema = RemoteAction.action_response_format_spec()
    kind = validator_for(schema)
    kind.check_schema(schema)
    return kind(schema)


def _validate(self: RemoteAction, result: dict[str, Any]) -> bool:
    """Stands in for `RemoteAction._validate_action_result`."""
    fault = jsonschema.exceptions.best_match(_validator().iter_errors(result))
    if fault is not None:
        raise fault
    return True


def apply() -> None:
    """Puts the remedies in place, for the whole process."""
    RemoteAction._validate_action_result = _validate
