"""Output whose fields dropped is held back: the old index stands until it is mended, or let go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.cli import call
from flows.holding import hold
from flows.report import RunReport, new_run
from flows.settings import Settings
from flows.workspace import Workspace
from pipelines.health.fill import FIELDS, Filled, drops, may_drop
from pipelines.records import Article, DateValue, Source
from pipelines.store import holds, revisions, sources
from pipelines.store.articles import Segmented
from pipelines.store.database import open_store
from search.clauses import Everything
from search.indexing import index
from tests.pipelines.test_store import NOW, article

SOURCE = Source(id="lamphun-pr", name="หน่วยงานตัวอย่าง", province="TH-51", office="pr-office", family="prd")
OTHER = Source(id="krabi-pao", name="อีกหน่วยงาน", province="TH-81", office="pao", family="prd")
DATE = DateValue(value="2026-11-20", precision="day", era="CE", method="page:published-on", raw="20/11/2026")


def one(number: int, *, dated: bool = True, body: str = "ฝนตกหนักตลอดคืน", source: Source = SOURCE) -> Article:
    """An article as refining makes it."""
    return replace(
        article(id=f"{source.id}:{number}", canonical_url=f"https://example.org/{number}"),
        source=source.id,
        article_body=body,
        published=DATE if dated else None,
    )


@pytest.fixture
def space(home: Path) -> Iterator[Workspace]:
    """A home of two offices with thirty good articles each, indexed."""
    store = open_store(home)
    with store.write() as connection:
        sources.sync(connection, [SOURCE, OTHER], now=NOW)
    made = Workspace(settings=Settings(home=str(home)), store=store)
    put(made, [one(n, source=source) for n in range(30) for source in (SOURCE, OTHER)], day=0)
    run(made, day=0)
    yield made
    store.close()


def put(space: Workspace, some: list[Article], *, day: int) -> None:
    """Refine some articles on a day."""
    now = NOW + timedelta(days=day)
    segmented = Segmented(headline="", body="", analysis="")
    with space.store.write() as connection:
        for each in some:
            put_one = replace(each, captured_at=now)
            revisions.put(connection, put_one, segmented, capture_id=None, rule="test", now=now)


def run(space: Workspace, *, day: int, rebuild: bool = False) -> RunReport:
    """Judge and index, as a run does after refining."""
    report = new_run(NOW + timedelta(days=day))
    hold(space, report)
    engine = space.engine()
    index(space.store, engine, now=moment(day), rebuild=rebuild)
    engine.close()
    return report


def moment(day: int) -> datetime:
    """A day's run."""
    return NOW + timedelta(days=day)


def indexed(space: Workspace, source: Source = SOURCE) -> set[str]:
    """The ids of an office in the index."""
    engine = space.engine()
    found = {each for each in engine.ids(Everything()) if each.startswith(source.id)}
    engine.close()
    return found


def dated(space: Workspace, identity: str) -> bool:
    """Whether the index has a date for an article."""
    from search.clauses import OneOf

    engine = space.engine()
    found = identity in set(engine.ids(OneOf("dated", (1,))))
    engine.close()
    return found


def emptied(space: Workspace) -> RunReport:
    """A run in which the template lost its date: eight new articles, and two known ones read again."""
    bad = [one(n, dated=False) for n in range(100, 108)] + [one(n, dated=False) for n in (0, 1)]
    put(space, [*bad, *(one(n, source=OTHER) for n in range(100, 106))], day=1)
    return run(space, day=1)


def test_a_drop_holds_the_office_alone_and_the_old_index_stands(space: Workspace) -> None:
    report = emptied(space)
    assert [(issue.source, issue.code) for issue in report.issues] == [("lamphun-pr", "held")]
    assert "date: 100% before, 0% of 10 now" in report.issues[0].message
    assert len(indexed(space)) == 30
    assert dated(space, "lamphun-pr:0")
    assert len(indexed(space, OTHER)) == 36


def test_a_rebuilt_index_holds_back_too(space: Workspace) -> None:
    emptied(space)
    run(space, day=1, rebuild=True)
    assert len(indexed(space)) == 30
    assert dated(space, "lamphun-pr:0")


def test_a_held_office_stays_held_until_it_is_mended(space: Workspace) -> None:
    emptied(space)
    put(space, [one(200, dated=False)], day=2)
    assert [issue.code for issue in run(space, day=2).issues] == ["held"]
    assert len(indexed(space)) == 30
    put(space, [one(n) for n in (*range(100, 108), 0, 1, 200)], day=3)  # the rule is mended
    assert run(space, day=3).issues == []
    assert len(indexed(space)) == 39
    with space.store.read() as connection:
        assert holds.load(connection) == []


def test_a_person_may_let_it_go_and_that_is_its_habit_then(
    space: Workspace, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    emptied(space)
    assert call(["held", "list", "--home", str(home)]) == 1
    assert "lamphun-pr: 10 articles" in capsys.readouterr().out
    assert call(["held", "release", "krabi-pao", "--home", str(home)]) == 2
    assert call(["held", "release", "lamphun-pr", "--home", str(home)]) == 0
    assert call(["held", "list", "--home", str(home)]) == 0
    put(space, [one(n, dated=False) for n in range(300, 306)], day=2)
    assert run(space, day=2).issues == []
    assert len(indexed(space)) == 44
    assert not dated(space, "lamphun-pr:0")


def test_judging_twice_changes_nothing(space: Workspace) -> None:
    """A run killed between judging and indexing judges again."""
    bad = [one(n, dated=False) for n in range(100, 108)]
    put(space, bad, day=1)
    first, second = new_run(moment(1)), new_run(moment(1))
    hold(space, first)
    hold(space, second)
    assert [issue.code for issue in first.issues] == [issue.code for issue in second.issues] == ["held"]
    with space.store.read() as connection:
        assert holds.load(connection)[0].articles == 8


def test_few_articles_small_drops_and_young_offices_say_nothing() -> None:
    good = [one(n) for n in range(100)]
    assert drops(good, [one(n, dated=False) for n in range(4)]) == ()
    assert drops(good, [one(n, dated=n > 0) for n in range(10)]) == ()
    assert drops(good[:10], [one(n, dated=False) for n in range(10)]) == ()
    spotty = [one(n, dated=n % 2 == 0) for n in range(100)]
    assert drops(spotty, [one(n, dated=n % 3 == 0) for n in range(10)]) == ()


def test_a_contract_of_the_row_holds_without_history() -> None:
    found = drops([], [one(n, body="") for n in range(10)], {"body": 0.9})
    assert [(drop.field, drop.now) for drop in found] == [("body", 0.0)]


READ = st.builds(
    Filled,
    headline=st.sampled_from(["", "ฝนหลงฤดู"]),
    article_body=st.sampled_from([" ", "ฝนตกหนักตลอดคืน"]),
    published=st.sampled_from([None, DATE]),
)
GOOD = Filled(headline="ฝนหลงฤดู", article_body="ฝนตกหนักตลอดคืน", published=DATE)


@given(
    st.lists(READ, max_size=20),
    st.lists(READ, max_size=12),
    st.dictionaries(st.sampled_from(FIELDS), st.floats(0, 1)),
)
def test_a_past_that_is_not_read_could_have_shown_no_drop(
    before: list[Filled], now: list[Filled], expect: dict[str, float]
) -> None:
    if not may_drop(now, expect):
        assert drops([GOOD] * 40, now, expect) == ()
        assert drops([*before, *[GOOD] * 20], now, expect) == ()
