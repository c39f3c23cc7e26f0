"""The stage from store to index: it follows the store, it can be stopped anywhere, and it never guesses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from multiprocessing import active_children
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import delete, update

from pipelines.errors import IndexMismatch, ServiceAway
from pipelines.store import articles, outbox
from pipelines.store import tables as t
from pipelines.store.database import Store
from pipelines.workers import Workers
from search import indexing
from search.clauses import Everything
from search.engines import Engine, open_engine
from search.engines.cluster import lease
from search.engines.embedded.engine import TantivyEngine
from search.engines.embedded.generations import Generations
from search.indexing import index
from search.making import Maker, make
from search.records import SearchQuery
from search.service import Searcher
from tests.search.samples import NOW, article, lines, put, sample_store, samples
from tests.services.door import door

FEW = samples()[:10]


@pytest.fixture
def own(home: Path) -> Iterator[Store]:
    """A store of this test's own, with ten articles."""
    made = sample_store(home)
    with made.write() as connection:
        for one in samples()[10:]:
            gone = {"state": "gone", "state_at": "2026-11-24T09:00:00+00:00"}
            connection.execute(update(t.articles).where(t.articles.c.id == one.id).values(gone))
    yield made
    made.close()


def ids(engine: Engine) -> set[str]:
    return set(engine.ids(Everything()))


def test_follows_additions_changes_and_removals(own: Store, engine: Engine) -> None:
    first = index(own, engine, now=NOW)
    assert (first.rebuilt, first.written, first.documents) == (True, 10, 10)
    assert index(own, engine, now=NOW).written == 0

    changed = replace(FEW[0], headline="พาดหัวใหม่เอี่ยม", published=samples()[3].published)
    put(own, [changed, article(70, "2024-01-01", "news", "ข่าวที่เพิ่งมา", "เนื้อความ")])
    with own.write() as connection:
        gone = update(t.articles).where(t.articles.c.id == FEW[1].id).values(state="taken_down")
        connection.execute(gone)
        outbox_ids = [FEW[1].id, "nobody:knows"]
        outbox.enqueue(connection, outbox_ids, "delete", now=NOW)
    second = index(own, engine, now=NOW)
    assert (second.rebuilt, second.deleted, second.documents) == (False, 2, 10)
    assert FEW[1].id not in ids(engine)
    found = Searcher(own, engine).search(SearchQuery(text="พาดหัวใหม่เอี่ยม"))
    assert [hit.id for hit in found.hits] == [FEW[0].id]
    assert found.total == 1, "an article that moved to another year is there once"


def test_a_rebuild_is_seen_whole_or_not_at_all(
    own: Store, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    index(own, engine, now=NOW)
    put(own, samples())
    with own.write() as connection:
        connection.execute(update(t.articles).values(state="live"))
    monkeypatch.setattr(indexing, "BATCH", 7)
    seen: list[int] = []
    report = index(
        own, engine, rebuild=True, now=NOW, progress=lambda done, total: seen.append(engine.count())
    )
    assert set(seen) == {10}
    assert report.documents == len(lines()) == engine.count()


def test_a_rebuild_that_breaks_leaves_the_old_index(own: Store, engine: Engine) -> None:
    index(own, engine, now=NOW)
    before = ids(engine)

    def stop(done: int, total: int) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        index(own, engine, rebuild=True, now=NOW, progress=stop)
    assert ids(engine) == before
    assert index(own, engine, rebuild=True, now=NOW).documents == len(before)


def test_an_index_of_another_analysis_is_refused(own: Store, engine: Engine) -> None:
    with engine.writer("older", rebuild=True):
        pass
    with own.write() as connection:
        outbox.advance(connection, engine.name, 1, "older", now=NOW)
    with pytest.raises(IndexMismatch, match="--rebuild"):
        index(own, engine, now=NOW)
    with pytest.raises(IndexMismatch, match="--rebuild"):
        Searcher(own, engine).search(SearchQuery(text="น้ำ"))
    assert index(own, engine, rebuild=True, now=NOW).documents == 10


def test_the_index_of_another_store_is_not_overwritten(own: Store, engine: Engine) -> None:
    index(own, engine, now=NOW)
    with own.write() as connection:
        connection.execute(t.index_states.delete())
    with pytest.raises(IndexMismatch, match="another store"):
        index(own, engine, now=NOW)


def test_without_an_index_searching_says_what_to_do(own: Store, engine: Engine) -> None:
    assert engine.count() == 0
    assert not engine.health().ok or engine.name == "elasticsearch"
    with pytest.raises(IndexMismatch, match="khaosan index"):
        Searcher(own, engine).search(SearchQuery(text="น้ำ"))


def test_a_document_that_cannot_be_indexed_waits_among_the_dead_letters(own: Store, engine: Engine) -> None:
    bad = replace(FEW[0], id="krabi-pao:" + "x" * 600)
    put(own, [bad])
    report = index(own, engine, now=NOW)
    assert (report.written, report.rejected) == (10, 1)
    with own.read() as connection:
        letters = outbox.dead(connection)
    assert [(letter[0], letter[1]) for letter in letters] == [(engine.name, bad.id)]
    assert "512 bytes" in letters[0][2]


def test_a_dead_letter_rises_when_its_document_is_accepted(own: Store, engine: Engine) -> None:
    with own.write() as connection:
        outbox.bury(connection, engine.name, FEW[2].id, "was away", now=NOW)
        outbox.bury(connection, engine.name, "other:1", "still bad", now=NOW)
    index(own, engine, now=NOW)
    with own.read() as connection:
        assert [letter[1] for letter in outbox.dead(connection)] == ["other:1"]


@pytest.mark.elasticsearch
def test_a_server_that_goes_away_loses_nothing(
    own: Store, home: Path, elasticsearch: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "BATCH", 7)
    monkeypatch.setattr(lease, "SILENCE_SECONDS", 0.3)  # a lost holder is awaited, but no minute long
    monkeypatch.setattr(lease, "LOOK_SECONDS", 0.05)  # several looks before it is taken for dead
    name = f"test-{uuid4().hex[:12]}"
    whole = open_engine("elasticsearch", home=home, url=elasticsearch, index=name)
    index(own, whole, now=NOW)
    with own.write() as connection:
        connection.execute(update(t.articles).values(state="live"))
        outbox.enqueue(connection, [one.id for one in samples()], "upsert", now=NOW)
    before = indexing.waiting(own, whole.name)
    with door(elasticsearch) as opened:
        cut = open_engine("elasticsearch", home=home, url=opened.url, index=name)

        def shut(done: int, total: int) -> None:
            if done >= 14:
                opened.shut()

        with pytest.raises(ServiceAway, match="KHAOSAN_ELASTICSEARCH_URL"):
            index(own, cut, now=NOW, progress=shut)
        assert not cut.health().ok
        with pytest.raises(ServiceAway):
            cut.count()
        cut.close()
    assert 0 < indexing.waiting(own, whole.name) < before
    assert index(own, whole, now=NOW).documents == len(lines()) == len(ids(whole))
    whole.drop()
    whole.close()


def test_one_process_writes_at_a_time(home: Path) -> None:
    generations = Generations(home / "index" / "tantivy")
    with (
        generations.locked(),
        pytest.raises(ServiceAway, match="another process is writing"),
        Generations(home / "index" / "tantivy").locked(wait=0.2),
    ):
        pass


def test_what_an_interrupted_rebuild_left_is_swept_away(own: Store, home: Path) -> None:
    engine = TantivyEngine(home / "index" / "tantivy")
    stale = home / "index" / "tantivy" / "generation-1"
    stale.mkdir(parents=True)
    (stale / "meta.json").write_text("broken", encoding="utf-8")
    assert index(own, engine, now=NOW).documents == 10


def test_worker_processes_make_the_same_documents(own: Store) -> None:
    (live,) = articles.every_id(own, 500)
    batches = [live] * 3
    with Workers(2) as workers:
        pool, here = Maker(own, 10_000, workers), Maker(own, 3, workers)
        assert pool.pooled
        assert not Maker(own, 150, workers).pooled
        assert not here.pooled
        made = list(pool.made(iter(batches)))
        assert made == list(here.made(iter(batches)))
        assert Maker(own, 150, workers).pooled, "they run already"
    assert [one.id for one in made[0]] == live
    assert all(one.document for one in made[0])


def test_the_caller_makes_what_killed_workers_do_not(own: Store) -> None:
    (live,) = articles.every_id(own, 500)
    wanted = [one.id for one in make(own, live)]
    with Workers(2) as workers:
        before = set(active_children())
        maker = Maker(own, 10_000, workers)
        made = maker.made(iter([live] * 200))
        found = [next(made)]
        for worker in set(active_children()) - before:
            worker.kill()
            worker.join()
        found += made
        assert not maker.pooled
    assert [[one.id for one in some] for some in found] == [wanted] * 200


def test_an_article_of_an_unknown_office_is_named(own: Store, home: Path) -> None:
    with own.write() as connection:
        connection.execute(delete(t.sources))
    (made,) = make(own, [FEW[0].id])
    assert made.document is None
    assert "unknown source" in made.reason


def test_an_article_that_has_gone_meanwhile_is_left_out(own: Store) -> None:
    assert [one.id for one in make(own, [samples()[10].id, FEW[1].id, "nobody:knows"])] == [FEW[1].id]


def test_opening_an_engine_touches_nothing(home: Path) -> None:
    made: Callable[[], Engine] = lambda: open_engine("tantivy", home=home)  # noqa: E731
    assert made().count() == 0
    assert not home.exists()
