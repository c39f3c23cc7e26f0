"""What became of each office on each day: collected, nothing new, failed; no row = not attempted."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, Row, func, select

from pipelines.moment import BANGKOK
from pipelines.records import OFFICES
from pipelines.store.operating import visits as t
from pipelines.store.tables import captures, frontier, sources
from pipelines.store.upsert import upsert

Outcome = Literal["collected", "nothing_new", "failed"]
BEST_FIRST: tuple[Outcome, ...] = ("collected", "nothing_new", "failed")
_COUNTS = ("requests", "captures", "not_modified")


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeDay:
    """An office on a day (Asia/Bangkok) on which it was asked."""

    source_id: str
    day: date
    outcome: Outcome
    code: str | None = None
    """Why it failed, as the crawler counts it: ``timeout``, ``blocked``, …"""
    reason: str | None = None
    door: str | None = None
    requests: int = 0
    captures: int = 0
    not_modified: int = 0
    new_items: int = 0
    """Items first named that day."""
    lists_changed: int = 0
    """List pages whose bytes were other than at the last visit."""


def record(connection: Connection, visit: OfficeDay, *, now: datetime) -> OfficeDay:
    """Add a visit to its day: counts add up, the best outcome of the day stands.

    Items are counted from the frontier too, so a crawl that was killed before it could report is not lost.
    """
    before = connection.execute(
        select(t).where(t.c.source_id == visit.source_id, t.c.day == visit.day.isoformat())
    ).first()
    merged = visit if before is None else _merged(_read(before), visit)
    merged = _counted(connection, merged)
    values = {name: getattr(merged, name) for name in OfficeDay.__dataclass_fields__}
    values |= {"day": merged.day.isoformat(), "at": now.isoformat()}
    upsert(connection, t, keys=("source_id", "day"), values=values)
    return merged


def between(
    connection: Connection, first: date, last: date, *, ids: Collection[str] | None = None
) -> list[OfficeDay]:
    """Read the visits of a span of days, both included, by office and day; ``ids`` narrows."""
    query = select(t).where(t.c.day >= first.isoformat(), t.c.day <= last.isoformat())
    if ids is not None:
        query = query.where(t.c.source_id.in_(sorted(ids)))
    return [_read(row) for row in connection.execute(query.order_by(t.c.source_id, t.c.day))]


def first_days(connection: Connection) -> dict[str, date]:
    """The day on which each office was first asked."""
    query = select(t.c.source_id, func.min(t.c.day)).group_by(t.c.source_id)
    return {row[0]: date.fromisoformat(row[1]) for row in connection.execute(query)}


def due_from(connection: Connection) -> dict[str, date]:
    """The day from which each office is due to be collected: what every count of gaps is out of.

    An office is due from its first visit: what its site still showed of the days before was collected then.
    One that is enabled and was never visited is due from anyone's first visit, for nothing of it was
    collected. One that was visited and is enabled no longer stays due: what it publishes is missing.
    Imported corpora are never due. An office without a day is due on none.
    """
    begun = first_days(connection)
    anyone = min(begun.values(), default=date.min)
    query = select(sources.c.id, sources.c.enabled).where(sources.c.office.in_(OFFICES))
    return {
        row.id: begun.get(row.id, anyone)
        for row in connection.execute(query)
        if row.enabled or row.id in begun
    }


def last_days(connection: Connection) -> dict[str, date]:
    """The day on which each office was last asked."""
    query = select(t.c.source_id, func.max(t.c.day)).group_by(t.c.source_id)
    return {row[0]: date.fromisoformat(row[1]) for row in connection.execute(query)}


def _merged(before: OfficeDay, after: OfficeDay) -> OfficeDay:
    best = min((before, after), key=lambda one: BEST_FIRST.index(one.outcome))
    sums = {name: getattr(before, name) + getattr(after, name) for name in _COUNTS}
    return replace(
        best,
        **sums,
        new_items=before.new_items + after.new_items,
        lists_changed=max(before.lists_changed, after.lists_changed),
    )


def _counted(connection: Connection, visit: OfficeDay) -> OfficeDay:
    """Let the store's own count of items and list pages stand where it is greater."""
    begin = datetime.combine(visit.day, time(), BANGKOK)
    span = begin.isoformat(), (begin + timedelta(days=1)).isoformat()
    named = select(func.count()).where(
        frontier.c.source_id == visit.source_id,
        frontier.c.role != "listing",
        frontier.c.discovered_at >= span[0],
        frontier.c.discovered_at < span[1],
    )
    lists = select(func.count()).where(
        captures.c.source_id == visit.source_id,
        captures.c.role == "listing",
        captures.c.fetched_at >= span[0],
        captures.c.fetched_at < span[1],
    )
    new = max(visit.new_items, connection.scalar(named) or 0)
    changed = max(visit.lists_changed, connection.scalar(lists) or 0)
    outcome: Outcome = "collected" if visit.outcome == "nothing_new" and new else visit.outcome
    return replace(visit, outcome=outcome, new_items=new, lists_changed=changed)


def _read(row: Row[Any]) -> OfficeDay:
    values = {name: getattr(row, name) for name in OfficeDay.__dataclass_fields__}
    return OfficeDay(**values | {"day": date.fromisoformat(row.day)})
