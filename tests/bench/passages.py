"""Passages of real articles as index documents, for the benchmarks of search.

A passage is a window of about 600 characters of a release of ``../shared/data/thaigov_20k.jsonl.gz``;
windows do not overlap. The first :data:`DISTINCT` are cut into words once, and kept. The others are crossed
out of those: the first half of the text of one and the second half of the text of another, cut where a space
parts two runs, under an id and a story of their own. Words are found a run at a time, so a crossed text has
the words that cutting it would give; its terms are made of it as the stage makes them, by workers. So a
million documents differ, keep the frequencies of the language, and nothing is shortened but the cutting.
"""

from __future__ import annotations

import gzip
import json
import multiprocessing
import os
import pickle
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import replace
from hashlib import sha256
from itertools import islice
from pathlib import Path

from pipelines.records import Article, DateValue, Source
from pipelines.store.articles import StoredArticle
from pipelines.text import fold
from pipelines.text.segment import ANALYSIS_VERSION, SEPARATOR
from pipelines.workers import pool
from search.documents import document_of
from search.packed import PackedDocument, packed
from tests.search.samples import as_stored

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT.parent / "shared" / "data" / "thaigov_20k.jsonl.gz"
KEPT = ROOT / ".cache" / "bench"
WINDOW = 600
"""Characters: about 100 words, the passages of the relevance study."""
DISTINCT = 100_000
CHUNK = 500
PARTS = DISTINCT // CHUNK
PROVINCES = ("TH-10", "TH-50", "TH-51", "TH-81", "TH-90")
CORPUS_SOURCE = Source(id="tg", name="tg", province="", office="corpus", family="import")
STEP = 7_919
"""Passages between the two that are crossed, times the round: prime, so no pair comes twice."""
SPACE = f"{SEPARATOR} {SEPARATOR}"
"""A space that parts two runs, in a text with marks between its words."""
AHEAD = 6
"""Chunks made while the caller writes one."""
Row = tuple[str, str, str, str]
"""Id, title, text, date."""


def rows() -> Iterator[Row]:
    """Yield the windows of all articles; the first of an article has its headline."""
    with gzip.open(CORPUS, "rt", encoding="utf-8") as lines:
        for line in lines:
            one = json.loads(line)
            text = one["text"]
            for begin in range(0, max(1, len(text) - WINDOW // 2), WINDOW):
                key = f"{one['id']}-{begin}"
                yield key, "" if begin else one["title"], text[begin : begin + WINDOW], one["published"]


def documents(count: int) -> Iterator[list[PackedDocument]]:
    """Yield so many documents in chunks of :data:`CHUNK`, made by workers from passages kept below .cache."""
    folder = _kept()
    jobs = ((str(folder), number // PARTS, number % PARTS) for number in range(-(-count // CHUNK)))
    ahead: deque[Future[list[PackedDocument]]] = deque()
    left = count
    with pool(os.cpu_count() or 1, __name__) as workers:
        for job in jobs:
            ahead.append(workers.submit(_chunk, *job))
            if len(ahead) > AHEAD:
                yield (some := ahead.popleft().result())[:left]
                left -= len(some)
        while ahead:
            yield (some := ahead.popleft().result())[:left]
            left -= len(some)


def stored(folder: Path, number: int, part: int) -> list[StoredArticle]:
    """Passages as the store would hold them, but for their display texts: a round, and a chunk of it."""
    some = _read(folder, part)
    if number == 0:
        return some
    others = _read(folder, (part + number * STEP // CHUNK) % PARTS)
    return [_crossed(one, other, number) for one, other in zip(some, reversed(others), strict=True)]


def article(row: Row) -> Article:
    """Make the record of a passage, as an import would."""
    key, title, text, published = row
    return Article(
        id=key, url=f"urn:{key}", canonical_url=f"urn:{key}", source=CORPUS_SOURCE.id, family="import",
        extractor="import@1", kind="news", scope="thai", country="TH", headline=fold.display(title),
        article_body=fold.display(text), language="th", published=_day(published),
    )  # fmt: skip


def _day(text: str) -> DateValue | None:
    whole = len(text) == 10
    return DateValue(value=text, precision="day", era="CE", method="import", raw=text) if whole else None


def _chunk(folder: str, number: int, part: int) -> list[PackedDocument]:
    return [packed(document_of(one, _source(one))) for one in stored(Path(folder), number, part)]


def _source(one: StoredArticle) -> Source:
    """A province is drawn by the id, to be filtered."""
    province = PROVINCES[sum(one.article.id.encode()) % len(PROVINCES)]
    return replace(CORPUS_SOURCE, province=province)


def _kept() -> Path:
    """The folder of the passages, a file a chunk; made where there is none of this analysis."""
    folder = KEPT / f"passages-{sha256(ANALYSIS_VERSION.encode()).hexdigest()[:12]}"
    draft = folder.with_suffix(".new")
    if folder.exists():
        return folder
    draft.mkdir(parents=True, exist_ok=True)
    context = multiprocessing.get_context("spawn")
    source = islice(rows(), DISTINCT)
    with ProcessPoolExecutor(os.cpu_count(), mp_context=context) as workers:
        for part in range(PARTS):
            made = list(workers.map(_cut, islice(source, CHUNK), chunksize=50))
            _file(draft, part).write_bytes(pickle.dumps(made))
    draft.rename(folder)
    return folder


def _cut(row: Row) -> StoredArticle:
    made = as_stored(article(row))
    return replace(made, article=replace(made.article, article_body=""))


def _file(folder: Path, part: int) -> Path:
    return folder / f"{part:03}.pickle"


def _read(folder: Path, part: int) -> list[StoredArticle]:
    made: list[StoredArticle] = pickle.loads(_file(folder, part).read_bytes())
    return made


def _crossed(one: StoredArticle, other: StoredArticle, number: int) -> StoredArticle:
    first, second = one.segmented.body.split(SPACE), other.segmented.body.split(SPACE)
    body = SPACE.join((*first[: -(-len(first) // 2)], *second[len(second) // 2 :]))
    return replace(
        one,
        article=replace(one.article, id=f"{one.article.id}~{number}"),
        segmented=replace(one.segmented, body=body),
    )
