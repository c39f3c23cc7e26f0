"""Series: which bulletins are issues of one, the ids they go by, and what changes them."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine, select

from pipelines.copies import reissue, tables
from pipelines.copies.place import cluster_of, place_all, remove
from pipelines.copies.records import Document
from pipelines.copies.series import Issue, derive, heirs
from pipelines.copies.sketch import sketch
from pipelines.copies.stream import create_tables
from tests.copies_texts import Writer

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
FIRST = date(2026, 3, 2)
WATER = (
    "รายงานระดับน้ำในคลองบ้านหนองยาว ประจำวันที่ {day} เวลา 07.00 น. วัดระดับน้ำหน้าประตูได้ {a} เมตร "
    "ต่ำกว่าตลิ่ง {b} เซนติเมตร ปริมาณฝนสะสมตลอดคืนที่ผ่านมา {c} มิลลิเมตร เครื่องสูบน้ำเดินอยู่ {d} เครื่อง "
    "เจ้าหน้าที่เฝ้าระวังตลอดยี่สิบสี่ชั่วโมง ขอให้ผู้ที่อยู่อาศัยริมคลองติดตามประกาศของเทศบาลอย่างใกล้ชิด "
    "และแจ้งเหตุได้ที่งานป้องกันของเทศบาลทุกเวลา"
)
MARKET = (
    "ราคาสินค้าเกษตรหน้าตลาดกลางบ้านทุ่งบัว วันที่ {day} พริกแห้งกิโลกรัมละ {a} บาท มะนาวแป้นร้อยละ {b} บาท "
    "ลำไยอบเนื้อสีทองถุงละ {c} บาท ข้าวเหนียวนึ่งกระติบละ {d} บาท ราคานี้สำรวจจากแผงค้าส่งเวลาเช้ามืด "
    "ผู้ค้าปลีกอาจบวกค่าขนส่งตามระยะทาง สอบถามรายการอื่นได้ที่สำนักงานตลาดในวันทำการ"
)


def issue(text: str, number: int, name: str, **changes: object) -> Document:
    """One issue of a bulletin: the same sentences with other numbers, a week after the last."""
    rng = random.Random(f"{text[:9]}/{number}")
    values = {key: rng.randint(11, 97) for key in "abcd"}
    day = FIRST + timedelta(days=7 * number)
    body = text.format(day=f"{day.day}/{day.month}/2569", **values)
    return replace(Document(f"{name}{number}", f"{name} ฉบับที่ {number}", body, day, "klong"), **changes)  # type: ignore[arg-type]


@contextmanager
def memory() -> Iterator[Connection]:
    """A connection to an empty SQLite database."""
    engine = create_engine("sqlite://")
    try:
        with engine.begin() as connection:
            tables.documents.metadata.create_all(connection)
            yield connection
    finally:
        engine.dispose()


def put(connection: Connection, *documents: Document) -> tuple[str, ...]:
    """Place documents one by one; return the ids of those whose series changed by the last."""
    changed: tuple[str, ...] = ()
    for document in documents:
        changed = place_all(connection, [(document, sketch(document))], now=NOW)[0].reissued
    return changed


def partition(connection: Connection) -> set[frozenset[str]]:
    """The series as sets of documents."""
    groups: defaultdict[str, set[str]] = defaultdict(set)
    query = select(tables.documents.c.series, tables.documents.c.id)
    for name, one in connection.execute(query.where(tables.documents.c.series.is_not(None))):
        groups[name].add(one)
    return {frozenset(group) for group in groups.values()}


def water(*numbers: int) -> list[Document]:
    return [issue(WATER, number, "น้ำ") for number in numbers]


def market(*numbers: int) -> list[Document]:
    return [issue(MARKET, number, "ตลาด") for number in numbers]


def test_issues_of_a_bulletin_are_one_series_and_no_copies() -> None:
    with memory() as connection:
        put(connection, *water(0, 1, 2), *market(0, 1), Writer(3).release(1))
        assert partition(connection) == {frozenset({"น้ำ0", "น้ำ1", "น้ำ2"}), frozenset({"ตลาด0", "ตลาด1"})}
        assert len({cluster_of(connection, f"น้ำ{number}") for number in range(3)}) == 3


def test_members_stand_in_time_and_the_largest_series_comes_first() -> None:
    with memory() as connection:
        put(connection, *water(2, 0, 1), *market(1, 0))
        name = reissue.series_of(connection, "น้ำ0")
        assert name is not None
        assert [one.id for one in reissue.members(connection, name)] == ["น้ำ0", "น้ำ1", "น้ำ2"]
        largest = reissue.largest(connection, limit=9)
    assert [(one.documents, one.stories) for one in largest] == [(3, 3), (2, 2)]
    assert (largest[0].id, largest[0].first, largest[0].last) == (name, FIRST, FIRST + timedelta(days=14))


def test_a_series_begins_with_its_second_issue_and_keeps_its_id() -> None:
    with memory() as connection:
        assert put(connection, *water(0)) == ()
        assert reissue.series_of(connection, "น้ำ0") is None
        assert put(connection, *water(1)) == ("น้ำ0", "น้ำ1")
        name = reissue.series_of(connection, "น้ำ0")
        assert put(connection, *water(2)) == ("น้ำ2",)
        assert reissue.series_of(connection, "น้ำ2") == name
        remove(connection, "น้ำ0", now=NOW)
        assert {reissue.series_of(connection, one) for one in ("น้ำ1", "น้ำ2")} == {name}
        assert remove(connection, "น้ำ1", now=NOW) == ("น้ำ2",)
        assert reissue.series_of(connection, "น้ำ2") is None


def test_a_copy_of_an_issue_belongs_to_its_series() -> None:
    first = water(0)[0]
    again = replace(first, id="again", source="tambon", published_day=FIRST + timedelta(days=1))
    cut = replace(first, id="cut", source="amphoe", body=first.body + "\nภาพและข่าวโดยงานป้องกัน")
    with memory() as connection:
        put(connection, *water(0, 1), again, cut)
        assert partition(connection) == {frozenset({"น้ำ0", "น้ำ1", "again", "cut"})}
        series = reissue.largest(connection, limit=1)[0]
    assert (series.documents, series.stories) == (4, 2)


def test_a_changed_issue_leaves_its_series_and_comes_back() -> None:
    other = replace(Writer(3).release(1), id="น้ำ2")
    with memory() as connection:
        put(connection, *water(0, 1, 2))
        name = reissue.series_of(connection, "น้ำ0")
        put(connection, other)
        assert reissue.series_of(connection, "น้ำ2") is None
        assert put(connection, *water(2)) == ("น้ำ2",)
        assert reissue.series_of(connection, "น้ำ2") == name


def test_an_issue_that_joins_two_series_lets_the_older_id_go_on() -> None:
    """The pure rule: the id of the series that was minted first survives, the other ends in it."""
    issues = [Issue(1, "a", "c1", "s-old"), Issue(2, "b", "c2", "s-old"), Issue(3, "c", "c3", "s-new")]
    groups = derive([*issues, Issue(4, "d", "c4", None)], [(1, 2), (2, 4), (3, 4)])
    assert [[one.id for one in group] for group in groups] == [["a", "b", "c", "d"]]
    assert heirs(groups, {"s-old": 1, "s-new": 2}) == [("s-old", ["s-new"])]


def test_after_a_split_the_id_goes_on_with_the_issue_that_came_first() -> None:
    issues = [Issue(n, str(n), f"c{n}", "s-1") for n in range(1, 5)]
    groups = derive(issues, [(1, 3), (2, 4)])
    assert heirs(groups, {"s-1": 1}) == [("s-1", []), (None, [])]


def test_one_story_is_no_series() -> None:
    assert derive([Issue(1, "a", "c", None), Issue(2, "b", "c", None)], [(1, 2)]) == ()


@settings(max_examples=25)
@given(st.randoms(use_true_random=False))
def test_orders_batches_removals_and_changes_give_the_same_series(rng: random.Random) -> None:
    documents = [*water(0, 1, 2, 3), *market(0, 1, 2), replace(water(1)[0], id="again", source="x")]
    with memory() as connection:
        put(connection, *documents)
        expected = partition(connection)
    assert len(expected) == 2
    shuffled = rng.sample(documents, len(documents))
    with memory() as connection:
        while shuffled:
            size = rng.randint(1, 4)
            some, shuffled = shuffled[:size], shuffled[size:]
            place_all(connection, [(one, sketch(one)) for one in some], now=NOW)
        for one in rng.sample(documents, 3):
            if rng.random() < 0.5:
                remove(connection, one.id, now=NOW)
            else:
                put(connection, replace(Writer(rng.randint(0, 99)).release(1), id=one.id))
        put(connection, *rng.sample(documents, len(documents)))
        assert partition(connection) == expected


@given(st.integers(1, 6))
@settings(max_examples=6)
def test_batches_of_every_size_mint_the_same_ids(size: int) -> None:
    documents = [*water(0, 1), *market(0, 1), *water(2, 3), *market(2)]

    def ids(step: int) -> dict[str, str | None]:
        with memory() as connection:
            for at in range(0, len(documents), step):
                some = documents[at : at + step]
                place_all(connection, [(one, sketch(one)) for one in some], now=NOW)
            return {one.id: reissue.series_of(connection, one.id) for one in documents}

    assert ids(size) == ids(1)


def test_a_batch_that_is_rolled_back_leaves_no_series() -> None:
    engine = create_engine("sqlite://")
    create_tables(engine)
    with engine.connect() as connection:
        transaction = connection.begin()
        put(connection, *water(0, 1))
        transaction.rollback()
    with engine.begin() as connection:
        assert reissue.count(connection) == 0
        put(connection, *water(0, 1))
        assert reissue.count(connection) == 1
    engine.dispose()
