"""Articles like one, and words that stand out: the same on both engines."""

from __future__ import annotations

import pytest

from pipelines.store.database import Store
from search.engines import Engine
from search.records import SearchQuery
from search.related import similar, standing_out
from search.service import Searcher
from tests.search.samples import samples

pytestmark = pytest.mark.elasticsearch


def test_articles_like_one_are_of_other_stories_and_alike(store: Store, both: tuple[Engine, Engine]) -> None:
    one = next(each for each in samples() if "ปล่อยพันธุ์ปลา" in each.headline)
    first, second = (similar(Searcher(store, engine), one.id, size=6) for engine in both)
    assert first == second
    assert len(first) == 6
    assert one.id not in {hit.id for hit in first}
    assert "ปล่อยพันธุ์ปลา" in first[0].headline
    assert len({hit.cluster for hit in first}) == len(first)


def test_an_unknown_article_is_like_none(store: Store, both: tuple[Engine, Engine]) -> None:
    assert similar(Searcher(store, both[0]), "nobody:1") == ()


def test_words_that_stand_out_are_those_of_the_matches(store: Store, both: tuple[Engine, Engine]) -> None:
    query = SearchQuery(text="ปุ๋ยหมัก")
    first, second = (standing_out(Searcher(store, engine), query) for engine in both)
    assert first == second
    assert {"คัดแยก", "ขยะ"} <= {one.word for one in first}
    assert all(0 < one.matching <= one.looked_at for one in first)
    assert [one.score for one in first] == sorted((one.score for one in first), reverse=True)
    assert standing_out(Searcher(store, both[0]), SearchQuery(text="ไม่มีคำนี้", fallback=False)) == ()
