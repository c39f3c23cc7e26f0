"""The store and the engine: whether they answer, fit each other, and keep up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import func, select

from flows.doctor.finding import Finding
from flows.settings import Settings

SKEW = timedelta(minutes=5)
"""What clocks of well-kept machines may differ by; certificates and Elasticsearch allow about as much."""
BACKLOG = 10_000
"""Changes that the engine was not told of: more than two days of the 5,000 new articles of 1,000 offices."""
AWAY = "start it, or correct KHAOSAN_ELASTICSEARCH_…"


def store(settings: Settings, now: datetime) -> Iterator[Finding]:
    """Whether the store answers, at which schema, and whether the clock goes back behind it."""
    from flows.workspace import workspace
    from pipelines.store import articles, tables
    from pipelines.store.migrate import revision_of

    with workspace(settings) as space, space.store.read() as connection:
        counts = articles.counts(connection)
        schema = revision_of(connection)
        newest = connection.scalar(select(func.max(tables.captures.c.fetched_at)))
        kind = connection.dialect.name
    held = f"{counts['captures']} captures, {counts['articles']} articles"
    yield Finding(check="store", ok=True, detail=f"{kind}, schema {schema}: {held}")
    yield clock(now, datetime.fromisoformat(newest) if newest else None)


def clock(now: datetime, newest: datetime | None) -> Finding:
    """Whether this machine's clock is behind what was captured: revisits would wait for ever."""
    behind = newest is not None and newest - now > SKEW
    detail = f"{now:%Y-%m-%d %H:%M %Z}" + (f", but the newest capture is of {newest}" if behind else "")
    cure = "set the clock (timedatectl), then crawl again" if behind else ""
    return Finding(check="clock", ok=not behind, detail=detail, cure=cure)


def engine(settings: Settings) -> Iterator[Finding]:
    """Whether the engine answers, its index is of this version's analysis, and it was told of all changes."""
    from flows.workspace import workspace
    from pipelines.store import outbox
    from search.fields import analysis

    with workspace(settings) as space:
        made = space.engine()
        health = made.health()
        with space.store.read() as connection:
            state = outbox.state_of(connection, made.name)
            waiting = outbox.newest(connection) - (state.seq if state else 0)
            dead = len(outbox.dead(connection))
    detail = f"{health.engine} {health.version}: {health.documents} documents. {health.message}".strip()
    # An index that was never filled is a beginning; one that is gone, or a server that is away, is a fault.
    away = not health.ok and not health.version
    cure = (
        AWAY if away else "" if health.ok else "khaosan index --rebuild" if state else "khaosan run fills it"
    )
    yield Finding(check="engine", ok=health.ok or (state is None and not away), detail=detail, cure=cure)
    if state and state.analysis != analysis():
        yield Finding(
            check="index",
            ok=False,
            detail=f"built with {state.analysis}, this version searches with {analysis()}",
            cure="khaosan index --rebuild",
        )
    slow = waiting > BACKLOG
    yield Finding(
        check="outbox", ok=not slow, detail=f"{waiting} changes wait", cure="khaosan index" if waiting else ""
    )
    if dead:
        yield Finding(
            check="dead letters",
            ok=False,
            detail=f"{dead} documents were refused",
            cure="khaosan dead-letters list",
        )
