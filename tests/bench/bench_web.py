"""Measure the web app under readers: its search pages beside the engine's own answer to the same question.

Run as ``python -m tests.bench.bench_web [--articles N] [--readers N] [--seconds S]`` (``make bench-web``).
The app is served by ``khaosan serve`` in a process of its own on loopback; its corpus is real text under
invented offices (:mod:`tests.bench.web_corpus`). Readers ask without a pause, one question after another, for
results and views. Exits 1 where

- an answer is no 200, or the time of 99 of 100 pages is more than :data:`TAIL` times the median;
- the first byte of a search page takes more than :data:`BESIDE` times the engine's own search, asked one at a
  time, in the same process, in turns;
- the server's memory grows by more than :data:`GROWTH` from the first quarter of the time to the last.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

import httpx
from fastapi import FastAPI

from pipelines.moment import clock
from pipelines.store.database import open_store
from search.engines import open_engine
from search.engines.protocol import SearchRequest
from search.meant import meant
from search.service import Searcher
from search.web.app import create_app
from search.web.asking import Asked
from tests.bench.web_corpus import home
from tests.services.elasticsearch import free_port

TAIL = 10.0
BESIDE = 5.0
GROWTH = 1.1
"""Memory is to be flat; a tenth is the noise of the allocator."""
QUESTIONS = (
    "น้ำท่วม", "งบประมาณ", "โควิด-19", "นายกรัฐมนตรี", "อบจ. น้ำ", "ภัยแล้ง เกษตรกร", '"ผู้ว่าราชการจังหวัด"',
    "ราคา ยาง -ปาล์ม", "ประชุม OR สัมมนา", "ท่องเที่ยว ภูเก็ต", "ฝุ่น PM2.5", "ปี 2563", "",
)  # fmt: skip
PATHS = ("/", "/", "/", "/", "/", "/", "/time", "/map", "/kwic", "/by-office")
"""Six of ten pages are results; readers look into views and items beside."""
COUNTED = ("province", "office", "source", "kind", "scope", "language", "year", "month", "dated")
ALONE = 15
"""Times that each question is asked alone, of page and engine in turns."""
WARMING = 20.0
"""Seconds of reading that are not measured: threads start, caches fill."""
STARTED = 120.0
"""Seconds to the first answer."""


@dataclass
class Seen:
    """What the readers met."""

    times: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    memory: list[int] = field(default_factory=list)


def main() -> int:
    """Measure, print, and judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60.0)
    asked = parser.parse_args()
    folder = home(asked.articles)
    print(f"{asked.articles:,} articles, load {os.getloadavg()[0]:.1f}")
    beside = _beside(folder)
    with _served(folder) as (address, process):
        seen = asyncio.run(_read(address, process, asked.readers, asked.seconds))
    return _judge(seen, beside, asked.readers, asked.seconds)


def _beside(folder: Path) -> float:
    """Give the median ratio of a page's first byte to the engine's own search, over all questions."""
    store = open_store(folder)
    engine = open_engine("tantivy", home=folder)
    app = create_app(store, Searcher(store, engine), clock=clock)
    ratios = asyncio.run(_ratios(app, Searcher(store, engine)))
    store.close()
    return ratios


async def _ratios(app: FastAPI, searcher: Searcher) -> float:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
        ratios = []
        for question in QUESTIONS:
            pages, answers = [], []
            for _ in range(ALONE):
                begin = time.perf_counter()
                (await client.get("/", params={"q": question})).raise_for_status()
                pages.append(time.perf_counter() - begin)
                answers.append(_asked(searcher, question))
            ratios.append(median(pages) / median(answers))
            page, answer = median(pages) * 1e3, median(answers) * 1e3
            print(f"  {page:7.1f} ms page {answer:7.1f} ms engine  {question or '(all)'}")
    print(f"page beside engine: median {median(ratios):.2f}, worst {max(ratios):.2f}")
    return median(ratios)


def _asked(searcher: Searcher, question: str) -> float:
    """Ask the engine alone what a page of results asks of it."""
    query = Asked(q=question).query()
    clause = meant(searcher, query).clause
    request = SearchRequest(
        clause=clause,
        sort="relevance" if question else "newest",
        size=20,
        collapse=True,
        facets=COUNTED,
        stories=True,
    )
    begin = time.perf_counter()
    searcher.engine.search(request)
    return time.perf_counter() - begin


@contextmanager
def _served(folder: Path) -> Iterator[tuple[str, int]]:
    port = free_port()
    environment = os.environ | {"KHAOSAN_HOME": str(folder)}
    command = [sys.executable, "-m", "flows.cli", "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address)
        yield address, process.pid
    finally:
        process.terminate()
        process.wait()


def _wait(address: str) -> None:
    deadline = time.monotonic() + STARTED
    while time.monotonic() < deadline:
        try:
            httpx.get(f"{address}/health", timeout=5)
            return
        except httpx.TransportError:
            time.sleep(0.2)
    raise RuntimeError("the web app does not answer")


async def _read(address: str, process: int, readers: int, seconds: float) -> Seen:
    seen = Seen()
    # a connection the server is about to close is not used again (uvicorn: 5 s)
    limits = httpx.Limits(max_connections=readers, keepalive_expiry=2)
    async with httpx.AsyncClient(base_url=address, limits=limits, timeout=60) as client:
        warm = time.monotonic() + WARMING
        await asyncio.gather(*(_reader(client, -number, warm, Seen()) for number in range(readers)))
        end = time.monotonic() + seconds
        watching = asyncio.create_task(_watch(process, end, seen))
        await asyncio.gather(*(_reader(client, number, end, seen) for number in range(readers)))
        await watching
    return seen


async def _reader(client: httpx.AsyncClient, number: int, end: float, seen: Seen) -> None:
    choose = random.Random(number)
    while time.monotonic() < end:
        params = {"q": choose.choice(QUESTIONS), "page": str(choose.choice((1, 1, 1, 2))), "lang": "th"}
        path = choose.choice(PATHS)
        begin = time.perf_counter()
        try:
            answer = await client.get(path, params=params)
        except httpx.TransportError as error:
            seen.wrong.append(f"{path} {params}: {error!r}")
            continue
        seen.times.append(time.perf_counter() - begin)
        if answer.status_code != 200:
            seen.wrong.append(f"{path} {params}: {answer.status_code}")


async def _watch(process: int, end: float, seen: Seen) -> None:
    """Note the resident memory of the server every second (Linux)."""
    while time.monotonic() < end:
        pages = int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])
        seen.memory.append(pages * os.sysconf("SC_PAGE_SIZE"))
        await asyncio.sleep(1)


def _judge(seen: Seen, beside: float, readers: int, seconds: float) -> int:
    cuts = quantiles(seen.times, n=100)
    p50, p99 = cuts[49], cuts[98]
    quarter = max(1, len(seen.memory) // 4)
    early, late = median(seen.memory[:quarter]), median(seen.memory[-quarter:])
    print(f"{readers} readers, {seconds:.0f} s: {len(seen.times):,} pages, {len(seen.times) / seconds:.1f}/s")
    print(f"p50 {p50 * 1e3:.0f} ms, p99 {p99 * 1e3:.0f} ms, ratio {p99 / p50:.1f} (at most {TAIL:.0f})")
    print(f"errors {len(seen.wrong)} {seen.wrong[:3]}")
    print(f"memory {early / 1e6:.0f} MB, then {late / 1e6:.0f} MB: {late / early:.2f} (at most {GROWTH})")
    print(f"page beside engine {beside:.2f} (at most {BESIDE:.0f}); load {os.getloadavg()[0]:.1f}")
    good = p99 <= TAIL * p50 and not seen.wrong and late <= GROWTH * early and beside <= BESIDE
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
