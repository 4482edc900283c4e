"""What the operator's log says of a trouble that nobody foresaw: where, and never of what."""

from __future__ import annotations

import logging
import traceback

logger = logging.getLogger(__name__)


def log_without_values(what: str, trouble: Exception) -> None:
    """Say what failed and where; the text of a foreign exception may hold a row's value."""
    frames = "".join(traceback.format_tb(trouble.__traceback__))
    logger.error("%s failed: %s\n%s", what, type(trouble).__name__, frames)
