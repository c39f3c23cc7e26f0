"""A source that begins to write the other era is told of; one that keeps its habit is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from flows.checks import eras, without_items
from pipelines.records import DateValue, Era, Source
from pipelines.store import captures, revisions, sources
from pipelines.store.articles import Segmented
from pipelines.store.database import open_store
from tests.pipelines.test_store import NOW, article, capture

SOURCE = Source(id="lamphun-pr", name="หน่วยงานตัวอย่าง", province="TH-51", office="pr-office", family="prd")


@pytest.mark.parametrize(("later", "told"), [("CE", ["era_drift"]), ("BE", [])])
def test_a_change_of_era_is_an_issue(later: Era, told: list[str], home: Path) -> None:
    store = open_store(home)
    with store.write() as connection:
        sources.sync(connection, [SOURCE], now=NOW)
        for number in range(200):
            era: Era = "BE" if number < 150 else later
            date = DateValue(value="2020-08-05", precision="day", era=era, method="text:event", raw="5 ส.ค.")
            one = replace(
                article(id=f"lamphun-pr:{number}", canonical_url=f"https://example.org/{number}"),
                event=date,
                captured_at=NOW + timedelta(minutes=number),
            )
            segmented = Segmented(headline="", body="", analysis="")
            revisions.put(connection, one, segmented, capture_id=None, rule="test", now=NOW)
    with store.read() as connection:
        assert [issue.code for issue in eras(connection)] == told
    store.close()


def test_a_live_source_of_which_no_article_came_is_an_issue(home: Path) -> None:
    store = open_store(home)
    read, fresh = SOURCE, replace(SOURCE, id="nan-pr")
    with store.write() as connection:
        sources.sync(connection, [read, fresh], now=NOW)
        for one in (read, fresh):
            sources.set_state(connection, one.id, "live", "read by html", now=NOW)
        captures.add(connection, capture(source_id=read.id))
    with store.write() as connection:
        (issue,) = without_items(connection)
        segmented = Segmented(headline="", body="", analysis="")
        revisions.put(connection, article(), segmented, capture_id=None, rule="test", now=NOW)
        assert list(without_items(connection)) == []
    store.close()
    assert (issue.code, issue.source) == ("no_items", read.id)
