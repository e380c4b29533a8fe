"""Starts Rasa's logging without the noise of its dependencies."""

import logging
import warnings


def set_up(level: int = logging.WARNING) -> None:
    """Logs from `level` on. Warnings about others' deprecated code are of no use to whoever runs the brain."""
    warnings.filterwarnings("ignore", category=DeprecationWarning)
    from sqlalchemy.exc import MovedIn20Warning

    warnings.filterwarnings("ignore", category=MovedIn20Warning)
    import rasa.utils.common
    from rasa.utils.log_utils import configure_structlog

    rasa.utils.common.configure_logging_and_warnings(level)
    configure_structlog(level)
