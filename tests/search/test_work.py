"""What a search reads is bounded before it starts, and how many run; nothing here looks at a clock."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.errors import QueryError, ServiceAway
from pipelines.store.database import Store
from search.clauses import Bool, Constant, Everything, Near, OneOf, Phrase, Prefix, Term, all_of
from search.engines import Engine, open_engine, work
from search.engines.cluster.engine import ElasticsearchEngine
from search.engines.embedded.places import Places
from search.engines.work import MOST_POSTINGS, Guessed, postings
from search.indexing import index
from search.language.compile import compile_tree
from search.language.parse import MOST_WILDCARDS, parse
from search.records import SearchQuery
from search.service import Searcher
from tests.search.samples import NOW, lines

FREQUENT = (
    "ที่",
    "และ",
    "การ",
    "ของ",
    "ใน",
    "ให้",
    "มี",
    "เป็น",
    "จะ",
    "ได้",
    "ไทย",
    "โดย",
    "ว่า",
    "กับ",
    "จาก",
    "ความ",
    "ไม่",
    "แล้ว",
)
HEADLINE = "ผู้ว่าราชการจังหวัดลำพูนเป็นประธานการประชุมติดตามสถานการณ์น้ำท่วมในพื้นที่ 8 อำเภอ ประจำเดือนตุลาคม 2563"
MILLION = Guessed(1_000_000)
NEIGHBOURS = {
    "near others": " ".join(f'"{a} {b}"~30' for a in FREQUENT[:10] for b in FREQUENT[10:]),
    "near themselves": " ".join(f'"{one} {one}"~30' for one in FREQUENT),
    "rows near rows": " ".join(f'"{a}{b} {b}{a}"~30' for a, b in zip(FREQUENT, FREQUENT[3:], strict=False)),
}


class Counted:
    """A dictionary that holds some terms."""

    def __init__(self, size: int, **counts: int) -> None:
        self.num_docs = size
        self.counts = counts

    def doc_freq(self, field_name: str, field_value: str | int | bool) -> int:
        return self.counts.get(str(field_value), 0)

    def terms_with_prefix(self, field_name: str, prefix: str) -> list[tuple[str, int]]:
        return [(term, count) for term, count in self.counts.items() if term.startswith(prefix)]


def test_postings_are_those_of_the_terms() -> None:
    known = Counted(1_000, a=10, ab=20, c=900)
    assert postings(Term("w", "a"), known) == 10
    assert postings(Prefix("w", "a"), known) == 30
    assert postings(OneOf("w", ("a", "c", "absent")), known) == 910
    assert postings(Everything(), known) == 1_000
    both = Bool(must=(Term("w", "a"),), never=(Constant(Term("w", "c"), 1.0),))
    assert postings(both, known) == 910
    assert postings(Bool(never=(Term("w", "a"),)), known) == 1_010, "what is left over is all the rest"


def test_the_rarest_term_leads_a_phrase() -> None:
    known = Counted(1_000_000, rare=1, common=900_000)
    assert postings(Phrase("w", ("common", "rare", "common")), known) < 100
    assert postings(Phrase("w", ("common", "common")), known) > 1_800_000


@given(st.integers(0, 30))
def test_a_word_near_another_costs_the_same_at_every_distance(gap: int) -> None:
    known = Counted(1_000, a=100, b=100)
    once = postings(Near("w", ("a",), ("b",), 0), known)
    assert postings(Near("w", ("a",), ("b",), gap), known) == once
    assert postings(Near("w", ("a",), ("a",), gap), known) == once * (gap + 1) // 2
    assert postings(Near("w", ("a", "b"), ("b",), gap), known) > once * gap


@pytest.mark.parametrize("text", NEIGHBOURS.values(), ids=NEIGHBOURS.keys())
def test_frequent_neighbours_by_the_dozen_are_refused_in_a_large_index(text: str) -> None:
    clause = compile_tree(parse(text), "all").clause
    with pytest.raises(QueryError, match="would read") as refused:
        work.checked(clause, MILLION)
    assert "~n" in str(refused.value)
    assert "โปรดใช้คำน้อยลง" in refused.value.message_th


@pytest.mark.parametrize(
    "text",
    [
        "*",
        HEADLINE,
        " ".join(FREQUENT[:5]),
        '"น้ำท่วม ลำพูน"~30 "งบประมาณ ถนน"~10',
        " OR ".join(f"{one}*" for one in ("กา", "ปร", "นา", "ผู", "โค", "จั", "สุ", "อบ")[:MOST_WILDCARDS]),
        "น้ำท่วม -ซ้อมแผน -ประกวด -ภาพยนตร์ จังหวัด:ลำพูน ปี:2563",
    ],
)
def test_what_people_ask_is_answered_among_a_million_even_of_frequent_words(text: str) -> None:
    for match in ("all", "any"):
        clause = compile_tree(parse(text), match).clause
        work.checked(clause, MILLION)


def test_too_much_is_refused_before_it_is_searched_and_the_next_is_answered(
    store: Store, both: tuple[Engine, Engine], monkeypatch: pytest.MonkeyPatch
) -> None:
    searcher = Searcher(store, both[0])
    monkeypatch.setattr(work, "MOST_POSTINGS", 200)
    with pytest.raises(QueryError, match="would read"):
        searcher.search(SearchQuery(text=NEIGHBOURS["near themselves"]))
    with pytest.raises(QueryError, match="would read"):
        list(searcher.ids(SearchQuery(text=NEIGHBOURS["near themselves"])))
    assert searcher.search(SearchQuery(text="*")).total == len(lines())


def test_a_cluster_ends_a_search_itself_sooner_if_it_may_be_a_heavy_one(
    store: Store, both: tuple[Engine, Engine], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = both[1]
    assert isinstance(engine, ElasticsearchEngine)
    asked: list[int] = []
    search = engine.client.search

    def noted(**given: Any) -> Any:
        asked.append(int(given["timeout"].removesuffix("ms")))
        return search(**given)

    monkeypatch.setattr(engine.client, "search", noted)
    searcher = Searcher(store, engine)
    searcher.search(SearchQuery(text=HEADLINE))
    assert max(asked) == 20_000
    asked.clear()
    monkeypatch.setattr(engine, "_documents", 1_000_000)
    searcher.search(SearchQuery(text=HEADLINE, facets=False))
    assert max(asked) == 20_000, "what people ask, also of a large index"
    asked.clear()
    monkeypatch.setattr(engine, "_documents", 1_000_000)
    searcher.search(SearchQuery(text=NEIGHBOURS["near others"], facets=False))
    assert max(asked) == 1_000


def test_searches_that_are_given_up_keep_their_places_and_no_more() -> None:
    places, release = Places(2), Event()
    begun = [Event(), Event()]

    def stuck(at: int) -> None:
        begun[at].set()
        release.wait()

    with ThreadPoolExecutor(2) as callers:
        waiting = [callers.submit(places.call, lambda at=at: stuck(at), 0.2) for at in range(2)]
        assert all(one.wait(300) for one in begun)
        with pytest.raises(ServiceAway, match="2 searches are running"):
            places.call(lambda: None, 0.0)
        assert all(isinstance(one.exception(300), QueryError) for one in waiting)
    release.set()
    assert places.call(lambda: "answered", 300.0) == "answered"
    places.close()


@given(st.integers(0, 4), st.integers(0, 4))
def test_exclusions_are_gathered(needed: int, excluded: int) -> None:
    parts = [Term("w", str(number)) for number in range(needed + excluded)]
    clause = all_of(*parts[:needed], *(Bool(never=(one,)) for one in parts[needed:]))
    if needed + excluded > 1 and excluded:
        assert clause == Bool(must=tuple(parts[:needed]), never=tuple(parts[needed:]))
    known = Counted(1_000)
    assert postings(clause, known) == (1_000 if not needed else 0)


def test_a_dearer_query_is_refused_the_larger_the_index(home: Path, store: Store) -> None:
    engine = open_engine("tantivy", home=home)
    index(store, engine, now=NOW)
    clause = compile_tree(parse(NEIGHBOURS["near themselves"]), "all").clause
    small = postings(clause, engine._reader()[1])  # type: ignore[attr-defined]  # the protocol has no index
    assert 0 < small < MOST_POSTINGS < postings(clause, MILLION)
    engine.close()
