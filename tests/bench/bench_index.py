"""Measure the stage from store to index: terms in one process and in a pool, engines alone, and the whole.

Run as ``python -m tests.bench.bench_index [--articles N]`` (``make bench-index``). The articles are windows
of real releases (:mod:`tests.bench.passages`), stored first. Exit code 1 when the pool is less than 1.7 times
one process, or the whole slower than .9 of the slower of its parts.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from pipelines.records import Article
from pipelines.store import articles, sources
from pipelines.store.articles import Segmented
from pipelines.store.database import Store, open_store
from pipelines.store.revisions import put
from pipelines.text.segment import ANALYSIS_VERSION, segmented
from search.documents import IndexDocument
from search.engines import Engine, open_engine
from search.fields import analysis
from search.indexing import BATCH, index
from search.making import Maker, Task
from tests.bench import passages
from tests.bench.passages import CORPUS_SOURCE, Row
from tests.services.elasticsearch import server

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
POOL_GAIN = 1.7
WHOLE_SHARE = 0.9


def main() -> int:
    """Fill a store, then measure."""
    given = argparse.ArgumentParser(prog="python -m tests.bench.bench_index")
    given.add_argument("--articles", type=int, default=10_000)
    count = given.parse_args().articles
    print(f"cores {os.cpu_count()}, load {os.getloadavg()[0]:.1f}, {count:,} articles", flush=True)
    with tempfile.TemporaryDirectory(prefix="khaosan-bench-") as name, server() as url:
        store = _filled(Path(name), count)
        one = _rate("terms, one process", count, lambda: len(_made(store, 1)))
        pool = _rate("terms, a pool", count, lambda: len(_made(store, os.cpu_count() or 1)))
        kept = [_promise("pool by one process", pool / one, POOL_GAIN)]
        ready = _made(store, os.cpu_count() or 1)
        engines = (
            open_engine("tantivy", home=Path(name)),
            open_engine("elasticsearch", home=Path(name), url=url, index=f"bench-{os.getpid()}"),
        )
        for engine in engines:
            kept.append(_whole(store, engine, ready, pool))
            engine.drop()
    return 0 if all(kept) else 1


def _filled(home: Path, count: int) -> Store:
    store = open_store(home)
    with store.write() as connection:
        sources.sync(connection, [CORPUS_SOURCE], now=NOW)
    rows = islice(passages.rows(), count)
    while some := list(islice(rows, BATCH)):
        with store.write() as connection:
            for article, words in map(_article, some):
                put(connection, article, words, capture_id=None, rule="bench", now=NOW)
    return store


def _article(row: Row) -> tuple[Article, Segmented]:
    article = passages.article(row)
    words = Segmented(
        headline=segmented(article.headline),
        body=segmented(article.article_body),
        analysis=ANALYSIS_VERSION,
    )
    return article, words


def _made(store: Store, workers: int) -> list[IndexDocument]:
    with Maker(10**6, workers) as maker:
        return [
            one.document for some in maker.made(_tasks(store)) for one in some if one.document is not None
        ]


def _tasks(store: Store) -> Iterator[list[Task]]:
    after = ""
    while True:
        with store.read() as connection:
            batch = articles.every(connection, after=after, limit=BATCH)
        if not batch:
            return
        after = batch[-1].article.id
        yield [Task(stored=one, source=CORPUS_SOURCE) for one in batch]


def _whole(store: Store, engine: Engine, ready: list[IndexDocument], pool: float) -> bool:
    alone = _rate(f"{engine.name}, ready terms", len(ready), lambda: _written(engine, ready))
    engine.drop()
    whole = _rate(
        f"{engine.name}, the whole stage",
        len(ready),
        lambda: index(store, engine, rebuild=True, now=NOW).documents,
    )
    return _promise(f"{engine.name}: the whole by its slower part", whole / min(alone, pool), WHOLE_SHARE)


def _written(engine: Engine, ready: list[IndexDocument]) -> int:
    with engine.writer(analysis(), rebuild=True) as writer:
        for at in range(0, len(ready), BATCH):
            writer.write(ready[at : at + BATCH])
            writer.commit()
    return len(ready)


def _rate(what: str, count: int, run: Callable[[], int]) -> float:
    begin = time.perf_counter()
    assert run() == count
    rate = count / (time.perf_counter() - begin)
    print(f"{what}: {rate:,.0f}/s, load {os.getloadavg()[0]:.1f}", flush=True)
    return rate


def _promise(text: str, value: float, least: float) -> bool:
    print(f"{'ok' if value >= least else '!!'} {text}: {value:.2f} (at least {least:g})", flush=True)
    return value >= least


if __name__ == "__main__":
    sys.exit(main())
