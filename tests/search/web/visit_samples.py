"""The sample offices, visited for ten days: one failed on two of them, one was once not attempted."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from pipelines.store import visits
from pipelines.store.database import Store
from pipelines.store.visits import OfficeDay
from tests.search.web.office_samples import NOW, OFFICES, web_store

LAST = date(2026, 11, 20)
DAYS = 10
OFF = {("krabi-pao", LAST - timedelta(days=n)) for n in (2, 3)}


def visited_store(home: Path) -> Store:
    """Make the store; the reason of a failure holds markup, as a site's answer may."""
    store = web_store(home)
    with store.write() as connection:
        for source in OFFICES:
            for back in range(DAYS):
                day = LAST - timedelta(days=back)
                if (source.id, back) != ("lamphun-pr", 0):
                    visits.record(connection, _visit(source.id, day), now=NOW)
    return store


def _visit(source_id: str, day: date) -> OfficeDay:
    if (source_id, day) in OFF:
        return OfficeDay(
            source_id=source_id, day=day, outcome="failed", code="timeout", reason="<b>ไม่ตอบ</b>"
        )
    return OfficeDay(source_id=source_id, day=day, outcome="nothing_new")
