"""Passages of real articles as index documents, made once and kept, for the benchmarks of search.

A passage is a window of about 600 characters of a release of ``../shared/data/thaigov_20k.jsonl.gz``;
windows do not overlap. The first :data:`DISTINCT` are analysed as the stage would analyse them; the others
are crossed out of those: the first half of one with the second half of another, under an id and
a story of their own. So a million documents differ, cost no second analysis, and keep the frequencies of the
language.
"""

from __future__ import annotations

import gzip
import json
import multiprocessing
import os
import pickle
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from hashlib import sha256
from itertools import islice
from pathlib import Path

from pipelines.records import Article, DateValue, Source
from pipelines.store.articles import Segmented, StoredArticle
from pipelines.text import fold
from pipelines.text.segment import ANALYSIS_VERSION, segmented
from search.documents import IndexDocument, document_of
from search.fields import analysis

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT.parent / "shared" / "data" / "thaigov_20k.jsonl.gz"
KEPT = ROOT / ".cache" / "bench"
WINDOW = 600
"""Characters: about 100 words, the passages of the relevance study."""
DISTINCT = 100_000
CHUNK = 500
PROVINCES = ("TH-10", "TH-50", "TH-51", "TH-81", "TH-90")
CORPUS_SOURCE = Source(id="tg", name="tg", province="", office="corpus", family="import")
STEP = 7_919
"""Passages between the two that are crossed, times the round: prime, so no pair comes twice."""
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


def documents(count: int) -> Iterator[list[IndexDocument]]:
    """Yield documents in chunks of :data:`CHUNK`."""
    left = count
    for number in range(1 + count // DISTINCT):
        for chunk in _analysed() if number == 0 else _crossed(number):
            if left <= 0:
                return
            yield chunk[:left]
            left -= len(chunk)


def document(row: Row) -> IndexDocument:
    """Make the document of a passage, as the stage would; a province is drawn by its id, to be filtered."""
    read = article(row)
    words = Segmented(
        headline=segmented(read.headline), body=segmented(read.article_body), analysis=ANALYSIS_VERSION
    )
    stored = StoredArticle(
        article=read, segmented=words, state="live", version=1, first_captured_at="", last_captured_at="",
        capture_id=None, rule="import",
    )  # fmt: skip
    province = PROVINCES[sum(row[0].encode()) % len(PROVINCES)]
    return document_of(stored, replace(CORPUS_SOURCE, province=province))


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


def _analysed() -> Iterator[list[IndexDocument]]:
    """Read the chunks kept, making them first where there are none of this analysis."""
    file = KEPT / f"passages-{sha256(analysis().encode()).hexdigest()[:12]}.gz"
    if not file.exists():
        _make(file)
    with gzip.open(file, "rb") as held:
        for _ in range(DISTINCT // CHUNK):
            yield pickle.load(held)


def _make(file: Path) -> None:
    KEPT.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(".new")
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(os.cpu_count(), mp_context=context) as pool, gzip.open(draft, "wb", 1) as kept:
        source = islice(rows(), DISTINCT)
        while some := list(islice(source, 10 * CHUNK)):
            made = list(pool.map(document, some, chunksize=100))
            for at in range(0, len(made), CHUNK):
                pickle.dump(made[at : at + CHUNK], kept)
    draft.replace(file)


def _crossed(number: int) -> Iterator[list[IndexDocument]]:
    """Yield another round of documents: each passage with one ``number * STEP`` places on."""
    ahead = number * STEP // CHUNK % (DISTINCT // CHUNK)
    others = _from(ahead)
    for chunk, other in zip(_analysed(), others, strict=False):
        yield [_cross(first, second, number) for first, second in zip(chunk, reversed(other), strict=True)]


def _from(ahead: int) -> Iterator[list[IndexDocument]]:
    """Yield all chunks, beginning later and ending with the first ones."""
    yield from islice(_analysed(), ahead, None)
    yield from islice(_analysed(), ahead)


def _cross(first: IndexDocument, second: IndexDocument, number: int) -> IndexDocument:
    key = f"{first.id}~{number}"
    return replace(
        first, id=key, cluster=key, story=int(sha256(key.encode()).hexdigest()[:15], 16),
        words=_halves(first.words, second.words), g2=_halves(first.g2, second.g2),
        g3=_halves(first.g3, second.g3), clusters=tuple(sorted({*first.clusters, *second.clusters})),
        province=second.province,
    )  # fmt: skip


def _halves(first: str, second: str) -> str:
    one, other = first.split(), second.split()
    return " ".join((*one[: len(one) // 2], *other[len(other) // 2 :]))
