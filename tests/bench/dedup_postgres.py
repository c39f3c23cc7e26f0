"""Two writers at once on PostgreSQL: how fast, and whether the clusters are those of one undisturbed run."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from itertools import repeat

from sqlalchemy import create_engine, select

from pipelines.copies import tables
from pipelines.copies.place import place_all
from pipelines.copies.records import Document
from pipelines.copies.sketch import sketch
from pipelines.copies.stream import cluster_stream, create_tables
from tests.services.postgres import fresh_database, server

BATCH = 256
NOW = datetime(2026, 11, 25, tzinfo=UTC)


def two_writers(documents: Sequence[Document]) -> tuple[float, bool]:
    """Return documents a second of two processes that write every other batch, and if nothing differs."""
    batches = [documents[at : at + BATCH] for at in range(0, len(documents), BATCH)]
    with server() as given, ProcessPoolExecutor(2) as writers:
        url = fresh_database(given)
        engine = create_engine(url)
        create_tables(engine)
        started = time.perf_counter()
        list(writers.map(_write, repeat(url), (batches[0::2], batches[1::2])))
        seconds = time.perf_counter() - started
        with engine.connect() as connection:
            rows = connection.execute(select(tables.documents.c.id, tables.documents.c.cluster)).all()
        engine.dispose()
    same = _groups(dict(rows)) == _groups(dict(cluster_stream(documents)))
    return len(documents) / seconds, same


def _write(url: str, batches: Sequence[Sequence[Document]]) -> None:
    engine = create_engine(url)
    for batch in batches:
        pairs = [(document, sketch(document)) for document in batch]
        with engine.begin() as connection:
            place_all(connection, pairs, now=NOW)
    engine.dispose()


def _groups(clusters: Mapping[str, str]) -> set[frozenset[str]]:
    groups: defaultdict[str, set[str]] = defaultdict(set)
    for one, cluster in clusters.items():
        groups[cluster].add(one)
    return {frozenset(group) for group in groups.values()}
