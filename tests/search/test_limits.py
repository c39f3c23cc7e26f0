"""A query of death is refused before an engine sees it; the widest allowed are answered, counts equal."""

from __future__ import annotations

import pytest

from pipelines.errors import QueryError
from pipelines.store.database import Store
from search.engines import Engine
from search.engines.protocol import DEEPEST_PAGE
from search.language.parse import DEEPEST, LONGEST, MOST_PARTS, MOST_WILDCARDS
from search.records import Match, SearchQuery
from search.service import Searcher
from tests.search.samples import lines

DEADLY = {
    "a megabyte": "ก" * 1_000_000,
    "deep": "(" * 10_000 + "ก" + ")" * 10_000,
    "wide": " OR ".join(["น้ำ"] * 5_000),
    "excluding": "น้ำ " + "-ก " * 5_000,
    "wildcards": "กา* " * 1_000,
    "any letter": "ก*",
    "proximity": '"น้ำ ท่วม"~1000000000',
    "quotes": '"' * 99_999,
    "fields": "title:" * 30_000,
}
WIDEST = {
    "or": " OR ".join(["น้ำ", "ที่", "ประชาชน"] * 50),
    "exclusions": "น้ำ " + " ".join(f"-คำที่{number}" for number in range(150)),
    "nested": "(" * DEEPEST + "น้ำ" + ")" * DEEPEST,
    "wildcards": " OR ".join(f"{beginning}*" for beginning in ("กา", "ปร", "นา", "ผู", "โค", "จั", "สุ", "อบ")),
    "proximity": " ".join(['"น้ำ ท่วม ที่ ชุมชน"~30'] * 40),
    "long": "ประชาชนในพื้นที่" * (LONGEST // 16),
    "parts": "กข " * (MOST_PARTS - 1),
}


@pytest.fixture(scope="module", params=[0, 1], ids=["tantivy", "elasticsearch"])
def searcher(request: pytest.FixtureRequest, store: Store, both: tuple[Engine, Engine]) -> Searcher:
    return Searcher(store, both[request.param])


@pytest.mark.parametrize("text", DEADLY.values(), ids=DEADLY.keys())
@pytest.mark.parametrize("match", ["all", "any"])
def test_what_would_kill_is_refused_and_the_engine_stays_well(
    searcher: Searcher, text: str, match: Match
) -> None:
    with pytest.raises(QueryError) as refused:
        searcher.search(SearchQuery(text=text, match=match))
    assert len(str(refused.value)) < 400, "an error does not repeat a megabyte"
    assert searcher.engine.health().ok
    assert searcher.search(SearchQuery(text="*")).total == len(lines())


@pytest.mark.parametrize("offset", [DEEPEST_PAGE, 10**12])
def test_no_page_lies_deeper_than_allowed(searcher: Searcher, offset: int) -> None:
    with pytest.raises(QueryError, match="export"):
        searcher.search(SearchQuery(text="น้ำ", offset=offset))
    with pytest.raises(QueryError, match="export"):
        searcher.search(SearchQuery(text="น้ำ", size=offset + 1))


@pytest.mark.parametrize("text", WIDEST.values(), ids=WIDEST.keys())
@pytest.mark.parametrize("match", ["all", "any"])
def test_the_widest_allowed_is_answered_with_equal_counts(
    store: Store, both: tuple[Engine, Engine], text: str, match: Match
) -> None:
    assert len(text) <= LONGEST
    assert text.count("*") <= MOST_WILDCARDS
    first, second = (Searcher(store, engine).search(SearchQuery(text=text, match=match)) for engine in both)
    # not the order: a word asked for fifty times adds up to scores whose second decimal floats do not hold
    assert (first.total, first.stories) == (second.total, second.stories)
    assert (first.facets, first.histogram) == (second.facets, second.histogram)
