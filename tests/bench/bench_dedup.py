"""How fast copies are placed, how the index grows, and what others do on the same texts.

    python -m tests.bench.bench_dedup [--stored 10000 100000] [--batch 256] [--stream 2000] [--keep FILE]

Texts: the 20,000 real releases of ../shared/data/thaigov_20k.jsonl.gz; beyond them the same ones with their
consonants permuted (other text, same statistics). The stream is 70 % new releases, 15 % equal but for idle
noise, 15 % edited copies. Beside documents a second stand documents a CPU second of the one process, which
other work on the machine changes little. Exact hashing is measured beside it, and datasketch and rensa where
they are installed (they are no dependency). Prints a Markdown table.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import importlib
import json
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, func, select

from pipelines.copies import tables
from pipelines.copies.key import key_text
from pipelines.copies.place import place_all
from pipelines.copies.records import Document
from pipelines.copies.sketch import sketch
from pipelines.copies.stream import create_tables

CORPUS = Path(__file__).parents[3] / "shared" / "data" / "thaigov_20k.jsonl.gz"
NOW = datetime(2026, 11, 25, tzinfo=UTC)
CONSONANTS = "กขคฆงจฉชซญฎฐณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮ"
HELD_FOR_STREAM = 2_000
SLICE = 5_000
"""Documents held in memory at once while the store is filled."""
WINDOW = 8
"""Characters of the grams that are given to datasketch and rensa, as their users do."""


def corpus() -> list[Document]:
    """Read the real releases, in order of date."""
    found = []
    with gzip.open(CORPUS, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            day = date.fromisoformat(row["published"][:10]) if row.get("published") else None
            found.append(Document(str(row["id"]), row["title"], row["text"], day, "thaigov"))
    return sorted(found, key=lambda one: (one.published_day or date.min, one.id))


def stored(real: Sequence[Document], count: int, start: int = 0) -> Iterator[Document]:
    """Yield documents ``start`` to ``count`` of an endless corpus made of real ones."""
    for number in range(start, count):
        turn, at = divmod(number, len(real))
        yield real[at] if turn == 0 else permuted(real[at], turn)


def permuted(document: Document, turn: int) -> Document:
    """Return another text of the same statistics."""
    rng = random.Random(f"{turn}/{document.id}")
    table = str.maketrans(CONSONANTS, "".join(rng.sample(CONSONANTS, len(CONSONANTS))))
    return replace(
        document,
        id=f"{document.id}/{turn}",
        title=document.title.translate(table),
        body=document.body.translate(table),
    )


def stream(fresh: Sequence[Document], known: Sequence[Document], count: int, name: str) -> list[Document]:
    """Return new releases, equal ones and edited copies of known ones, mixed."""
    rng = random.Random(name)
    made = []
    for number in range(count):
        kind = rng.random()
        if kind < 0.70:
            made.append(replace(permuted(rng.choice(fresh), number + 1), id=f"{name}-{number}"))
            continue
        one = rng.choice(known)
        body = (
            one.body.replace(" ", "  ") if kind < 0.85 else one.body[: len(one.body) * 4 // 5] + " ภาพและข่าว"
        )
        made.append(replace(one, id=f"{name}-{number}", body=body))
    return made


def open_database(path: Path) -> Engine:
    """An SQLite file as the store opens it: WAL, synchronous FULL, BEGIN IMMEDIATE."""
    engine = create_engine(f"sqlite:///{path}")

    @event.listens_for(engine, "connect")
    def _settings(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")

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


def exact(documents: Sequence[Document]) -> None:
    """Hash title and body, the usual baseline."""
    seen: dict[bytes, str] = {}
    for one in documents:
        seen.setdefault(hashlib.sha256(f"{one.title}\n{one.body}".encode()).digest(), one.id)


def _grams(document: Document) -> list[bytes]:
    key = key_text(document.body)
    return [key[at : at + WINDOW].encode() for at in range(max(1, len(key) - WINDOW + 1))]


def datasketch(documents: Sequence[Document]) -> None:
    """MinHash LSH in memory, 128 permutations, threshold .5."""
    library = importlib.import_module("datasketch")
    index = library.MinHashLSH(threshold=0.5, num_perm=128)
    for one in documents:
        made = library.MinHash(num_perm=128)
        made.update_batch(_grams(one))
        index.query(made)
        index.insert(one.id, made)


def rensa(documents: Sequence[Document]) -> None:
    """RMinHash LSH in memory, 128 permutations, 32 bands."""
    library = importlib.import_module("rensa")
    index = library.RMinHashLSH(threshold=0.5, num_perm=128, num_bands=32)
    for number, one in enumerate(documents):
        made = library.RMinHash(num_perm=128, seed=1)
        made.update([gram.decode() for gram in _grams(one)])
        index.query(made)
        index.insert(number, made)


def others(documents: Sequence[Document]) -> Iterator[tuple[str, str]]:
    """Measure the other ways that are installed, in memory and without verification."""
    ways: tuple[Callable[[Sequence[Document]], None], ...] = (exact, datasketch, rensa)
    for way in ways:
        started = time.perf_counter()
        try:
            way(documents)
        except ModuleNotFoundError:
            yield way.__name__, "not installed"
            continue
        yield way.__name__, f"{len(documents) / (time.perf_counter() - started):,.0f}"


def main(arguments: Sequence[str]) -> None:
    """Run the benchmark and print its table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--stored", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--batch", type=int, default=256)
    parser.add_argument("--stream", type=int, default=2_000)
    parser.add_argument("--keep", type=Path, help="the store: filled where it is missing, gone on with else")
    options = parser.parse_args(arguments)
    real = corpus()
    rng = random.Random(1)
    rng.shuffle(real)
    fresh, known = real[:HELD_FOR_STREAM], real[HELD_FOR_STREAM:]
    print(f"| stored | one process, batch {options.batch} | one by one | pool of 2 | bytes a document |")
    print("|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder, ProcessPoolExecutor(2) as pool:
        path = options.keep or Path(folder) / "copies.sqlite"
        engine = open_database(path)
        with engine.connect() as connection:
            before = connection.scalar(select(func.count()).select_from(tables.documents)) or 0
        for count in options.stored:
            for start in range(before, count, SLICE):
                place(engine, list(stored(known, min(count, start + SLICE), start)), options.batch, pool)
            before = max(before, count)
            runs = [
                stream(fresh, known[: min(count, len(known))], options.stream, f"{count}-{at}")
                for at in range(3)
            ]
            speeds = [
                place(engine, runs[0], options.batch),
                place(engine, runs[1][: options.stream // 4], 1),
                place(engine, runs[2], options.batch, pool),
            ]
            cells = " | ".join(f"{speed:,.0f} ({cpu:,.0f})" for speed, cpu in speeds)
            print(f"| {count:,} | {cells} | {bytes_without_text(path):,.0f} |", flush=True)
        engine.dispose()
    print("\n| other way, in memory | documents/s |\n|---|---|")
    for name, speed in others(stream(fresh, known, options.stream, "others")):
        print(f"| {name} | {speed} |", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
