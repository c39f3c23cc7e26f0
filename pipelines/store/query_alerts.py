"""Alerts of queries in the store: what each asks, how far it has looked, and which articles it has told."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from pipelines.errors import SettingsError
from pipelines.store import outbox
from pipelines.store.desk import query_alerts, told_articles
from pipelines.store.tables import articles, versions
from pipelines.store.upsert import upsert

MOST = 200
"""Alerts in a store; each asks the index once a run and batch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A query that is asked of everything new."""

    name: str
    address: str
    sinks: tuple[str, ...]
    made_at: str
    seq: int
    """The last message of the outbox it has looked at."""
    ran_at: str | None
    told: int
    """Stories told so far."""


@dataclass(frozen=True, slots=True, kw_only=True)
class New:
    """An article that came after the alert was made, and its story."""

    id: str
    cluster: str


def add(
    connection: Connection,
    name: str,
    address: str,
    sinks: Sequence[str],
    *,
    now: datetime,
    engine: str | None = None,
) -> None:
    """Make an alert of what comes from now on: to an engine's index, where one is named.

    Raises:
        SettingsError: there is one of that name, or there are too many.
    """
    known = every(connection)
    if any(one.name == name for one in known):
        raise SettingsError(f"there is an alert {name!r} already", cure=f"khaosan alert remove {name}")
    if len(known) >= MOST:
        raise SettingsError(f"there are {MOST} alerts already", cure="remove one")
    state = outbox.state_of(connection, engine) if engine else None
    made = outbox.told_at(connection, engine, now) if engine else now
    values = {"id": name, "address": address, "sinks": ",".join(sinks), "made_at": made.isoformat()}
    seq = state.seq if state else outbox.newest(connection)
    connection.execute(insert(query_alerts).values(**values, seq=seq))


def remove(connection: Connection, name: str) -> bool:
    """Forget an alert; return whether there was one."""
    connection.execute(delete(told_articles).where(told_articles.c.alert_id == name))
    return bool(connection.execute(delete(query_alerts).where(query_alerts.c.id == name)).rowcount)


def every(connection: Connection) -> list[Alert]:
    """Read all, by name."""
    mine = (told_articles.c.alert_id == query_alerts.c.id) & (told_articles.c.first == 1)
    told = select(func.count()).where(mine).scalar_subquery()
    rows = connection.execute(select(query_alerts, told.label("told")).order_by(query_alerts.c.id))
    return [_alert(row) for row in rows]


def _alert(row: Row[Any]) -> Alert:
    return Alert(
        name=row.id,
        address=row.address,
        sinks=tuple(one for one in row.sinks.split(",") if one),
        made_at=row.made_at,
        seq=row.seq,
        ran_at=row.ran_at,
        told=row.told,
    )


def came(connection: Connection, alert: Alert, ids: Collection[str]) -> list[New]:
    """Those of some articles that are live, were first read after the alert was made, and are not told yet.

    An article that is read again, by other rules or in a new version, is not new.
    """
    v, a = versions.c, articles.c
    told = select(told_articles.c.article_id).where(told_articles.c.alert_id == alert.name)
    query = select(a.id, a.cluster_id).join(versions, v.article_id == a.id)
    query = query.where(a.id.in_(list(ids)), a.state == "live", v.number == 1, v.refined_at > alert.made_at)
    rows = connection.execute(query.where(a.id.not_in(told)).order_by(a.published, a.id))
    return [New(id=row[0], cluster=row[1] or row[0]) for row in rows]


def told_of(connection: Connection, alert: Alert, cluster: str) -> bool:
    """Tell whether a member of a story was told: the story may have been joined to another since."""
    mine = (told_articles.c.alert_id == alert.name) & (articles.c.cluster_id == cluster)
    query = select(told_articles.c.article_id).join(articles, articles.c.id == told_articles.c.article_id)
    return connection.execute(query.where(mine).limit(1)).first() is not None


def note(connection: Connection, alert: Alert, ids: Iterable[str], *, first: bool, now: datetime) -> None:
    """Write down articles as told: by a message of their own, or as copies of what was told."""
    for identity in ids:
        values = {"alert_id": alert.name, "article_id": identity, "first": int(first), "at": now.isoformat()}
        upsert(connection, told_articles, keys=("alert_id", "article_id"), values=values)


def advance(connection: Connection, alert: Alert, seq: int, *, now: datetime) -> None:
    """Write down how far an alert has looked."""
    mine = query_alerts.c.id == alert.name
    connection.execute(update(query_alerts).where(mine).values(seq=seq, ran_at=now.isoformat()))


def least(connection: Connection) -> int | None:
    """The message of the outbox that the slowest alert has looked at; null where there is none."""
    found: int | None = connection.scalar(select(func.min(query_alerts.c.seq)))
    return found
