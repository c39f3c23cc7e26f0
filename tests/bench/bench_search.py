"""Measure both engines on the same documents in one run.

Run as ``python -m tests.bench.bench_search [--passages N]`` (``make bench-search PASSAGES=N``); it reads
``../shared`` and starts an Elasticsearch of its own. A passage is a window of a real article, about 600
characters; windows do not overlap until the corpus is used up (about 110,000), then they begin elsewhere.
At each size both engines answer the same queries in turns. Absolute figures move with other work on the
machine, ratios hardly; the load is printed.
"""

from __future__ import annotations

import argparse
import gzip
import json
import multiprocessing
import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from pipelines.records import Article, DateValue, Source
from pipelines.store.articles import Segmented, StoredArticle
from pipelines.text import fold
from pipelines.text.segment import ANALYSIS_VERSION, segmented
from search.clauses import Bool, Clause, Everything, OneOf
from search.documents import IndexDocument, document_of
from search.engines import Engine, SearchRequest, open_engine
from search.engines.cluster.engine import ElasticsearchEngine
from search.fields import FACETS, analysis
from search.language.compile import compile_plain, compile_tree
from search.language.tree import Quoted
from search.records import Match
from tests.services.elasticsearch import server

SHARED = Path(__file__).resolve().parents[3] / "shared"
WINDOW = 600
"""Characters: about 100 words, the passages of the relevance study."""
CHUNK = 500
ASKED = 60
"""Queries of each kind."""
PROVINCES = ("TH-10", "TH-50", "TH-51", "TH-81", "TH-90")
CORPUS = Source(id="tg", name="tg", province="", office="corpus", family="import")
Row = tuple[str, str, str, str]
"""Id, title, text, date."""


def passages() -> Iterator[Row]:
    """Yield windows of real articles without end; each round begins them elsewhere."""
    with gzip.open(SHARED / "data" / "thaigov_20k.jsonl.gz", "rt", encoding="utf-8") as lines:
        articles = [json.loads(line) for line in lines]
    for shift in range(0, WINDOW, 37):  # 37 divides no length of line: windows differ throughout
        for one in articles:
            text = one["text"]
            for begin in range(shift, max(shift + 1, len(text) - WINDOW // 2), WINDOW):
                key = f"{one['id']}-{begin}"
                yield key, one["title"] if not begin else "", text[begin : begin + WINDOW], one["published"]


def document(row: Row) -> IndexDocument:
    """Make the document of a passage, as the stage would; a province is drawn by its id, to be filtered."""
    key, title, text, published = row
    headline, body = fold.display(title), fold.display(text)
    article = Article(
        id=key, url=f"urn:{key}", canonical_url=f"urn:{key}", source=CORPUS.id, family="import",
        extractor="import@1", kind="news", scope="thai", country="TH", headline=headline, article_body=body,
        language="th", published=_day(published),
    )  # fmt: skip
    words = Segmented(headline=segmented(headline), body=segmented(body), analysis=ANALYSIS_VERSION)
    stored = StoredArticle(
        article=article, segmented=words, state="live", version=1, first_captured_at="", last_captured_at="",
        capture_id=None, rule="import",
    )  # fmt: skip
    province = PROVINCES[sum(key.encode()) % len(PROVINCES)]
    return document_of(
        stored, Source(id="tg", name="tg", province=province, office="corpus", family="import")
    )


def _day(text: str) -> DateValue | None:
    whole = len(text) == 10
    return DateValue(value=text, precision="day", era="CE", method="import", raw=text) if whole else None


def queries(rows: list[Row]) -> dict[str, list[SearchRequest]]:
    """Make the same questions for both engines, out of the texts themselves."""
    choose = random.Random(20201229)
    pieces = [[part for part in row[2].split() if 4 <= len(part) <= 30] for row in rows]
    two = [" ".join(choose.sample(parts, 2)) for parts in pieces if len(parts) > 3][:ASKED]
    single = [choose.choice(parts) for parts in pieces if len(parts) > 3][:ASKED]
    titles = [row[1][:80] for row in rows if row[1]][:ASKED]
    modes: tuple[Match, ...] = ("any", "all")
    plain = {mode: [compile_plain(text, mode).clause for text in two] for mode in modes}
    similar = [compile_plain(text, "any").clause for text in titles]
    counted = (*FACETS, "month", "dated")
    return {
        "similar (`any`), headlines": [SearchRequest(clause=one) for one in similar],
        "words (`all`), two parts": [SearchRequest(clause=one) for one in plain["all"]],
        "phrase": [SearchRequest(clause=compile_tree(Quoted(text), "all").clause) for text in single],
        "filter + newest": [
            SearchRequest(clause=_narrowed(_typed(text), PROVINCES[at % 5]), sort="newest")
            for at, text in enumerate(single)
        ],
        "facets + histogram + stories": [
            SearchRequest(clause=_typed(text), facets=counted, stories=True) for text in single
        ],
        "page at hit 5,000": [SearchRequest(clause=one, offset=5_000) for one in plain["any"]],
    }  # fmt: skip


def _typed(text: str) -> Clause:
    return compile_plain(text, "all").clause


def _narrowed(clause: Clause, province: str) -> Clause:
    return Bool(must=(clause,), filters=(OneOf("province", (province,)),))


@dataclass
class Measured:
    """What one engine took."""

    engine: Engine
    size_of: Callable[[], int]
    writing: float = 0.0
    figures: dict[str, tuple[float, float]] = field(default_factory=dict)


def main() -> None:
    """Index in steps, measure at each."""
    given = argparse.ArgumentParser(prog="python -m tests.bench.bench_search")
    given.add_argument("--passages", type=int, default=100_000)
    most = given.parse_args().passages
    steps = [step for step in (20_000, 100_000, 300_000, 1_000_000) if step < most] + [most]
    print(f"cores {os.cpu_count()}, load {os.getloadavg()[0]:.1f}, passages {steps}")
    with tempfile.TemporaryDirectory() as home, server() as url:
        embedded = open_engine("tantivy", home=Path(home))
        cluster = ElasticsearchEngine.at(url, index="bench")
        measured = [
            Measured(embedded, lambda: _folder_size(Path(home))),
            Measured(cluster, lambda: _index_size(cluster)),
        ]
        try:
            _run(measured, steps)
        finally:
            cluster.drop()


def _run(measured: list[Measured], steps: list[int]) -> None:
    source = passages()
    done, making, asked = 0, 0.0, None
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(os.cpu_count(), mp_context=context) as pool:
        for step in steps:
            while done < step:
                begin = time.perf_counter()
                rows = list(islice(source, min(10 * CHUNK, step - done)))
                documents = list(pool.map(document, rows, chunksize=100))
                making += time.perf_counter() - begin
                for one in measured:
                    _write(one, documents, fresh=done == 0)
                done += len(documents)
                asked = asked or queries(rows)
            _report(measured, asked or {}, done, making)


def _write(one: Measured, documents: list[IndexDocument], *, fresh: bool) -> None:
    begin = time.perf_counter()
    with one.engine.writer(analysis(), rebuild=fresh) as writer:
        for at in range(0, len(documents), CHUNK):
            refused = writer.write(documents[at : at + CHUNK])
            assert refused == [], refused
            writer.commit()
    one.writing += time.perf_counter() - begin


def _report(
    measured: list[Measured], asked: dict[str, list[SearchRequest]], done: int, making: float
) -> None:
    print(f"\n## {done:,} passages, load {os.getloadavg()[0]:.1f}; terms alone {done / making:,.0f}/s")
    print("| | " + " | ".join(one.engine.name for one in measured) + " |")
    print("|---|" + "---|" * len(measured))
    _line("written, documents/s", [f"{done / one.writing:,.0f}" for one in measured])
    _line("bytes/document", [f"{one.size_of() / done:,.0f}" for one in measured])
    for kind, requests in asked.items():
        times = _asked([one.engine for one in measured], requests)
        _line(f"{kind}, p50/p99 ms", [f"{_at(some, 0.5):.1f} / {_at(some, 0.99):.1f}" for some in times])
    _line("ids exported/s", [f"{_exported(one.engine):,.0f}" for one in measured])


def _asked(engines: list[Engine], requests: list[SearchRequest]) -> list[list[float]]:
    """Ask in turns; the first round warms."""
    times: list[list[float]] = [[] for _ in engines]
    for warm in (False, True):
        for request in requests:
            for engine, spent in zip(engines, times, strict=True):
                begin = time.perf_counter()
                engine.search(request)
                if warm:
                    spent.append(1000 * (time.perf_counter() - begin))
    return times


def _at(times: list[float], share: float) -> float:
    return sorted(times)[min(len(times) - 1, int(share * len(times)))]


def _exported(engine: Engine) -> float:
    begin = time.perf_counter()
    count = sum(1 for _ in engine.ids(Everything()))
    return count / (time.perf_counter() - begin)


def _folder_size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def _index_size(engine: ElasticsearchEngine) -> int:
    engine.client.indices.flush(index=engine.index)
    answer: dict[str, Any] = engine.client.indices.stats(index=engine.index, metric="store").body
    return int(answer["_all"]["primaries"]["store"]["size_in_bytes"])


def _line(name: str, cells: list[str]) -> None:
    print(f"| {name} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
