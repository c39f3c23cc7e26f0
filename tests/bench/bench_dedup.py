"""How fast copies are placed, how the index grows, and what others make of the same texts.

    python -m tests.bench.bench_dedup [--stored 10000 100000] [--stream 2000] [--keep FILE]

Texts: the 20,000 real releases of ../shared/data/thaigov_20k.jsonl.gz; beyond them the same ones with their
consonants permuted (other text, same statistics). The stream is 70 % new releases, 15 % equal but for idle
noise, 15 % edited copies. In brackets: documents a CPU second of the one process, which other work on the
machine changes less. Exits 1 where a figure is below its floor.
"""

from __future__ import annotations

import argparse
import os
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, func, select

from pipelines.copies import tables
from pipelines.copies.place import place_all
from pipelines.copies.records import Document
from pipelines.copies.sketch import sketch
from pipelines.copies.stream import cluster_stream, create_tables
from pipelines.store.database import PRAGMAS
from tests.bench.dedup_peers import datasketch, exact, rensa, score
from tests.bench.dedup_postgres import two_writers
from tests.bench.dedup_texts import corpus, labelled, stored, stream

NOW = datetime(2026, 11, 25, tzinfo=UTC)
HELD_FOR_STREAM = 2_000
SLICE = 5_000
"""Documents held in memory at once while the store is filled."""
BATCH = 256
FLOORS = {
    "documents a CPU second, batches": 200.0,
    "documents a CPU second, one by one": 150.0,
    "growth at most": 2.0,
    "bytes a document at most": 1_500.0,
    "F1": 0.999,
    "wrong merges at most": 0.0,
    "two writers give the clusters of one": 1.0,
}
"""At the greatest number stored, for releases of 3,100 characters. Held to processor time: the clock tells of
the load of a shared machine, and is printed beside it."""


@dataclass(frozen=True)
class Row:
    """What was measured at one size: (documents a second, documents a CPU second) each."""

    stored: int
    batches: tuple[float, float]
    single: tuple[float, float]
    pool: tuple[float, float]
    size: float
    """Bytes a document, without its text."""


def open_database(path: Path) -> Engine:
    """An SQLite file as the store opens it: WAL, synchronous FULL, BEGIN IMMEDIATE."""
    engine = create_engine(f"sqlite:///{path}")

    @event.listens_for(engine, "connect")
    def _settings(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _immediate(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    create_tables(engine)
    return engine


def place(
    engine: Engine, documents: Sequence[Document], batch: int, pool: Executor | None = None
) -> tuple[float, float]:
    """Sketch and place documents; return documents a second, and a CPU second of this process."""
    started, busy = time.perf_counter(), time.process_time()
    sketches = pool.map(sketch, documents, chunksize=32) if pool else map(sketch, documents)
    pairs = zip(documents, sketches, strict=True)
    for start in range(0, len(documents), batch):
        some = [next(pairs) for _ in documents[start : start + batch]]
        with engine.begin() as connection:
            place_all(connection, some, now=NOW)
    count = len(documents)
    return count / (time.perf_counter() - started), count / (time.process_time() - busy)


def bytes_without_text(path: Path) -> float:
    """Return bytes a document in all tables and indexes but that of the compressed texts."""
    with sqlite3.connect(path) as connection:
        query = "SELECT sum(pgsize) FROM dbstat WHERE name NOT LIKE 'copy_texts%'"
        size = connection.execute(query).fetchone()[0]
        return float(size / connection.execute("SELECT count(*) FROM copy_documents").fetchone()[0])


def ours(documents: Sequence[Document]) -> dict[str, str]:
    """The whole layer: sketch, candidates, alignment, guards, links and clusters, in memory."""
    return dict(cluster_stream(documents))


def measure(folder: Path, sizes: Sequence[int], count: int, keep: Path | None) -> list[Row]:
    """Fill a store to each size and stream into it."""
    real = corpus()
    random.Random(1).shuffle(real)
    fresh, known = real[:HELD_FOR_STREAM], real[HELD_FOR_STREAM:]
    path = keep or folder / "copies.sqlite"
    engine = open_database(path)
    with engine.connect() as connection:
        before = connection.scalar(select(func.count()).select_from(tables.documents)) or 0
    found = []
    with ProcessPoolExecutor(2) as pool:
        for size in sizes:
            for start in range(before, size, SLICE):
                place(engine, list(stored(known, min(size, start + SLICE), start)), BATCH, pool)
            before = max(before, size)
            some = known[: min(size, len(known))]
            runs = [stream(fresh, some, count, f"{size}-{time.time_ns()}") for _ in range(3)]
            batches, single = place(engine, runs[0], BATCH), place(engine, runs[1][: count // 4], 1)
            found.append(
                Row(size, batches, single, place(engine, runs[2], BATCH, pool), bytes_without_text(path))
            )
            print(_line(found[-1]), flush=True)
    engine.dispose()
    return found


def _line(row: Row) -> str:
    cells = " | ".join(f"{speed:,.0f} ({cpu:,.0f})" for speed, cpu in (row.batches, row.single, row.pool))
    return f"| {row.stored:,} | {cells} | {row.size:,.0f} |"


def beside(count: int) -> tuple[float, int]:
    """Race the ways on one set of releases, score them on the labelled pairs; return our F1, wrong merges."""
    some = corpus()[:count]
    documents, pairs = labelled()
    print("\n| way | documents a CPU second | ours is × as fast | F1 | wrong merges |\n|---|---|---|---|---|")
    ways: tuple[Callable[[Sequence[Document]], dict[str, str]], ...] = (ours, exact, datasketch, rensa)
    results, speed = {}, 0.0
    for way in ways:
        busy = time.process_time()
        way(some)
        mine = len(some) / (time.process_time() - busy)
        speed = speed or mine
        results[way.__name__] = f1, wrong = score(way(documents), pairs)
        print(f"| {way.__name__} | {mine:,.0f} | {speed / mine:.2f} | {f1:.4f} | {wrong} |", flush=True)
    return results["ours"]


def below(figures: dict[str, float]) -> list[str]:
    """Say which figures miss their floors."""
    return [
        f"{name}: {value:,.4g}, floor {FLOORS[name]:,.4g}"
        for name, value in figures.items()
        if (value > FLOORS[name] if name.endswith("at most") else value < FLOORS[name])
    ]


def main(arguments: Sequence[str]) -> int:
    """Run the benchmark and print its tables; 1 where a figure is below its floor."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--stored", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--stream", type=int, default=2_000)
    parser.add_argument("--keep", type=Path, help="the store: filled where it is missing, gone on with else")
    options = parser.parse_args(arguments)
    print(f"load {os.getloadavg()[0]:.1f}\n")
    print(f"| stored | one process, batch {BATCH} | one by one | pool of 2 | bytes a document |")
    print("|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        rows = measure(Path(folder), options.stored, options.stream, options.keep)
    f1, wrong = beside(options.stream)
    speed, same = two_writers(corpus()[: 2 * options.stream])
    print(f"\nPostgreSQL, two writers: {speed:,.0f} documents/s, {'the same' if same else 'OTHER'} clusters")
    missed = below(
        {
            "documents a CPU second, batches": rows[-1].batches[1],
            "documents a CPU second, one by one": rows[-1].single[1],
            "growth at most": rows[0].batches[1] / rows[-1].batches[1],
            "bytes a document at most": rows[-1].size,
            "F1": f1,
            "wrong merges at most": wrong,
            "two writers give the clusters of one": float(same),
        }
    )
    print(f"\nload {os.getloadavg()[0]:.1f}", *missed, sep="\nbelow: " if missed else "")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
