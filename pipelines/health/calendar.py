"""Days on which Thai offices do not work: public and government holidays, and the days that bridge them.

Holidays come from the package ``holidays``, which follows the cabinet's announcements (special days off
included); what is announced after its release is missing there, which :func:`off_duty` cannot know.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

SATURDAY = 5
ONE = timedelta(days=1)


def is_holiday(day: date) -> bool:
    """Say whether a day is a public or government holiday in Thailand."""
    return day in _holidays(day.year)


def name_of(day: date) -> str | None:
    """The holiday's Thai name; null on other days."""
    return _holidays(day.year).get(day)


@lru_cache(maxsize=4_000)
def off_duty(day: date) -> bool:
    """Say whether offices are likely shut though it is no weekend: a holiday, or a working day that bridges.

    A bridge is a single working day between a holiday and a weekend, or between two holidays. Every office is
    asked about the same days, of a year or two: answers are kept.
    """
    if is_holiday(day):
        return True
    around = (day - ONE, day + ONE)
    return all(_free(one) for one in around) and any(is_holiday(one) for one in around)


def _free(day: date) -> bool:
    return day.weekday() >= SATURDAY or is_holiday(day)


@lru_cache(maxsize=64)
def _holidays(year: int) -> dict[date, str]:
    from holidays import country_holidays

    found = country_holidays("TH", years=year, language="th", categories=("public", "government"))
    return dict(found.items())
