"""Figures about a question (context, comparison, words, offices): exact, stable, the same on both engines."""

from __future__ import annotations

from collections import Counter
from itertools import product
from typing import Any

import pytest

from pipelines.store import articles
from pipelines.store.database import Store
from pipelines.text import fold
from pipelines.text.terms import words_from_segmented
from search.compare import compare
from search.engines import Engine
from search.kwic import Concordance, Order, concordance
from search.meant import Meant, count, meant
from search.offices import ends, tallies
from search.records import Filters, SearchQuery
from search.sample import sample
from search.service import Searcher
from search.words import compared, words

pytestmark = pytest.mark.elasticsearch
QUESTIONS = ("น้ำท่วม", "ขยะ OR ปลา", "ประชุม", "น้ำ")
LAMPHUN = Filters(province=("TH-51",))


@pytest.fixture(params=[0, 1], ids=["tantivy", "elasticsearch"])
def searcher(request: pytest.FixtureRequest, store: Store, both: tuple[Engine, Engine]) -> Searcher:
    """A searcher on each engine."""
    return Searcher(store, both[request.param])


def asked(searcher: Searcher, text: str, filters: Filters = Filters()) -> Meant:  # noqa: B008 - frozen
    """A question, every article counted."""
    return meant(searcher, SearchQuery(text=text, copies=True, filters=filters))


def ids(searcher: Searcher, text: str, filters: Filters = Filters()) -> set[str]:  # noqa: B008 - frozen
    return set(searcher.ids(SearchQuery(text=text, copies=True, filters=filters)))


def test_figures_are_counted_over_what_the_search_finds(searcher: Searcher) -> None:
    for text in (*QUESTIONS, "*", "น้ำท่วม จักรวาล"):
        query = SearchQuery(text=text, filters=LAMPHUN)
        found = searcher.search(query)
        one = meant(searcher, query)
        assert count(searcher.engine, one.clause) == found.total
        assert one.match == found.query.match
        assert count(searcher.engine, one.scope) == len(ids(searcher, "*", LAMPHUN))


def test_a_sample_is_the_same_everywhere_and_grows(store: Store, both: tuple[Engine, Engine]) -> None:
    drawn = []
    for engine in both:
        one = asked(Searcher(store, engine), "*")
        small, large = (sample(engine, one.clause, size, copies=True) for size in (8, 20))
        every = sample(engine, one.clause, 1_000, copies=True)
        assert set(small.ids) < set(large.ids) < set(every.ids)
        assert len(small.ids) <= 8
        assert (small.whole, every.whole) == (False, True)
        assert len(every.ids) == every.articles == count(engine, one.clause)
        drawn.append((small, large))
    assert drawn[0] == drawn[1]


def test_a_sample_takes_one_of_each_story(searcher: Searcher) -> None:
    one = asked(searcher, "*")
    stories = sample(searcher.engine, one.clause, 1_000, copies=False)
    assert len(stories.ids) == searcher.search(SearchQuery(text="*")).stories


def _texts(found: Concordance) -> list[str]:
    return [fold.search(line.found) for line in found.lines]


def test_every_place_is_a_line_in_its_own_text(searcher: Searcher, store: Store) -> None:
    """Brute force: as many lines as the text stands in the articles found, inside words too."""
    found = concordance(searcher, asked(searcher, "น้ำ"))
    with store.read() as connection:
        read = articles.load(connection, sorted(ids(searcher, "น้ำ"))).values()
    whole = [text for one in read for text in (one.article.headline, one.article.article_body)]
    assert len(found.lines) == sum(fold.search(text).count("น้ำ") for text in whole)
    assert found.whole
    assert found.read == len(read)
    assert any(line.left.endswith("แม่") or line.after[:1] == ("ท่วม",) for line in found.lines)
    texts = {one.article.id: one.article for one in read}
    for line in found.lines:
        own = texts[line.article].headline if line.in_headline else texts[line.article].article_body
        assert own[line.at : line.at + len(line.found)] == line.found
        assert " ".join(own.split()).find(" ".join(f"{line.left}{line.found}{line.right}".split())) >= 0


@pytest.mark.parametrize("order", ["left", "right", "word", "newest", "oldest"])
def test_lines_are_in_order(searcher: Searcher, order: Order) -> None:
    lines = concordance(searcher, asked(searcher, "น้ำ"), order=order).lines
    dates = [line.published.value if line.published else "" for line in lines]
    keys: dict[Order, list[Any]] = {
        "left": [line.before for line in lines],
        "right": [line.after for line in lines],
        "word": [fold.search(line.found) for line in lines],
        "newest": dates[::-1],
        "oldest": [one or "9999" for one in dates],
    }
    assert keys[order] == sorted(keys[order])
    assert lines == concordance(searcher, asked(searcher, "น้ำ"), order=order).lines


def test_both_engines_have_the_same_lines(store: Store, both: tuple[Engine, Engine]) -> None:
    first, second = (Searcher(store, engine) for engine in both)
    for text in QUESTIONS:
        assert concordance(first, asked(first, text)) == concordance(second, asked(second, text))


def test_a_sample_of_lines_is_said_to_be_one(searcher: Searcher) -> None:
    found = concordance(searcher, asked(searcher, "น้ำ"), size=2)
    assert not found.whole
    assert found.read <= 2 < found.articles


@pytest.mark.parametrize("many", [1, 2, 3, 4])
def test_regions_are_those_of_the_sets_and_add_up(searcher: Searcher, many: int) -> None:
    texts = QUESTIONS[:many]
    made = compare(searcher, [asked(searcher, text, LAMPHUN) for text in texts])
    sets = [ids(searcher, text, LAMPHUN) for text in texts]
    expected = {}
    for members in product((True, False), repeat=many):
        if any(members):
            inside = set.intersection(*(one for one, is_in in zip(sets, members, strict=True) if is_in))
            outside = [one for one, is_in in zip(sets, members, strict=True) if not is_in]
            expected[members] = len(inside.difference(*outside))
    assert {one.members: one.total for one in made.regions} == expected
    assert made.union == len(set.union(*sets))
    assert [side.total for side in made.sides] == list(map(len, sets))
    for side in made.sides:
        dated = sum(bucket.count for bucket in side.histogram.buckets)
        assert dated + side.histogram.coarse + side.histogram.undated == side.total
        assert side.histogram.interval == made.interval


def test_words_are_counted_over_everything(searcher: Searcher, store: Store) -> None:
    one = asked(searcher, "น้ำท่วม")
    listed = words(searcher, one)
    with store.read() as connection:
        every = articles.load(connection, sorted(ids(searcher, "*")))
    held: Counter[str] = Counter()
    matching: Counter[str] = Counter()
    inside = ids(searcher, "น้ำท่วม")
    for key, stored in every.items():
        texts = (stored.segmented.headline, stored.segmented.body)
        distinct = {word for text in texts for word in words_from_segmented(text)}
        held.update(distinct)
        matching.update(distinct if key in inside else ())
    assert listed.matching == len(inside)
    assert listed.background == len(every)
    assert listed.top
    for word in (*listed.top, *listed.significant):
        assert (word.matching, word.background) == (matching[word.word], held[word.word])
    assert not {word.word for word in listed.top} & set(one.compiled.words)
    assert [word.matching for word in listed.top] == sorted((w.matching for w in listed.top), reverse=True)
    assert listed.analysis.startswith("khaosan-")


def test_function_words_are_counted_on_demand(searcher: Searcher) -> None:
    one = asked(searcher, "*")
    without, with_them = (
        {w.word for w in words(searcher, one, stop_words=kept).top} for kept in (False, True)
    )
    assert "และ" in with_them
    assert "และ" not in without


def test_keyness_is_dunnings() -> None:
    """By hand: 10 of 100 beside 10 of 1,000; expected 1.818 and 18.18."""
    ratio, keyness = compared(10, 100, 10, 1_000)
    assert ratio == 10.0
    assert keyness == pytest.approx(2 * (10 * 1.7047481 - 10 * 0.5978370), abs=0.01)
    assert compared(1, 100, 100, 1_000)[1] < 0
    assert compared(5, 100, 50, 1_000)[1] == 0
    assert compared(0, 0, 5, 10) == (0.0, 0.0)


def test_offices_have_their_part_and_their_ends(searcher: Searcher, store: Store) -> None:
    one = asked(searcher, "น้ำ")
    inside = ids(searcher, "น้ำ")
    with store.read() as connection:
        every = articles.load(connection, sorted(ids(searcher, "*"))).values()
    made = tallies(searcher, one)
    offices = [tally.source for tally in made]
    known = ends(searcher, one, offices)
    assert [tally.count for tally in made] == sorted((tally.count for tally in made), reverse=True)
    assert sum(tally.count for tally in made) == len(inside)
    for tally in made:
        own = [stored.article for stored in every if stored.article.source == tally.source]
        assert tally.of == len(own)
        dates = sorted(a.published.value for a in own if a.id in inside and a.published)
        assert (known[tally.source].first[:4], known[tally.source].last[:4]) == (dates[0][:4], dates[-1][:4])
