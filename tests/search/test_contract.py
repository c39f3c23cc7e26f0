"""One contract, two engines: the same hits, order, counts, facets and highlights, on a real server."""

from __future__ import annotations

import random

import pytest

from pipelines.store.database import Store
from pipelines.text.segment import clusters
from search.clauses import Everything
from search.engines import Engine, SearchRequest
from search.engines.cluster import bodies
from search.language.conditions import row
from search.records import Filters, SearchQuery, SearchResult, Sort
from search.service import BatchQuery, Searcher
from tests.search.samples import lines

pytestmark = pytest.mark.elasticsearch

QUERIES = (
    "น้ำท่วม",
    "น้ำ",
    "ปี 2563",
    "๒๕๖๓",
    "อบจ.กระบี่",
    "องค์การบริหารส่วนจังหวัด",
    "ผวจ. โควิด-19",
    "Krabi",
    "krabi OR หาดใหญ่",
    "ถนน -น้ำท่วม",
    "-ที่",
    "(ขยะ OR ปลา) บ้านหนองเงือก",
    '"ไฟป่า"',
    '"ควันดำ รถยนต์"~3',
    '"รถยนต์ ควันดำ"~3',
    '"ข้าว น้ำ"~2',
    "ประชา*",
    "PM*",
    "title:น้ำ*",
    'title:"แผนพัฒนา"',
    "title:น้ำ",
    "ปี:2563",
    "published:2563..2564",
    "published:..2019",
    "published:2022-04-13",
    "จังหวัด:ลำพูน ขยะ",
    "kind:procurement",
    "ประเภท:ประกาศ OR has:attachment",
    "has:date NOT scope:foreign",
    "office:pao ตรวจสุขภาพ",
    "amphoe:5505",
    "series:s-water",
    "ชุด:s-water -น้ำ",
    "1,234,500.50",
    "e-bidding",
    "ลพ 0017.2/ว",
    "*",
    "ข่าว",
    "ข้าว",
    "ขาว",
    "อบรมการคัดแยกขยะที่ชุมชนท่าขาม",
    "งานอะไรจัดที่เกาะลันตาครับ",
    "ไม่มีคำนี้แน่นอน",
    "ฝน – !",
)
FILTERS = (
    Filters(),
    Filters(province=("TH-51", "TH-81")),
    Filters(office=("tao",), undated=False),
    Filters(published_from="2019-06-01", published_to="2022-12-31"),
    Filters(undated=True),
    Filters(has_attachment=True),
    Filters(series=("s-water", "s-other")),
    Filters(kind=("news",), scope=("thai",), language=("th",)),
)


def ask(store: Store, engine: Engine, query: SearchQuery) -> SearchResult:
    return Searcher(store, engine).search(query)


def same(store: Store, both: tuple[Engine, Engine], query: SearchQuery) -> SearchResult:
    """Ask both; everything but the engine's name must be equal."""
    first, second = (ask(store, engine, query) for engine in both)
    assert first.hits == second.hits
    assert (first.total, first.stories, first.indexed) == (second.total, second.stories, second.indexed)
    assert (first.facets, first.histogram) == (second.facets, second.histogram)
    assert (first.query, first.sort) == (second.query, second.sort)
    return first


@pytest.mark.parametrize("text", QUERIES)
@pytest.mark.parametrize("match", ["all", "any"])
def test_both_engines_give_the_same_answer(
    store: Store, both: tuple[Engine, Engine], text: str, match: str
) -> None:
    query = SearchQuery(text=text, match=match, size=20)  # type: ignore[arg-type]
    found = same(store, both, query)
    assert found.indexed == len(lines())
    assert found.total == sum(bucket.count for bucket in found.facets.kind)
    histogram = found.histogram
    assert sum(one.count for one in histogram.buckets) + histogram.coarse + histogram.undated == found.total


@pytest.mark.parametrize("filters", FILTERS)
@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest", "office"])
def test_filters_and_orders_are_the_same(
    store: Store, both: tuple[Engine, Engine], filters: Filters, sort: str
) -> None:
    query = SearchQuery(text="น้ำ OR ที่ OR ราคา", filters=filters, sort=sort, size=99, copies=True)  # type: ignore[arg-type]
    found = same(store, both, query)
    assert 0 < found.total <= len(lines())
    assert len(found.hits) == found.total


def test_a_series_is_found_by_its_id_alone(store: Store, both: tuple[Engine, Engine]) -> None:
    found = same(store, both, SearchQuery(text="series:s-water", size=99, copies=True))
    assert found.total == sum(number % 9 == 4 for number in range(len(lines())))
    assert same(store, both, SearchQuery(text="series:s-none")).total == 0


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest", "office"])
def test_counts_alone_can_be_asked_for(store: Store, both: tuple[Engine, Engine], sort: Sort) -> None:
    found = same(store, both, SearchQuery(text="น้ำ", sort=sort, size=0, copies=True))
    assert found.hits == ()
    assert found.total > 0


@pytest.mark.parametrize("text", ["น้ำ ท่", "ม ถ", "ขยะ ที่"])
def test_an_end_and_a_beginning_are_found_over_a_space(
    store: Store, both: tuple[Engine, Engine], text: str
) -> None:
    clause = row(text)
    first, second = (engine.search(SearchRequest(clause=clause, size=99)).total for engine in both)
    assert first == second > 0


def test_pages_are_cuts_of_one_order(store: Store, both: tuple[Engine, Engine]) -> None:
    whole = same(store, both, SearchQuery(text="ตรวจ", match="any", size=40)).hits
    assert len(whole) > 9
    for offset in range(0, len(whole), 3):
        cut = same(store, both, SearchQuery(text="ตรวจ", match="any", size=3, offset=offset))
        assert cut.hits == whole[offset : offset + 3]


def test_offices_come_by_name_and_page_by_page(store: Store, both: tuple[Engine, Engine]) -> None:
    whole = same(store, both, SearchQuery(text="*", sort="office", size=200)).hits
    assert [hit.source_name for hit in whole] == sorted(hit.source_name for hit in whole)
    assert len({hit.id for hit in whole}) == len(lines())
    for offset in range(0, len(whole), 7):
        cut = same(store, both, SearchQuery(text="*", sort="office", size=7, offset=offset))
        assert cut.hits == whole[offset : offset + 7]
        assert cut.sort == "office"


def test_a_story_is_one_hit_unless_copies_are_asked_for(store: Store, both: tuple[Engine, Engine]) -> None:
    stories = same(store, both, SearchQuery(text="*", size=100))
    articles = same(store, both, SearchQuery(text="*", size=100, copies=True))
    assert stories.total == articles.total == len(articles.hits) == len(lines())
    assert stories.stories == len(stories.hits) == len({hit.cluster for hit in articles.hits})
    assert stories.stories < stories.total
    assert {hit.copies for hit in stories.hits} == {0, 1}


@pytest.mark.parametrize("text", ["*", "น้ำท่วม", "ไม่มีคำนี้แน่นอน"])
def test_stories_are_counted_when_one_answer_does_not_hold_them(
    text: str, store: Store, both: tuple[Engine, Engine], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "STORIES_AT_ONCE", 1)
    same(store, both, SearchQuery(text=text))


def test_export_gives_every_id_once_in_order(store: Store, both: tuple[Engine, Engine]) -> None:
    first, second = (list(engine.ids(Everything())) for engine in both)
    assert first == second == sorted(first)
    assert len(set(first)) == len(lines())
    for engine in both:
        exported = [one.id for one in Searcher(store, engine).export(SearchQuery(text="น้ำ"))]
        assert exported == list(Searcher(store, engine).ids(SearchQuery(text="น้ำ", copies=True)))
        assert len(exported) == ask(store, engine, SearchQuery(text="น้ำ")).total


def test_batches_rank_alike(store: Store, both: tuple[Engine, Engine]) -> None:
    asked = [BatchQuery(qid=str(number), query=text) for number, text in enumerate(QUERIES)]
    first, second = (list(Searcher(store, engine).batch(asked)) for engine in both)
    assert first == second
    assert any(len(answer.ids) > 5 for answer in first)


def test_texts_cut_at_cluster_borders_are_found(store: Store, both: tuple[Engine, Engine]) -> None:
    choose = random.Random(20201229)
    for published, kind, headline, body in choose.sample(lines(), 40):
        pieces = clusters(body)
        start = choose.randrange(max(1, len(pieces) - 8))
        text = "".join(pieces[start : start + choose.randint(2, 8)])
        query = SearchQuery(text=text, syntax=False, size=100, copies=True, fallback=False)
        found = same(store, both, query)
        assert headline in {hit.headline for hit in found.hits}, (text, published, kind)
