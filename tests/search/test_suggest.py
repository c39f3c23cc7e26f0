"""An empty or small answer says why, and what to try; every suggestion finds something."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest

from pipelines.errors import ServiceAway
from pipelines.store.database import Store
from search import vocabulary
from search.engines import Engine, open_engine
from search.engines.protocol import EngineHits, SearchRequest
from search.engines.work import too_long
from search.indexing import index
from search.language.rewritten import rewritten
from search.records import Advice, Filters, SearchQuery
from search.service import Searcher
from search.slips import slips
from search.suggest import FEW, advise, hint, vocabulary_of
from search.vocabulary import Vocabulary
from tests.search.conftest import ENGINES, new_engine
from tests.search.samples import NOW
from tests.search.slip_samples import CROWDED, OFTEN, crowded_store, slip_store


@pytest.fixture(scope="module", params=[0, 1], ids=["tantivy", "elasticsearch"])
def searcher(request: pytest.FixtureRequest, store: Store, both: tuple[Engine, Engine]) -> Searcher:
    return Searcher(store, both[request.param])


def ask(searcher: Searcher, text: str, filters: Filters = Filters()) -> Advice:  # noqa: B008 - frozen
    advice = advise(searcher, SearchQuery(text=text, filters=filters))
    for one in advice.suggestions:
        assert searcher.count(SearchQuery(text=one.query, copies=True)) == one.articles > 0
    return advice


def whys(advice: Advice) -> list[tuple[str, str]]:
    return [(one.why, one.part) for one in advice.reasons]


@pytest.mark.parametrize(
    ("written", "kind", "meant"),
    [
        ("ohemj;,", "keyboard", "น้ำท่วม"),
        ("ลำภูน", "place", "ลำพูน"),
        ("กะบี่", "place", "กระบี่"),
        ("หาดไหญ่", "place", "หาดใหญ่"),
        ("เกาะรันตา", "place", "เกาะลันตา"),
        ("เทศบานนครหาดใหญ่", "office", "เทศบาลนครหาดใหญ่"),
        ("ผู้สุงอายุ", "headline", "ผู้สูงอายุ"),
        ("Haadyaai", "place", "หาดใหญ่"),
        ("Had Yai", "place", "หาดใหญ่"),
        ("title: น้ำท่วม", "field", "title:น้ำท่วม"),
        ("ตรวจสุขภาพ ผู้สุงอายุ", "headline", "ตรวจสุขภาพ ผู้สูงอายุ"),
    ],
)
def test_says_what_was_meant(searcher: Searcher, written: str, kind: str, meant: str) -> None:
    first = ask(searcher, written).suggestions[0]
    assert (first.kind, first.query) == (kind, meant)


def test_the_same_keys_on_the_other_keyboard() -> None:
    assert list(slips("l;ylfu")) == ["สวัสดี"]
    assert list(slips("้ำสสน")) == ["hello"]
    assert list(slips("!!")) == []
    assert list(slips("แมโขง")) == [], "c,F-' is nothing that anybody types"


def test_what_is_found_needs_no_advice(searcher: Searcher) -> None:
    advice = ask(searcher, "น้ำท่วม")
    assert advice.total > 0
    assert advice == Advice(total=advice.total)


def test_says_which_part_is_nowhere(searcher: Searcher) -> None:
    advice = ask(searcher, "น้ำท่วม ไดโนเสาร์คอยาว")
    assert whys(advice) == [("part_absent", "ไดโนเสาร์คอยาว")]
    assert ("part", "น้ำท่วม") in [(one.kind, one.query) for one in advice.suggestions]


def test_says_that_parts_never_meet(searcher: Searcher) -> None:
    advice = ask(searcher, "ปล่อยพันธุ์ปลา ปุ๋ยหมัก")
    assert whys(advice) == [("never_together", "")]
    assert {one.query for one in advice.suggestions} == {"ปล่อยพันธุ์ปลา", "ปุ๋ยหมัก"}


def test_says_that_exclusions_or_filters_leave_nothing(searcher: Searcher) -> None:
    excluded = ask(searcher, "ปุ๋ยหมัก -ขยะ")
    assert whys(excluded) == [("excluded", "")]
    assert [one.query for one in excluded.suggestions] == ["ปุ๋ยหมัก"]
    advice = ask(searcher, "ปุ๋ยหมัก", Filters(published_to="1999-12-31"))
    assert whys(advice) == [("filtered", "")]
    assert advice.reasons[0].articles > 0
    assert "ตัวกรอง" in advice.reasons[0].th


@pytest.fixture(scope="module", params=ENGINES)
def slips_searcher(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Searcher]:
    """Each engine over articles that mostly spell a name one way."""
    home = tmp_path_factory.mktemp("slips")
    store, engine = slip_store(home), new_engine(request.param, home, request)
    index(store, engine, now=NOW)
    yield Searcher(store, engine)
    engine.drop()
    engine.close()
    store.close()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("โควิท", "โควิด"),
        ("โควิท -ตลาด", "โควิด -ตลาด"),
        ("ขาว", ""),
        ("จุดตรวจ", ""),
        ("โควิด ตลาด", ""),
        ("บุญสง โควิท", "บุญส่ง โควิด"),
        ("ดวงแกวมณี", "ดวงแก้วมณี"),
        ("vacine", "vaccine"),
        ("Goverment House", "Government House"),
        ("2549", ""),
        ("ปี2549", ""),
        ("Pang", ""),
        ("Bnag", "Bang"),
        ("โควิท -โควิท19", "โควิด -โควิท19"),
    ],
)
def test_a_spelling_that_finds_many_times_more_is_offered(
    slips_searcher: Searcher, written: str, meant: str
) -> None:
    advice = ask(slips_searcher, written)
    offered = [one for one in advice.suggestions if one.kind != "part"]
    assert [one.query for one in offered[:1]] == ([meant] if meant else [])
    assert not offered or offered[0].articles >= OFTEN > advice.total


def test_where_filters_leave_few_no_spelling_is_at_fault(slips_searcher: Searcher) -> None:
    everything = ask(slips_searcher, "โควิด", Filters(source=("krabi-pao",)))
    few = ask(slips_searcher, "โควิด ชุดที่ 3")
    assert (everything.suggestions, few.suggestions) == ((), ())


def test_a_suggestion_is_not_repeated_with_more_words(slips_searcher: Searcher) -> None:
    queries = [one.query for one in ask(slips_searcher, "ดวงแกว้มณี").suggestions]
    assert all(one not in other for one in queries for other in queries if one != other)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("โควิท ตลาด", "โควิด ตลาด"),
        ("(โควิท OR ตลาด) โควิท", "(โควิด OR ตลาด) โควิด"),
        ("โควิท โควิท19", "โควิด โควิท19"),
        ('โควิท "จุด โควิท"', 'โควิด "จุด โควิท"'),
        ("โควิท -(โควิท ตลาด)", "โควิด -(โควิท ตลาด)"),
        ("โควิท title:โควิท title:(โควิท)", "โควิด title:โควิท title:(โควิท)"),
        ('โควิท "', 'โควิท "'),
    ],
)
def test_only_whole_parts_are_replaced(text: str, expected: str) -> None:
    assert rewritten(text, {"โควิท": "โควิด"}) == expected


@pytest.fixture
def crowded(home: Path) -> Iterator[Searcher]:
    store, engine = crowded_store(home), open_engine("tantivy", home=home)
    index(store, engine, now=NOW)
    yield Searcher(store, engine)
    engine.close()
    store.close()


def test_looking_for_more_beside_a_hit_takes_few_searches(
    crowded: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[SearchRequest] = []
    answer = crowded.engine.search

    def heard(request: SearchRequest) -> EngineHits:
        asked.append(request)
        return answer(request)

    monkeypatch.setattr(crowded.engine, "search", heard)
    assert ask(crowded, " ".join(CROWDED)) == Advice(total=1)
    assert len(CROWDED) < len(asked) <= 30


@pytest.mark.parametrize("error", [too_long(20), ServiceAway("Tantivy", "busy", cure="ask again")])
def test_a_hint_that_cannot_be_had_is_none(
    crowded: Searcher, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def refuse(request: SearchRequest) -> EngineHits:
        raise error

    query = SearchQuery(text=CROWDED[0])
    result = crowded.search(query)
    assert hint(crowded, query, result) == Advice(total=1)
    monkeypatch.setattr(crowded.engine, "search", refuse)
    assert hint(crowded, query, result) is None


def test_an_answer_that_says_enough_has_no_hint(crowded: Searcher) -> None:
    asked = SearchQuery(text=CROWDED[0])
    result = crowded.search(asked)
    assert hint(crowded, asked, replace(result, total=FEW + 1)) is None
    assert hint(crowded, asked, replace(result, indexed=0)) is None
    similar = replace(result, total=FEW + 1, query=replace(result.query, fell_back=True))
    assert hint(crowded, asked, similar) == Advice(total=1)


def test_nobody_waits_for_a_vocabulary_that_is_read_again(
    crowded: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, meanwhile = vocabulary_of(crowded), list[Vocabulary]()

    def ask_too() -> None:
        meanwhile.append(vocabulary_of(crowded))

    def read(store: Store) -> Vocabulary:
        another = Thread(target=ask_too, daemon=True)
        another.start()
        another.join(60)
        return Vocabulary(())

    monkeypatch.setattr(vocabulary, "load", read)
    monkeypatch.setattr(crowded.engine, "count", lambda: 1_000)
    assert vocabulary_of(crowded) is not old
    assert meanwhile == [old]
