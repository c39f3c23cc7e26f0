"""The moment, its zone and its era. The one place that looks at the clock; functions take ``now``."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

BANGKOK = ZoneInfo("Asia/Bangkok")
"""The zone that offices publish in."""
BE_OFFSET = 543
"""Buddhist era minus common era, since 1941 (Calendar Year Act B.E. 2483)."""

TYPED_BUDDHIST = range(2400, 2700)
"""Four digits that people type as a year of the Buddhist era: 1857 to 2156. Dates of texts reach further back
(:mod:`pipelines.dates.years`), bare numbers of texts less far ahead (:mod:`pipelines.copies.key`)."""


def clock() -> datetime:
    """The moment in Bangkok."""
    return datetime.now(BANGKOK)
