"""Pages of a search while articles arrive: nothing twice, nothing left out; and cursors that are not ours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.store import articles, revisions
from pipelines.store.articles import Segmented
from pipelines.store.database import Store
from pipelines.store.stories import set_story
from pipelines.text.segment import ANALYSIS_VERSION, segmented
from search.api import cursors
from search.api.cursors import After, Behind, Cursor, Ended, Seen
from search.api.description import BASE
from search.engines import Engine, open_engine
from search.indexing import index
from search.service import Searcher
from search.web.app import create_app
from search.web.asking import WrongValue
from tests.search.conftest import ENGINES, new_engine
from tests.search.samples import NOW, article, sample_store
from tests.search.web.asking_app import Client
from tests.search.web.conftest import client_of

ARRIVING = 5
"""Articles that arrive between two pages, each of which matches."""


@dataclass
class Desk:
    """A home in which articles arrive while somebody reads."""

    client: Client
    store: Store
    engine: Engine
    arrived: int = 0

    def arrive(self, published: str) -> None:
        """More articles that match, dated and undated ones."""
        with self.store.write() as connection:
            for number in range(self.arrived, self.arrived + ARRIVING):
                made = article(number, published, "news", "น้ำหลากมาใหม่", "น้ำ น้ำ น้ำ ไหลหลากลงมาจากภูเขา")
                one = replace(made, id=f"new:{number}", canonical_url=f"{made.url}/new")
                words = Segmented(
                    headline=segmented(one.headline),
                    body=segmented(one.article_body),
                    analysis=ANALYSIS_VERSION,
                )
                revisions.put(connection, one, words, capture_id=None, rule="sample", now=NOW)
                set_story(connection, one.id, f"story-new-{number}", None, now=NOW)
        self.arrived += ARRIVING
        index(self.store, self.engine, now=NOW)

    def pages(self, arriving: str | None = None, **asked: str) -> Iterator[dict[str, Any]]:
        """Read page after page; before each but the first, articles arrive."""
        following: str | None = ""
        while following is not None:
            cursor = {"cursor": following} if following else {}
            if following and arriving is not None:
                self.arrive(arriving)
            answer = self.client.get(f"{BASE}/search?{urlencode(asked | cursor)}")
            assert answer.status_code == 200, answer.text
            yield answer.json()
            following = answer.json()["next"]


def desk_of(home: Path, engine: Engine) -> Desk:
    store = sample_store(home)
    index(store, engine, now=NOW)
    return Desk(client_of(create_app(store, Searcher(store, engine), clock=lambda: NOW)), store, engine)


@pytest.fixture
def desk(home: Path) -> Iterator[Desk]:
    engine = open_engine("tantivy", home=home)
    made = desk_of(home, engine)
    yield made
    engine.close()
    made.store.close()


@pytest.fixture(params=ENGINES)
def either(request: pytest.FixtureRequest, home: Path) -> Iterator[Desk]:
    """On each engine in turn."""
    engine = new_engine(request.param, home, request)
    made = desk_of(home, engine)
    yield made
    engine.drop()
    engine.close()
    made.store.close()


def ids(pages: Iterator[dict[str, Any]], key: str = "id") -> list[str]:
    return [hit[key] for page in pages for hit in page["hits"]]


def test_on_either_engine_arrivals_disturb_no_page(either: Desk) -> None:
    """By date with every copy a hit (an end is never reached), and by relevance with stories."""
    total = either.client.get(f"{BASE}/count?q=น้ำ").json()["total"]
    dated = ids(either.pages(arriving="2026-11-01", q="น้ำ", copies="1", sort="newest", size="9"))
    assert len(dated) == len(set(dated))
    assert len([one for one in dated if not one.startswith("new:")]) == total
    stories = ids(either.pages(arriving="1999-01-01", q="น้ำ", size="14"), "cluster")
    assert len(stories) == len(set(stories)) > 14


@pytest.mark.parametrize("sort", ["newest", "oldest"])
@pytest.mark.parametrize("arriving", ["2026-11-01", "1999-01-01", "2020-08-05", ""])
def test_by_date_pages_go_on_and_arrivals_disturb_none(desk: Desk, sort: str, arriving: str) -> None:
    asked = {"q": "น้ำ", "copies": "1", "sort": sort, "size": "7"}
    before = ids(desk.pages(**asked))
    assert len(before) == len(set(before)) == desk.client.get(f"{BASE}/count?q=น้ำ").json()["total"] > 14
    during = ids(desk.pages(arriving=arriving, **asked))
    assert len(during) == len(set(during))
    assert [one for one in during if not one.startswith("new:")] == before


def test_dated_come_first_and_undated_by_id(desk: Desk) -> None:
    hits = [hit for page in desk.pages(q="*", copies="1", sort="newest", size="9") for hit in page["hits"]]
    dates = [hit["published"]["value"] for hit in hits if hit["published"]]
    undated = [hit["id"] for hit in hits if not hit["published"]]
    assert hits[: len(dates)] == [hit for hit in hits if hit["published"]]
    assert dates == sorted(dates, reverse=True)
    assert undated == sorted(undated)


REMEMBERED = ({"q": "น้ำ ท่วม", "match": "any"}, {"q": "น้ำ", "copies": "1"}, {"q": "น้ำ", "sort": "newest"})


@pytest.mark.parametrize("asked", REMEMBERED)
def test_by_relevance_and_story_nothing_comes_twice_or_is_left_out(desk: Desk, asked: dict[str, str]) -> None:
    key = "id" if "copies" in asked else "cluster"
    before = ids(desk.pages(size="12", **asked), key)
    assert len(before) == len(set(before)) > 12
    during = ids(desk.pages(arriving="2026-11-01", size="12", **asked), key)
    assert len(during) == len(set(during))
    assert set(before) <= set(during)


def test_facets_are_of_the_first_page_and_totals_of_all(desk: Desk) -> None:
    first, second, *_ = desk.pages(q="น้ำ", size="6")
    assert first["facets"]["kind"]
    assert second["facets"]["kind"] == []
    assert first["total"] == second["total"]


def test_a_cursor_that_remembers_no_more_says_so(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is behind the last hit remembered is refused by name: no end that is none."""
    full = Seen(tokens=frozenset(number.to_bytes(cursors.TOKEN) for number in range(cursors.DEEPEST)))
    assert len(cursors.written(full, {"q": ["น้ำ"]})) < cursors.LONGEST
    monkeypatch.setattr(cursors, "DEEPEST", 8)
    pages = desk.pages(q="น้ำ", size="6")
    assert [len(next(pages)["hits"]) for _ in range(2)] == [6, 6]
    with pytest.raises(AssertionError, match="copies=1"):
        next(pages)
    assert len(ids(desk.pages(q="น้ำ", size="6", copies="1", sort="newest"))) > 12


_NO_NUL = st.characters(exclude_characters="\0", codec="utf-8")
CURSORS = st.one_of(
    st.builds(
        Behind,
        order=st.sampled_from(["newest", "oldest"]),
        key=st.integers(-(2**63), 2**63 - 1),
        undated=st.booleans(),
        ids=st.lists(st.text(_NO_NUL, min_size=1), max_size=3).map(tuple),
    ),
    st.builds(Seen, tokens=st.frozensets(st.binary(min_size=5, max_size=5), max_size=20)),
    st.builds(After, id=st.text(st.characters(codec="utf-8"))),
    st.just(Ended()),
)


@given(cursor=CURSORS, question=st.dictionaries(st.text(), st.lists(st.text())))
def test_a_cursor_is_read_as_it_was_written(cursor: Cursor, question: dict[str, list[str]]) -> None:
    assert cursors.read(cursors.written(cursor, question), question) == cursor


@given(cursor=CURSORS, at=st.integers(0), flip=st.integers(1, 63))
def test_a_cursor_that_was_changed_is_refused(cursor: Cursor, at: int, flip: int) -> None:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    text = cursors.written(cursor, {})
    place = at % (len(text) - 1)  # the last letter holds bits that mean nothing
    changed = letters[(letters.index(text[place]) + flip) % 64]
    with pytest.raises(WrongValue):
        cursors.read(text[:place] + changed + text[place + 1 :], {})
    with pytest.raises(WrongValue):
        cursors.read(text, {"q": ["another question"]})


@settings(max_examples=40)
@given(text=st.text(max_size=30) | st.from_regex(r"[A-Za-z0-9_-]{1,60}", fullmatch=True))
def test_what_is_no_cursor_is_a_problem(client: Client, text: str) -> None:
    answer = client.get(f"{BASE}/search?q=x&cursor={quote(text.encode('utf-8', 'replace'))}")
    assert answer.status_code == (400 if text else 200)


def test_the_index_behind_the_store_ends_no_reading_for_ever(desk: Desk) -> None:
    """A date that the index does not know yet decides no place."""
    asked = {"q": "น้ำ", "copies": "1", "sort": "newest", "size": "5"}
    before = set(ids(desk.pages(**asked)))
    with desk.store.write() as connection:
        for one in list(articles.load(connection, sorted(before)[:3]).values()):
            moved = replace(one.article, published=None, captured_at=NOW + timedelta(days=1))
            revisions.put(connection, moved, one.segmented, capture_id=None, rule="sample", now=NOW)
    assert set(ids(desk.pages(**asked))) == before
