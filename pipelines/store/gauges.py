"""What a store looks like in numbers, at once: for whoever watches it from outside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, Select, func, select

from pipelines.store import outbox, tables
from pipelines.store.operating import holds, visits

REACHED = ("collected", "nothing_new")
"""The outcomes of a visit at which the office answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gauges:
    """Each mapping goes from a label to a number; moments are seconds since 1970."""

    articles: Mapping[str, int]
    """By state."""
    sources: Mapping[str, int]
    """By state."""
    captures: int
    pending_captures: int
    """Archived and not refined."""
    frontier: Mapping[str, int]
    """Addresses by state."""
    outbox: Mapping[str, int]
    """Changes that an engine was not told of, by engine."""
    dead_letters: Mapping[str, int]
    """By engine."""
    held_sources: int
    last_run: float | None
    last_run_issues: int
    last_reached: Mapping[str, float]
    """When an office answered last, by source."""


def read(connection: Connection) -> Gauges:
    """Count; a dozen queries, each over an index or a small table."""
    t = tables
    newest = outbox.newest(connection)
    told = _pairs(connection, select(t.index_states.c.engine, t.index_states.c.seq))
    # Of those that ended: a run under way, or killed, must not hide the figures that an alarm hangs on.
    ended = select(t.runs.c.id, t.runs.c.finished_at).where(t.runs.c.finished_at.is_not(None))
    last = connection.execute(ended.order_by(t.runs.c.finished_at.desc())).first()
    issues = select(func.count()).select_from(t.issues).where(t.issues.c.run_id == (last.id if last else ""))
    reached = select(visits.c.source_id, func.max(visits.c.at)).where(visits.c.outcome.in_(REACHED))
    return Gauges(
        articles=_by(connection, t.articles.c.state),
        sources=_by(connection, t.sources.c.state),
        captures=_all(connection, t.captures.c.id),
        pending_captures=connection.scalar(
            select(func.count()).select_from(t.captures).where(t.captures.c.outcome.is_(None))
        )
        or 0,
        frontier=_by(connection, t.frontier.c.state),
        outbox={engine: newest - seq for engine, seq in told.items()},
        dead_letters=_by(connection, t.dead_letters.c.engine),
        held_sources=_all(connection, holds.c.source_id),
        last_run=_seconds(last.finished_at) if last else None,
        last_run_issues=connection.scalar(issues) or 0,
        last_reached={
            source: _seconds(at) for source, at in connection.execute(reached.group_by(visits.c.source_id))
        },
    )


def _by(connection: Connection, column: Column[str]) -> dict[str, int]:
    return _pairs(connection, select(column, func.count()).group_by(column))


def _pairs(connection: Connection, query: Select[str, int]) -> dict[str, int]:
    return {label: number for label, number in connection.execute(query).all()}  # noqa: C416 - rows, no pairs


def _all(connection: Connection, key: Column[int] | Column[str]) -> int:
    return connection.scalar(select(func.count(key))) or 0


def _seconds(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()
