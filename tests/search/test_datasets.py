"""Datasets: hashed in one form, rebuilt to the byte after later arrivals, every difference explained."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from sqlalchemy import insert, select

from pipelines.codec import to_builtins
from pipelines.errors import ConfigError, ManifestRefused, SettingsError
from pipelines.records import Article, DateValue
from pipelines.refine.takedown import take_down
from pipelines.store import articles, revisions
from pipelines.store.articles import Segmented, StoredArticle
from pipelines.store.database import Store, open_store
from pipelines.store.outbox import enqueue
from pipelines.store.stories import set_story
from pipelines.store.tables import articles as rows
from pipelines.store.tables import outbox, versions
from pipelines.store.tombstones import bury
from pipelines.text.segment import ANALYSIS_VERSION, segmented
from search.datasets import folder, keeping
from search.datasets.canonical import canonical
from search.datasets.causes import Reason
from search.datasets.drift import Drift, drift
from search.datasets.making import make
from search.datasets.reading import read, read_file
from search.datasets.records import Manifest
from search.datasets.schema import manifest_schema
from search.datasets.sealing import seal_of
from search.datasets.verifying import read_kept, verified
from search.engines import Engine, open_engine
from search.indexing import index
from search.language.parse import parse
from search.language.written import decode, encode
from search.records import Filters, SearchQuery
from search.service import Searcher
from tests.search.conftest import ENGINES, new_engine
from tests.search.samples import NOW, OFFICES, article, put, samples

LATER = NOW + timedelta(days=30)
ARRIVALS = 10_000
WATER = SearchQuery(text="น้ำ -ประปา", copies=True, filters=Filters(kind=("news",)))
SCHEMA = Path(manifest_schema.__code__.co_filename).with_name("manifest.schema.json")


@dataclass(frozen=True)
class Desk:
    """A home of its own that a test may change."""

    store: Store
    engine: Engine

    @property
    def searcher(self) -> Searcher:
        return Searcher(self.store, self.engine)

    def make(self, query: SearchQuery = WATER) -> Manifest:
        """A dataset of now."""
        return make(self.searcher, query, now=NOW)

    def drift(self, manifest: Manifest) -> Drift:
        """Index what has changed, and compare."""
        index(self.store, self.engine, now=LATER)
        return drift(self.searcher, manifest, now=LATER)

    def change(self, one: Article, capture: datetime = LATER) -> None:
        """Meet an article again, changed."""
        arrive(self.store, [replace(one, captured_at=capture)])

    def rows(self, manifest: Manifest, into: Path) -> bytes:
        """The articles of a dataset as JSON Lines."""
        folder.write(self.store, manifest, into, accessed=LATER)
        return (into / "articles.jsonl").read_bytes()


def desk_of(home: Path, engine: Engine) -> Desk:
    """The sample articles, captured at a moment each page tells, in an index."""
    store = open_store(home)
    put(store, captured())
    index(store, engine, now=NOW)
    return Desk(store, engine)


@pytest.fixture
def desk(home: Path) -> Iterator[Desk]:
    made = desk_of(home, open_engine("tantivy", home=home))
    yield made
    made.engine.close()
    made.store.close()


@pytest.fixture(params=ENGINES)
def either(request: pytest.FixtureRequest, home: Path) -> Iterator[Desk]:
    """On each engine in turn."""
    made = desk_of(home, new_engine(request.param, home, request))
    yield made
    made.engine.drop()
    made.engine.close()
    made.store.close()


def captured() -> list[Article]:
    """The sample articles, of pages that have a digest each."""
    return [replace(one, captured_at=NOW - timedelta(hours=1), page_sha256=one.id) for one in samples()]


def arrive(store: Store, some: list[Article]) -> None:
    """Store articles as refining would, a month later."""
    words: dict[str, str] = {}
    with store.write() as connection:
        for one in some:
            body = words.setdefault(one.article_body, segmented(one.article_body))
            text = Segmented(headline=segmented(one.headline), body=body, analysis=ANALYSIS_VERSION)
            revisions.put(connection, one, text, capture_id=None, rule="sample", now=LATER)
            set_story(connection, one.id, f"story-{one.id}", None, now=LATER)


def later(store: Store, count: int) -> None:
    """Articles that match too, captured a month after the dataset was made: one put, its rows repeated."""
    plain = article(0, "2026-12-01", "news", "น้ำมาถึงแล้ว", "น้ำท่วมขังในตัวอำเภอ เจ้าหน้าที่เร่งสูบน้ำออก")
    first = f"{plain.source}:later-0"
    arrive(store, [replace(plain, id=first, canonical_url=f"{plain.url}/later-0", captured_at=LATER)])
    with store.write() as connection:
        for table, key in (
            (rows, rows.c.id),
            (versions, versions.c.article_id),
            (outbox, outbox.c.article_id),
        ):
            found = connection.execute(select(table).where(key == first).limit(1)).mappings().one()
            made = {name: value for name, value in found.items() if name != "seq"}
            connection.execute(insert(table), [_renumbered(made, number) for number in range(1, count)])


def _renumbered(made: Mapping[str, Any], number: int) -> dict[str, Any]:
    """The same row of another article."""
    return {
        name: value.replace("later-0", f"later-{number}") if isinstance(value, str) else value
        for name, value in made.items()
    }


def plain(manifest: Manifest) -> dict[str, Any]:
    """A manifest as its JSON is read."""
    value: dict[str, Any] = json.loads(json.dumps(to_builtins(manifest)))
    return value


def by_id(report: Drift) -> dict[str, tuple[str, str]]:
    return {one.id: (one.kind, one.why) for one in report.changes}


def test_a_dataset_rebuilds_to_the_byte_after_ten_thousand_arrivals(desk: Desk, tmp_path: Path) -> None:
    manifest = desk.make()
    first = desk.rows(manifest, tmp_path / "then")
    assert len(first.splitlines()) == manifest.counts.articles > 10
    later(desk.store, ARRIVALS)
    report = desk.drift(manifest)
    assert desk.rows(read_file(tmp_path / "then"), tmp_path / "again") == first
    assert report.articles_now == manifest.counts.articles + ARRIVALS
    assert (report.added, report.removed, report.changed) == ({"arrived_later": ARRIVALS}, {}, {})
    assert report.unchanged == manifest.counts.articles


def test_every_kind_of_drift_is_told_by_its_cause(either: Desk, tmp_path: Path) -> None:
    desk = either
    manifest = desk.make()
    before = desk.rows(manifest, tmp_path / "then")
    known = {one.article.id: one.article for one in _stored(desk, manifest)}
    taken, gone, redated, edited, reread, emptied, *_ = sorted(known)
    date = DateValue(value="2024-03-01", precision="day", era="BE", method="m", raw="r")
    desk.change(replace(known[redated], published=date, page_sha256="new page"))
    desk.change(replace(known[edited], article_body=known[edited].article_body + " เพิ่มเติม", page_sha256="b"))
    desk.change(replace(known[reread], headline="น้ำ: อ่านใหม่ด้วยกฎใหม่", extractor="wordpress@2"))
    desk.change(replace(known[emptied], headline="หน้าว่าง", article_body="ไม่มีเนื้อหา", page_sha256="c"))
    later(desk.store, 2)
    with desk.store.write() as connection:
        take_down(connection, taken, "ขอให้ลบ", now=LATER)
        bury(connection, [gone], at=LATER.isoformat(), now=LATER)
    report = desk.drift(manifest)
    assert by_id(report) == {
        taken: ("removed", "taken_down"),
        gone: ("removed", "gone"),
        emptied: ("removed", "new_version"),
        redated: ("changed", "re_dated"),
        edited: ("changed", "new_version"),
        reread: ("changed", "rules_changed"),
        "lamphun-pr:later-0": ("added", "arrived_later"),
        "lamphun-pr:later-1": ("added", "arrived_later"),
    }
    assert report.unchanged == manifest.counts.articles - 6
    assert "2024-03-01" in next(one.detail for one in report.changes if one.id == redated)
    rebuilt = folder.write(desk.store, manifest, tmp_path / "now", accessed=LATER)
    assert [(one.id, one.why) for one in rebuilt.absent] == [(taken, "taken_down")]
    assert rebuilt.exact is False
    kept = [line for line in before.splitlines() if json.loads(line)["id"] != taken]
    assert (tmp_path / "now" / "articles.jsonl").read_bytes().splitlines() == kept


def test_what_was_there_and_did_not_match_is_told_from_what_arrived(desk: Desk) -> None:
    manifest = desk.make()
    members = {one.id for one in manifest.items}
    outside, dry = [one for one in samples() if one.id not in members and one.kind == "news"][:2]
    desk.change(replace(outside, headline="น้ำเต็มอ่าง", page_sha256="new"))
    with desk.store.write() as connection:
        bury(connection, [dry.id], at=LATER.isoformat(), now=LATER)
    report = desk.drift(manifest)
    assert by_id(report) == {outside.id: ("added", "new_version")}
    absent = next(iter(sorted(members)))
    with desk.store.write() as connection:
        bury(connection, [absent], at=LATER.isoformat(), now=LATER)
    index(desk.store, desk.engine, now=LATER)
    without = make(desk.searcher, WATER, now=LATER)
    back = {one.article.id: one.article for one in _stored(desk, manifest)}[absent]
    desk.change(back, LATER + timedelta(days=1))
    assert by_id(desk.drift(without)) == {absent: ("added", "returned")}


def missing(desk: Desk, identity: str) -> None:
    """Take an article out of the index alone: what a crash, or a hand in the index, would leave."""
    with desk.engine.writer(desk.engine.analysis() or "", rebuild=False) as writer:
        writer.delete([identity])
        writer.commit()


def test_what_the_index_lacks_is_told_from_what_the_store_lacks(either: Desk, tmp_path: Path) -> None:
    manifest = either.make()
    first, second = (one.id for one in manifest.items[:2])
    missing(either, first)
    assert by_id(either.drift(manifest)) == {first: ("removed", "not_indexed")}
    without = either.make()
    with either.store.write() as connection:
        enqueue(connection, [first], "upsert", now=LATER)
    assert by_id(either.drift(without)) == {first: ("added", "indexed_later")}
    other = open_store(tmp_path / "other")
    put(other, [one for one in captured() if one.id != second])
    engine = open_engine("tantivy", home=tmp_path / "other")
    index(other, engine, now=NOW)
    assert by_id(Desk(other, engine).drift(manifest)) == {second: ("removed", "not_in_this_store")}
    engine.close()
    other.close()


def test_another_analysis_of_the_same_articles_is_named(desk: Desk) -> None:
    """A manifest made with an earlier analysis: what it lacks, and has too much, is the analysis' doing."""
    made = desk.make()
    older = replace(made, index=replace(made.index, analysis="an earlier one"))
    missing(desk, made.items[0].id)
    report = desk.drift(older)
    assert by_id(report) == {made.items[0].id: ("removed", "rules_changed")}
    assert "an earlier one" in report.changes[0].detail


def test_all_reasons_are_tested_here() -> None:
    """Each word of the report stands as an outcome in this file."""
    text = Path(__file__).read_text(encoding="utf-8")
    assert [one for one in get_args(Reason) if f'"{one}"' not in text] == []


def test_one_article_a_story_is_explained_by_its_story(desk: Desk) -> None:
    manifest = desk.make(replace(WATER, copies=False))
    assert manifest.counts.stories == manifest.counts.articles
    first, second = (one.id for one in manifest.items[:2])
    with desk.store.write() as connection:
        for one in (first, second):
            set_story(connection, one, "story-joined", None, now=LATER)
    report = desk.drift(manifest)
    assert [(one.kind, one.why) for one in report.changes] == [("removed", "story_changed")]


def test_the_hash_is_the_same_wherever_the_same_articles_lie(desk: Desk, tmp_path: Path) -> None:
    store = open_store(tmp_path / "other")
    put(
        store,
        [
            replace(one, captured_at=NOW - timedelta(hours=1), page_sha256=one.id)
            for one in reversed(samples())
        ],
    )
    engine = open_engine("tantivy", home=tmp_path / "other")
    index(store, engine, now=NOW)
    other = make(Searcher(store, engine), WATER, now=NOW + timedelta(days=2))
    mine = desk.make()
    assert other.fingerprint == mine.fingerprint
    assert other.hash != mine.hash
    assert desk.make() == mine
    store.close()


def test_a_manifest_fits_its_schema_and_says_what_it_must(desk: Desk) -> None:
    value = plain(desk.make())
    if not SCHEMA.exists():
        SCHEMA.write_text(
            json.dumps(manifest_schema(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )
        pytest.fail(f"{SCHEMA.name} was missing and has been written: read it, then run again")
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == json.loads(json.dumps(manifest_schema()))
    Draft202012Validator(manifest_schema()).validate(value)
    assert value["query"]["tree"] == encode(parse("น้ำ -ประปา"))
    assert {one["id"] for one in value["coverage"]} == {one.id for one in OFFICES}
    assert sum(one["matching"] for one in value["coverage"]) == value["counts"]["articles"]
    assert value["rules"]["taken_down"] == 0
    assert ANALYSIS_VERSION in value["tools"]["analysis"]
    assert value["made_at"] == "2026-11-25T16:00:00+07:00"


def test_a_filter_that_is_new_tomorrow_changes_no_fingerprint(desk: Desk) -> None:
    """A manifest made before a filter existed has no member for it, and is read as it was made."""
    value = plain(desk.make())
    del value["query"]["filters"]["undated"]
    value["hash"] = plain_seal(value)
    value["id"] = f"ds-{value['hash']['value'][:16]}"
    assert read(json.dumps(value), name="older").query.filters.undated is None


def plain_seal(value: dict[str, Any]) -> dict[str, Any]:
    """The seal of a manifest as JSON holds it."""
    sealed: dict[str, Any] = to_builtins(seal_of(value))
    return sealed


TAMPERED: dict[str, Any] = {
    "items was changed": lambda one: one["items"].pop(),
    "title was changed": lambda one: one.update(title="อีกชื่อหนึ่ง"),
    "note was added": lambda one: one.update(note="x"),
    "coverage is missing": lambda one: one.pop("coverage"),
    "hash is missing": lambda one: one.pop("hash"),
    "id is ds-0000000000000000": lambda one: one.update(id="ds-0000000000000000"),
    "format is": lambda one: one.update(format="khaosan-dataset/9"),
    "no canonical form": lambda one: one["counts"].update(articles=1.5),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_a_tampered_manifest_is_refused_with_what_differs(desk: Desk, what: str) -> None:
    value = plain(desk.make())
    TAMPERED[what](value)
    with pytest.raises(ManifestRefused, match=what):
        read(json.dumps(value), name="manifest.json")


def test_a_manifest_sealed_again_is_held_to_the_one_that_is_kept(desk: Desk, tmp_path: Path) -> None:
    """Whoever hashes anew gets another id; under the old id the store says what differs."""
    manifest = desk.make()
    with desk.store.write() as connection:
        keeping.keep(connection, manifest)
        keeping.keep(connection, manifest)
    value = plain(manifest)
    value["items"][0]["digest"] = "0" * 64
    value["hash"] = to_builtins(seal_of(value))
    file = tmp_path / "manifest.json"
    file.write_text(json.dumps(value), encoding="utf-8")
    with pytest.raises(ManifestRefused) as refused:
        read_kept(desk.store, file)
    assert any(one.startswith("items[0].digest: ") for one in refused.value.differences)
    with desk.store.read() as connection:
        assert keeping.load(connection, manifest.id) == manifest
        assert keeping.load(connection, "ds-none") is None
        assert [one.id for one in keeping.listed(connection, limit=10)] == [manifest.id]


@pytest.mark.parametrize(
    "text", ["", "[]", "{", "null", '{"format": 1}', "[" * 100_000, "\ud800".encode("utf-8", "surrogatepass")]
)
def test_what_is_no_manifest_is_refused(text: str | bytes) -> None:
    with pytest.raises(ManifestRefused):
        read(text, name="x")


def test_files_beside_a_manifest_are_looked_at(desk: Desk, tmp_path: Path) -> None:
    manifest, into = desk.make(), tmp_path / "dataset"
    written = folder.write(desk.store, manifest, into, formats=FORMATS, accessed=NOW)
    assert written.exact is True
    assert sorted(one.name for one in into.iterdir()) == sorted(written.files)
    assert verified(desk.store, manifest, into).whole
    with (into / "articles.jsonl").open("a", encoding="utf-8") as out:
        out.write("{}\n")
    assert verified(desk.store, manifest, into).files == {"articles.jsonl": False}
    assert "ชุดข้อมูล" in (into / "citation.txt").read_text(encoding="utf-8")
    with pytest.raises(SettingsError, match="xlsx"):
        folder.write(desk.store, manifest, tmp_path, formats=("xlsx",), accessed=NOW)


FORMATS = ("jsonl", "csv", "parquet", "ris", "bib", "csl.json")
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(_JSON)
def test_canonical_json_is_json_and_does_not_depend_on_order(value: Any) -> None:
    text = canonical(value)
    assert json.loads(text) == value
    assert canonical(json.loads(json.dumps(_turned(value)))) == text


def _turned(value: Any) -> Any:
    """The same value with the members of its objects the other way about."""
    if isinstance(value, dict):
        return {name: _turned(one) for name, one in reversed(value.items())}
    return [_turned(one) for one in value] if isinstance(value, list) else value


def test_canonical_json_as_the_rfc_writes_it() -> None:
    """RFC 8785 §3.2.3 orders names by UTF-16 units; §3.2.2.2 says which characters are escaped."""
    names = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    assert list(json.loads(canonical(dict.fromkeys(names, 0)))) == [
        "\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"
    ]  # fmt: skip
    assert canonical('\u20ac$\u000f\nA\'B"\\\\"/') == '"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'
    assert canonical({"b": [True, None, -0], "a": {}}) == '{"a":{},"b":[true,null,0]}'
    for wrong in (1.0, 2**53, {1: 2}, "\ud800", b""):
        with pytest.raises(ValueError):  # noqa: PT011 - UnicodeEncodeError is one
            canonical(wrong)


QUERIES = (
    'น้ำท่วม -"ซ้อม แผน" (กระบี่ OR ลำพูน) AND ปี:2563', "*", "title:น้ำ*", '"ขยะ ชุมชน"~5', "published:..2019",
    "NOT (province:51 has:date)",
)  # fmt: skip


@pytest.mark.parametrize("query", QUERIES)
def test_a_tree_comes_back_from_json_as_it_was(query: str) -> None:
    node = parse(query)
    assert decode(json.loads(json.dumps(encode(node)))) == node


@pytest.mark.parametrize(
    "value", [None, {}, {"node": "or"}, {"node": "part", "text": "ก", "more": 1}, {"node": "x"}]
)
def test_what_is_no_tree_is_refused(value: Any) -> None:
    with pytest.raises(ConfigError):
        decode(value)


def _stored(desk: Desk, manifest: Manifest) -> list[StoredArticle]:
    with desk.store.read() as connection:
        return list(articles.load(connection, [one.id for one in manifest.items]).values())
