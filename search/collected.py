"""Which offices were collected on which days: what a count over time is out of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, func, select

from pipelines.store.operating import visits
from pipelines.store.tables import sources
from pipelines.store.visits import due_from
from search.records import Filters

FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """Days of offices that were due and those missed, for the offices that filters leave.

    :func:`pipelines.store.visits.due_from` says from when an office is due; days end with the last visit of
    anyone. An office is missed on a day without a visit, or whose visits failed.
    """

    due: Mapping[str, int]
    """Offices by day (ISO)."""
    missed: Mapping[str, int]
    offices: int
    """Offices that were due on one day or more."""
    lacking: int
    """Offices that were missed on one day or more."""
    first: str
    last: str
    """First and last day; empty where nothing was ever visited."""


NOTHING = Collected(due={}, missed={}, offices=0, lacking=0, first="", last="")


def collected(connection: Connection, filters: Filters, first: str = "", last: str = "") -> Collected:
    """Read what was collected of the offices that filters leave.

    Args:
        connection: Of the store.
        filters: Those by province, office and kind of office count; a place named in a text has no crawler.
        first: First day looked at, ISO; empty = the beginning.
        last: Last day looked at.
    """
    chosen: set[str] = set(connection.scalars(_offices(filters)))
    begun = {office: day.isoformat() for office, day in due_from(connection).items() if office in chosen}
    newest = connection.scalar(select(func.max(visits.c.day)))
    if not begun or newest is None:
        return NOTHING
    days = _days(max(min(begun.values()), first), min(newest, last or newest))
    if not days:
        return NOTHING
    seen = (
        select(visits.c.day, visits.c.source_id)
        .where(visits.c.outcome != FAILED, visits.c.source_id.in_(begun))
        .where(visits.c.day.between(days[0], days[-1]))
    )
    by_day: Counter[str] = Counter()
    by_office: Counter[str] = Counter()
    for day, office in connection.execute(seen):
        by_day[day] += 1
        by_office[office] += 1
    starts = Counter(max(day, days[0]) for day in begun.values() if day <= days[-1])
    due: dict[str, int] = {}
    running = 0
    for day in days:
        running += starts[day]
        due[day] = running
    left = {office: _length(max(day, days[0]), days) for office, day in begun.items() if day <= days[-1]}
    return Collected(
        due=due,
        missed={day: count - by_day[day] for day, count in due.items() if count > by_day[day]},
        offices=len(left),
        lacking=sum(by_office[office] < count for office, count in left.items()),
        first=days[0],
        last=days[-1],
    )


def _offices(filters: Filters) -> Select[Any]:
    c = sources.c
    query = select(c.id)
    for column, values in (
        (c.province, filters.province),
        (c.id, filters.source),
        (c.office, filters.office),
    ):
        if values:
            query = query.where(column.in_(values))
    return query


def _days(first: str, last: str) -> list[str]:
    from datetime import date

    begin, end = date.fromisoformat(first).toordinal(), date.fromisoformat(last).toordinal()
    return [date.fromordinal(number).isoformat() for number in range(begin, end + 1)]


def _length(first: str, days: list[str]) -> int:
    return len(days) - days.index(first)
