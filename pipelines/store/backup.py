"""Every table of a store as plain files that SQLite and PostgreSQL read back alike.

A table is gzip of JSON Lines: the columns' names, then a row a line, bytes as base64. So a backup is readable
without Khaosan, moves a store from one database to the other, and is loaded in the schema it was made in,
which is upgraded afterwards.
"""

from __future__ import annotations

import gzip
from base64 import b64decode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from hashlib import file_digest
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection, LargeBinary, MetaData, Table, func, insert, select, text

from pipelines.errors import StoreMismatch
from pipelines.progress import Progress, silent

BATCH = 1_000
"""Rows held in memory at once; the largest are articles of some 20 kB."""
OF_ALEMBIC = "alembic_version"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dumped:
    """What a table's file holds."""

    rows: int
    sha256: str


def dump(connection: Connection, folder: Path, progress: Progress = silent) -> dict[str, Dumped]:
    """Write each table to ``<folder>/<table>.jsonl.gz``.

    Args:
        connection: In a transaction that sees one state from first to last statement.
        folder: Is made; files of the same names are overwritten.
        progress: Told rows written and rows in all.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tables = _tables(connection)
    total = sum(connection.scalar(select(func.count()).select_from(one)) or 0 for one in tables)
    written: dict[str, Dumped] = {}
    for table in tables:
        done = partial(_further, progress, sum(one.rows for one in written.values()), total)
        rows = _write(connection, table, _file(folder, table.name), done)
        written[table.name] = Dumped(rows=rows, sha256=digest_of(_file(folder, table.name)))
    return written


def load(
    connection: Connection, folder: Path, expected: dict[str, Dumped], progress: Progress = silent
) -> None:
    """Fill the empty tables of a store whose schema is that of the files.

    Raises:
        StoreMismatch: a file is missing or altered, the store holds rows, or its tables are others.
    """
    tables = _tables(connection)
    _refuse_others({one.name for one in tables}, set(expected))
    for table in tables:
        _refuse_altered(_file(folder, table.name), expected[table.name])
        if connection.execute(select(1).select_from(table).limit(1)).first():
            raise StoreMismatch(
                f"the store holds rows in {table.name}", cure="restore into an empty home or database"
            )
    total, done = sum(one.rows for one in expected.values()), 0
    for table in tables:
        for batch in _batches(_file(folder, table.name), table):
            connection.execute(insert(table), batch)
            done += len(batch)
            progress(done, total)
        _continue_numbering(connection, table)


def digest_of(file: Path) -> str:
    """SHA-256 of a file, hexadecimal."""
    with file.open("rb") as opened:
        return file_digest(opened, "sha256").hexdigest()


def _file(folder: Path, table: str) -> Path:
    return folder / f"{table}.jsonl.gz"


def _further(progress: Progress, before: int, total: int, done: int) -> None:
    progress(before + done, total)


def _tables(connection: Connection) -> list[Table]:
    metadata = MetaData()
    metadata.reflect(connection)
    return [table for table in metadata.sorted_tables if table.name != OF_ALEMBIC]


def _write(connection: Connection, table: Table, file: Path, progress: Callable[[int], None]) -> int:
    encode = msgspec.json.Encoder().encode
    rows = 0
    # No time inside: equal rows make equal bytes.
    with gzip.GzipFile(file, "wb", compresslevel=6, mtime=0) as out:
        out.write(encode([str(column.name) for column in table.columns]) + b"\n")
        streamed = connection.execution_options(yield_per=BATCH).execute(select(table))
        for batch in streamed.partitions():
            out.writelines(encode(list(row)) + b"\n" for row in batch)
            rows += len(batch)
            progress(rows)
    return rows


def _batches(file: Path, table: Table) -> Iterator[list[dict[str, Any]]]:
    binary = {column.name for column in table.columns if isinstance(column.type, LargeBinary)}
    with gzip.open(file, "rb") as opened:
        names: list[str] = msgspec.json.decode(opened.readline())
        rows = (dict(zip(names, msgspec.json.decode(line), strict=True)) for line in opened)
        while batch := list(islice(rows, BATCH)):
            for row in batch:
                row.update({n: b64decode(row[n]) for n in binary if row[n] is not None})
            yield batch


def _refuse_others(here: set[str], there: set[str]) -> None:
    if here != there:
        raise StoreMismatch(
            f"the backup has other tables than the store: {', '.join(sorted(here ^ there))}",
            cure="restore with the version that the backup names",
        )


def _refuse_altered(file: Path, expected: Dumped) -> None:
    if not file.is_file() or digest_of(file) != expected.sha256:
        state = "altered" if file.exists() else "missing"
        raise StoreMismatch(f"{file}: {state} since the backup was made", cure="restore an older backup")


def _continue_numbering(connection: Connection, table: Table) -> None:
    # SQLite goes on from the greatest number by itself; a sequence of PostgreSQL must be told.
    key = table.autoincrement_column
    if connection.dialect.name != "postgresql" or key is None:
        return
    sequence = connection.scalar(
        text("SELECT pg_get_serial_sequence(:t, :c)"), {"t": f'"{table.name}"', "c": key.name}
    )
    greatest = connection.scalar(select(func.max(key)))
    if sequence and greatest:
        connection.execute(text("SELECT setval(:s, :n)"), {"s": sequence, "n": greatest})
