"""Starts Rasa's logging without the noise of its dependencies."""

import logging
import warnings
from typing import Any

_MISTAKEN = "does not include an entity extractor trained on your training data"
"""Rasa counts its own extractors only; ours, `nlu.span_matcher`, learns what the data annotate."""


def set_up(level: int = logging.WARNING) -> None:
    """Logs from `level` on. Warnings about others' deprecated code are of no use to whoever runs the brain."""
    shown = warnings.showwarning

    def show(message: Any, category: Any, *rest: Any, **options: Any) -> None:
        deprecated = issubclass(category, DeprecationWarning) or category.__name__ == "MovedIn20Warning"
        if not deprecated and _MISTAKEN not in str(message):
            shown(message, category, *rest, **options)

    # Not a filter: Rasa and its dependencies reset these, each when imported.
    warnings.showwarning = show
    import rasa.utils.common
    from rasa.utils.log_utils import configure_structlog

    rasa.utils.common.configure_logging_and_warnings(level)
    configure_structlog(level)
