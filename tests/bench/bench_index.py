"""Measure the stage from store to index: terms in one process and in a pool, engines alone, and the whole.

Run as ``python -m tests.bench.bench_index [--articles N] [--rounds N]`` (``make bench-index``). The articles
are whole real releases (:mod:`tests.bench.releases`), stored once. Each figure is the best of the rounds.
Exit code 1 when the pool is less than 1.7 times one process, or the whole slower than .9 of the slower of its
parts: the pool alone, and the engine alone with ready documents. Neither one process nor the pool counts its
start in that; what a pool gains with its start is printed beside it. Workers are begun anew for each round of
the whole, as a rebuild begins them.

Processor time is printed beside the clock: on a busy machine the clock says little. Of two processors no pool
gains more than 2 × one process's work by the work of the caller and its workers together, and no whole is
faster than 2 / (work of making + work of writing): where both weigh alike that is less than .9 of either.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from pipelines.store import articles
from pipelines.store.database import Store, open_store
from pipelines.workers import Workers
from search import making
from search.engines import Engine, open_engine
from search.fields import analysis
from search.indexing import BATCH, index
from search.making import Maker
from search.packed import PackedDocument
from tests.bench import releases
from tests.flows.killing import descendants
from tests.services.elasticsearch import server

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
POOL_GAIN = 1.7
WHOLE_SHARE = 0.9
WORKERS = os.cpu_count() or 1


def main() -> int:
    """Fill a store, then measure."""
    given = argparse.ArgumentParser(prog="python -m tests.bench.bench_index")
    given.add_argument("--articles", type=int, default=10_000)
    given.add_argument("--rounds", type=int, default=2)
    asked = given.parse_args()
    print(f"cores {WORKERS}, load {os.getloadavg()[0]:.1f}, {asked.articles:,} articles", flush=True)
    store = open_store(releases.home(asked.articles))
    with tempfile.TemporaryDirectory(prefix="khaosan-bench-") as name, server() as url:
        run = _Run(store, asked.articles, asked.rounds)
        engines = (
            open_engine("tantivy", home=Path(name)),
            open_engine("elasticsearch", home=Path(name), url=url, index=f"bench-{os.getpid()}"),
        )
        kept = [run.terms(), *map(run.whole, engines)]
    store.close()
    return 0 if all(kept) else 1


class _Run:
    """The measures of one store."""

    def __init__(self, store: Store, count: int, rounds: int) -> None:
        self.store = store
        self.count = count
        self.rounds = rounds
        self.ready: list[PackedDocument] = []
        self.pool = 0.0
        self.work = 0.0
        """Processor seconds to make one document."""

    def terms(self) -> bool:
        """Make all documents in one process, then in a pool."""
        one, self.work = self._best("terms, one process", lambda: self._made(Workers(1)))
        with Workers(WORKERS, making.LOADED) as crew:
            begun, _ = self._best("terms, a pool with its start", lambda: self._made(crew), rounds=1)
            self.pool, shared = self._best("terms, a pool at work", lambda: self._made(crew))
        print(f"   with its start {begun / one:.2f} of one process", flush=True)
        print(f"   by processor time it can give {WORKERS * self.work / shared:.2f}", flush=True)
        return _promise("pool by one process", self.pool / one, POOL_GAIN)

    def whole(self, engine: Engine) -> bool:
        """Write ready documents, then run the whole stage."""
        alone, work = self._best(f"{engine.name}, ready documents", lambda: self._written(engine))
        run: Callable[[], int] = lambda: index(self.store, engine, rebuild=True, now=NOW).documents  # noqa: E731
        whole, _ = self._best(f"{engine.name}, the whole stage", run)
        engine.drop()
        engine.close()
        allowed = WORKERS / (self.work + work)
        print(f"   {WORKERS} processors allow {allowed:,.0f}/s: {whole / allowed:.2f} of that", flush=True)
        return _promise(
            f"{engine.name}: the whole by its slower part", whole / min(alone, self.pool), WHOLE_SHARE
        )

    def _made(self, crew: Workers) -> int:
        made: list[PackedDocument] = []
        for some in Maker(self.store, 10**6, crew).made(articles.every_id(self.store, BATCH)):
            made += [one.document for one in some if one.document is not None]
        self.ready = made
        return len(made)

    def _written(self, engine: Engine) -> int:
        with engine.writer(analysis(), rebuild=True, expected=self.count) as writer:
            for at in range(0, len(self.ready), BATCH):
                assert writer.write(self.ready[at : at + BATCH]) == []
                writer.commit()
        return engine.count()

    def _best(self, what: str, run: Callable[[], int], rounds: int = 0) -> tuple[float, float]:
        """Articles a second, of the best round, and the processor seconds an article took at least."""
        rate, work = 0.0, float("inf")
        for _ in range(rounds or self.rounds):
            before = _seconds(descendants(os.getpid()))
            begin, spent = time.perf_counter(), time.process_time()
            assert run() == self.count
            rate = max(rate, self.count / (time.perf_counter() - begin))
            children = _seconds(descendants(os.getpid())) - before
            work = min(work, (time.process_time() - spent + children) / self.count)
        print(f"{what}: {rate:,.0f}/s, {1000 * work:.2f} ms of processor time, {_load()}", flush=True)
        return rate, work


def _seconds(processes: list[int]) -> float:
    """Processor time of processes, their start included."""
    ticks = 0
    for one in processes:
        fields = Path(f"/proc/{one}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _load() -> str:
    return f"load {os.getloadavg()[0]:.1f}"


def _promise(text: str, value: float, least: float) -> bool:
    print(f"{'ok' if value >= least else '!!'} {text}: {value:.2f} (at least {least:g})", flush=True)
    return value >= least


if __name__ == "__main__":
    sys.exit(main())
