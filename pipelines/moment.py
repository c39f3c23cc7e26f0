"""The moment and its zone: the one place that looks at the clock; functions take ``now`` as an argument."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

BANGKOK = ZoneInfo("Asia/Bangkok")
"""The zone that offices publish in."""


def clock() -> datetime:
    """The moment in Bangkok."""
    return datetime.now(BANGKOK)
