"""A home of many articles for the benchmark of the web app: made once, kept below ``.cache``.

Each article is a window of about 600 characters of a release of ``../shared/data/thaigov_20k.jsonl.gz``,
given to one of 308 invented offices in all 77 provinces; the date is the release's own. Every eighth is put
again by another office, as a copy.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from itertools import islice
from pathlib import Path

from pipelines import provinces
from pipelines.records import Article, DateValue, Office, Source
from pipelines.store import sources
from pipelines.store.articles import Segmented
from pipelines.store.database import Store, open_store
from pipelines.store.revisions import put
from pipelines.store.stories import set_story
from pipelines.text import fold
from pipelines.text.segment import ANALYSIS_VERSION, segmented
from search.engines import open_engine
from search.fields import analysis
from search.indexing import index
from tests.bench.passages import KEPT, Row, rows

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
KINDS: tuple[Office, ...] = ("province", "pr-office", "pao", "municipality")
COPIED = 8
"""One article in so many is published by a second office."""
BATCH = 500


def offices() -> list[Source]:
    """Four invented offices a province."""
    return [
        Source(
            id=f"{one.iso.lower()}-{kind}", name=f"หน่วยงานทดสอบ {kind} {one.name_th}", province=one.iso,
            office=kind, family="wordpress",
        )
        for one in provinces.load()
        for kind in KINDS
    ]  # fmt: skip


def home(articles: int) -> Path:
    """The folder of a home with so many articles, stored and indexed; made where there is none."""
    folder = KEPT / f"web-{articles}-{sha256(ANALYSIS_VERSION.encode()).hexdigest()[:8]}"
    folder.mkdir(parents=True, exist_ok=True)
    store = open_store(folder)
    if not (folder / "stored").exists():
        _fill(store, articles)
        (folder / "stored").touch()
    engine = open_engine("tantivy", home=folder)
    index(store, engine, rebuild=engine.analysis() != analysis(), now=NOW)
    store.close()
    return folder


def _fill(store: Store, articles: int) -> None:
    every = offices()
    with store.write() as connection:
        sources.sync(connection, every, now=NOW)
    made = _made(every)
    for _ in range(0, articles, BATCH):
        with store.write() as connection:
            for one in islice(made, BATCH):
                words = Segmented(
                    headline=segmented(one.headline),
                    body=segmented(one.article_body),
                    analysis=ANALYSIS_VERSION,
                )
                put(connection, one, words, capture_id=None, rule="bench", now=NOW)
                set_story(connection, one.id, one.id.partition("~")[0], None, now=NOW)


def _made(every: list[Source]) -> Iterator[Article]:
    for number, row in enumerate(rows()):
        first = _article(row, every[number * 37 % len(every)])
        yield first
        if number % COPIED == 0:
            other = every[(number * 37 + 5) % len(every)]
            yield replace(first, id=f"{first.id}~copy", source=other.id, canonical_url=f"{first.url}-copy")


def _article(row: Row, source: Source) -> Article:
    key, title, text, published = row
    body = fold.display(text)
    url = f"https://{source.id}.example.go.th/{key}"
    return Article(
        id=key, url=url, canonical_url=url, source=source.id, family="wordpress", extractor="bench@1",
        kind="news", scope="thai", country="TH", headline=fold.display(title) or body[:80], article_body=body,
        language="th", published=_day(published), captured_at=NOW,
    )  # fmt: skip


def _day(text: str) -> DateValue | None:
    whole = len(text) == 10
    return DateValue(value=text, precision="day", era="CE", method="import", raw=text) if whole else None
