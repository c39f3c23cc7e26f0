"""Read a text column as its bytes in UTF-8, where a database can: a record is read from bytes.

SQLite's driver makes a Python text of what it holds in UTF-8, and whoever reads JSON needs UTF-8 again: both
took a fifth of reading an article. PostgreSQL's driver gives texts.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ColumnElement, Text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class Undecoded(FunctionElement[str]):
    """A column, of which a driver may give the bytes."""

    name = "undecoded"
    type = Text()
    inherit_cache = True


@compiles(Undecoded)
def _text(element: Undecoded, compiler: SQLCompiler, **options: Any) -> str:
    return compiler.process(element.clauses, **options)


@compiles(Undecoded, "sqlite")
def _bytes(element: Undecoded, compiler: SQLCompiler, **options: Any) -> str:
    return f"CAST({compiler.process(element.clauses, **options)} AS BLOB)"


def with_undecoded(column: Column[str]) -> list[ColumnElement[Any]]:
    """All columns of the table that a column is of, itself undecoded."""
    return [Undecoded(one).label(one.name) if one is column else one for one in column.table.c]
