"""The moment, its zone and its era. The one place that looks at the clock; functions take ``now``."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

BANGKOK = ZoneInfo("Asia/Bangkok")
"""The zone that offices publish in."""
BE_OFFSET = 543
"""Buddhist era minus common era, since 1941 (Calendar Year Act B.E. 2483)."""


def clock() -> datetime:
    """The moment in Bangkok."""
    return datetime.now(BANGKOK)
