"""The outbox: what each engine still has to be told, in order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, delete, func, insert, select

from pipelines.store.tables import dead_letters, index_states, outbox
from pipelines.store.upsert import upsert

Action = Literal["upsert", "delete"]
_ADD = insert(outbox)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One change of one article; ``seq`` grows."""

    seq: int
    article_id: str
    action: Action


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexState:
    """How far an engine has read, and with which analysis its index was built."""

    seq: int
    analysis: str


def enqueue(connection: Connection, ids: Iterable[str], action: Action, *, now: datetime) -> None:
    """Tell the index of changed articles, in the transaction that changed them."""
    rows = [{"article_id": article_id, "action": action, "at": now.isoformat()} for article_id in ids]
    if rows:
        connection.execute(_ADD, rows)


def state_of(connection: Connection, engine: str) -> IndexState | None:
    """Read how far an engine is; null when it was never filled."""
    row = connection.execute(select(index_states).where(index_states.c.engine == engine)).first()
    return None if row is None else IndexState(seq=row.seq, analysis=row.analysis)


def told_at(connection: Connection, engine: str, now: datetime) -> datetime:
    """Up to when what was refined is in the index; what a run under way has refined since is to come."""
    told = connection.scalar(select(index_states.c.updated_at).where(index_states.c.engine == engine))
    return min(now, datetime.fromisoformat(told)) if told else now


def advance(connection: Connection, engine: str, seq: int, analysis: str, *, now: datetime) -> None:
    """Record that everything up to ``seq`` is durable in the engine."""
    values = {"engine": engine, "seq": seq, "analysis": analysis, "updated_at": now.isoformat()}
    upsert(connection, index_states, keys=("engine",), values=values)


def newest(connection: Connection) -> int:
    """The last ``seq`` written; 0 for an empty outbox."""
    return connection.scalar(select(func.max(outbox.c.seq))) or 0


def after(connection: Connection, seq: int, limit: int) -> list[Message]:
    """Read the next messages in order."""
    query = select(outbox).where(outbox.c.seq > seq).order_by(outbox.c.seq).limit(limit)
    return [
        Message(seq=row.seq, article_id=row.article_id, action=row.action)
        for row in connection.execute(query)
    ]


def bury(connection: Connection, engine: str, article_id: str, reason: str, *, now: datetime) -> None:
    """Keep a document the engine refused, with the engine's reason."""
    values = {"engine": engine, "article_id": article_id, "reason": reason, "at": now.isoformat()}
    upsert(connection, dead_letters, keys=("engine", "article_id"), values=values)


def buried(connection: Connection, engine: str) -> set[str]:
    """Articles that an engine refused."""
    return set(connection.scalars(select(dead_letters.c.article_id).where(dead_letters.c.engine == engine)))


def risen(connection: Connection, engine: str, article_ids: Sequence[str]) -> None:
    """Forget that an engine refused articles: it has taken them now."""
    here = dead_letters.c.engine == engine
    connection.execute(delete(dead_letters).where(here, dead_letters.c.article_id.in_(article_ids)))


def dead(connection: Connection) -> list[tuple[str, str, str]]:
    """List dead letters as (engine, article id, reason)."""
    query = select(dead_letters).order_by(dead_letters.c.engine, dead_letters.c.article_id)
    return [(row.engine, row.article_id, row.reason) for row in connection.execute(query)]


def revive(connection: Connection, *, now: datetime) -> int:
    """Queue every dead letter once more and forget it; return how many there were."""
    ids = sorted(set(connection.scalars(select(dead_letters.c.article_id))))
    enqueue(connection, ids, "upsert", now=now)
    connection.execute(delete(dead_letters))
    return len(ids)
