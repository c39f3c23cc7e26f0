"""Two digits that both eras could mean are read as the source writes its other years."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from pipelines.archive import Archive
from pipelines.enrich import MOST_READ
from pipelines.imports import CONTENT_TYPE, FAMILY
from pipelines.moment import BANGKOK
from pipelines.records import Source
from pipelines.refine.pool import BATCH
from pipelines.refine.stage import RefineReport, refine
from pipelines.store import articles, captures, sources
from pipelines.store.database import Store, open_store

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=BANGKOK)
OFFICE = Source(id="office", name="หน่วยงานตัวอย่าง", province="", office="corpus", family=FAMILY)
OTHER = Source(id="other", name="หน่วยงานอื่น", province="", office="corpus", family=FAMILY)
OF_OTHER = "สำนักงานอื่นแจ้งเปิดลงทะเบียนผู้ประกอบการ"
BUDDHIST = "เทศบาลจัดประชุมประชาคม เมื่อวันที่ 5 สิงหาคม 2564 ที่ห้องประชุม"
COMMON = "เทศบาลจัดประชุมประชาคม เมื่อวันที่ 5 สิงหาคม 2021 ที่ห้องประชุม"
DOUBTFUL = "ประกาศเทศบาล เรื่อง แผนที่ภาษี\nประกาศ ณ วันที่ 5/8/33"


def arrive(store: Store, archive: Path, bodies: list[str], at: datetime) -> RefineReport:
    """Archive one text each and refine what waits."""
    with Archive(archive).writer(now=lambda: at) as writer, store.write() as connection:
        for number, body in enumerate(bodies):
            name = f"{at:%H%M}-{number}"
            source = (OTHER if body == OF_OTHER else OFFICE).id
            line = {"id": name, "source": source, "title": f"เรื่องที่ {number}", "text": body}
            written = writer.resource(
                source_id=source,
                url=f"https://example.org/{name}",
                content_type=CONTENT_TYPE,
                body=json.dumps(line, ensure_ascii=False).encode(),
                fetched_at=at,
            )
            writer.sync()
            captures.add(connection, written)
    return refine(store, Archive(archive), now=at)


@pytest.mark.parametrize(
    ("texts", "read"),
    [
        ([BUDDHIST] * 10, "1990-08-05"),
        ([COMMON] * 10, "2033-08-05"),
        ([BUDDHIST] * 9, None),
        ([BUDDHIST, COMMON] * 10, None),
    ],
)
def test_the_habit_of_the_source_decides(texts: list[str], read: str | None, home: Path) -> None:
    store = open_store(home)
    with store.write() as connection:
        sources.sync(connection, [OFFICE], now=NOW)
    arrive(store, home / "archive", texts, NOW)
    arrive(store, home / "archive", [DOUBTFUL], NOW + timedelta(days=1, hours=1))
    with store.read() as connection:
        found = articles.load(connection, ["1000-0"])["1000-0"].article
    assert (found.order.value if found.order else None) == read
    store.close()


@pytest.mark.parametrize("between", [0, BATCH])
def test_the_habit_counts_from_the_batches_before(between: int, home: Path) -> None:
    store = open_store(home)
    with store.write() as connection:
        sources.sync(connection, [OFFICE, OTHER], now=NOW)
    arrive(store, home / "archive", [BUDDHIST] * BATCH + [OF_OTHER] * between + [DOUBTFUL], NOW)
    last = f"0900-{BATCH + between}"
    with store.read() as connection:
        found = articles.load(connection, [last])[last].article
    assert found.order is not None
    assert found.order.value == "1990-08-05"
    store.close()


def test_a_text_too_long_to_be_one_is_kept_whole_and_counted(home: Path) -> None:
    store = open_store(home)
    with store.write() as connection:
        sources.sync(connection, [OFFICE], now=NOW)
    body = "จังหวัดลำพูน " * (MOST_READ // 13 + 1000) + "จังหวัดกระบี่"
    report = arrive(store, home / "archive", [body, BUDDHIST], NOW)
    assert report.articles == {"added": 2, "read_in_part": 1}
    with store.read() as connection:
        found = articles.load(connection, ["0900-0"])["0900-0"].article
    assert found.article_body == body
    assert [place.name for place in found.places] == ["จังหวัดลำพูน"]
    store.close()
