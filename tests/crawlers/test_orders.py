"""What a crawl is ordered to do: orders that cannot be meant, and what a run's limit leaves unsaid."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from crawlers.run import Order, run
from pipelines.errors import SettingsError
from pipelines.store import sources
from pipelines.store.database import open_store
from tests.crawlers.crawling import codes, crawl, list_page, registry, row
from tests.crawlers.site import serving


@pytest.mark.parametrize(
    "wrong", [{"limit": 0}, {"limit": -1}, {"since": "2569-02-01", "until": "2026-01-31"}]
)
def test_an_order_that_can_fetch_nothing_is_refused(tmp_path: Path, wrong: dict[str, Any]) -> None:
    """It would judge offices broken that nobody has asked."""
    with pytest.raises(SettingsError, match=r"--(limit|since)"):
        run(Order(home=tmp_path, report=tmp_path / "report.json", **wrong))


def test_a_limit_that_ends_before_a_door_opens_judges_nothing(home: Path, tmp_path: Path) -> None:
    with serving({"/": list_page("/a"), "/a": "x"}) as site:
        rows = registry(tmp_path / "rows", row("nan", site.url(), family="wordpress"))
        report = crawl(home, rows, "--limit=1", allow=[site.address])
        assert len(site.paths()) == 1
    assert codes(report) == ["budget"]
    store = open_store(home)
    with store.read() as connection:
        (found,) = sources.states(connection)
    store.close()
    assert found.state == "unverified"
