"""Which article of a story a search shows, and what an export says of its story."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from pipelines.copies.place import place_all
from pipelines.copies.records import Document
from pipelines.copies.sketch import sketch
from pipelines.refine.stories import follow
from pipelines.store import revisions, sources
from pipelines.store.articles import Segmented
from pipelines.store.database import Store, open_store
from pipelines.text.segment import ANALYSIS_VERSION, segmented
from search.engines import open_engine
from search.exports.files import write
from search.indexing import index
from search.records import Filters, SearchQuery, Show
from search.service import Searcher
from tests.search.samples import NOW, OFFICES, article

# Our own writing: an office of the province announces, a subdistrict had it first, a city took it later.
BODY = (
    "สำนักงานเกษตรจังหวัดขอเชิญเกษตรกรผู้ปลูกลำไยเข้าอบรมการตัดแต่งกิ่งและการใช้น้ำอย่างประหยัด ณ ศาลาประชาคมบ้านท่าขาม "
    "ผู้สนใจลงทะเบียนได้ที่ผู้ใหญ่บ้านทุกหมู่บ้านโดยไม่เสียค่าใช้จ่าย พร้อมรับกล้าพันธุ์ดีกลับไปปลูกคนละห้าต้น"
)
TEXTS = (
    # office, day, headline, more words, authority
    (3, "2024-05-01", "ตำบลป่าซางชวนอบรมลำไย", "", 2),
    (0, "2024-05-02", "เชิญเกษตรกรอบรมการตัดแต่งกิ่งลำไย", "\nผู้ให้ข่าวคือเกษตรจังหวัด", 0),
    (4, "2024-05-03", "หาดใหญ่ร่วมประชาสัมพันธ์", "\nเรียบเรียงโดยทีมงานหาดใหญ่ หาดใหญ่ หาดใหญ่", 2),
    (1, "2024-06-01", "ตรวจสุขภาพผู้สูงอายุที่กระบี่", "\nอสม. ออกตรวจวัดความดันถึงบ้าน", 2),
)


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    """Three copies of one story and a stranger, placed as refining places them."""
    home = tmp_path_factory.mktemp("stories")
    store = open_store(home)
    fill(store)
    engine = open_engine("tantivy", home=home)
    index(store, engine, now=NOW)
    yield Searcher(store, engine)
    store.close()


def fill(store: Store) -> None:
    """Store the texts with their stories."""
    with store.write() as connection:
        sources.sync(connection, OFFICES, now=NOW)
        pairs = []
        for number, (office, day, headline, more, authority) in enumerate(TEXTS):
            body = (BODY if number < 3 else "") + more
            one = replace(
                article(number, day, "news", headline, body),
                id=f"text-{number}",
                source=OFFICES[office].id,
                canonical_url=f"https://example.go.th/story/{number}",
            )
            words = Segmented(headline=segmented(headline), body=segmented(body), analysis=ANALYSIS_VERSION)
            revisions.put(connection, one, words, capture_id=None, rule="sample", now=NOW)
            document = Document(one.id, headline, body, date.fromisoformat(day), one.source, authority)
            pairs.append((document, sketch(document)))
        place_all(connection, pairs, now=NOW)
        follow(connection, [document.id for document, _ in pairs], NOW)


def shown(
    searcher: Searcher, text: str, show: Show = "representative", **filters: tuple[str, ...]
) -> list[str]:
    query = SearchQuery(text=text, show=show, filters=Filters(**filters))  # type: ignore[arg-type]
    return [hit.id for hit in searcher.search(query).hits]


def test_a_story_shows_its_representative_its_earliest_or_all(searcher: Searcher) -> None:
    # the city's re-post names the word most often, so it is the best match of the words alone
    assert shown(searcher, "ลำไย") == ["text-1"]
    assert shown(searcher, "ลำไย", "earliest") == ["text-0"]
    everything = searcher.search(SearchQuery(text="ลำไย", copies=True)).hits
    assert {hit.id for hit in everything} == {"text-0", "text-1", "text-2"}


def test_only_an_article_that_matches_stands_for_its_story(searcher: Searcher) -> None:
    assert shown(searcher, "หาดใหญ่") == ["text-2"]
    assert shown(searcher, "หาดใหญ่", "earliest") == ["text-2"]
    assert shown(searcher, "ลำไย", source=("hatyai-city", "pasang-tao")) in (["text-0"], ["text-2"])
    assert shown(searcher, "ลำไย", "earliest", source=("hatyai-city", "lamphun-pr")) == ["text-1"]


def test_an_order_by_date_shows_the_article_that_gave_the_place(searcher: Searcher) -> None:
    newest = searcher.search(SearchQuery(text="ลำไย OR สุขภาพ", sort="newest")).hits
    assert [hit.id for hit in newest] == ["text-3", "text-2"]


def test_exports_say_how_many_copies_and_who_stands_for_them(searcher: Searcher, tmp_path: Path) -> None:
    write(searcher, SearchQuery(text="*", copies=True), tmp_path / "all.csv")
    text = (tmp_path / "all.csv").read_text(encoding="utf-8")
    rows = {row["id"]: row for row in csv.DictReader(text.splitlines())}
    columns = ("cluster_members", "cluster_representative", "cluster_earliest", "series")
    for number in range(3):
        assert [rows[f"text-{number}"][name] for name in columns] == ["3", "text-1", "text-0", ""]
    assert [rows["text-3"][name] for name in columns] == ["1", "text-3", "text-3", ""]
    assert len({rows[f"text-{number}"]["cluster"] for number in range(4)}) == 2
