"""A store where one spelling is frequent and its slip stands once; our own writing, people invented."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from pipelines.store.database import Store, open_store
from tests.search.samples import article, put

OFTEN = 25
"""Articles of the usual spelling; :data:`search.suggest.MANY_TIMES` as many as of the slip, and some."""
_ONCE = (
    ("จุดตรวจโควิทบริเวณตลาด", "ประกาศเรื่องจุดตรวจโควิทหน้าตลาด นายบุญส่ง ดวงแก้ว"),
    ("ผ้าขาวลายใหม่", "กลุ่มสตรีทอผ้าขาวออกจำหน่าย ภาพถ่าย: ก้องภพ"),
    ("ตรวจอาคารตาม พ.ร.บ.", "เจ้าหน้าที่ตรวจอาคารตาม พ.ร.บ. ที่ประชุมรับทราบ"),
    ("ซ่อมท่อประปา ปี 2549", "งานซ่อมท่อประปา ปี 2549 Mr. Pang of Bnag market"),
)
CROWDED = tuple(f"samplex{one}{one}q" for one in "abcdefgh")
"""Words that stand in one article of :func:`crowded_store`; each is a letter away from a dozen, rare too."""


def articles() -> Iterator[tuple[str, str]]:
    """Headlines and texts."""
    for number in range(OFTEN):
        yield (
            f"ข่าวบุญส่ง ดวงแก้วมณี เปิดศูนย์โควิดชุดที่ {number} ปี 2569",
            f"นายบุญส่ง ดวงแก้วมณี เปิดศูนย์โควิดชุดที่ {number} The vaccine centre of Government House, Bang market.",
        )
    yield from _ONCE


def slip_store(home: Path) -> Store:
    """A store with the articles, each a story of its own."""
    return _store(home, articles())


def crowded_store(home: Path) -> Store:
    """A store where each of eight words is spelled a dozen other ways, in three articles each."""
    others = " ".join(word + letter for word in CROWDED for letter in "ijklmnoprstu")
    texts = [("รายการคำ", others)] * 3 + [("รายการสั้น", " ".join(CROWDED))]
    return _store(home, [*texts, *[("ข่าวตลาด", "ตลาดเปิดตามปกติ")] * OFTEN])


def _store(home: Path, texts: Iterable[tuple[str, str]]) -> Store:
    store = open_store(home)
    made = [article(number * 8, "2021-05-03", "news", *text) for number, text in enumerate(texts)]
    put(store, made)
    return store
