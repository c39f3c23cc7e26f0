"""Statements that each document asks, built and compiled once for each kind of database.

SQLAlchemy makes a key of a statement each time to find its text, and binds values by name: 55 to 110 µs a
statement. The driver with the ready text takes 12 (measured), and a document placed by itself asks ten.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Insert, Select, Table, insert

Statement = Select[*tuple[Any, ...]] | Insert
Row = Any
"""A row as the driver gives it: bytes and numbers; SQLite has 0 and 1 for truths."""


@dataclass(frozen=True, slots=True)
class _Ready:
    text: str
    fixed: dict[str, Any]
    """Values that stand in the statement itself."""
    names: tuple[str, ...]
    """Names of all values, in order."""
    by_place: bool
    """Whether values are bound in their order: by SQLite's driver, which has no lists and reads JSON."""

    def bound(self, values: dict[str, Any]) -> Any:
        given = {**self.fixed, **values} if self.fixed else values
        if not self.by_place:
            return given
        return tuple(
            [json.dumps(one) if type(one) is list else one for one in map(given.__getitem__, self.names)]
        )


class Prepared:
    """One statement; ``build`` is given the name of the dialect it is for, once."""

    def __init__(self, build: Callable[[str], Statement]) -> None:
        self._build = build
        self._ready: dict[str, _Ready] = {}

    def __call__(self, connection: Connection, **values: Any) -> Sequence[Row]:
        """Return the rows for these values of its parameters."""
        ready = self._for(connection)
        return connection.exec_driver_sql(ready.text, ready.bound(values)).all()

    def write(self, connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
        """Run it once for each row of values."""
        ready = self._for(connection)
        connection.exec_driver_sql(ready.text, [ready.bound(row) for row in rows])

    def write_pairs(self, connection: Connection, rows: Sequence[tuple[Any, Any]]) -> None:
        """Run it once for each pair of values; pairs go to a driver that binds by place as they are."""
        ready = self._for(connection)
        if ready.by_place:
            connection.exec_driver_sql(ready.text, list(rows))
        else:
            given = [dict(zip(ready.names, row, strict=True)) for row in rows]
            connection.exec_driver_sql(ready.text, given)

    def _for(self, connection: Connection) -> _Ready:
        dialect = connection.dialect
        found = self._ready.get(dialect.name)
        if found is None:
            compiled: Any = self._build(dialect.name).compile(dialect=dialect)
            fixed = {name: value for name, value in compiled.params.items() if value is not None}
            names = tuple(compiled.positiontup if compiled.positional else compiled.params)
            found = self._ready[dialect.name] = _Ready(str(compiled), fixed, names, compiled.positional)
        return found


def into(table: Table) -> Prepared:
    """Return the statement that adds a row with all its columns."""
    return Prepared(lambda _: insert(table))
