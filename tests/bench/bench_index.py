"""Measure the stage from store to index: terms in one process and in a pool, engines alone, and the whole.

Run as ``python -m tests.bench.bench_index [--articles N] [--rounds N]`` (``make bench-index``). The articles
are whole real releases (:mod:`tests.bench.releases`), all there are, stored once. A machine that others share
has been seen to take a third longer for the same work than five minutes before, so what is compared is
measured in pairs, in turns, and the median of their ratios counts; of each figure the median is printed. Exit
code 1 when the pool is less than 1.7 times one process, or the whole slower than .9 of the slower of its
parts: the pool alone, and the engine alone with ready documents. Neither one process nor the pool counts its
start in that; what a pool gains with its start is printed beside it. Workers are begun anew for each round of
the whole, as a rebuild begins them, but for the loading of what they are forked from (half a second), which
ran before.

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
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

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
    given.add_argument("--articles", type=int, default=20_000)
    given.add_argument("--rounds", type=int, default=7)
    asked = given.parse_args()
    print(f"cores {WORKERS}, load {os.getloadavg()[0]:.1f}, {asked.articles:,} articles", flush=True)
    store = open_store(releases.home(asked.articles))
    with tempfile.TemporaryDirectory(prefix="khaosan-bench-") as name:
        run = _Run(store, asked.articles, asked.rounds)
        kept = [run.terms(), run.whole(open_engine("tantivy", home=Path(name)))]
        with server() as url:  # begun now: it wants a part of two cores even when it is not asked
            index_name = f"bench-{os.getpid()}"
            kept.append(run.whole(open_engine("elasticsearch", home=Path(name), url=url, index=index_name)))
    store.close()
    return 0 if all(kept) else 1


@dataclass(frozen=True, slots=True, kw_only=True)
class _Round:
    """What one round of a measure gave."""

    rate: float
    """Articles a second."""
    work: float
    """Processor seconds an article, of this process and those of its children that run on: a pool's workers,
    a server; the workers of a whole stage have ended with it, and are not in its figure."""


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
        """Make all documents in one process and in a pool."""
        alone = Workers(1)
        with Workers(WORKERS, making.LOADED) as crew:
            begun = self._round(lambda: self._made(crew))
            one, many = self._in_turns(lambda: self._made(alone), lambda: self._made(crew))
        self.work, self.pool = _work(one), _rate(many)
        _tell("terms, one process", one)
        _tell("terms, a pool with its start", [begun])
        _tell("terms, a pool at work", many)
        print(f"   with its start {begun.rate / _rate(one):.2f} of one process", flush=True)
        print(f"   by processor time it can give {WORKERS * self.work / _work(many):.2f}", flush=True)
        gains = [pooled.rate / single.rate for single, pooled in zip(one, many, strict=True)]
        return _promise("pool by one process", gains, POOL_GAIN)

    def whole(self, engine: Engine) -> bool:
        """Write ready documents, and run the whole stage."""
        alone, whole = self._in_turns(
            lambda: self._written(engine),
            lambda: index(self.store, engine, rebuild=True, now=NOW).documents,
        )
        engine.drop()
        engine.close()
        _tell(f"{engine.name}, ready documents", alone)
        _tell(f"{engine.name}, the whole stage", whole)
        allowed = WORKERS / (self.work + _work(alone))
        print(
            f"   {WORKERS} processors allow {allowed:,.0f}/s: {_rate(whole) / allowed:.2f} of that",
            flush=True,
        )
        shares = [all_.rate / min(part.rate, self.pool) for part, all_ in zip(alone, whole, strict=True)]
        return _promise(f"{engine.name}: the whole by its slower part", shares, WHOLE_SHARE)

    def _made(self, crew: Workers) -> int:
        self.ready = []  # or both, of 20,000 releases .7 GB each, are in memory at once
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

    def _in_turns(
        self, one: Callable[[], int], other: Callable[[], int]
    ) -> tuple[list[_Round], list[_Round]]:
        """Measure both, one after the other, for as many rounds as were asked."""
        pairs = [(self._round(one), self._round(other)) for _ in range(self.rounds)]
        return [first for first, _ in pairs], [second for _, second in pairs]

    def _round(self, run: Callable[[], int]) -> _Round:
        before = _seconds(descendants(os.getpid()))
        begin, spent = time.perf_counter(), time.process_time()
        assert run() == self.count
        rate = self.count / (time.perf_counter() - begin)
        children = _seconds(descendants(os.getpid())) - before
        return _Round(rate=rate, work=(time.process_time() - spent + children) / self.count)


def _rate(rounds: Sequence[_Round]) -> float:
    return median(one.rate for one in rounds)


def _work(rounds: Sequence[_Round]) -> float:
    return median(one.work for one in rounds)


def _seconds(processes: list[int]) -> float:
    """Processor time of processes, their start included."""
    ticks = 0
    for one in processes:
        fields = Path(f"/proc/{one}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _tell(what: str, rounds: Sequence[_Round]) -> None:
    rates = f"{_rate(rounds):,.0f}/s"
    if len(rounds) > 1:
        rates += f" ({min(one.rate for one in rounds):,.0f} to {max(one.rate for one in rounds):,.0f})"
    load = os.getloadavg()[0]
    print(f"{what}: {rates}, {1000 * _work(rounds):.2f} ms of processor time, load {load:.1f}", flush=True)


def _promise(text: str, ratios: Sequence[float], least: float) -> bool:
    """Hold the median of pairs' ratios to a promise."""
    value = median(ratios)
    pairs = " ".join(f"{one:.2f}" for one in ratios)
    print(f"{'ok' if value >= least else '!!'} {text}: {value:.2f} (at least {least:g}; {pairs})", flush=True)
    return value >= least


if __name__ == "__main__":
    sys.exit(main())
