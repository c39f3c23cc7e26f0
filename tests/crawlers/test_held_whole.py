"""Posts that a list held whole: filtered by day, looked at again one by one, changed, gone."""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from flows.cli import call
from pipelines.archive import Archive
from pipelines.refine.stage import refine
from pipelines.store import articles
from pipelines.store.database import open_store
from tests.crawlers.crawling import crawl, registry, row
from tests.crawlers.site import Page, Reply, serving

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=ZoneInfo("Asia/Bangkok"))
JSON = (("Content-Type", "application/json; charset=utf-8"),)
TEXT = "เทศบาลตัวอย่างขอแจ้งกำหนดการปิดปรับปรุงถนนหน้าตลาดสดเพื่อวางท่อระบายน้ำใหม่ "


def post(number: int, day: str, text: str = TEXT * 3) -> dict[str, Any]:
    """A post as WordPress' REST interface gives it; the text is our own."""
    return {
        "id": number, "link": f"/archives/{number}", "date_gmt": f"{day}T03:00:00",
        "title": {"rendered": f"ข่าวที่ {number}"}, "content": {"rendered": f"<p>{text}</p>"},
    }  # fmt: skip


def answer(data: Any, status: int = 200) -> Reply:
    return Reply(json.dumps(data).encode(), status, JSON)


class Interface(dict[str, Page]):
    """A WordPress that answers whatever spelling of an address asks for a post or the list."""

    def __init__(self, posts: list[dict[str, Any]]) -> None:
        super().__init__()
        self.listed = posts
        self.single: dict[int, Reply] = {one["id"]: answer(one) for one in posts}

    def get(self, path: str, default: Any = None) -> Any:
        plain = path.replace("%2F", "/")
        if "rest_route=/wp/v2/posts/" in plain:
            number = int(plain.partition("/posts/")[2].partition("&")[0])
            return self.single.get(number, default)
        if "rest_route=/wp/v2/posts" in plain:
            return answer(self.listed)
        return super().get(path, default)


def a_week_later(home: Path) -> None:
    with sqlite3.connect(home / "store.sqlite") as connection:
        connection.execute(
            "UPDATE frontier SET visited_at = '2026-01-01T00:00:00+07:00', next_visit ="
            " CASE WHEN next_visit IS NULL THEN NULL ELSE '2026-01-01T00:00:00+07:00' END"
        )


def stored(home: Path) -> dict[str, tuple[str, int]]:
    """State and version of every article by its headline."""
    store = open_store(home)
    refine(store, Archive(home / "archive"), now=NOW)
    with store.read() as connection:
        rows = connection.exec_driver_sql("SELECT id, state, version FROM articles").all()
        loaded = articles.load(connection, [found.id for found in rows])
    store.close()
    return {loaded[found.id].article.headline: (found.state, found.version) for found in rows}


def test_posts_outside_the_days_are_left_out_until_they_are_asked_for(home: Path, tmp_path: Path) -> None:
    with serving() as site:
        site.pages = Interface([post(3, "2026-11-20"), post(2, "2026-11-10"), post(1, "2026-10-01")])
        rows = registry(tmp_path / "rows", row("nan", site.url(), 'via = ["rest"]', family="wordpress"))
        report = crawl(home, rows, "--since=2569-11-05", "--until=2026-11-15", allow=[site.address])
        assert report.sources["nan"].articles_linked == 1
        assert set(stored(home)) == {"ข่าวที่ 2"}
        assert crawl(home, rows, allow=[site.address]).sources["nan"].articles_linked == 2
        assert set(stored(home)) == {"ข่าวที่ 1", "ข่าวที่ 2", "ข่าวที่ 3"}
        assert call(["reextract", "--home", str(home)]) in (0, 1)
        assert len(stored(home)) == 3


def test_posts_are_asked_for_one_by_one_changed_and_gone(home: Path, tmp_path: Path) -> None:
    with serving() as site:
        posts = [post(number, "2026-11-20") for number in range(1, 5)]
        site.pages = wordpress = Interface(posts)
        rows = registry(tmp_path / "rows", row("nan", site.url(), 'via = ["rest"]', family="wordpress"))
        crawl(home, rows, allow=[site.address])
        assert set(stored(home).values()) == {("live", 1)}
        # All have left the list. 1 is corrected, 2 deleted for good, 3 in the bin, 4 as it was.
        wordpress.listed = [post(9, "2026-11-24")]
        wordpress.single[1] = answer(post(1, "2026-11-20", TEXT * 2 + "เลื่อนเป็นวันเสาร์"))
        wordpress.single[2] = answer({"code": "rest_post_invalid_id"}, 404)
        wordpress.single[3] = answer({"code": "rest_forbidden"}, 401)
        reports = []
        for _ in range(2):
            a_week_later(home)
            reports.append(crawl(home, rows, allow=[site.address]))
        found = stored(home)
        paths = [path.replace("%2F", "/") for path in site.paths()]
    assert [report.issues for report in reports] == [[], []]
    assert found == {
        "ข่าวที่ 1": ("live", 2), "ข่าวที่ 2": ("gone", 1), "ข่าวที่ 3": ("gone", 1),
        "ข่าวที่ 4": ("live", 1), "ข่าวที่ 9": ("live", 1),
    }  # fmt: skip
    assert sum("/posts/3" in path for path in paths) == 1, "its closed door is not asked again"
    assert paths.count("/archives/3") == 2
