"""Cluster any corpus without a store: the same placing, on an SQLite database in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from itertools import islice

from sqlalchemy import Engine, create_engine, select
from sqlalchemy.pool import StaticPool

from pipelines.copies import tables
from pipelines.copies.place import place_all
from pipelines.copies.records import Document
from pipelines.copies.sketch import sketch
from pipelines.store.tables import metadata

BATCH = 256
_START = datetime(1970, 1, 1, tzinfo=UTC)
"""Nothing of a stream is kept, so nothing asks when its clusters were minted."""


def cluster_stream(documents: Iterable[Document], *, batch: int = BATCH) -> Iterator[tuple[str, str]]:
    """Yield (id, cluster id) of every document, in the order they came; ids must be distinct.

    Documents are placed in order of (date, id), undated ones first; a text without copies has a cluster of
    its own. All documents are held in memory.
    """
    given = list(documents)
    line = iter(sorted(given, key=lambda document: (document.published_day or date.min, document.id)))
    engine = create_engine("sqlite://", poolclass=StaticPool)
    try:
        create_tables(engine)
        while some := list(islice(line, batch)):
            with engine.begin() as connection:
                place_all(connection, [(document, sketch(document)) for document in some], now=_START)
        with engine.connect() as connection:
            rows = connection.execute(select(tables.documents.c.id, tables.documents.c.cluster))
            found = dict(rows.all())
    finally:
        engine.dispose()
    for document in given:
        yield document.id, found[document.id]


def create_tables(engine: Engine) -> None:
    """Create the tables of copies alone, for corpora and tests that have no store."""
    own = [tables.documents, tables.texts, tables.prints, tables.links, tables.clusters, tables.series]
    metadata.create_all(engine, tables=own)
