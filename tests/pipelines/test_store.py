"""The store on SQLite and on a real PostgreSQL: the same behaviour."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import event, insert, select, text

from pipelines.errors import StoreMismatch
from pipelines.identity import address_id
from pipelines.records import Article, Capture, Hint, Source
from pipelines.store import articles, captures, namesakes, outbox, revisions, sources
from pipelines.store import tables as t
from pipelines.store.articles import Segmented
from pipelines.store.database import Store, open_store
from pipelines.store.schema import metadata
from tests.services.postgres import fresh_database

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=ZoneInfo("Asia/Bangkok"))
SEGMENTED = Segmented(headline="น้ำ\u200bท่วม", body="ฝน\u200bตก", analysis="test")


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, home: Path) -> Iterator[Store]:
    """An empty store in each database."""
    url = fresh_database(request.getfixturevalue("postgres")) if request.param == "postgresql" else None
    opened = open_store(home, url)
    yield opened
    opened.close()


def article(**changes: object) -> Article:
    """An article of our own writing."""
    base = Article(
        id="lamphun-pr:1",
        url="https://example.org/1",
        canonical_url="https://example.org/1",
        source="lamphun-pr",
        family="prd",
        extractor="prd@1",
        kind="news",
        scope="thai",
        country="TH",
        headline="น้ำท่วม",
        article_body="ฝนตก",
        language="th",
        captured_at=NOW,
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def capture(**changes: object) -> Capture:
    """A capture that points nowhere."""
    base = Capture(
        id=0,
        source_id="lamphun-pr",
        role="article",
        requested_url="https://example.org/1",
        url="https://example.org/1",
        status=200,
        content_type="text/html",
        fetched_at=NOW,
        sha256="0" * 64,
        warc_file="a.warc.gz",
        warc_offset=0,
        warc_length=10,
        hint=Hint(title="น้ำท่วม"),
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def put(store: Store, one: Article, rule: str = "test") -> revisions.Change:
    """Put an article as refining does."""
    with store.write() as connection:
        return revisions.put(connection, one, SEGMENTED, capture_id=None, rule=rule, now=NOW)


def test_migrations_make_the_schema_that_the_code_declares(store: Store) -> None:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_a_store_of_a_newer_version_is_refused(home: Path) -> None:
    store = open_store(home)
    with store.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'future'"))
    store.close()
    with pytest.raises(StoreMismatch, match="newer Khaosan"):
        open_store(home)


def test_a_home_that_cannot_be_made_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreMismatch, match="--home"):
        open_store(tmp_path / "file" / "home")


def test_the_same_content_again_makes_no_version(store: Store) -> None:
    later = NOW + timedelta(days=1)
    assert put(store, article()) == "added"
    assert put(store, article(captured_at=later, page_sha256="other")) == "unchanged"
    with store.read() as connection:
        stored = articles.load(connection, ["lamphun-pr:1"])["lamphun-pr:1"]
        assert (stored.version, stored.last_captured_at) == (1, later.isoformat())
        assert len(outbox.after(connection, 0, 10)) == 1


def test_changed_content_makes_a_version_and_tells_the_index(store: Store) -> None:
    put(store, article())
    assert put(store, article(article_body="ฝนตกหนัก", captured_at=NOW + timedelta(days=1))) == "changed"
    with store.read() as connection:
        history = articles.history(connection, "lamphun-pr:1")
        assert [version.article.article_body for version in history] == ["ฝนตก", "ฝนตกหนัก"]
        assert [message.action for message in outbox.after(connection, 0, 10)] == ["upsert", "upsert"]


def test_an_older_capture_never_replaces_a_newer_one(store: Store) -> None:
    put(store, article(article_body="ใหม่"))
    assert put(store, article(article_body="เก่า", captured_at=NOW - timedelta(days=1))) == "unchanged"
    with store.read() as connection:
        assert articles.load(connection, ["lamphun-pr:1"])["lamphun-pr:1"].article.article_body == "ใหม่"


def test_a_taken_down_article_stays_away(store: Store) -> None:
    with store.write() as connection:
        connection.execute(
            insert(t.takedowns).values(article_id="lamphun-pr:1", reason="asked", at=NOW.isoformat())
        )
    assert put(store, article()) == "taken_down"
    with store.read() as connection:
        assert articles.load(connection, ["lamphun-pr:1"]) == {}


def test_captures_are_pending_until_settled_and_stored_once(store: Store) -> None:
    with store.write() as connection:
        first = captures.add(connection, capture())
        assert captures.add(connection, capture()).id == first.id
        second = captures.add(connection, capture(warc_offset=10, hint=Hint(category=("ข่าว",))))
    with store.read() as connection:
        assert [one.id for one in captures.pending(connection, limit=10)] == [first.id, second.id]
        assert captures.get(connection, second.id) == second
    with store.write() as connection:
        captures.settle(connection, first.id, "articles", "v1")
    with store.read() as connection:
        assert [one.id for one in captures.pending(connection, limit=10)] == [second.id]
        assert len(captures.pending(connection, limit=10, choice=captures.ALL)) == 2


def test_a_synced_source_keeps_what_was_learned_of_it(store: Store) -> None:
    source = Source(id="a", name="ก", province="TH-51", office="pao", family="joomla")
    with store.write() as connection:
        sources.sync(connection, [source], now=NOW)
        sources.set_state(connection, "a", "live", "12 articles", now=NOW)
        sources.sync(connection, [replace(source, name="ข")], now=NOW)
    with store.read() as connection:
        (state,) = sources.states(connection)
        assert (state.source.name, state.state, state.reason) == ("ข", "live", "12 articles")


def test_a_row_that_closes_its_office_is_its_state_until_it_opens_it(store: Store) -> None:
    source = Source(id="a", name="ก", province="TH-51", office="pao", family="joomla")
    shut, doubted = replace(source, disabled="moved"), replace(source, disabled="unverified: by pattern")
    learned = []
    with store.write() as connection:
        for days, row in enumerate([source, shut, shut, replace(shut, disabled="gone"), doubted, source]):
            sources.sync(connection, [row], now=NOW + timedelta(days=days))
            (known,) = sources.states(connection)
            day = known.since and datetime.fromisoformat(known.since) - NOW
            learned.append((known.state, known.reason, day and day.days, known.enabled))
    assert learned == [
        ("unverified", None, None, True),
        ("disabled", "moved", 1, False),
        ("disabled", "moved", 1, False),
        ("disabled", "gone", 1, False),
        ("unverified", None, 4, False),
        ("unverified", None, 4, True),
    ]


def test_a_registry_of_any_size_is_synced_by_as_many_statements(store: Store) -> None:
    """Statements of its own for each office were a third of a crawl's start with a thousand of them."""
    told: list[str] = []
    source = Source(id="a", name="ก", province="TH-51", office="pao", family="joomla")
    event.listen(store.engine, "before_cursor_execute", lambda *asked: told.append(asked[2]))
    counts = []
    for many in (1, 300):
        with store.write() as connection:
            told.clear()
            sources.sync(connection, [replace(source, id=f"a-{number}") for number in range(many)], now=NOW)
            counts.append(len(told))
    with store.read() as connection:
        assert len(sources.names(connection)) == 300
    assert counts[0] == counts[1]


def test_a_failed_transaction_leaves_nothing(store: Store) -> None:
    def fail() -> None:
        with store.write() as connection:
            captures.add(connection, capture())
            raise RuntimeError("after the first statement")

    with pytest.raises(RuntimeError, match="after the first"):
        fail()
    with store.read() as connection:
        assert connection.scalars(select(t.captures.c.id)).all() == []


def test_two_writers_lose_nothing(store: Store) -> None:
    """Each reads, then writes: with deferred transactions one of them would fail or overwrite."""

    def add(number: int) -> None:
        for step in range(20):
            with store.write() as connection:
                captures.pending(connection, limit=5)
                captures.add(connection, capture(warc_file=f"{number}.warc.gz", warc_offset=step))

    threads = [threading.Thread(target=add, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as connection:
        assert len(captures.pending(connection, limit=100)) == 40


def test_an_article_keeps_its_id_when_another_door_shows_its_number(store: Store) -> None:
    by_address = address_id("lamphun-pr", "https://example.org/1")
    put(store, article(id=by_address))
    with store.read() as connection:
        assert articles.identity_of(connection, article(id="lamphun-pr:7")) == by_address


def test_an_address_leads_to_the_article_that_is_known_by_number(store: Store) -> None:
    put(store, article(id="lamphun-pr:7"))
    with store.read() as connection:
        by_address = article(id=address_id("lamphun-pr", "https://example.org/1"))
        assert articles.identity_of(connection, by_address) == "lamphun-pr:7"
        assert articles.identity_of(connection, article(id="lamphun-pr:8")) == "lamphun-pr:8"


def test_another_address_of_its_site_alone_makes_no_version(store: Store) -> None:
    put(store, article())
    menu = article(canonical_url="https://www.example.org/pr/1", captured_at=NOW + timedelta(days=1))
    assert put(store, menu) == "unchanged"
    moved = replace(menu, canonical_url="https://other.example/1", captured_at=NOW + timedelta(days=2))
    assert put(store, moved) == "changed"
    with store.read() as connection:
        kept = [one.article.canonical_url for one in articles.history(connection, "lamphun-pr:1")]
    assert kept == ["https://example.org/1", "https://other.example/1"]


K2_ADDRESS = "https://example.org/index.php/{menu}/item/31-a"


def known_as(store: Store, item: str, address: str = "https://example.org/index.php/news/31-b") -> str:
    with store.read() as connection:
        asked = article(id=f"lamphun-pr:{item}", family="joomla", canonical_url=address)
        return articles.identity_of(connection, asked)


@pytest.mark.parametrize("rule", [".itemBody", "generic"])
def test_a_k2_item_keeps_the_number_that_it_was_stored_under(store: Store, rule: str) -> None:
    """Under any menu; Joomla's own article of that number is another one beside it, not its next version."""
    old = article(id="lamphun-pr:31", family="joomla", canonical_url=K2_ADDRESS.format(menu="news"))
    put(store, old, rule=rule)
    assert known_as(store, "k2-31", K2_ADDRESS.format(menu="pr")) == "lamphun-pr:31"
    assert known_as(store, "31") == "lamphun-pr:article-31"
    assert known_as(store, "k2-32") == "lamphun-pr:k2-32"
    with store.read() as connection:
        assert namesakes.item_of(connection, "lamphun-pr", "k2-31") == "31"


@pytest.mark.parametrize("stored", [(), ("31",), ("k2-31",)])
def test_a_k2_item_and_an_article_of_one_number_are_two(store: Store, stored: tuple[str, ...]) -> None:
    for item in stored:
        put(store, article(id=f"lamphun-pr:{item}", family="joomla"), rule=".item-page")
    assert known_as(store, "31") == "lamphun-pr:31"
    assert known_as(store, "k2-31", K2_ADDRESS.format(menu="news")) == "lamphun-pr:k2-31"
