"""A store where one spelling is frequent and its slip stands once; our own writing, people invented."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipelines.records import Article
from pipelines.store.database import Store, open_store
from tests.search.samples import article, put

OFTEN = 25
"""Articles of the usual spelling; :data:`search.suggest.MANY_TIMES` as many as of the slip, and some."""
_ONCE = (
    ("จุดตรวจโควิทบริเวณตลาด", "ประกาศเรื่องจุดตรวจโควิทหน้าตลาด นายบุญส่ง ดวงแก้ว"),
    ("ผ้าขาวลายใหม่", "กลุ่มสตรีทอผ้าขาวออกจำหน่าย ภาพถ่าย: ก้องภพ"),
    ("ตรวจอาคารตาม พ.ร.บ.", "เจ้าหน้าที่ตรวจอาคารตาม พ.ร.บ. ที่ประชุมรับทราบ"),
)


def articles() -> Iterator[tuple[str, str]]:
    """Headlines and texts."""
    for number in range(OFTEN):
        yield (
            f"ข่าวบุญส่ง ดวงแก้วมณี เปิดศูนย์โควิดชุดที่ {number}",
            f"นายบุญส่ง ดวงแก้วมณี เปิดศูนย์โควิดชุดที่ {number} The vaccine centre of Government House is open.",
        )
    yield from _ONCE


def slip_store(home: Path) -> Store:
    """A store with the articles, each a story of its own."""
    store = open_store(home)
    put(store, list(_made()))
    return store


def _made() -> Iterator[Article]:
    for number, (headline, body) in enumerate(articles()):
        yield article(number * 8, "2021-05-03", "news", headline, body)
