"""A batch of articles is stored as they are one by one, whatever it asks and writes at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from pipelines.identity import address_id
from pipelines.records import Article, Person
from pipelines.store import articles, revisions
from pipelines.store import tables as t
from pipelines.store.database import Store, open_store
from pipelines.store.identities import Identities
from pipelines.store.people import people
from pipelines.store.revisions import Putting
from tests.pipelines.test_store import NOW, SEGMENTED, article

PAGES = st.builds(
    lambda name, page, body, family, day: article(
        id=f"lamphun-pr:{name}" if name else address_id("lamphun-pr", f"https://example.org/{page}"),
        canonical_url=f"https://example.org/{page}",
        article_body=body,
        family=family,
        captured_at=NOW + timedelta(days=day),
        people=(Person(title="นาย", name=f"สมมติ {body}"),) if body else (),
    ),
    st.sampled_from(["", "1", "2", "k2-1"]),
    st.sampled_from(["1", "2", "item/1"]),
    st.sampled_from(["ฝนตก", "แดดออก", ""]),
    st.sampled_from(["prd", "joomla"]),
    st.integers(0, 3),
)
"""Few ids and addresses: most batches have several states of an article, and one at another's address."""


@pytest.fixture(scope="module")
def shared_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store in which every transaction is undone."""
    opened = open_store(Path(tmp_path_factory.mktemp("home")))
    yield opened
    opened.close()


@settings(max_examples=30, deadline=None)
@given(before=st.lists(PAGES, max_size=4), batch=st.lists(PAGES, max_size=6))
def test_a_batch_is_stored_as_its_articles_one_by_one(
    shared_store: Store, before: list[Article], batch: list[Article]
) -> None:
    with shared_store.engine.connect() as connection:
        singly = _stored(connection, [[one] for one in (*before, *batch)])
        connection.rollback()
        assert _stored(connection, [before, batch]) == singly


def _stored(connection: Connection, batches: list[list[Article]]) -> list[Any]:
    """Put batches; give what became of each article, and all rows."""
    connection.exec_driver_sql("BEGIN")
    changes = [change for batch in batches for change in _put(connection, batch)]
    tables = (t.articles, t.versions, people, t.outbox)
    rows = [sorted(map(repr, connection.execute(select(table)))) for table in tables]
    return [changes, *rows]


def _put(connection: Connection, batch: list[Article]) -> Iterator[tuple[str, str]]:
    if len(batch) == 1:
        identity = articles.identity_of(connection, batch[0])
        one = replace(batch[0], id=identity)
        change = revisions.put(connection, one, SEGMENTED, capture_id=None, rule="test", now=NOW)
        yield identity, change
        return
    identities = Identities(connection, batch)
    putting = Putting(connection, [one.id for one in batch], NOW)
    for read in batch:
        one = replace(read, id=identities.of(read))
        change = putting.put(one, SEGMENTED, capture_id=None, rule="test")
        if change in ("added", "changed"):
            identities.stored(one)
        yield one.id, change
    putting.write()
