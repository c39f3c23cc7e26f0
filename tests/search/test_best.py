"""The best of a sum, found without reading all, are those that reading all finds.

The documents hold made-up words, drawn as often as those of a language are. They are written in several turns
and some are removed, so the index has several segments, with gaps.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.codec import to_json
from search.clauses import Bool, Clause, Constant, Everything, OneOf, Phrase, Prefix, Term, any_of
from search.engines import Engine, EngineHit, SearchRequest, open_engine
from search.engines.embedded import best
from search.engines.embedded.best import Best
from search.engines.embedded.bounds import Bounds
from search.engines.embedded.compile import Compiler
from search.engines.embedded.sums import Sum, summed
from search.engines.work import Remembered
from search.fields import analysis
from search.packed import PackedDocument

WORDS = tuple(f"w{number}" for number in range(60))
TITLES = ("ทั่วไป", "ด่วน", "ประกาศ")
DOCUMENTS = 1_500
SMALL = {"WORTHWHILE": 0, "FIRST": 150, "SHARE": 0.0, "PROBED": 6, "LOOKED_AT": 40, "APART": 30}
"""As the numbers of a million documents are to an index of so few."""


def made(number: int, choose: random.Random) -> PackedDocument:
    words = [WORDS[min(int(choose.paretovariate(0.7)) - 1, 59)] for _ in range(choose.randint(5, 40))]
    shared = number % 5 == 0
    body = {
        "id": f"d{number:04}",
        "cluster": f"c{number // 2 if shared else number:04}",
        "story": number // 2 if shared else DOCUMENTS + number,
        "alone": not shared,
        "words": " ".join(words),
        "g2": " ".join(words),
        "t_key": choose.choice(TITLES) if choose.random() < 0.2 else f"t{number}",
        "newest": number,
        "oldest": number,
    }
    return PackedDocument.of(f"d{number:04}", None, to_json(body))


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Documents in several segments, every ninth removed."""
    engine, choose = open_engine("tantivy", home=tmp_path_factory.mktemp("best")), random.Random(2563)
    documents = [made(number, choose) for number in range(DOCUMENTS)]
    for at in range(0, DOCUMENTS, 500):
        with engine.writer(analysis(), rebuild=not at) as writer:
            assert writer.write(documents[at : at + 500]) == []
    with engine.writer(analysis(), rebuild=False) as writer:
        writer.delete(one.id for one in documents[::9])
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def compiler(engine: Engine) -> Compiler:
    index, searcher = engine._reader()  # type: ignore[attr-defined]  # the protocol has no index
    return Compiler(index.schema, searcher, Remembered(searcher))


@pytest.fixture(scope="module", autouse=True)
def small() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in SMALL.items():
            patch.setattr(best, name, value)
        yield


WEIGHTS = st.sampled_from([0.3, 0.4, 0.5, 1.0, 1.5])
TERMS = st.builds(Term, st.sampled_from(["words", "g2"]), st.sampled_from([*WORDS, "absent"]), WEIGHTS)
ROWS = st.lists(st.sampled_from(WORDS[:12]), min_size=2, max_size=3).map(lambda row: Phrase("g2", tuple(row)))
TITLED = st.sets(st.sampled_from([*TITLES, "t7", "t8"]), min_size=1).map(
    lambda values: OneOf("t_key", tuple(sorted(values)))
)
CONSTANTS = st.builds(Constant, st.one_of(ROWS, TITLED), st.sampled_from([3.3, 6.6, 20.0]))
PARTS = st.lists(TERMS, min_size=1, max_size=12)
OTHERS = st.lists(st.one_of(TERMS, CONSTANTS), max_size=6)


@st.composite
def sums(draw: st.DrawFn) -> Clause:
    """What :mod:`search.ranking` makes, and what related articles exclude."""
    words = draw(PARTS)
    others = draw(OTHERS)
    clause: Clause = any_of(*words, *others)
    refined = draw(st.booleans())
    if refined and others:
        clause = Bool(must=(any_of(*words),), refine=tuple(others))
    if draw(st.booleans()):
        clause = Bool(must=(clause,), never=(OneOf("cluster", ("c0003", "c0004", "c0700")),))
    return clause


def alike(first: tuple[EngineHit, ...], second: tuple[EngineHit, ...]) -> bool:
    """The same hits in the same order, but for scores that rounding may tie in one and not in the other."""
    if len(first) != len(second) or any(
        abs(a.score - b.score) > 0.011 for a, b in zip(first, second, strict=True)
    ):
        return False
    found = {hit.id: hit.score for hit in second}
    return all(abs(found.get(hit.id, second[-1].score) - hit.score) <= 0.011 for hit in first)


def read_whole(engine: Engine, request: SearchRequest) -> tuple[EngineHit, ...]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(best, "MOST_WANTED", 0)
        return engine.search(request).hits


@settings(max_examples=100, deadline=None)
@given(sums(), st.integers(0, 20), st.integers(1, 20), st.booleans())
def test_the_best_are_those_that_reading_all_finds(
    engine: Engine, clause: Clause, offset: int, size: int, collapse: bool
) -> None:
    request = SearchRequest(clause=clause, offset=offset, size=size, collapse=collapse, total=False)
    assert alike(engine.search(request).hits, read_whole(engine, request))


def test_most_are_found_without_reading_all(compiler: Compiler) -> None:
    choose, found = random.Random(1), 0
    for _ in range(40):
        words = (*choose.sample(WORDS[25:], 3), *choose.sample(WORDS[:6], 3))
        titled = Constant(OneOf("t_key", ("t7", "t8")), 20.0)
        added = Sum(parts=(*(Term("words", word) for word in words), titled))
        found += Best(compiler, added).find(5, collapse=False) is not None
    assert found >= 20


@pytest.mark.parametrize("collapse", [True, False])
def test_pages_are_cuts_of_one_order_also_beyond_those_that_are_found_so(
    engine: Engine, collapse: bool
) -> None:
    words, phrase = [Term("words", word) for word in WORDS[2:9]], Constant(Phrase("g2", ("w2", "w3")), 6.6)
    clause = Bool(must=(any_of(*words),), refine=(phrase,))

    def cut(offset: int, size: int) -> tuple[EngineHit, ...]:
        request = SearchRequest(clause=clause, offset=offset, size=size, collapse=collapse, total=False)
        return engine.search(request).hits

    whole = cut(0, 120)
    assert len({hit.id for hit in whole}) == 120
    for size in (1, 7, 10):
        for offset in range(0, 110, size):
            assert [hit.id for hit in cut(offset, size)] == [hit.id for hit in whole[offset : offset + size]]


@given(st.lists(TERMS, min_size=1, max_size=5))
def test_no_document_is_worth_more_than_the_bound(compiler: Compiler, terms: list[Term]) -> None:
    bounds = Bounds(terms, compiler.counts)
    for depth in range(len(bounds)):
        hits = compiler.searcher.search(compiler.query(Bool(should=bounds.frequent(depth))), limit=1).hits
        assert all(score <= bounds.left[depth] for score, _ in hits)


@given(st.lists(TERMS, min_size=1, max_size=8), st.floats(0, 100), st.integers(0, 5_000))
def test_terms_are_taken_the_rarest_first(
    compiler: Compiler, terms: list[Term], allowed: float, postings: int
) -> None:
    bounds = Bounds(terms, compiler.counts)
    assert len(bounds) == sum(term.value != "absent" for term in terms)
    if len(bounds):
        depth = bounds.depth(postings)
        assert depth == 1 or bounds.postings(depth) <= postings
        assert depth == len(bounds) or bounds.postings(depth + 1) > postings
        assert (*bounds.rarest(depth), *bounds.frequent(depth)) == bounds.rarest(len(bounds))
    assert bounds.left[bounds.deep_enough(allowed)] <= allowed


@pytest.mark.parametrize("sort", ["newest", "relevance"])
def test_matches_are_counted_without_what_only_ranks(engine: Engine, sort: Any) -> None:
    finding, refining = [Term("words", word, 0.5) for word in WORDS[20:24]], Term("words", "w0")
    bare = engine.search(SearchRequest(clause=any_of(*finding), size=0)).total
    ranked = SearchRequest(clause=Bool(must=(any_of(*finding),), refine=(refining,)), sort=sort, stories=True)
    found = engine.search(ranked)
    assert 0 < found.total == bare == len(list(engine.ids(ranked.clause))) < DOCUMENTS / 2
    assert found.total >= found.stories > 0
    assert engine.search(SearchRequest(clause=Term("words", "absent"), stories=True)).hits == ()


T, C = Term("words", "w1"), Constant(Phrase("g2", ("w1", "w2")), 3.3)


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        (T, Sum(parts=(T,))),
        (any_of(T, C), Sum(parts=(T, C))),
        (Bool(must=(T,), refine=(C,)), Sum(parts=(T, C), needed=(T,))),
        (Bool(must=(Bool(must=(T,), refine=(C,)),), never=(C,)), Sum(parts=(T, C), needed=(T,), never=(C,))),
        (Bool(must=(any_of(T, C),), filters=(T,)), None),
        (Bool(must=(T, T)), None),
        (Bool(should=(T, Prefix("words", "w"))), None),
        (Bool(should=(T, Constant(Prefix("words", "w"), 1.0))), None),
        (Bool(should=(Bool(should=(T, C)), C)), None),
        (Bool(must=(T,), should=(C,)), None),
        (Everything(), None),
    ],
)
def test_what_only_adds_is_a_sum(clause: Clause, expected: Sum | None) -> None:
    assert summed(clause) == expected
