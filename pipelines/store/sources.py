"""Sources in the store: the rows of the registry in force, and the state of each office."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from pipelines.codec import from_json, to_json
from pipelines.errors import SettingsError
from pipelines.records import Source
from pipelines.store.tables import captures, sources
from pipelines.store.upsert import upsert_all

UNVERIFIED = "unverified"
"""How ``disabled`` begins in a row until a probe has confirmed its address; a state, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """What is known of an office beside its row: ``state`` as design §9 names them, with its evidence."""

    source: Source
    state: str
    reason: str | None
    since: str | None
    enabled: bool
    crawled: bool = False
    """Some page of it was captured: its address was confirmed then, whatever became of it."""


def sync(connection: Connection, rows: Iterable[Source], *, now: datetime) -> None:
    """Write registry rows; what the store learned of an office stays, unless its row closes it."""
    rows = tuple(rows)
    upsert_all(connection, sources, keys=("id",), rows=[_columns(row, now) for row in rows])
    _close(connection, rows, now)


def _columns(row: Source, now: datetime) -> dict[str, Any]:
    return {
        "id": row.id,
        "province": row.province,
        "office": row.office,
        "family": row.family,
        "name": row.name,
        "record": to_json(row),
        "enabled": row.disabled is None,
        "synced_at": now.isoformat(),
    }


def _close(connection: Connection, rows: Sequence[Source], now: datetime) -> None:
    """Keep the state ``disabled`` in step with the rows: of a thousand, hardly one a day changes."""
    query = select(sources.c.id, sources.c.state, sources.c.state_reason)
    known = {identity: (state, reason) for identity, state, reason in connection.execute(query)}
    for row in rows:
        state, reason = known[row.id]
        why = None if row.disabled is None or row.disabled.startswith(UNVERIFIED) else row.disabled
        if why is not None and (state, reason) != ("disabled", why):
            set_state(connection, row.id, "disabled", why, now=now)
        elif why is None and state == "disabled":
            opened = update(sources).where(sources.c.id == row.id)
            connection.execute(
                opened.values(state=UNVERIFIED, state_reason=None, state_since=now.isoformat())
            )


def load(connection: Connection, ids: Iterable[str] | None = None) -> dict[str, Source]:
    """Read sources by id, all of them without ``ids``; unknown ids are absent."""
    query = select(sources.c.record).order_by(sources.c.id)
    if ids is not None:
        query = query.where(sources.c.id.in_(list(ids)))
    found = (from_json(text, Source) for text in connection.scalars(query))
    return {source.id: source for source in found}


def must(connection: Connection, ids: Sequence[str]) -> tuple[str, ...]:
    """Hold ids to the store.

    Raises:
        SettingsError: one is no office of this store.
    """
    known = names(connection, ids)
    if unknown := [one for one in ids if one not in known]:
        raise SettingsError(f"{', '.join(unknown)}: no such office", cure="khaosan source list shows all ids")
    return tuple(ids)


def names(connection: Connection, ids: Iterable[str] | None = None) -> dict[str, str]:
    """Read names by id, without the records, all of them without ``ids``; unknown ids are absent."""
    query = select(sources.c.id, sources.c.name)
    if ids is not None:
        query = query.where(sources.c.id.in_(list(ids)))
    return {row[0]: row[1] for row in connection.execute(query)}


def states(connection: Connection) -> list[SourceState]:
    """Read all sources with their states, by id."""
    rows = connection.execute(select(sources).order_by(sources.c.id)).all()
    crawled = set(connection.scalars(select(captures.c.source_id).distinct()))
    return [
        SourceState(
            source=from_json(row.record, Source),
            state=row.state,
            reason=row.state_reason,
            since=row.state_since,
            enabled=row.enabled,
            crawled=row.id in crawled,
        )
        for row in rows
    ]


def set_state(connection: Connection, source_id: str, state: str, reason: str, *, now: datetime) -> None:
    """Record a new state with its evidence; the moment changes only when the state does."""
    changed = update(sources).where(sources.c.id == source_id, sources.c.state != state)
    connection.execute(changed.values(state_since=now.isoformat()))
    same = update(sources).where(sources.c.id == source_id)
    connection.execute(same.values(state=state, state_reason=reason))
