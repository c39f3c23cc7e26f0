"""Texts that an earlier version of the rule placed: placed anew, with their series, whatever stops it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, create_engine, func, insert, select, update

from pipelines.copies import tables
from pipelines.copies.key import key_text
from pipelines.copies.place import place_all, remove
from pipelines.copies.records import Document
from pipelines.copies.renew import renew, waiting
from pipelines.copies.rules import ALGORITHM, RULES
from pipelines.copies.sketch import grams, sketch, winnow
from pipelines.copies.stream import create_tables
from tests.copies_texts import Writer, chain
from tests.pipelines.test_copies_series import WATER, issue

NOW = datetime(2026, 11, 25, tzinfo=UTC)
DOCUMENTS = (*(issue(WATER, number, "b") for number in range(6)), *chain(Writer(5), 1, 5))


def state(connection: Connection) -> list[tuple[str, str, str | None]]:
    """Cluster and series of every document."""
    d = tables.documents.c
    rows = connection.execute(select(d.id, d.cluster, d.series).order_by(d.id))
    return [(one, cluster, series) for one, cluster, series in rows]


def age(connection: Connection) -> None:
    """Make the store as one of version 1, before there were series: other prints, no series."""
    connection.execute(update(tables.documents).values(version=1, series=None))
    connection.execute(tables.series.delete())
    connection.execute(tables.prints.delete())
    numbers = dict(connection.execute(select(tables.documents.c.id, tables.documents.c.n)).all())
    rows = [
        {"print": one, "n": numbers[document.id]}
        for document in DOCUMENTS
        for one in winnow(grams(key_text(document.body)), RULES.narrowest)
    ]
    connection.execute(insert(tables.prints), rows)


def test_series_of_an_older_store_are_filled_though_a_run_is_stopped(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'copies.sqlite'}")
    create_tables(engine)
    with engine.begin() as connection:
        place_all(connection, [(one, sketch(one)) for one in DOCUMENTS], now=NOW)
        expected = state(connection)
        age(connection)
        assert waiting(connection) == len(DOCUMENTS)
    counts = []
    for stopped in (False, True, False, False, False):
        with engine.connect() as connection:
            counts.append(renew(connection, limit=4, now=NOW)[0])
            connection.rollback() if stopped else connection.commit()
    with engine.begin() as connection:
        assert counts == [4, 4, 4, 3, 0]
        assert waiting(connection) == 0
        assert [row[:2] for row in state(connection)] == [row[:2] for row in expected]
        assert {row[0] for row in state(connection) if row[2]} == {row[0] for row in expected if row[2]}
        assert {row[0] for row in expected if row[2]} == {f"b{number}" for number in range(6)}
        assert set(connection.scalars(select(tables.documents.c.version))) == {ALGORITHM}
    engine.dispose()


def test_a_text_placed_with_a_narrower_window_leaves_no_print() -> None:
    engine = create_engine("sqlite://")
    create_tables(engine)
    with engine.begin() as connection:
        place_all(connection, [(one, sketch(one)) for one in DOCUMENTS], now=NOW)
        age(connection)
        for one in DOCUMENTS:
            remove(connection, one.id, now=NOW)
        assert connection.scalar(select(func.count()).select_from(tables.prints)) == 0
    engine.dispose()


def test_nothing_waits_in_a_store_of_this_version() -> None:
    engine = create_engine("sqlite://")
    create_tables(engine)
    with engine.begin() as connection:
        place_all(connection, [(Document("a", "", "ข่าว"), sketch(Document("a", "", "ข่าว")))], now=NOW)
        assert renew(connection, limit=9, now=NOW) == (0, frozenset())
    engine.dispose()
