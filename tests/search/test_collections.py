"""Collections: what may be put together, and searching within one; a dataset keeps what was asked."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from flows.cli import call
from pipelines.errors import QueryError, SettingsError
from pipelines.store import collections, saved
from pipelines.store.database import Store
from search.arrivals import asked_of, matching
from search.datasets import drift
from search.datasets.making import make
from search.engines import open_engine
from search.indexing import index
from search.language import written
from search.records import SearchQuery
from search.service import Searcher
from tests.search.web.office_samples import NOW, web_store


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    """The sample offices."""
    made = web_store(home)
    yield made
    made.close()


@pytest.fixture
def searcher(store: Store, home: Path) -> Searcher:
    """Searches them."""
    engine = open_engine("tantivy", home=home)
    index(store, engine, now=NOW)
    return Searcher(store, engine)


def put(store: Store, name: str, kind: collections.Kind, *ids: str) -> None:
    """A collection of some members."""
    with store.write() as connection:
        collections.make(connection, name, kind, now=NOW)
        collections.put(connection, name, ids, now=NOW)


@pytest.mark.parametrize("text", ["", "  ", "-", "a b(c)", "a:b", 'a"b', "<b>", "x" * 61, "-ก", "a/b", "a*"])
def test_what_no_query_could_name_is_no_name(text: str) -> None:
    with pytest.raises(SettingsError):
        collections.named(text)


def test_spaces_in_a_name_are_joined() -> None:
    assert collections.named(" น้ำท่วม ภาคใต้\t2563 ") == "น้ำท่วม-ภาคใต้-2563"


def test_members_keep_tags_and_notes_until_others_are_given(store: Store) -> None:
    put(store, "อ่าน", "articles", "krabi-pao:100")
    with store.write() as connection:
        collections.put(connection, "อ่าน", ["krabi-pao:100"], tags=["น้ำ ", "น้ำ", ""], note="ดูตาราง", now=NOW)
        assert collections.put(connection, "อ่าน", ["krabi-pao:100", "songkhla-news:101"], now=NOW) == 1
        first, second = collections.members(connection, "อ่าน")
        assert (first.tags, first.note, second.tags) == (("น้ำ",), "ดูตาราง", ())
        assert collections.holding(connection, "krabi-pao:100", "articles") == ["อ่าน"]
        assert collections.drop(connection, "อ่าน", ["krabi-pao:100", "none"], now=NOW) == 1
        assert collections.must(connection, "อ่าน").members == 1
        collections.remove(connection, "อ่าน")
        assert collections.every(connection) == []
        assert collections.members(connection, "อ่าน") == []


def test_limits_and_unknown_members_are_refused_by_name(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store, "x", "offices", "krabi-pao")
    with store.write() as connection:
        with pytest.raises(SettingsError, match="nobody"):
            collections.put(connection, "x", ["nobody"], now=NOW)
        with pytest.raises(SettingsError, match="collection of offices"):
            collections.make(connection, "x", "articles", now=NOW)
        with pytest.raises(SettingsError, match="note"):
            collections.shortened("x" * 2001)
        with pytest.raises(SettingsError, match="tags"):
            collections.tagged([str(n) for n in range(21)])
        monkeypatch.setattr(collections, "MOST", 1)
        monkeypatch.setattr(collections, "MOST_MEMBERS", 1)
        with pytest.raises(SettingsError, match="already"):
            collections.make(connection, "y", "offices", now=NOW)
        with pytest.raises(SettingsError, match="more than"):
            collections.put(connection, "x", ["surin-tao"], now=NOW)


def test_a_query_searches_within_a_collection(store: Store, searcher: Searcher) -> None:
    put(store, "ใต้", "offices", "krabi-pao", "songkhla-news")
    put(store, "อ่าน", "articles", "krabi-pao:100")
    put(store, "ว่าง", "offices")
    asked = [f"collection:{name}" for name in ("ใต้", "อ่าน", "ว่าง")]
    inside = {hit.source for hit in searcher.search(SearchQuery(text=asked[0], copies=True, size=50)).hits}
    assert inside == {"krabi-pao", "songkhla-news"}
    assert [hit.id for hit in searcher.search(SearchQuery(text=f"{asked[1]} น้ำท่วม")).hits] == [
        "krabi-pao:100"
    ]
    assert searcher.search(SearchQuery(text=asked[2])).total == 0
    every = searcher.count(SearchQuery(text="*", copies=True))
    some = searcher.count(SearchQuery(text=asked[0], copies=True))
    assert searcher.count(SearchQuery(text=f"-{asked[0]} *", copies=True)) == every - some
    assert searcher.search(SearchQuery(text="ชุดรวม:ใต้")).query.th == "อยู่ในชุดรวม ใต้ (2)"
    with pytest.raises(QueryError) as refused:
        searcher.search(SearchQuery(text="น้ำ collection:none"))
    assert refused.value.position == len("น้ำ collection:")


def test_a_dataset_keeps_the_members_that_were_asked_for(store: Store, searcher: Searcher) -> None:
    put(store, "ใต้", "offices", "krabi-pao")
    node = searcher.read(SearchQuery(text="collection:ใต้"))
    assert written.decode(written.encode(node)) == node
    manifest = make(searcher, SearchQuery(text="collection:ใต้", copies=True), title="x", now=NOW)
    put(store, "ใต้", "offices", "songkhla-news", "surin-tao")
    assert drift.drift(searcher, manifest, now=NOW).changes == ()


def test_what_is_new_since_a_visit(store: Store, searcher: Searcher) -> None:
    with store.write() as connection:
        saved.save(connection, "น้ำ", "q=น้ำท่วม", now=NOW - timedelta(days=1))
        before = saved.must(connection, "น้ำ")
        came = saved.arrivals(connection, before.seen_at, limit=1_000)
    found = list(matching(searcher, asked_of(before.address).query(), came))
    assert len(found) == 4
    assert len({cluster for _, cluster in found}) == 2
    with store.write() as connection:
        saved.see(connection, "น้ำ", engine="tantivy", now=NOW + timedelta(hours=1))
        seen = saved.must(connection, "น้ำ").seen_at
        assert seen == NOW.isoformat()  # what the index held, not what may wait before it
        assert saved.arrivals(connection, seen, limit=10) == []
        later = NOW + timedelta(hours=1)  # a run may be under way, and its articles in no index yet
        saved.save(connection, "น้ำ", "q=น้ำท่วม", now=later, engine="tantivy")
        assert saved.must(connection, "น้ำ").seen_at == seen
        saved.remove(connection, "น้ำ")
        with pytest.raises(collections.NoCollection):
            saved.must(connection, "น้ำ")


def test_commands(store: Store, searcher: Searcher, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    common = ["--home", str(home), "--json"]

    def said(*words: str) -> list[dict[str, object]]:
        assert call([*words, *common]) == 0
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    said("collection", "add", "ใต้", "krabi-pao", "--kind", "offices")
    added = said("collection", "add", "อ่าน", "krabi-pao:100", "--tag", "น้ำ", "--note", "ดู")
    assert added == [{"collection": "อ่าน", "added": 1, "members": 1}]
    said("collection", "add", "อ่าน", "--note", "บทที่ 2")
    said("collection", "add", "ใต้", "--note", "ชายฝั่ง")
    notes = {"ใต้": "ชายฝั่ง", "อ่าน": "บทที่ 2"}
    assert {one["name"]: one["note"] for one in said("collection", "list")} == notes
    assert said("collection", "show", "อ่าน")[0]["tags"] == ["น้ำ"]
    out = home / "ใต้.csv"
    (exported,) = said("collection", "export", "ใต้", "-o", str(out))
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["source"] for row in rows} == {"krabi-pao"}
    assert len(rows) == exported["articles"]
    assert said("collection", "remove", "อ่าน", "krabi-pao:100")[0]["members"] == 0
    said("collection", "remove", "อ่าน")
    assert call(["collection", "show", "อ่าน", *common]) == 2
