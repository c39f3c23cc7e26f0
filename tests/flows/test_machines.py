"""Two machines share the offices; one is killed and begun again: the result is that of one undisturbed one.

One real PostgreSQL, an S3 emulator, and Elasticsearch: the node of all tests here, three nodes of our own
with ``KHAOSAN_NODES=3`` (``make torture``), of which one is killed while documents are on their way to it;
with one node its connections are cut at that moment.
"""

from __future__ import annotations

import json
import os
import random
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from pipelines.store import tables as t
from pipelines.store.database import Store, open_store
from search.engines import open_engine
from tests.crawlers.nation import nation
from tests.flows.killing import run_whole
from tests.flows.machines import DELAY, Left, Shared, Worker, bucket, common, left, shared_host
from tests.services import elasticsearch as nodes
from tests.services.door import Door, door
from tests.services.postgres import fresh_database

pytestmark = [pytest.mark.elasticsearch, pytest.mark.timeout(1800)]
SEED = 20_261_125
OFFICES = int(os.environ.get("KHAOSAN_MACHINES", "6"))
ASKED_BY_ADDRESS = 7
"""Beyond so many offices of the nation some are asked by names that only a crawl of its tests resolves."""
NODES = int(os.environ.get("KHAOSAN_NODES", "1"))
FEWEST, MOST = 5_000, 20_000
"""Bytes in a worker's archive after which it is killed: a page is about 2,000, its share about 30 pages."""
BULK = b"/_bulk"
"""In the first line of a request that brings documents."""
WINDOW, LATE = 10, 1.5
"""Requests looked at together, and the seconds by which the first of them may be noted late."""


@dataclass(frozen=True)
class Ended:
    """What one machine made of the offices, what two did, and how the shared host was asked."""

    alone: Left
    together: Left
    shared: Shared
    codes: list[int]
    left_behind: list[str]
    """Segments on the disk of the first when it was killed."""
    of_the_other: int
    """Captures of the second."""
    interrupted: str
    """When the killed run began, as the first run that looked afterwards told it, of either machine."""
    struck: bool
    """Whether Elasticsearch was, in the middle of indexing."""
    captures: int
    """Of all."""
    segments: list[str]


@dataclass
class Struck:
    """Elasticsearch, which is struck when the first documents of a run are on their way to it."""

    doors: list[Door]
    urls: str
    """Of the nodes themselves."""
    strike: Callable[[], None]
    guard: threading.Lock = field(default_factory=threading.Lock)
    done: bool = False

    def __post_init__(self) -> None:
        for one in self.doors:
            one.when(BULK, self._now)

    def _now(self) -> None:
        with self.guard:
            if not self.done:
                self.strike()
            self.done = True


@contextmanager
def search_nodes(given: Callable[[], str]) -> Iterator[Struck]:
    """Elasticsearch behind doors: one node that is given, or nodes of our own."""
    with ExitStack() as stack:
        if NODES == 1:
            one = stack.enter_context(door(given()))
            yield Struck([one], given(), one.cut)
            return
        folder = stack.enter_context(
            tempfile.TemporaryDirectory(prefix="khaosan-machines-", ignore_cleanup_errors=True)
        )
        started = stack.enter_context(nodes.cluster(Path(folder), NODES))
        doors = [stack.enter_context(door(one.url)) for one in started]
        yield Struck(doors, ",".join(one.url for one in started), started[-1].kill)


@pytest.fixture(scope="module")
def ended(
    tmp_path_factory: pytest.TempPathFactory, postgres: str, request: pytest.FixtureRequest
) -> Iterator[Ended]:
    folder = tmp_path_factory.mktemp("machines")
    rows, index = folder / "rows", f"machines-{uuid4().hex[:8]}"
    with ExitStack() as stack:
        served = stack.enter_context(
            nation(rows, offices=OFFICES, seed=SEED, plain=OFFICES > ASKED_BY_ADDRESS)
        )
        shared = stack.enter_context(shared_host(rows))
        settings = common(rows, [*served.allowed, shared.site.address])
        run_whole("run", home=folder / "alone", environment=settings)
        alone_store = open_store(folder / "alone")
        alone_engine = open_engine("tantivy", home=folder / "alone")
        alone = left(alone_store, alone_engine)
        alone_engine.close()
        alone_store.close()
        del shared.begun[:]
        search = stack.enter_context(search_nodes(lambda: str(request.getfixturevalue("elasticsearch"))))
        database = fresh_database(postgres)
        settings |= stack.enter_context(bucket()) | {
            "KHAOSAN_DATABASE_URL": database,
            "KHAOSAN_ELASTICSEARCH_URL": ",".join(one.url for one in search.doors),
            "KHAOSAN_ELASTICSEARCH_INDEX": index,
        }
        workers = [Worker(folder / name, settings) for name in ("north", "south")]
        left_behind = _disturb(workers)
        codes = [worker.end() for worker in workers]
        store = open_store(folder / "north", database)
        engine = open_engine("elasticsearch", home=folder / "north", url=search.urls, index=index)
        reports = [_report(worker.home) for worker in workers]
        yield Ended(
            alone=alone,
            together=left(store, engine),
            shared=shared,
            codes=codes,
            left_behind=left_behind,
            of_the_other=reports[1]["captures"],
            interrupted="".join(str(report["interrupted"]) for report in reports),
            struck=search.done,
            captures=_captures(store),
            segments=[name for worker in workers for name in worker.segments],
        )
        if NODES == 1:
            engine.drop()
        engine.close()
        store.close()


def _disturb(workers: list[Worker]) -> list[str]:
    """Start both; kill the first in the middle of its crawl; start it again."""
    first, enough = workers[0], random.Random(SEED).randrange(FEWEST, MOST)
    for worker in workers:
        worker.start()
    while first.captured < enough:
        assert first.process is not None
        assert first.process.poll() is None, "it ended before its moment came"
        time.sleep(0.01)
    first.kill()
    left_behind = first.segments
    first.start()
    return left_behind


def _captures(store: Store) -> int:
    with store.read() as connection:
        return connection.scalar(select(func.count()).select_from(t.captures)) or 0


def _report(home: Path) -> dict[str, Any]:
    newest = max((home / "runs").iterdir(), key=lambda run: run.stat().st_mtime_ns)
    report: dict[str, Any] = json.loads((newest / "report.json").read_text(encoding="utf-8"))
    return report


def test_two_machines_of_which_one_was_killed_make_what_one_makes(ended: Ended) -> None:
    assert len(ended.alone.articles) > 3 * OFFICES
    assert ended.together == ended.alone
    assert ended.together.waiting == 0
    assert ended.segments == [], "all segments are in the object store, also the killed machine's"


def test_both_machines_took_part_and_the_kill_is_told(ended: Ended) -> None:
    assert set(ended.codes) <= {0, 1}
    assert ended.left_behind
    assert 0 < ended.of_the_other < ended.captures
    assert ended.interrupted
    assert ended.struck


def test_a_hosting_address_is_asked_by_one_at_a_time_and_never_faster_than_its_delay(ended: Ended) -> None:
    moments = ended.shared.begun
    assert len(moments) >= 15
    assert ended.shared.most == 1
    spans = [later - earlier for earlier, later in zip(moments, moments[WINDOW:], strict=False)]
    assert min(spans) > WINDOW * DELAY - LATE
