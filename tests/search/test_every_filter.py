"""Every filter, order, way of showing a story and interval, on both engines, beside an answer made by hand.

The answer is counted over the sample articles themselves, with neither index nor query language.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any, get_args

import pytest
from sqlalchemy import insert

from pipelines.copies.tables import documents
from pipelines.records import Article
from pipelines.store.database import Store
from pipelines.text.segment import segmented
from search.engines import Engine
from search.indexing import index
from search.records import Filters, Interval, SearchQuery, SearchResult, Show, Sort
from search.related import similar, standing_out
from search.service import Searcher
from search.times import sort_key
from tests.search.conftest import new_engine
from tests.search.samples import NOW, OFFICES, sample_store, samples

pytestmark = pytest.mark.elasticsearch
EVERY, WORD = "*", '"น้ำ"'
OFFICE_OF = {one.id: one for one in OFFICES}


@dataclass(frozen=True)
class Row:
    """A sample article as the answer is counted from."""

    article: Article
    story: str
    stands: bool
    """For its story."""

    @property
    def day(self) -> str:
        """As stated; empty where it is undated."""
        return self.article.published.value if self.article.published else ""

    @property
    def order(self) -> int:
        """By time; the index' own rule for two of one minute."""
        key = sort_key(self.article.id, self.article.published)
        return -1 if key is None else key


@cache
def rows() -> list[Row]:
    """All samples; of two in a story the second stands for it, as its office is the nearer one."""
    made = samples()
    stories = [number - (number % 8 == 1) for number in range(len(made))]
    members = Counter(stories)
    return [
        Row(one, f"story-{story:03}", members[story] == 1 or number != story)
        for number, (one, story) in enumerate(zip(made, stories, strict=True))
    ]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store in which the second article of each pair was judged to stand for both."""
    store = sample_store(tmp_path_factory.mktemp("told"))
    values = [
        {
            "n": number, "id": one.article.id, "owner": number, "cluster": one.story, "digest": b"",
            "source": one.article.source, "authority": 0 if one.stands else 1, "length": 1, "prints": 1,
            "version": 1,
        }
        for number, one in enumerate(rows())
    ]  # fmt: skip
    with store.write() as connection:
        connection.execute(insert(documents), values)
    yield store
    store.close()


@pytest.fixture(scope="module", params=["tantivy", "elasticsearch"])
def searcher(
    told: Store, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Searcher]:
    """Each engine in turn."""
    engine: Engine = new_engine(request.param, tmp_path_factory.mktemp("engine"), request)
    index(told, engine, now=NOW)
    yield Searcher(told, engine)
    engine.drop()
    engine.close()


def has_word(row: Row) -> bool:
    """It stands in the text; it is one cluster, so wherever its letters stand."""
    return "น้ำ" in f"{row.article.headline} {row.article.article_body}"


def lies_within(row: Row, first: str, last: str) -> bool:
    """All days that a date may mean are within the period."""
    day = row.day[:10]
    begin = day + {4: "-01-01", 7: "-01", 10: ""}.get(len(day), "")
    end = day + {4: "-12-31", 7: "-31", 10: ""}.get(len(day), "")
    return bool(day) and first <= begin and end <= last


def named(row: Row, province: str) -> bool:
    """Of a place that is named, or of the office."""
    return province in {OFFICE_OF[row.article.source].province, *(one.province for one in row.article.places)}


Holds = Callable[[Row], bool]
FILTERS: dict[str, tuple[Filters, Holds]] = {
    "none": (Filters(), lambda _: True),
    "province": (Filters(province=("TH-51",)), lambda row: named(row, "TH-51")),
    "provinces": (
        Filters(province=("TH-81", "TH-90")),
        lambda row: named(row, "TH-81") or named(row, "TH-90"),
    ),
    "amphoe": (
        Filters(amphoe=("5505", "5106")),
        lambda row: any(one.code in ("5505", "5106") for one in row.article.places),
    ),
    "office": (Filters(source=("krabi-pao",)), lambda row: row.article.source == "krabi-pao"),
    "office kind": (
        Filters(office=("tao", "municipality")),
        lambda row: OFFICE_OF[row.article.source].office in ("tao", "municipality"),
    ),
    "article kind": (
        Filters(kind=("procurement", "vacancy")),
        lambda row: row.article.kind in ("procurement", "vacancy"),
    ),
    "scope": (Filters(scope=("foreign",)), lambda row: row.article.scope == "foreign"),
    "language": (Filters(language=("en",)), lambda row: row.article.language == "en"),
    "from": (
        Filters(published_from="2020-08-05"),
        lambda row: lies_within(row, "2020-08-05", "9999-12-31"),
    ),
    "to": (Filters(published_to="2563-12-31"), lambda row: lies_within(row, "0000-01-01", "2020-12-31")),
    "span": (
        Filters(published_from="2020", published_to="2022-06"),
        lambda row: lies_within(row, "2020-01-01", "2022-06-31"),
    ),
    "undated": (Filters(undated=True), lambda row: not row.day),
    "dated": (Filters(undated=False), lambda row: bool(row.day)),
    "representative": (Filters(representative=True), lambda row: row.stands),
    "copies": (Filters(representative=False), lambda row: not row.stands),
    "attachment": (Filters(has_attachment=True), lambda row: bool(row.article.attachments)),
    "no attachment": (Filters(has_attachment=False), lambda row: not row.article.attachments),
    "story": (Filters(cluster=("story-008",)), lambda row: row.story == "story-008"),
    "together": (
        Filters(province=("TH-51",), kind=("news",), undated=False, representative=True),
        lambda row: named(row, "TH-51") and row.article.kind == "news" and bool(row.day) and row.stands,
    ),
}


def matching(text: str, holds: Holds) -> list[Row]:
    """What is found, counted by hand."""
    return [row for row in rows() if holds(row) and (text == EVERY or has_word(row))]


def ask(searcher: Searcher, text: str, narrow: Filters, **options: Any) -> SearchResult:
    query = replace(SearchQuery(text=text, filters=narrow, size=200, fallback=False), **options)
    return searcher.search(query)


@pytest.mark.parametrize("name", FILTERS)
def test_every_filter_leaves_what_it_says_and_counts_it(searcher: Searcher, name: str) -> None:
    narrow, holds = FILTERS[name]
    for text in (EVERY, WORD):
        expected = matching(text, holds)
        found = ask(searcher, text, narrow, copies=True)
        assert {hit.id for hit in found.hits} == {row.article.id for row in expected}
        assert (found.total, found.stories) == (len(expected), len({row.story for row in expected}))
        offices = Counter(OFFICE_OF[row.article.source].office for row in expected)
        assert {one.key: one.count for one in found.facets.office} == dict(offices)
        kinds = Counter(row.article.kind for row in expected)
        assert {one.key: one.count for one in found.facets.kind} == dict(kinds)
        languages = Counter(row.article.language for row in expected)
        assert {one.key: one.count for one in found.facets.language} == dict(languages)
    assert matching(EVERY, holds), "a filter that leaves nothing shows nothing"


@pytest.mark.parametrize("sort", get_args(Sort))
def test_every_order_is_the_one_it_says(searcher: Searcher, sort: Sort) -> None:
    found = ask(searcher, EVERY if sort != "relevance" else WORD, Filters(), sort=sort, copies=True)
    ids = [hit.id for hit in found.hits]
    if sort == "relevance":
        assert {row.article.id for row in matching(WORD, lambda _: True)} == set(ids)
        assert [(-hit.score, hit.id) for hit in found.hits] == sorted(
            (-hit.score, hit.id) for hit in found.hits
        )
        return
    newest = sorted(rows(), key=lambda row: -row.order)
    oldest = sorted(rows(), key=lambda row: (not row.day, row.order))
    by_office = sorted(newest, key=lambda row: OFFICE_OF[row.article.source].name)
    expected = {"newest": newest, "oldest": oldest, "office": by_office}[sort]
    assert ids == [row.article.id for row in expected]


@pytest.mark.parametrize("show", [*get_args(Show), "all"])
def test_every_way_of_showing_a_story(searcher: Searcher, show: str) -> None:
    found = ask(
        searcher, EVERY, Filters(), sort="newest", copies=show == "all",
        show="representative" if show == "all" else show,
    )  # fmt: skip
    shown = [hit.id for hit in found.hits]
    if show == "all":
        assert sorted(shown) == sorted(row.article.id for row in rows())
        return
    stories: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows():
        stories[row.story].append(row)
    best = {story: max(some, key=lambda row: row.order) for story, some in stories.items()}
    places = sorted(best.values(), key=lambda row: -row.order)
    by_time = {story: min(some, key=lambda row: row.day or "9999") for story, some in stories.items()}
    shows = best if show == "representative" else by_time
    assert shown == [shows[row.story].article.id for row in places]


@pytest.mark.parametrize("show", get_args(Show))
def test_by_relevance_the_article_that_is_asked_for_stands_for_its_story(
    searcher: Searcher, show: Show
) -> None:
    found = ask(searcher, WORD, Filters(), show=show)
    here = matching(WORD, lambda _: True)
    for hit in found.hits:
        mine = [row for row in here if row.story == hit.cluster]
        whole = [row for row in rows() if row.story == hit.cluster]
        first = min(mine, key=lambda row: row.day or "9999")
        standing = [row for row in mine if row.stands]
        wanted = first if show == "earliest" else standing[0] if standing else mine[0]
        assert (hit.id, hit.copies) == (wanted.article.id, len(whole) - 1)
    assert {hit.cluster for hit in found.hits} == {row.story for row in here}


def key(row: Row, interval: Interval) -> str | None:
    """The bucket of an article; null where it is not dated so precisely."""
    length = {"day": 10, "week": 10, "month": 7, "year": 4}[interval]
    day = row.day[:10]
    if len(day) < length:
        return None
    if interval == "week":
        year, week, _ = date.fromisoformat(day).isocalendar()
        return f"{year:04}-W{week:02}"
    return day[:length]


@pytest.mark.parametrize("interval", get_args(Interval))
@pytest.mark.parametrize("text", [EVERY, WORD])
def test_every_interval_with_what_is_undated(searcher: Searcher, interval: Interval, text: str) -> None:
    expected = matching(text, lambda _: True)
    found = ask(searcher, text, Filters(), interval=interval).histogram
    buckets = Counter(made for row in expected if (made := key(row, interval)))
    assert {one.key: one.count for one in found.buckets} == dict(buckets)
    assert [one.key for one in found.buckets] == sorted(buckets)
    assert found.undated == sum(not row.day for row in expected)
    assert found.coarse == sum(bool(row.day) and key(row, interval) is None for row in expected)
    assert found.interval == interval


def test_words_that_stand_out_are_counted_in_headlines(searcher: Searcher) -> None:
    found = standing_out(searcher, SearchQuery(text="ปุ๋ยหมัก"), size=20)
    here = [row for row in rows() if "ปุ๋ยหมัก" in row.article.headline + row.article.article_body]
    assert found
    for one in found:
        assert one.looked_at == len(here)
        assert one.matching == _headlines(one.word, here)
        assert one.indexed == _headlines(one.word, rows())


def _headlines(word: str, some: Sequence[Row]) -> int:
    return sum(word in segmented(row.article.headline).split("\u200b") for row in some)


def test_articles_like_one_share_the_most_with_it(searcher: Searcher) -> None:
    """Of articles of one making, those of the same event at another place are the most alike."""
    one = next(row for row in rows() if row.article.headline == "ปล่อยพันธุ์ปลาที่ดอยขุนตาน")
    others = {row.story for row in rows() if row.article.headline.startswith("ปล่อยพันธุ์ปลาที่")} - {one.story}
    found = similar(searcher, one.article.id, size=len(others))
    assert {hit.cluster for hit in found} == others


def test_the_samples_tell_the_first_of_a_story_from_the_one_that_stands_for_it() -> None:
    pairs = [row for row in rows() if not row.stands]
    assert pairs
    assert {row.story for row in pairs} <= {row.story for row in rows() if row.stands}
