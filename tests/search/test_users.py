"""What people type: names, numbers, abbreviations, slips of fingers and ears; floors, on both engines.

``users/news.txt`` is our own writing in the manner of Thai offices, people and numbers invented;
``users/queries.txt`` has a kind, what was typed, and which article was meant. An article counts as found when
it is among the first three hits, or, where all parts together find nothing, of the first suggestions.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipelines.records import Article, DateValue, Source
from pipelines.store import sources
from pipelines.store.articles import Segmented
from pipelines.store.database import Store, open_store
from pipelines.store.revisions import put
from pipelines.text.segment import ANALYSIS_VERSION, segmented
from search.indexing import index
from search.records import SearchQuery
from search.service import Searcher
from search.suggest import advise
from tests.floors import digest_of
from tests.search.conftest import ENGINES, new_engine
from tests.search.samples import NOW

HERE = Path(__file__).parent
FLOORS: dict[str, Any] = json.loads((HERE / "floors_users.json").read_text(encoding="utf-8"))
OFFICE = Source(
    id="users", name="สำนักงานตัวอย่าง", province="", office="local-news", family="import", sample=True
)
FIRST = 3
"""Hits that a person looks at."""
SUGGESTIONS = 2
"""Suggestions tried."""


def news() -> Iterator[Article]:
    """The articles, as the pipeline would make them."""
    for line in (HERE / "users" / "news.txt").read_text(encoding="utf-8").splitlines():
        key, published, headline, body = line.split("|")
        year = "2020" if published == "2563" else published
        date = DateValue(
            value=year,
            precision="year" if len(year) == 4 else "day",
            era="BE",
            method="import",
            raw=published,
        )
        yield Article(
            id=key, url=f"urn:{key}", canonical_url=f"urn:{key}", source=OFFICE.id, family="import",
            extractor="import@1", kind="news", scope="thai", country="TH", headline=headline,
            article_body=body, language="th", published=date,
        )  # fmt: skip


def queries() -> list[tuple[str, str, set[str]]]:
    """Kind, text, and the articles meant."""
    lines = (HERE / "users" / "queries.txt").read_text(encoding="utf-8").splitlines()
    return [(kind, text, set(meant.split())) for kind, text, meant in (line.split("|") for line in lines)]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store with the articles."""
    made = open_store(tmp_path_factory.mktemp("users"))
    with made.write() as connection:
        sources.sync(connection, [OFFICE], now=NOW)
        for one in news():
            words = Segmented(
                headline=segmented(one.headline), body=segmented(one.article_body), analysis=ANALYSIS_VERSION
            )
            put(connection, one, words, capture_id=None, rule="sample", now=NOW)
    yield made
    made.close()


@pytest.fixture(scope="module", params=ENGINES)
def searcher(
    store: Store, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Searcher]:
    """Each engine in turn."""
    engine = new_engine(request.param, tmp_path_factory.mktemp("engine"), request)
    index(store, engine, now=NOW)
    yield Searcher(store, engine)
    engine.drop()
    engine.close()


def found(searcher: Searcher, text: str, meant: set[str]) -> bool:
    """Tell whether a person who types this comes to what was meant."""
    answer = searcher.search(SearchQuery(text=text, facets=False))
    if meant & {hit.id for hit in answer.hits[:FIRST]}:
        return True
    if not answer.query.fell_back and answer.total:
        return False
    suggested = advise(searcher, SearchQuery(text=text)).suggestions[:SUGGESTIONS]
    return any(
        meant & {hit.id for hit in searcher.search(SearchQuery(text=one.query, facets=False)).hits[:FIRST]}
        for one in suggested
    )


def test_people_find_what_they_mean(searcher: Searcher) -> None:
    missed: defaultdict[str, list[str]] = defaultdict(list)
    asked = queries()
    for kind, text, meant in asked:
        missed[kind] += [] if found(searcher, text, meant) else [text]
    for kind, texts in missed.items():
        assert len(texts) <= FLOORS["missed"][f"{kind}_max"], (kind, texts)
    whole = 1 - sum(map(len, missed.values())) / len(asked)
    assert whole >= FLOORS["found"]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("พ.ร.บ.", "act-land"),
        ("พรบ", "act-land"),
        ("พ.ต.อ.", "police-check"),
        ("พล.อ.", "general-visit"),
        ("พ.", "police-check act-land"),
        ('"พ."', "police-check act-land"),
        ("title:พ.", "act-land"),
        ("อ.แม่สอด", "act-land"),
        ("ส.ป.ก.", ""),
        ("ธ.ก.ส.", "rice-price"),
    ],
)
def test_letters_with_dots_are_found_in_a_row_alone(searcher: Searcher, text: str, meant: str) -> None:
    found = searcher.search(SearchQuery(text=text, facets=False, fallback=False))
    assert " ".join(hit.id for hit in found.hits) == meant


def test_the_questions_are_those_the_floors_were_set_on() -> None:
    assert digest_of(HERE / "users") == FLOORS["users_sha256"]
    assert len(queries()) >= 120
    known = {one.id for one in news()}
    assert all(meant and meant <= known for _, _, meant in queries())
