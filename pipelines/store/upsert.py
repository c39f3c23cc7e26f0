"""Insert or update by key, the same on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def upsert(connection: Connection, table: Table, *, keys: Sequence[str], values: Mapping[str, Any]) -> None:
    """Insert ``values``; where a row with these ``keys`` exists, overwrite the other columns named."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(table).values(**values)
    rest = {name: value for name, value in values.items() if name not in keys}
    if rest:
        connection.execute(statement.on_conflict_do_update(index_elements=list(keys), set_=rest))
    else:
        connection.execute(statement.on_conflict_do_nothing(index_elements=list(keys)))
