"""Run a command, kill it with -9 at random moments, and compare what it leaves with an undisturbed run.

Commands that are killed are forked from a server that has imported the program already: each is a process of
its own, and the moments of its end fall into its work, not into two seconds of imports.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.context import ForkServerContext
from pathlib import Path

from sqlalchemy import select

from pipelines.store import tables as t
from pipelines.store.database import open_store
from search.engines import open_engine

PATIENCE = 600
"""Seconds that a run of the sample offices may take: it takes under ten, minutes on a busy machine."""
PRELOADED = [
    "flows.cli", "flows.jobs", "flows.commands.crawl", "flows.commands.refine", "flows.commands.index",
    "crawlers.api", "pipelines.refine.stage", "pipelines.families", "pipelines.enrich", "search.indexing",
    "search.engines.embedded.engine", "flows.progress",
]  # fmt: skip
ATTEMPTS = 4
"""Starts for each kill that is wanted: some end before their moment comes."""
SOONER = 0.8
"""After a start that ended first, moments are drawn from a shorter time: less is left to do."""


@dataclass(frozen=True)
class Contents:
    """What a home holds, without moments and numbers that depend on the order of arrival."""

    captures: frozenset[tuple[str, str, str, str]]
    articles: frozenset[tuple[str, str, int]]
    clusters: frozenset[frozenset[str]]
    discards: frozenset[tuple[str, str, str]]
    indexed: frozenset[str]


def contents(home: Path) -> Contents:
    """Read all that a home holds."""
    store = open_store(home)
    with store.read() as connection:
        captures = connection.execute(
            select(t.captures.c.source_id, t.captures.c.role, t.captures.c.url, t.captures.c.sha256)
        ).all()
        articles = connection.execute(
            select(t.articles.c.id, t.articles.c.digest, t.articles.c.version, t.articles.c.cluster_id)
        ).all()
        discards = connection.execute(
            select(t.discards.c.source_id, t.discards.c.url, t.discards.c.code)
        ).all()
    store.close()
    groups: defaultdict[str, set[str]] = defaultdict(set)
    for row in articles:
        groups[row.cluster_id].add(row.id)
    return Contents(
        captures=frozenset(tuple(row) for row in captures),
        articles=frozenset((row.id, row.digest, row.version) for row in articles),
        clusters=frozenset(frozenset(group) for group in groups.values()),
        discards=frozenset(tuple(row) for row in discards),
        indexed=indexed(home),
    )


def indexed(home: Path) -> frozenset[str]:
    """The ids in the embedded index."""
    from search.clauses import Everything

    engine = open_engine("tantivy", home=home)
    found = frozenset(engine.ids(Everything())) if engine.analysis() else frozenset()
    engine.close()
    return found


def khaosan(*words: str, home: Path, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start a command in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "flows.cli", *words, "--home", str(home)],
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def run_whole(*words: str, home: Path, environment: Mapping[str, str]) -> float:
    """Run a command to its end; return the seconds it took."""
    began = time.monotonic()
    process = khaosan(*words, home=home, environment=environment)
    code = process.wait(PATIENCE)
    assert code in (0, 1), (words, code)
    return time.monotonic() - began


def warm() -> ForkServerContext:
    """Give what forks commands; its server imports once for all of them."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    return context


def forked(words: Sequence[str], home: Path, environment: Mapping[str, str]) -> None:
    """Be the command, in the forked process."""
    from flows.cli import call

    os.environ.update(environment)
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123 - a device
        sys.stdout = sys.stderr = nowhere
        sys.exit(call([*words, "--home", str(home)]))


def run_forked(
    words: Sequence[str],
    *,
    home: Path,
    environment: Mapping[str, str],
    kills: int,
    seconds: float,
    chance: random.Random,
) -> int:
    """As :func:`run_killed`, for a stage that needs no process of its own making from the start."""
    context, done = warm(), 0
    for _ in range(ATTEMPTS * kills):
        process = context.Process(target=forked, args=(words, home, environment))
        process.start()
        process.join(chance.uniform(0, seconds))
        if process.is_alive():
            kill_all(process.pid or 0)
            process.join(PATIENCE)
            done += 1
        else:
            seconds *= SOONER
        if done == kills:
            break
    return done


def time_forked(words: Sequence[str], *, home: Path, environment: Mapping[str, str]) -> float:
    """Run a command to its end in a forked process; return the seconds of its work."""
    process = warm().Process(target=forked, args=(words, home, environment))
    began = time.monotonic()
    process.start()
    process.join(PATIENCE)
    assert process.exitcode in (0, 1), (words, process.exitcode)
    return time.monotonic() - began


def run_killed(
    words: Sequence[str],
    *,
    home: Path,
    environment: Mapping[str, str],
    kills: int,
    seconds: float,
    chance: random.Random,
) -> int:
    """Kill a command at random moments of its usual time, then let it end; return how often it was killed."""
    done = 0
    for _ in range(ATTEMPTS * kills):
        process = khaosan(*words, home=home, environment=environment)
        try:
            process.wait(chance.uniform(0, seconds))
            seconds *= SOONER
        except subprocess.TimeoutExpired:
            kill_all(process.pid)
            process.wait(PATIENCE)
            done += 1
        if done == kills:
            break
    run_whole(*words, home=home, environment=environment)
    return done


def kill_all(pid: int) -> None:
    """Kill a process and all that it started, as a crash of the machine would."""
    for one in [pid, *descendants(pid)]:
        try:
            os.kill(one, signal.SIGKILL)
        except ProcessLookupError:
            continue


def descendants(pid: int) -> list[int]:
    """All processes below one, read from /proc."""
    parents = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        parents[int(entry.parent.name)] = int(fields[1])
    below = [one for one, parent in parents.items() if parent == pid]
    return below + [deeper for one in below for deeper in descendants(one)]
