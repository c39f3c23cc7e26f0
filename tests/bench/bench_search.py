"""Measure both engines and a plain index on the same documents in one run.

Run as ``python -m tests.bench.bench_search [--passages N]`` (``make bench-search PASSAGES=N``); it reads
``../shared`` and starts an Elasticsearch of its own (heap 2 GB). Both engines and configuration H
(:mod:`tests.bench.plain`) are filled with the same passages (:mod:`tests.bench.passages`), then answer the
same questions (:mod:`tests.bench.asked`) in turns, after a round that warms. Absolute figures move with other
work on the machine, ratios hardly; the load is printed. Exit code 1 when a promised ratio is not kept.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from search.clauses import Everything
from search.documents import IndexDocument
from search.engines import Engine, open_engine
from search.engines.cluster.engine import ElasticsearchEngine
from search.fields import analysis
from tests.bench import passages
from tests.bench.asked import DEFAULT, EXACT, TOP, Asking, questions
from tests.bench.plain import Plain
from tests.services.elasticsearch import node

SIZES = (100_000, 300_000, 1_000_000)
PLAIN_SHARE = 0.25
"""p99 of the default query in Elasticsearch, at 100,000 passages, by that of configuration H: at most."""
TOP_GROWTH, EXACT_GROWTH = 3.0, 10.0
"""p50 at a million by p50 at 100,000: of the best ten without totals, of exact totals and facets: at most."""
BLOCK = 100
"""Chunks held in memory while all three are filled with them."""
COMMIT = 20
"""Chunks of 500 a commit while an index that is live grows."""
Times = dict[str, dict[str, list[float]]]
"""Milliseconds by kind of question and engine."""


@dataclass
class Measured:
    """What one engine took."""

    engine: Engine
    size_of: Callable[[], int]
    writing: float = 0.0
    at: dict[int, Times] = field(default_factory=dict)


def main() -> int:
    """Index in steps, measure at each."""
    given = argparse.ArgumentParser(prog="python -m tests.bench.bench_search")
    given.add_argument("--passages", type=int, default=100_000)
    most = given.parse_args().passages
    steps = [step for step in SIZES if step < most] + [most]
    print(f"cores {os.cpu_count()}, load {os.getloadavg()[0]:.1f}, passages {steps}", flush=True)
    with tempfile.TemporaryDirectory(prefix="khaosan-bench-") as name:
        home = Path(name)
        (home / "node").mkdir()
        with node(home / "node", heap="2g") as url:
            run = _Run(home, url)
            for step in steps:
                run.grow(step)
                run.report()
    return run.verdict()


class _Run:
    """Both engines and the plain index, growing together."""

    def __init__(self, home: Path, url: str) -> None:
        self.cluster = ElasticsearchEngine.at(url, index="bench")
        embedded = open_engine("tantivy", home=home)
        self.measured = [
            Measured(embedded, lambda: _folder_size(home / "index")),
            Measured(self.cluster, lambda: _index_size(self.cluster)),
        ]
        self.plain = Plain(self.cluster.client)
        self.plain.create()
        self.source = passages.documents(10**9)
        self.asked = questions()
        self.done = 0
        self.times: dict[int, Times] = {}

    def grow(self, size: int) -> None:
        """Write passages until there are ``size``, one engine after the other."""
        while self.done < size:
            chunks = list(islice(self.source, min(BLOCK, (size - self.done) // passages.CHUNK)))
            for one in self.measured:
                begin = time.perf_counter()
                _write(one.engine, iter(chunks), fresh=not self.done)
                one.writing += time.perf_counter() - begin
            for chunk in chunks:
                self.plain.write(chunk)
            self.done += sum(map(len, chunks))
            print(f"{self.done:,} written", file=sys.stderr, flush=True)
        self.plain.refresh()

    def report(self) -> None:
        """Ask, and print a table."""
        names = [one.engine.name for one in self.measured]
        print(f"\n## {self.done:,} passages, load {os.getloadavg()[0]:.1f}")
        print("| | " + " | ".join([*names, "configuration H"]) + " |")
        print("|---|" + "---|" * (len(names) + 1))
        _line("written, documents/s", [f"{self.done / one.writing:,.0f}" for one in self.measured])
        _line("bytes/document", [f"{one.size_of() / self.done:,.0f}" for one in self.measured])
        self.times[self.done] = {}
        for kind in self.asked:
            times = self.times[self.done][kind] = self._times(kind)
            cells = [f"{_at(some, 0.5):.1f} / {_at(some, 0.99):.1f}" for some in times.values()]
            _line(f"{kind}, p50 / p99 ms", cells)
        _line("ids exported/s", [f"{_exported(one.engine):,.0f}" for one in self.measured])

    def _times(self, kind: str) -> dict[str, list[float]]:
        """Ask in turns; the first round warms. Configuration H answers what is mixed."""
        asking: dict[str, Callable[[Asking], Any]] = {
            one.engine.name: partial(Asking.ask, engine=one.engine) for one in self.measured
        }
        if kind.startswith("mixed"):
            asking["H"] = lambda asked: self.plain.search(asked.text)
        times: dict[str, list[float]] = {name: [] for name in asking}
        for warm in (False, True):
            for asked in self.asked[kind]:
                for name, ask in asking.items():
                    begin = time.perf_counter()
                    ask(asked)
                    if warm:
                        times[name].append(1000 * (time.perf_counter() - begin))
        return times

    def verdict(self) -> int:
        """Print what was promised beside what was measured; 1 where it is not kept."""
        first, last = min(self.times), max(self.times)
        default = self.times[first][DEFAULT]
        share = _at(default["elasticsearch"], 0.99) / _at(default["H"], 0.99)
        kept = [_promise(f"Elasticsearch, p99 of the default query by H at {first:,}", share, PLAIN_SHARE)]
        for one in self.measured if last > first else []:
            for kind, most in ((TOP, TOP_GROWTH), (EXACT, EXACT_GROWTH)):
                grown = [_at(self.times[size][kind][one.engine.name], 0.5) for size in (first, last)]
                text = f"{one.engine.name}, {kind}: p50 at {last:,} by {first:,}"
                kept.append(_promise(text, grown[1] / grown[0], most))
        return 0 if all(kept) else 1


def _promise(text: str, value: float, most: float) -> bool:
    print(f"{'ok' if value <= most else '!!'} {text}: {value:.2f} (at most {most:g})", flush=True)
    return value <= most


def _write(engine: Engine, chunks: Iterator[list[IndexDocument]], *, fresh: bool) -> None:
    with engine.writer(analysis(), rebuild=fresh) as writer:
        for number, chunk in enumerate(chunks, 1):
            refused = writer.write(chunk)
            assert refused == [], refused
            if fresh or number % COMMIT == 0:
                writer.commit()
        writer.commit()


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
    sys.exit(main())
