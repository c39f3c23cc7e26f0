"""Intervals of counts over time: the field of the index that each is counted in, and its keys.

Weeks are those of ISO 8601, from Monday to Sunday; a week belongs to the year that has its Thursday. No field
holds them: days are counted, and added up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date

from search.records import Interval

FIELDS: Mapping[Interval, str] = {"day": "day", "week": "day", "month": "month", "year": "year"}


def counted_for(interval: Interval | None) -> tuple[str, ...]:
    """The fields a histogram is made from; without an interval, those that its span may choose."""
    days = ("day",) if interval in ("day", "week") else ()
    return ("year", "month", "dated", *days)


def by_key(counts: Mapping[str, int], interval: Interval) -> dict[str, int]:
    """Counts of a field (``20200805``) by keys of an interval (``2020-08-05``, ``2020-W32``), in order."""
    dated = {key_of(number): counts[number] for number in sorted(counts)}
    if interval != "week":
        return dated
    weeks: Counter[str] = Counter()
    for day, count in dated.items():
        weeks[week_of(day)] += count
    return dict(weeks)


def key_of(number: str) -> str:
    """``20200805`` as ``2020-08-05``; months and years alike."""
    return "-".join(part for part in (number[:4], number[4:6], number[6:8]) if part)


def key_of_day(day: str, interval: Interval) -> str:
    """The key of the interval that an ISO day lies in."""
    return week_of(day) if interval == "week" else day[: {"day": 10, "month": 7, "year": 4}[interval]]


def week_of(day: str) -> str:
    """``2020-08-05`` as ``2020-W32``."""
    year, week, _ = date.fromisoformat(day).isocalendar()
    return f"{year:04}-W{week:02}"
