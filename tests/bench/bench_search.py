"""Measure both engines and a plain index on the same documents in one run, small and large side by side.

Run as ``python -m tests.bench.bench_search [--passages N]`` (``make bench-search PASSAGES=N``); it reads
``../shared`` and starts an Elasticsearch of its own (heap 2 GB). Both engines are filled with the same
passages (:mod:`tests.bench.passages`), :data:`SMALL` of them in indices of their own and N in others;
configuration H (:mod:`tests.bench.plain`) with the small number. Then all answer the same questions
(:mod:`tests.bench.asked`) in turns, so what else the machine does moves ratios hardly; the load is printed.
Of the default query: one round of the server that just started, rounds until its compiler has settled
(:mod:`tests.bench.turns`), then :data:`ROUNDS` that count together; of the other kinds one that counts, after
one that warms. Before each the server forgets what it answered (its request cache). Exit code 1 when a
promised ratio is not kept.

Indices are kept below ``.cache``: another run only asks. One that was interrupted while an index was filled
fills that one anew. A million passages in both engines take about 6 GB.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from contextlib import ExitStack
from functools import partial
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

from pipelines.codec import from_json, to_json
from search.clauses import Everything
from search.engines import Engine, open_engine
from search.engines.cluster.engine import ElasticsearchEngine
from search.fields import analysis
from tests.bench import passages
from tests.bench.asked import DEFAULT, EXACT, TOP, Asking, questions
from tests.bench.plain import Plain
from tests.bench.turns import Ask, Times, at, one_round, settle, together
from tests.services.elasticsearch import node

SMALL = 100_000
PLAIN_SHARE = 0.25
"""p99 of the default query in Elasticsearch, at 100,000 passages, by that of configuration H: at most."""
TOP_GROWTH, EXACT_GROWTH = 3.0, 10.0
"""p50 at a million by p50 at 100,000: of the best ten without totals, of exact totals and facets: at most."""
BLOCK = 20
"""Chunks of 500 that each engine is given in its turn, and commits."""
WARM_SECONDS, KIND_SECONDS = 20.0, 60.0
"""For a round of a kind of question, all engines together."""
SETTLE_SECONDS = 300.0
"""Until the server's compiler has settled: ten rounds of 200 questions took about 100 s."""
ROUNDS = 5
"""Of the default query, that count: p99 is then the tenth largest of 1,000, not the second of 200."""
EXPORTED = 100_000
"""Ids that the export is timed with."""
MERGED_SECONDS = 180
"""How long it is waited for merges of the server, which it does in its own time after it was filled."""


def main() -> int:
    """Fill what is not there, then ask."""
    given = argparse.ArgumentParser(prog="python -m tests.bench.bench_search")
    given.add_argument("--passages", type=int, default=SMALL)
    given.add_argument("--small", type=int, default=SMALL, help="the size that growth is measured from")
    asked = given.parse_args()
    sizes = sorted({min(asked.small, asked.passages), asked.passages})
    print(f"cores {os.cpu_count()}, load {os.getloadavg()[0]:.1f}, passages {sizes}", flush=True)
    home = passages.KEPT / f"search-{sha256(analysis().encode()).hexdigest()[:12]}"
    (home / "node").mkdir(parents=True, exist_ok=True)
    with node(home / "node", heap="2g") as url:
        held = [_Held(home, url, size) for size in sizes]
        plain = Plain(held[0].cluster.client, f"plain-h-{sizes[0]}")
        for one in held:
            one.fill(plain if one is held[0] else None)
        run = _Run(held, plain)
        run.report()
        return run.verdict()


class _Held:
    """Both engines with so many passages, kept from one run to the next."""

    def __init__(self, home: Path, url: str, size: int) -> None:
        self.size = size
        self.folder = home / str(size)
        self.embedded = open_engine("tantivy", home=self.folder)
        self.cluster = ElasticsearchEngine.at(url, index=f"bench-{size}")
        self.engines: tuple[Engine, Engine] = (self.embedded, self.cluster)
        self.writing = {one.name: 0.0 for one in self.engines}
        self.filled = self.folder / "filled.json"

    def fill(self, plain: Plain | None) -> None:
        """Write the passages into both engines, and into a plain index too, unless all hold them."""
        if self.filled.exists():
            self.writing = from_json(self.filled.read_bytes(), dict[str, float])
            print(f"{self.size:,} passages are there", flush=True)
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        if plain:
            plain.create()
        self._write(plain)
        self._settle()
        self.filled.write_text(to_json(self.writing), encoding="utf-8")

    def _write(self, plain: Plain | None) -> None:
        source, done, begin = passages.documents(self.size), 0, time.perf_counter()
        with ExitStack() as stack:
            writers = {
                one.name: stack.enter_context(one.writer(analysis(), rebuild=True, expected=self.size))
                for one in self.engines
            }
            while some := list(islice(source, BLOCK)):
                for name, writer in writers.items():
                    began = time.perf_counter()
                    for chunk in some:
                        assert writer.write(chunk) == []
                    writer.commit()
                    self.writing[name] += time.perf_counter() - began
                for chunk in some if plain else ():
                    plain.write(chunk)  # type: ignore[union-attr]  # there are none without it
                done += sum(map(len, some))
                self._say(done, time.perf_counter() - begin)
        print(file=sys.stderr)

    def _say(self, done: int, seconds: float) -> None:
        left = (self.size - done) * seconds / done / 60
        print(
            f"\r{done:,} of {self.size:,} written, {left:.0f} min left ", end="", file=sys.stderr, flush=True
        )

    def _settle(self) -> None:
        """Make all visible and durable, and wait until the server has merged what it wants to."""
        indices = self.cluster.client.indices
        indices.refresh()
        indices.flush(wait_if_ongoing=True)
        deadline = time.monotonic() + MERGED_SECONDS
        while time.monotonic() < deadline:
            answer: dict[str, Any] = indices.stats(metric="merge").body
            if not answer["_all"]["primaries"]["merges"]["current"]:
                return
            time.sleep(1)

    def bytes(self) -> dict[str, int]:
        """Bytes on disk of each engine."""
        answer: dict[str, Any] = self.cluster.client.indices.stats(
            index=self.cluster.index, metric="store"
        ).body
        files = (file for file in (self.folder / "index").rglob("*") if file.is_file())
        return {
            self.embedded.name: sum(file.stat().st_size for file in files),
            self.cluster.name: int(answer["_all"]["primaries"]["store"]["size_in_bytes"]),
        }


class _Run:
    """The questions, asked of all sizes and engines in turns."""

    def __init__(self, held: list[_Held], plain: Plain) -> None:
        self.held = held
        self.plain = plain
        self.asked = questions()
        self.times: dict[str, Times] = {}

    def report(self) -> None:
        """Ask, and print a table."""
        columns = [(one, engine) for one in self.held for engine in one.engines]
        names = [_column(engine.name, one.size) for one, engine in columns]
        print(f"\nload {os.getloadavg()[0]:.1f}; p50 / p99 in ms")
        print("| | " + " | ".join([*names, f"configuration H, {self.held[0].size:,}"]) + " |")
        print("|---|" + "---|" * (len(names) + 1))
        rates = [one.size / one.writing[engine.name] for one, engine in columns]
        _line("written, documents/s", [f"{rate:,.0f}" for rate in rates])
        sizes = [one.bytes()[engine.name] / one.size for one, engine in columns]
        _line("bytes/document", [f"{size:,.0f}" for size in sizes])
        _line(f"{DEFAULT}, server just started", _cells(self._round(DEFAULT, KIND_SECONDS)))
        rounds = settle(partial(self._round, DEFAULT, KIND_SECONDS), SETTLE_SECONDS)
        print(f"settled after {rounds} rounds more, load {os.getloadavg()[0]:.1f}", file=sys.stderr)
        for kind in self.asked:
            times = self.times[kind] = self._times(kind)
            _line(kind, _cells(times))
        _line("ids exported/s", [f"{_exported(engine):,.0f}" for _, engine in columns])

    def _times(self, kind: str) -> Times:
        if kind == DEFAULT:
            return together([self._round(kind, KIND_SECONDS) for _ in range(ROUNDS)])
        self._round(kind, WARM_SECONDS)
        return self._round(kind, KIND_SECONDS)

    def _round(self, kind: str, seconds: float) -> Times:
        """Ask all in turns; configuration H answers what is mixed."""
        asking: dict[str, Ask] = {
            _column(engine.name, one.size): partial(Asking.ask, engine=engine)
            for one in self.held
            for engine in one.engines
        }
        if kind.startswith("mixed"):
            asking["H"] = lambda asked: self.plain.search(asked.text)
        self.plain.client.indices.clear_cache(request=True, query=False, fielddata=False)
        return one_round(self.asked[kind], asking, seconds)

    def verdict(self) -> int:
        """Print what was promised beside what was measured; 1 where it is not kept."""
        small, large = self.held[0].size, self.held[-1].size
        default = self.times[DEFAULT]
        share = at(default[_column("elasticsearch", small)], 0.99) / at(default["H"], 0.99)
        kept = [_promise(f"Elasticsearch, p99 of the default query by H at {small:,}", share, PLAIN_SHARE)]
        for engine in self.held[0].engines if large > small else ():
            for kind, most in ((TOP, TOP_GROWTH), (EXACT, EXACT_GROWTH)):
                before, after = (
                    at(self.times[kind][_column(engine.name, size)], 0.5) for size in (small, large)
                )
                text = f"{engine.name}, {kind}: p50 at {large:,} by {small:,}"
                kept.append(_promise(text, after / before, most))
        return 0 if all(kept) else 1


def _column(name: str, size: int) -> str:
    return f"{name}, {size:,}"


def _promise(text: str, value: float, most: float) -> bool:
    print(f"{'ok' if value <= most else '!!'} {text}: {value:.2f} (at most {most:g})", flush=True)
    return value <= most


def _cells(times: Times) -> list[str]:
    return [f"{at(some, 0.5):.1f} / {at(some, 0.99):.1f}" for some in times.values()]


def _exported(engine: Engine) -> float:
    begin = time.perf_counter()
    count = sum(1 for _ in islice(engine.ids(Everything()), EXPORTED))
    return count / (time.perf_counter() - begin)


def _line(name: str, cells: list[str]) -> None:
    print(f"| {name} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    sys.exit(main())
