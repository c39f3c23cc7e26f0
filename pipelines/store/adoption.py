"""Rows for records that the archive holds and the store does not: after a kill, or for a store made anew."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sqlalchemy import Connection, select

from pipelines.archive import Recovery, recover
from pipelines.store import captures
from pipelines.store.tables import captures as table


def adopt(connection: Connection, folder: Path) -> Recovery:
    """Move torn tails aside and store whole records that have no row; the captures returned have ids."""
    found = recover(folder, lambda file: indexed_to(connection, file))
    return replace(found, adopted=tuple(captures.add(connection, capture) for capture in found.adopted))


def indexed_to(connection: Connection, file: str) -> int:
    """Where the last record of a segment ends that has a row; 0 where none has."""
    query = select(table.c.warc_offset, table.c.warc_length).where(table.c.warc_file == file)
    row = connection.execute(query.order_by(table.c.warc_offset.desc()).limit(1)).first()
    return 0 if row is None else row.warc_offset + row.warc_length
