"""Officials named by articles: listed by name, kept true as articles change, filled for older stores."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from pipelines.records import Person, Source
from pipelines.refine.takedown import take_down
from pipelines.store import people, sources
from pipelines.store.database import Store, open_store
from pipelines.store.migrate import upgrade
from pipelines.store.tombstones import bury
from tests.pipelines.test_store import NOW, article, put

MAYOR = Person(title="นาย", name="สมมติ ใจงาม", post="นายกเทศมนตรี", office="เทศบาลเมืองน่าน")
CLERK = Person(title="นางสาว", name="ตัวอย่าง ขยันดี", post="ปลัดเทศบาล")


def made(home: Path) -> Store:
    """Two articles of one office."""
    store = open_store(home)
    office = Source(id="lamphun-pr", name="ปชส.ลำพูน", province="TH-51", office="pr-office", family="prd")
    with store.write() as connection:
        sources.sync(connection, [office], now=NOW)
    put(store, article(people=(MAYOR, CLERK)))
    put(store, article(id="lamphun-pr:2", canonical_url="https://example.org/2", people=(MAYOR,)))
    return store


def test_names_are_listed_with_posts_and_counts(home: Path) -> None:
    store = made(home)
    with store.read() as connection:
        most, least = people.listed(connection, limit=10)
        assert (most.name, most.title, most.articles) == ("สมมติ ใจงาม", "นาย", 2)
        assert most.posts == ("นายกเทศมนตรี เทศบาลเมืองน่าน",)
        assert most.sources == ("lamphun-pr",)
        assert least.posts == ("ปลัดเทศบาล",)
        assert [one.name for one in people.listed(connection, by_name=True, limit=10)] == [
            least.name,
            most.name,
        ]
        assert [one.name for one in people.listed(connection, "ใจ", limit=10)] == [most.name]
        assert people.listed(connection, "%", limit=10) == []
        assert (people.count(connection), people.count(connection, "ขยัน"), people.count(connection, "_")) == (
            2,
            1,
            0,
        )
    store.close()


def test_whoever_is_named_often_hides_nobody_s_post(home: Path) -> None:
    store = made(home)
    often = Person(title="นาย", name="กขค งจฉ", post="ผู้ว่าราชการจังหวัด")
    for number in range(people.MOST_READ + 5):
        put(
            store,
            article(
                id=f"lamphun-pr:x{number}", canonical_url=f"https://example.org/x{number}", people=(often,)
            ),
        )
    with store.read() as connection:
        found = {one.name: (one.articles, one.posts) for one in people.listed(connection, limit=10)}
    store.close()
    assert found[often.name] == (people.MOST_READ + 5, ("ผู้ว่าราชการจังหวัด",))
    assert found["ตัวอย่าง ขยันดี"] == (1, ("ปลัดเทศบาล",))


def test_a_new_version_and_a_takedown_are_followed(home: Path) -> None:
    store = made(home)
    put(store, article(people=(CLERK,), article_body="ฝนหยุดตก"))
    with store.read() as connection:
        assert {one.name: one.articles for one in people.listed(connection, limit=10)} == {
            "สมมติ ใจงาม": 1,
            "ตัวอย่าง ขยันดี": 1,
        }
    with store.write() as connection:
        take_down(connection, "lamphun-pr:2", "ขอให้ลบ", now=NOW)
        assert people.count(connection) == 1
    store.close()


def test_what_is_gone_at_its_source_names_nobody_until_it_returns(home: Path) -> None:
    store = made(home)
    later = (NOW + timedelta(days=1)).isoformat()
    with store.write() as connection:
        assert bury(connection, ["lamphun-pr:1"], at=later, now=NOW) == ["lamphun-pr:1"]
        assert people.count(connection) == 1
    assert put(store, article(people=(MAYOR, CLERK), captured_at=NOW + timedelta(days=2))) == "returned"
    with store.read() as connection:
        assert people.count(connection) == 2
    store.close()


def test_an_older_store_is_filled(home: Path) -> None:
    store = made(home)
    with store.read() as connection:
        before = connection.execute(select(people.people).order_by(people.people.c.article_id)).all()
    upgrade(store.engine, "0006")
    upgrade(store.engine, "head")
    with store.read() as connection:
        assert connection.execute(select(people.people).order_by(people.people.c.article_id)).all() == before
    store.close()
