"""A day of many offices on one machine: wall time by stage, memory of all processes, growth, Prefect's share.

Offices are served on loopback without delays; what politeness would have cost is counted by a clock of its
own from the requests that each office got. Fails where a figure is beyond its bound. Run as
``make bench-flow``; figures with their date are in docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import heapq
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from crawlers.run import OFFICES_AT_ONCE
from crawlers.settings import MIN_DELAY_SECONDS
from flows.quiet import quiet
from tests.crawlers.nation import Nation, nation
from tests.flows.killing import descendants

SEED = 20_261_125
MOST_MEGABYTES = 1_500
"""Over all processes, at any moment."""
LINEAR = 1.0
"""Processor time an article in the larger run by that in the smaller one: never more. Wall time is told too,
but other work of the machine changes it between two runs."""
PREFECT_SECONDS = 1.0
"""A source, over the same work without Prefect."""
FOR_PREFECT = 100
"""Offices of the pair of runs with and without it."""
EVERY = 0.5
"""Seconds between two looks at memory."""
MOST_FILES = 8_192
"""Open files of this process: a socket an office, and one a connection."""


def day(folder: Path, offices: int) -> dict[str, Any]:
    """One day of so many offices from an empty home: all that they show is new."""
    with nation(folder / "rows", offices=offices, seed=SEED, plain=True) as served:
        before = processor_seconds()
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.flow_day", str(folder / "home")],
            env=environment(served),
            stdout=subprocess.PIPE,
            text=True,
        )
        memory = Memory(process.pid)
        out, _ = process.communicate()
        peak, spent = memory.peak(), processor_seconds() - before
        found: dict[str, Any] = json.loads(out.splitlines()[-1])
        new = found["articles"]["added"]
        assert new == found["indexed"] == len(served.expected), (new, found["indexed"], len(served.expected))
        polite = makespan(len(place.asked) * MIN_DELAY_SECONDS for place in served.places)
    whole = sum(found["seconds"].values())
    return {
        "offices": offices,
        **found,
        "whole": round(whole, 1),
        "ms_an_article": round(1000 * whole / new, 1),
        "cpu_ms_an_article": round(1000 * spent / new, 1),
        "megabytes": peak,
        "polite_minutes": round(polite / 60, 1),
    }


def processor_seconds() -> float:
    """What all children took that have ended, and theirs."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def environment(served: Nation) -> dict[str, str]:
    """What a run must know."""
    return {
        **os.environ,
        "KHAOSAN_REGISTRY": str(served.registry),
        "KHAOSAN_ALLOW_ADDRESSES": ",".join(served.allowed),
        "PYTHAINLP_OFFLINE": "1",
    }


def makespan(spans: Iterable[float]) -> float:
    """Seconds until the last office is done, when a few are asked at a time and each waits its delays."""
    lanes = [0.0] * OFFICES_AT_ONCE
    for span in spans:
        heapq.heappush(lanes, heapq.heappop(lanes) + span)
    return max(lanes)


class Memory:
    """Watches a process and all that it starts: the sum of their proportional set sizes."""

    def __init__(self, pid: int) -> None:
        self._pid, self._most, self._over = pid, 0, threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def peak(self) -> int:
        """The most that was seen, in megabytes."""
        self._over.set()
        self._thread.join()
        return round(self._most / 1024)

    def _watch(self) -> None:
        while not self._over.wait(EVERY):
            self._most = max(self._most, sum(map(kilobytes, [self._pid, *descendants(self._pid)])))


def kilobytes(pid: int) -> int:
    """A process's share of memory; pages that several have count in part (PSS)."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def prefect(folder: Path, offices: int) -> dict[str, Any]:
    """The same offices by ``khaosan run`` and as a flow of an embedded Prefect, start-up included."""
    with nation(folder / "rows", offices=offices, seed=SEED, plain=True) as served:
        own = environment(served) | {"PREFECT_HOME": str(folder / "prefect")}
        quiet(own, folder)
        spent = {
            name: timed([*words, "--json", "--home", str(folder / name)], own)
            for name, words in {"plain": ["run"], "prefect": ["flows", "run", "daily"]}.items()
        }
    share = (spent["prefect"] - spent["plain"]) / offices
    return {"offices": offices, **spent, "prefect_seconds_a_source": round(share, 2)}


def timed(words: list[str], environment: Mapping[str, str]) -> float:
    """Seconds of a command."""
    begun = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "flows.cli", *words], env=environment, capture_output=True, check=False
    )
    assert done.returncode in (0, 1), done.stderr[-2000:]
    return round(time.perf_counter() - begun, 1)


def failures(days: list[dict[str, Any]], share: dict[str, Any] | None) -> list[str]:
    """What is beyond its bound."""
    first, *others = sorted(days, key=lambda one: int(one["offices"]))
    found = [
        f"{one['offices']} offices take {one['megabytes']} MB, more than {MOST_MEGABYTES}"
        for one in days
        if one["megabytes"] > MOST_MEGABYTES
    ]
    found += [
        f"an article costs {one['cpu_ms_an_article']} ms of processor time with {one['offices']} offices, "
        f"{first['cpu_ms_an_article']} with {first['offices']}"
        for one in others
        if one["cpu_ms_an_article"] > LINEAR * first["cpu_ms_an_article"]
    ]
    if share is not None and share["prefect_seconds_a_source"] > PREFECT_SECONDS:
        found.append(f"Prefect costs {share['prefect_seconds_a_source']} s a source")
    return found


def say(**figures: object) -> None:
    """One line of JSON, with the load it was measured under."""
    print(json.dumps({**figures, "load": round(os.getloadavg()[0], 1)}, ensure_ascii=False), flush=True)


def main() -> None:
    """Measure, and exit 1 where a figure is beyond its bound."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--offices", default="100,1000")
    parser.add_argument("--without-prefect", action="store_true")
    given = parser.parse_args()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(MOST_FILES, hard)), hard))
    days: list[dict[str, Any]] = []
    for offices in map(int, given.offices.split(",")):
        with tempfile.TemporaryDirectory() as name:
            days.append(day(Path(name), offices))
        say(part="day", **days[-1])
    share = None
    if not given.without_prefect:
        with tempfile.TemporaryDirectory() as name:
            share = prefect(Path(name), FOR_PREFECT)
        say(part="prefect", **share)
    beyond = failures(days, share)
    for one in beyond:
        say(beyond=one)
    sys.exit(1 if beyond else 0)


if __name__ == "__main__":
    main()
