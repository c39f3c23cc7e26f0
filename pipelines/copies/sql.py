"""Two things SQLite and PostgreSQL say differently: long lists of values, and a lock for writers."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import ARRAY, Column, ColumnElement, Connection, any_, bindparam, func, select

# An arbitrary constant: PostgreSQL's advisory lock under which one transaction at a time places texts.
PLACING_LOCK = 20_261_126


Values = Collection[int] | Collection[str]


def among(connection: Connection, column: Column[Any], values: Values) -> ColumnElement[bool]:
    """Say ``column IN values`` with one bound value, however many there are."""
    if connection.dialect.name == "sqlite":
        rows = func.json_each(json.dumps(list(values))).table_valued("value")
        return column.in_(select(rows.c.value))
    return column == any_(bindparam(None, list(values), type_=ARRAY(column.type)))


def hold(connection: Connection) -> None:
    """Let one writer at a time in: query and insert must not be parted, or copies miss each other.

    SQLite's ``BEGIN IMMEDIATE`` has done so already; PostgreSQL waits here for the other transaction's end.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(PLACING_LOCK)))
