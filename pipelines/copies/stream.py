"""Cluster any corpus without a store: the same placing, on an SQLite file that is thrown away."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from sqlalchemy import Engine, create_engine, select

from pipelines.copies import tables
from pipelines.copies.place import place_all
from pipelines.copies.records import Document
from pipelines.copies.sketch import sketch
from pipelines.copies.spool import Spool
from pipelines.progress import Progress, silent
from pipelines.store.tables import metadata

BATCH = 256
_START = datetime(1970, 1, 1, tzinfo=UTC)
"""Nothing of a stream is kept, so nothing asks when its clusters were minted."""
_AT_ONCE = 500
"""Clusters looked up a query."""


def cluster_stream(
    documents: Iterable[Document], *, batch: int = BATCH, progress: Progress = silent
) -> Iterator[tuple[str, str]]:
    """Yield (id, cluster id) of every document, in the order they came; ids must be distinct.

    Documents are placed in order of (date, id), undated ones first; a text without copies has a cluster of
    its own. A temporary file holds the corpus, memory a batch of it.
    """
    with tempfile.TemporaryDirectory(prefix="khaosan-dedup-") as folder:
        spool = Spool(Path(folder) / "spool.sqlite", documents)
        engine = create_engine(f"sqlite:///{Path(folder) / 'copies.sqlite'}")
        try:
            create_tables(engine)
            _place(engine, spool, batch, progress)
            yield from _found(engine, spool)
        finally:
            engine.dispose()
            spool.close()


def _place(engine: Engine, spool: Spool, batch: int, progress: Progress) -> None:
    line, total, done = spool.in_time(), len(spool), 0
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA synchronous=OFF")
        connection.exec_driver_sql("PRAGMA cache_size=-64000")
        connection.commit()
        while some := list(islice(line, batch)):
            place_all(connection, [(document, sketch(document)) for document in some], now=_START)
            connection.commit()
            done += len(some)
            progress(done, total)


def _found(engine: Engine, spool: Spool) -> Iterator[tuple[str, str]]:
    ids = spool.ids()
    with engine.connect() as connection:
        while some := list(islice(ids, _AT_ONCE)):
            mine = tables.documents.c.id.in_(some)
            rows = connection.execute(select(tables.documents.c.id, tables.documents.c.cluster).where(mine))
            clusters = dict(rows.all())
            yield from ((one, clusters[one]) for one in some)


def create_tables(engine: Engine) -> None:
    """Create the tables of copies alone, for corpora and tests that have no store."""
    own = [tables.documents, tables.texts, tables.prints, tables.links, tables.clusters, tables.series]
    metadata.create_all(engine, tables=own)
