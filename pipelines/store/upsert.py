"""Insert or update by key, the same on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def upsert(connection: Connection, table: Table, *, keys: Sequence[str], values: Mapping[str, Any]) -> None:
    """Insert ``values``; where a row with these ``keys`` exists, overwrite the other columns named."""
    upsert_all(connection, table, keys=keys, rows=[values])


def upsert_all(
    connection: Connection, table: Table, *, keys: Sequence[str], rows: Sequence[Mapping[str, Any]]
) -> None:
    """The same for rows that name the same columns, by one statement: building it costs more than a row."""
    if not rows:
        return
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(table)
    rest = {name: statement.excluded[name] for name in rows[0] if name not in keys}
    if rest:
        connection.execute(statement.on_conflict_do_update(index_elements=list(keys), set_=rest), rows)
    else:
        connection.execute(statement.on_conflict_do_nothing(index_elements=list(keys)), rows)
