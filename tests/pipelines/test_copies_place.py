"""Placing texts in the store: clusters, ids, links, changes and removals, on SQLite and PostgreSQL."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, create_engine, event, func, select

from pipelines.copies import tables
from pipelines.copies.place import (
    cluster_of,
    links,
    members,
    place,
    place_all,
    remove,
    representative,
    resolve,
)  # fmt: skip
from pipelines.copies.place import (
    replace as replaced,
)
from pipelines.copies.records import Document, Placed
from pipelines.copies.sketch import sketch
from pipelines.copies.stream import cluster_stream, create_tables
from tests.copies_texts import Writer, chain, reposted
from tests.services.postgres import fresh_database

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
WRITER = Writer(3)
LATER = date(2026, 3, 2)


def sqlite(path: Path | None = None) -> Engine:
    """An SQLite database whose write transactions hold the lock from the start, as the store's do."""
    engine = create_engine(f"sqlite:///{path}" if path else "sqlite://", connect_args={"timeout": 60})

    @event.listens_for(engine, "connect")
    def _manual(connection: object, _record: object) -> None:
        connection.isolation_level = None  # type: ignore[attr-defined]

    @event.listens_for(engine, "begin")
    def _immediate(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    create_tables(engine)
    return engine


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty database of either kind."""
    if request.param == "sqlite":
        made = sqlite(tmp_path / "copies.sqlite")
    else:
        made = create_engine(fresh_database(request.getfixturevalue("postgres")))
        create_tables(made)
    yield made
    made.dispose()


@contextmanager
def memory() -> Iterator[Connection]:
    """A connection to an SQLite database of its own."""
    engine = create_engine("sqlite://")
    try:
        with engine.begin() as connection:
            tables.documents.metadata.create_all(connection, tables=OWN)
            yield connection
    finally:
        engine.dispose()


OWN = [tables.documents, tables.texts, tables.prints, tables.links, tables.clusters, tables.series]


def put(connection: Connection, *documents: Document) -> tuple[Placed, ...]:
    return place_all(connection, [(document, sketch(document)) for document in documents], now=NOW)


def partition(clusters: Mapping[str, str]) -> set[frozenset[str]]:
    groups: defaultdict[str, set[str]] = defaultdict(set)
    for one, cluster in clusters.items():
        groups[cluster].add(one)
    return {frozenset(group) for group in groups.values()}


def clusters(connection: Connection) -> dict[str, str]:
    return dict(connection.execute(select(tables.documents.c.id, tables.documents.c.cluster)).all())


def copies(number: int, count: int) -> tuple[Document, ...]:
    """A release and versions of it with another tail each: all copies of one another, no two equal."""
    first = WRITER.release(number)
    tails = ("ขอบคุณภาพจากชาวบ้าน", "อ่านต่อฉบับหน้า", "เรียบเรียงโดยทีมงาน", "ติดตามเราได้ทุกวัน", "สนใจสอบถามที่สำนักงาน")
    return (
        first,
        *(
            replace(first, id=f"{first.id}-{at}", body=f"{first.body} {tails[at % 5]}{at}")
            for at in range(1, count)
        ),
    )


def test_copies_share_a_cluster_and_strangers_do_not(engine: Engine) -> None:
    first, second = copies(1, 2)
    equal = replace(first, id="equal", body=first.body.replace(" ", "  "), source="elsewhere")
    stranger = WRITER.release(2)
    with engine.begin() as connection:
        placed = put(connection, first, second, equal, stranger)
        assert partition(clusters(connection)) == {
            frozenset({first.id, second.id, "equal"}),
            frozenset({stranger.id}),
        }
        assert len({one.cluster_id for one in placed[:3]}) == 1
        assert [one.id for one in members(connection, placed[0].cluster_id)] == ["equal", first.id, second.id]
    assert [link.kind for link in placed[1].links] == ["copy_of"]
    assert placed[2].links[0].reason.code == "equal"
    assert placed[1].changed == (second.id,)


def test_links_are_stored_with_scores_reason_and_version(engine: Engine) -> None:
    first, second = copies(1, 2)
    with engine.begin() as connection:
        put(connection, first, second)
    with engine.begin() as connection:
        (link,) = links(connection, second.id)
        assert link == links(connection, first.id)[0]
    assert (link.a, link.b, link.kind, link.bars) == (second.id, first.id, "copy_of", False)
    assert 0.9 < link.jaccard < 1 == link.containment_b
    assert link.reason.en
    assert link.reason.th
    assert link.version >= 1


def test_one_by_one_in_batches_and_in_two_transactions_are_the_same(engine: Engine) -> None:
    documents = [one for number in range(6) for one in chain(WRITER, number, 5)]
    with memory() as connection:
        for document in documents:
            place(connection, document, sketch(document), now=NOW)
        expected = clusters(connection)
    half = len(documents) // 2
    for part in (documents[:half], documents[half:]):
        with engine.begin() as connection:
            put(connection, *part)
    with engine.begin() as connection:
        assert clusters(connection) == expected


def test_a_batch_that_is_killed_leaves_nothing_and_is_done_again(engine: Engine) -> None:
    documents = [one for number in range(6) for one in chain(WRITER, number, 4)]
    with memory() as connection:
        put(connection, *documents)
        expected = clusters(connection)
    for at in range(0, len(documents), 6):
        with engine.connect() as connection:
            transaction = connection.begin()
            put(connection, *documents[at : at + 6])
            transaction.rollback()
        with engine.begin() as connection:
            put(connection, *documents[at : at + 6])
            assert put(connection, *documents[at : at + 6])[0].changed == ()
    with engine.begin() as connection:
        assert clusters(connection) == expected


@settings(max_examples=40)
@given(st.integers(0, 500), st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(seed: int, rng: random.Random) -> None:
    writer = Writer(seed)
    first = writer.release(1)
    documents = [*chain(writer, 1, 4), writer.release(2), replace(first, id="late", title="", source="x")]
    documents.append(reposted(writer.release(2), rng, name="r2", days=rng.choice((0, 3, 40))))
    documents.append(replace(first, id="year", published_day=date(2027, 3, 2), body=first.body + " อีกครั้ง"))
    shuffled = rng.sample(documents, len(documents))
    with memory() as connection:
        put(connection, *documents)
        expected = partition(clusters(connection))
    with memory() as connection:
        for document in shuffled:
            put(connection, document)
        assert partition(clusters(connection)) == expected


@settings(max_examples=40)
@given(st.integers(0, 500), st.randoms(use_true_random=False))
def test_removing_and_placing_again_gives_the_same_clusters(seed: int, rng: random.Random) -> None:
    writer = Writer(seed)
    documents = [*chain(writer, 1, 4), *chain(writer, 2, 3), replace(writer.release(1), id="equal")]
    with memory() as connection:
        put(connection, *documents)
        expected = partition(clusters(connection))
        for document in rng.sample(documents, 3):
            remove(connection, document.id, now=NOW)
            assert cluster_of(connection, document.id) is None
            put(connection, document)
        assert partition(clusters(connection)) == expected


def test_a_removed_text_leaves_no_row(engine: Engine) -> None:
    documents = copies(1, 3)
    with engine.begin() as connection:
        put(connection, *documents, replace(documents[0], id="equal"))
        for document in (*documents, replace(documents[0], id="equal")):
            remove(connection, document.id, now=NOW)
        for table in (tables.documents, tables.texts, tables.links, tables.prints):
            assert connection.scalar(select(func.count()).select_from(table)) == 0


def test_the_cluster_outlives_its_first_member_and_its_id_is_never_given_again(engine: Engine) -> None:
    first, second, third = copies(1, 3)
    with engine.begin() as connection:
        name = put(connection, first, second, third)[0].cluster_id
        assert remove(connection, first.id, now=NOW) == ()
        assert [one.id for one in members(connection, name)] == [second.id, third.id]
        other = replace(WRITER.release(9), id=first.id)
        assert put(connection, other)[0].cluster_id not in (name, "")


def test_a_bridge_that_goes_lets_the_cluster_fall_apart(engine: Engine) -> None:
    """Two halves that only the whole holds together; the half that came first keeps the id."""
    whole = WRITER.release(1, sentences=10, day=date(2026, 3, 1))
    lines = whole.body.split("\n")
    one = replace(whole, id="one", body="\n".join(lines[:5]), published_day=LATER)
    other = replace(whole, id="other", body="\n".join(lines[5:]), published_day=LATER)
    with engine.begin() as connection:
        name = put(connection, whole, one, other)[0].cluster_id
        assert len(members(connection, name)) == 3
        assert remove(connection, whole.id, now=NOW) == ("other",)
        assert cluster_of(connection, "one") == name != cluster_of(connection, "other")


def test_a_late_whole_merges_two_clusters_and_the_older_id_survives(engine: Engine) -> None:
    whole = WRITER.release(1, sentences=10, day=date(2026, 3, 1))
    lines = whole.body.split("\n")
    one = replace(whole, id="one", body="\n".join(lines[:5]), published_day=LATER)
    other = replace(whole, id="other", body="\n".join(lines[5:]), published_day=LATER)
    with engine.begin() as connection:
        old, young = (placed.cluster_id for placed in put(connection, one, other))
        (last,) = put(connection, replace(whole, id="zz"))
        assert last.cluster_id == old != young
        assert last.changed == ("other", "zz")
        assert resolve(connection, young) == old
        assert members(connection, young) == members(connection, old)


def test_a_changed_text_leaves_with_a_new_id_and_comes_back(engine: Engine) -> None:
    first, second = copies(1, 2)
    changed = replace(WRITER.release(7), id=second.id)
    with engine.begin() as connection:
        name = put(connection, first, second)[0].cluster_id
        left = replaced(connection, changed, sketch(changed), now=NOW)
        assert left.cluster_id != name
        assert left.changed == (second.id,)
        back = replaced(connection, second, sketch(second), now=NOW)
        assert (back.cluster_id, back.changed) == (name, (second.id,))
        assert resolve(connection, left.cluster_id) == name


def test_a_changed_text_that_was_alone_keeps_its_id(engine: Engine) -> None:
    alone = WRITER.release(1)
    changed = replace(WRITER.release(2), id=alone.id)
    with engine.begin() as connection:
        (first,) = put(connection, alone)
        second = replaced(connection, changed, sketch(changed), now=NOW)
    assert (second.cluster_id, second.changed) == (first.cluster_id, ())


def test_a_nearer_day_of_an_equal_text_overturns_the_series(engine: Engine) -> None:
    first = WRITER.release(1)
    later = replace(first, id="later", body=first.body + " อีกครั้ง", published_day=date(2026, 6, 1))
    between = replace(first, id="between", published_day=date(2026, 5, 20))
    with engine.begin() as connection:
        name = put(connection, first, later)[0].cluster_id
        assert cluster_of(connection, "later") != name
        (placed,) = put(connection, between)
        assert placed.changed == ("between", "later")
        assert cluster_of(connection, "later") == name


def test_the_representative_is_the_nearest_office_then_the_earliest(engine: Engine) -> None:
    first = WRITER.release(1)
    far = replace(first, id="far", authority=5, published_day=date(2026, 3, 1))
    near = replace(first, id="near", authority=0, published_day=date(2026, 3, 3), body=first.body + " จบข่าว")
    nearer = replace(near, id="nearer", published_day=date(2026, 3, 2))
    with engine.begin() as connection:
        name = put(connection, far, near)[0].cluster_id
        assert representative(connection, name) == "near"
        put(connection, nearer)
        assert representative(connection, name) == "nearer"
        remove(connection, "nearer", now=NOW)
        remove(connection, "near", now=NOW)
        assert representative(connection, name) == "far"


def test_a_chain_of_partial_copies_is_not_one_cluster() -> None:
    """Each text shares most of its neighbour and nothing of the one after: no cluster may hold them all."""
    lines = [
        line for number in range(8) for line in WRITER.release(number, sentences=10).body.split("\n")[1:]
    ]
    links_of_chain = [
        Document(f"c{at}", "", "\n".join(lines[at * 3 : at * 3 + 10]), date(2026, 3, 2)) for at in range(12)
    ]
    with memory() as connection:
        put(connection, *links_of_chain)
        sizes = [len(group) for group in partition(clusters(connection))]
        assert (connection.scalar(select(func.count()).where(tables.links.c.kind == "copy_of")) or 0) >= 8
    assert max(sizes) <= 3


def test_boilerplate_that_many_texts_share_is_stopped() -> None:
    notice = "ติดต่อสอบถามเพิ่มเติมได้ที่สำนักงานในวันและเวลาราชการ หรือโทรศัพท์ตามหมายเลขท้ายประกาศนี้ทุกวันไม่เว้นวันหยุด"
    documents = [
        replace(one, body=f"{one.body}\n{notice}") for one in (WRITER.release(at) for at in range(80))
    ]
    with memory() as connection:
        put(connection, *documents)
        stops = connection.scalar(
            select(func.count()).select_from(tables.prints).where(tables.prints.c.n == tables.STOP)
        )
        most = connection.scalar(
            select(func.count())
            .select_from(tables.prints)
            .group_by(tables.prints.c.print)
            .order_by(func.count().desc())
        )
        assert len(partition(clusters(connection))) == 80
    assert stops
    assert most is not None
    assert most < 64


def test_two_writers_lose_nothing(engine: Engine) -> None:
    pairs = [copies(number, 2) for number in range(30)]
    sides = ([one for one, _ in pairs], [other for _, other in pairs])
    errors: list[BaseException] = []

    def write(documents: Sequence[Document]) -> None:
        try:
            for at in range(0, len(documents), 3):
                with engine.begin() as connection:
                    put(connection, *documents[at : at + 3])
        except BaseException as error:
            errors.append(error)

    writers = [threading.Thread(target=write, args=(side,)) for side in sides]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert errors == []
    with engine.begin() as connection:
        found = clusters(connection)
    assert all(found[one.id] == found[other.id] for one, other in pairs)
    assert len(partition(found)) == 30


@given(st.randoms(use_true_random=False))
@settings(max_examples=10)
def test_a_stream_gives_every_document_a_cluster_in_the_order_it_came(rng: random.Random) -> None:
    documents = [*chain(WRITER, 1, 4), WRITER.release(2), replace(WRITER.release(3), published_day=None)]
    shuffled = rng.sample(documents, len(documents))
    found = list(cluster_stream(shuffled, batch=2))
    assert [one for one, _ in found] == [document.id for document in shuffled]
    assert dict(found) == dict(cluster_stream(documents))
    assert all(cluster for _, cluster in found)


def test_an_empty_stream_is_empty() -> None:
    assert list(cluster_stream([])) == []


def test_undated_and_empty_texts_have_their_places() -> None:
    first = WRITER.release(1)
    undated = replace(first, id="u", published_day=None, body=first.body + " จบ")
    odd = [
        Document("e1", "", ""),
        Document("e2", "", ""),
        Document("x", "ก", "ข", date(1, 1, 1) + timedelta(days=1)),
    ]
    found = dict(cluster_stream([first, undated, *odd]))
    assert found["u"] == found[first.id]
    assert len(set(found.values())) == 4


KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pipelines.copies.place import place_all
from pipelines.copies.sketch import sketch
from tests.copies_texts import Writer, chain
from tests.pipelines.test_copies_place import sqlite
from pathlib import Path

last = int(sys.argv[2])
documents = [one for number in range(4) for one in chain(Writer(3), number, 4)]
engine = sqlite(Path(sys.argv[1]))
for at in range(0, len(documents), 3):
    with engine.begin() as connection:
        pairs = [(document, sketch(document)) for document in documents[at : at + 3]]
        place_all(connection, pairs, now=datetime(2026, 11, 25, tzinfo=UTC))
        if at == last:
            os.kill(os.getpid(), signal.SIGKILL)
"""


def test_processes_killed_in_the_middle_of_a_batch_change_nothing(tmp_path: Path) -> None:
    documents = [one for number in range(4) for one in chain(WRITER, number, 4)]
    with memory() as connection:
        put(connection, *documents)
        expected = clusters(connection)
    path, root = tmp_path / "copies.sqlite", Path(__file__).parents[2]
    codes = [
        subprocess.run([sys.executable, "-c", KILLED, str(path), str(last)], cwd=root, check=False).returncode
        for last in (3, 9, -1)
    ]
    assert codes == [-signal.SIGKILL, -signal.SIGKILL, 0]
    with sqlite(path).begin() as connection:
        assert clusters(connection) == expected
