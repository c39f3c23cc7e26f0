"""When a page can have been published."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from pipelines.moment import BANGKOK
from pipelines.records import DateValue

EARLIEST = date(1995, 1, 1)
"""No Thai government site published on the web before."""
AHEAD = timedelta(days=2)
"""How far ahead of now a publishing date may be: clocks and zones are off by a day, not by more."""


def in_window(value: DateValue, now: datetime) -> bool:
    """Tell whether a page can have been published then: 1995 to two days from now."""
    day = first_day(value)
    return day is not None and EARLIEST <= day <= (now.astimezone(BANGKOK) + AHEAD).date()


def first_day(value: DateValue) -> date | None:
    """Give the first day of a date of any precision; None for a value that is none."""
    first = value.value.split("/")[0]
    try:
        return date.fromisoformat((first + "-01-01")[:10])
    except ValueError:
        return None
