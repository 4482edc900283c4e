"""Every slow twin of the stages from `disclosed` on, entered in the register."""

import importlib

from tests.sql.twins.register import RELEASE_TWINS

SLOW = ("cells", "disclosed", "curves", "charts", "published", "comparisons")
SLOW += ("funnels", "published_indicators", "accounts", "previews", "questions", "picked_answers")
for name in SLOW:
    importlib.import_module(f"tests.sql.twins.slow_{name}")

__all__ = ["RELEASE_TWINS", "SLOW"]
