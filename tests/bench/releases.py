"""A store of whole real releases, made once and kept below ``.cache``, for what is measured from there on.

The articles of ``../shared/data/thaigov_20k.jsonl.gz``, 3,300 characters each in the middle, in the order of
that file; refined as an import would (folded, segmented), so the index stage finds what it finds in a home.
"""

from __future__ import annotations

import gzip
import json
import multiprocessing
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from hashlib import sha256
from itertools import islice
from pathlib import Path

from pipelines.records import Article
from pipelines.store import sources
from pipelines.store.articles import Segmented
from pipelines.store.database import Store, open_store
from pipelines.store.revisions import put
from pipelines.text.segment import ANALYSIS_VERSION, segmented
from tests.bench.passages import CORPUS, CORPUS_SOURCE, KEPT, Row, article

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
BATCH = 500


def home(count: int) -> Path:
    """The folder of a home whose store has so many releases; made where there is none."""
    folder = KEPT / f"releases-{count}-{sha256(ANALYSIS_VERSION.encode()).hexdigest()[:8]}"
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "stored").exists():
        store = open_store(folder)
        _fill(store, count)
        store.close()
        (folder / "stored").touch()
    return folder


def rows() -> Iterator[Row]:
    """Yield id, title, text and date of each release."""
    with gzip.open(CORPUS, "rt", encoding="utf-8") as lines:
        for one in map(json.loads, lines):
            yield one["id"], one["title"], one["text"], one["published"]


def _fill(store: Store, count: int) -> None:
    with store.write() as connection:
        sources.sync(connection, [CORPUS_SOURCE], now=NOW)
    source, done = islice(rows(), count), 0
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(os.cpu_count(), mp_context=context) as pool:
        while some := list(islice(source, BATCH)):
            with store.write() as connection:
                for one, words in pool.map(_refined, some, chunksize=25):
                    put(connection, one, words, capture_id=None, rule="bench", now=NOW)
            done += len(some)
            print(f"\rstored {done:,} of {count:,} (once)", end="", flush=True)
    print()


def _refined(row: Row) -> tuple[Article, Segmented]:
    made = article(row)
    words = Segmented(
        headline=segmented(made.headline), body=segmented(made.article_body), analysis=ANALYSIS_VERSION
    )
    return made, words
