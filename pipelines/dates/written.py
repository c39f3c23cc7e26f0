"""A day as people read it, in both eras."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pipelines.dates.names import ENGLISH_MONTHS, SHORT_MONTHS
from pipelines.moment import BE_OFFSET


def in_both_eras(day: date, language: Literal["th", "en"]) -> str:
    """Write a day: ``18 พ.ย. 2569 (2026-11-18)`` in Thai, ``18 Nov 2026 (BE 2569)`` in English."""
    buddhist = day.year + BE_OFFSET
    if language == "th":
        return f"{day.day} {SHORT_MONTHS[day.month - 1]} {buddhist} ({day.isoformat()})"
    return f"{day.day} {ENGLISH_MONTHS[day.month - 1][:3].title()} {day.year} (BE {buddhist})"
