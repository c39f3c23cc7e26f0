"""Troubles of a server: away, busy, full, swapped while it is asked, written by two. Nothing is lost."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import update

from pipelines.errors import KhaosanError, QueryError, ServiceAway
from pipelines.store import outbox
from pipelines.store import tables as t
from pipelines.store.database import Store
from pipelines.store.stories import set_story
from search.clauses import Everything
from search.engines import Engine, open_engine
from search.engines.cluster import generations, lease, writer
from search.engines.cluster.engine import ElasticsearchEngine
from search.engines.embedded import engine as embedded
from search.fields import analysis
from search.indexing import index, waiting
from search.records import SearchQuery
from search.service import Searcher
from tests.search.samples import NOW, lines, sample_store, samples
from tests.services.busy import busy
from tests.services.door import door
from tests.services.elasticsearch import free_port

pytestmark = pytest.mark.elasticsearch


@pytest.fixture
def own(home: Path) -> Iterator[Store]:
    """A store of this test's own."""
    made = sample_store(home)
    yield made
    made.close()


@pytest.fixture
def cluster(elasticsearch: str, home: Path) -> Iterator[ElasticsearchEngine]:
    """Elasticsearch, empty."""
    made = ElasticsearchEngine.at(elasticsearch, index=f"test-{uuid4().hex[:12]}")
    yield made
    made.drop()
    made.close()


def everyone(engine: Engine) -> bool:
    return list(engine.ids(Everything())) == sorted(one.id for one in samples())


def change_all(store: Store) -> None:
    with store.write() as connection:
        outbox.enqueue(connection, [one.id for one in samples()], "upsert", now=NOW)


def test_a_server_away_for_an_hour_gets_all_of_it_afterwards(
    own: Store, cluster: ElasticsearchEngine, elasticsearch: str
) -> None:
    index(own, cluster, now=NOW)
    change_all(own)
    left = waiting(own, cluster.name)
    with door(elasticsearch) as shut:
        away = ElasticsearchEngine.at(shut.url, index=cluster.index)
        shut.shut()
        for minutes in range(0, 60, 10):
            with pytest.raises(ServiceAway, match="nothing stored is lost"):
                index(own, away, now=NOW + timedelta(minutes=minutes))
            assert waiting(own, cluster.name) == left
        away.close()
    report = index(own, cluster, now=NOW + timedelta(hours=1))
    assert (report.written, report.rejected, waiting(own, cluster.name)) == (len(lines()), 0, 0)
    assert everyone(cluster)


def test_a_server_that_is_too_busy_is_asked_again(
    own: Store, cluster: ElasticsearchEngine, elasticsearch: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "FIRST_PAUSE_SECONDS", 0.01)
    index(own, cluster, now=NOW)
    change_all(own)
    with busy(elasticsearch, path="/_bulk", answers=3) as server:
        through = ElasticsearchEngine.at(server.url, index=cluster.index)
        report = index(own, through, now=NOW)
        through.close()
        assert server.refused == 3
    assert (report.written, report.rejected) == (len(lines()), 0)
    assert everyone(cluster)


def test_a_cluster_is_well_where_some_of_its_nodes_are_away(
    own: Store, cluster: ElasticsearchEngine, elasticsearch: str
) -> None:
    index(own, cluster, now=NOW)
    away = [f"http://127.0.0.1:{free_port()}" for _ in range(3)]
    for _ in range(4):  # which node is asked first is chance
        several = ElasticsearchEngine.at(",".join([*away, elasticsearch]), index=cluster.index)
        state = several.health()
        assert (state.ok, state.documents) == (True, len(lines())), state.message
        several.close()
    nobody = ElasticsearchEngine.at(",".join(away), index=cluster.index)
    assert not nobody.health().ok
    nobody.close()


def test_a_full_disk_stops_the_run_and_nothing_is_lost(
    own: Store, cluster: ElasticsearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "FIRST_PAUSE_SECONDS", 0.01)
    index(own, cluster, now=NOW)
    change_all(own)
    left = waiting(own, cluster.name)
    block = "index.blocks.read_only_allow_delete"  # what Elasticsearch itself sets at its flood stage
    cluster.client.indices.put_settings(index=cluster.index, settings={block: True})
    with pytest.raises(ServiceAway, match="read-only"):
        index(own, cluster, now=NOW)
    assert waiting(own, cluster.name) == left
    assert Searcher(own, cluster).search(SearchQuery(text="*")).total == len(lines()), "searches go on"
    with own.read() as connection:
        assert outbox.dead(connection) == [], "no document is to blame"
    cluster.client.indices.put_settings(index=cluster.index, settings={block: None})
    assert index(own, cluster, now=NOW).written == len(lines())
    assert everyone(cluster)


def test_a_rebuild_that_lost_an_index_does_not_take_the_place_of_a_whole_one(
    own: Store, cluster: ElasticsearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generations, "LASTING", (0.1, 0.0))
    index(own, cluster, now=NOW)

    def lose(done: int, total: int) -> None:
        if done == total:  # no node may hold it, as if all that did had died after the last batch
            settings = {"routing.allocation.require._name": "nobody"}
            name = f"{cluster.index}-000002-1999"
            cluster.client.indices.create(index=name, settings=settings, wait_for_active_shards=0)

    with pytest.raises(ServiceAway, match=r"1 of \d+ shards do not answer"):
        index(own, cluster, rebuild=True, now=NOW, progress=lose)
    assert Searcher(own, cluster).search(SearchQuery(text="*")).total == len(lines())
    assert everyone(cluster), "the old one answers, in full"
    assert index(own, cluster, rebuild=True, now=NOW).documents == len(lines())
    assert everyone(cluster)


def test_a_swap_under_continuous_questions_misses_and_doubles_nothing(own: Store, engine: Engine) -> None:
    index(own, engine, now=NOW)
    with _asking(lambda: everyone(engine) and _whole_page(own, engine)) as answers:
        while len(answers) < 2:
            index(own, engine, rebuild=True, now=NOW)
    assert set(answers) == {True}


def _whole_page(store: Store, engine: Engine) -> bool:
    found = Searcher(store, engine).search(
        SearchQuery(text="*", copies=True, size=len(lines()), facets=False)
    )
    ids = [hit.id for hit in found.hits]
    return found.total == len(ids) == len(set(ids)) == len(lines())


@contextmanager
def _asking(ask: Callable[[], bool]) -> Iterator[list[bool | str]]:
    """Ask without pause in a thread; what was answered, or the error."""
    answers: list[bool | str] = []
    over = threading.Event()

    def go_on() -> None:
        while not over.is_set():
            try:
                answers.append(ask())
            except KhaosanError as error:
                answers.append(str(error))

    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        yield answers
    finally:
        over.set()
        thread.join()


def test_two_do_not_write_one_index_at_once(
    own: Store, cluster: ElasticsearchEngine, elasticsearch: str
) -> None:
    index(own, cluster, now=NOW)
    other = ElasticsearchEngine.at(elasticsearch, index=cluster.index)

    def begin(done: int, total: int) -> None:
        if done:
            cluster.lease.renew()
            with pytest.raises(ServiceAway, match="another process is writing"), _renewing(cluster):
                index(own, other, rebuild=True, now=NOW)

    report = index(own, cluster, rebuild=True, now=NOW, progress=begin)
    assert report.documents == len(lines())
    assert everyone(cluster)
    assert index(own, other, rebuild=True, now=NOW).documents == len(lines()), "free when the first has ended"
    other.close()


@contextmanager
def _renewing(engine: ElasticsearchEngine) -> Iterator[None]:
    """Renew in a thread, as batches would."""
    over = threading.Event()

    def go_on() -> None:
        while not over.wait(0.2):
            engine.lease.renew()

    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def test_a_writer_that_was_killed_is_found_out_by_its_silence(
    own: Store, cluster: ElasticsearchEngine, elasticsearch: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lease, "SILENCE_SECONDS", 0.3)
    monkeypatch.setattr(lease, "LOOK_SECONDS", 0.05)  # several looks before it is taken for dead
    index(own, cluster, now=NOW)
    dead = ElasticsearchEngine.at(elasticsearch, index=cluster.index)
    held = dead.lease.held()
    held.__enter__()  # never left, as after kill -9
    change_all(own)
    assert index(own, cluster, now=NOW).written == len(lines())
    with pytest.raises(ServiceAway, match="silent for too long"):
        dead.lease.renew()
    dead.close()


def test_a_search_that_takes_too_long_is_an_error_and_the_next_one_is_answered(
    own: Store, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = open_engine("tantivy", home=home)
    index(own, engine, now=NOW)
    searcher = Searcher(own, engine)
    deadly = SearchQuery(text=" OR ".join(["น้ำ", "ที่", "ประชาชน"] * 50), fallback=False)
    searcher.check_index()
    with monkeypatch.context() as patched:
        patched.setattr(embedded, "SEARCH_SECONDS", 0.0)
        with pytest.raises((QueryError, ServiceAway)):
            searcher.search(deadly)
    assert searcher.search(SearchQuery(text="*")).total == len(lines())
    engine.close()


def test_the_representative_of_a_story_is_followed(own: Store, engine: Engine) -> None:
    index(own, engine, now=NOW)
    searcher = Searcher(own, engine)
    known = searcher.search(SearchQuery(text="*")).stories

    def standing() -> set[str]:
        found = searcher.search(SearchQuery(text="is:representative", copies=True, size=200))
        assert found.total == len(found.hits)
        return {hit.id for hit in found.hits}

    before = standing()
    assert len(before) == known < len(lines())
    pair = [one.id for one in samples()[:2]]
    gone, heir = (pair[0], pair[1]) if pair[0] in before else (pair[1], pair[0])
    assert heir not in before
    with own.write() as connection:
        connection.execute(update(t.articles).where(t.articles.c.id == gone).values(state="gone"))
        outbox.enqueue(connection, [gone], "delete", now=NOW)
    index(own, engine, now=NOW)
    assert standing() == before - {gone} | {heir}
    assert searcher.search(SearchQuery(text="*")).stories == known
    with own.write() as connection:
        set_story(connection, heir, "story-002", None, now=NOW)
    index(own, engine, now=NOW)
    assert len(standing()) == known - 1 == searcher.search(SearchQuery(text="*")).stories
    assert engine.analysis() == analysis()
