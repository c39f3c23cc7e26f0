"""Two things SQLite and PostgreSQL say differently: long lists of values, and a lock for writers."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import (
    ARRAY,
    Column,
    ColumnElement,
    Connection,
    Text,
    any_,
    bindparam,
    cast,
    func,
    select,
)

# An arbitrary constant: PostgreSQL's advisory lock under which one transaction at a time places texts.
PLACING_LOCK = 20_261_126

CACHE_KB = 64_000
"""Pages of SQLite that a connection which places may hold (its own measure: 2 MB): prints are scattered over
all of their index; with this a batch at 100,000 documents took three quarters of the time."""
_CACHED = "khaosan_copies_cache"
FEW = 64
"""So many values are bound one by one, which takes half the time (measured)."""

Values = Collection[int] | Collection[str]


def among(connection: Connection, column: Column[Any], values: Values) -> ColumnElement[bool]:
    """Say ``column IN values``; many values are bound as one, so that no limit of a driver is met."""
    if len(values) <= FEW:
        return column.in_(list(values))
    if connection.dialect.name == "sqlite":
        rows = func.json_each(json.dumps(list(values))).table_valued("value")
        return column.in_(select(rows.c.value))
    return column == any_(bindparam(None, list(values), type_=ARRAY(column.type)))


def listed(dialect: str, column: Column[Any], name: str) -> ColumnElement[bool]:
    """Say ``column IN`` the list that a prepared statement is given under this name."""
    if dialect == "sqlite":
        return column.in_(select(func.json_each(bindparam(name)).table_valued("value").c.value))
    return column == any_(bindparam(name, type_=ARRAY(column.type)))


def joined(dialect: str, column: Column[Any], sign: str = ",") -> ColumnElement[str]:
    """Say "all values of the group with this sign between": a row a print instead of a row a text."""
    if dialect == "sqlite":
        return func.group_concat(column, sign)
    return func.string_agg(cast(column, Text), sign)


def hold(connection: Connection) -> None:
    """Let one writer at a time in: query and insert must not be parted, or copies miss each other.

    SQLite's ``BEGIN IMMEDIATE`` has done so already; PostgreSQL waits here for the other transaction's end.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(PLACING_LOCK)))
    elif connection.info.get(_CACHED) is None:  # kept with the driver's connection, as the pragma is
        connection.exec_driver_sql(f"PRAGMA cache_size={-CACHE_KB}")
        connection.info[_CACHED] = CACHE_KB
