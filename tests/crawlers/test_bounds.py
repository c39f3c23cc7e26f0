"""What ends an office that would go on for ever: how deep its lists are read, and how much may wait."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from crawlers.harvest import MAX_DEPTH, Harvest, harvest
from crawlers.traps import MOST_WAITING
from crawlers.visit import NO_HINT, Visit
from pipelines.page import Page
from pipelines.records import Source
from pipelines.span import span_of
from pipelines.store.database import open_store
from tests.crawlers.crawling import codes, crawl, list_page, registry, row
from tests.crawlers.site import serving

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=ZoneInfo("Asia/Bangkok"))
HOME = "https://nan.example/"
CATEGORY = "/th/content/category/index/id/9"


def visit(depth: int) -> Visit:
    """A list page so many list pages behind the first."""
    return Visit(
        source_id="nan", url=HOME, fetch_url=HOME, role="listing", hint=NO_HINT, depth=depth, door="html",
        attempts=0, visits=0, misses=0, last_status=None, etag=None, last_modified=None, sha256=None,
    )  # fmt: skip


def read(body: str, *, depth: int = 0, family: str = "generic") -> Harvest:
    """What a list page of an office names."""
    source = Source(
        id="nan", name="น่าน", province="TH-55", office="pr-office", family=family, start=(HOME,),
        selectors={"links": "ul.news a"} if family == "generic" else {},
    )  # fmt: skip
    page = Page(url=HOME, body=body.encode(), content_type="text/html; charset=utf-8", now=NOW)
    return harvest(source, visit(depth), page, span_of(None, None, None, now=NOW))


@pytest.mark.parametrize(("depth", "further"), [(0, 1), (MAX_DEPTH - 1, 1), (MAX_DEPTH, 0)])
def test_lists_are_read_so_deep_and_no_deeper(depth: int, further: int) -> None:
    """What they name is taken all the same: news that is known to be there is not thrown away."""
    paged = read(list_page("/a", "/b", following="/?page=2"), depth=depth)
    assert (len(paged.links), len(paged.following)) == (2, further)
    front = read(f'<html><a href="{CATEGORY}">ข่าว</a></html>', depth=depth, family="prd")
    assert len(front.lists) == further
    assert {one.depth for one in (*paged.following, *front.lists)} <= {depth + 1}


def test_what_leads_to_another_host_is_no_part_of_an_office() -> None:
    found = read(
        list_page("/a", following="https://elsewhere.example/?page=2")
        + '<a href="https://elsewhere.example/terms">นโยบายเว็บไซต์</a><a href="/terms">นโยบายเว็บไซต์</a>'
    )
    assert [one.fetch_url for one in found.links] == [f"{HOME}a"]
    assert found.following == ()
    assert [one.fetch_url for one in found.terms] == [f"{HOME}terms"]
    hosts = ("nan.example", "elsewhere.example", "www.nan.example", "nan.example.elsewhere.example")
    items = "".join(f"<item><title>ข่าว</title><link>https://{host}/b</link></item>" for host in hosts)
    feed = read(f'<rss version="2.0"><channel><title>ข่าว</title>{items}</channel></rss>')
    assert [one.fetch_url for one in feed.links] == ["https://nan.example/b", "https://www.nan.example/b"]
    assert feed.off_site == 2


def test_an_address_of_a_row_without_end_is_neither_an_item_nor_a_further_list() -> None:
    endless = "/a" * 21
    found = read(list_page("/a", endless, following=endless))
    assert [one.fetch_url for one in found.links] == [f"{HOME}a"]
    assert found.following == ()
    assert found.traps == ((HOME.rstrip("/") + endless, "its path has 21 folders"),)


def test_no_further_list_is_read_while_more_waits_than_any_office_has(home: Path, tmp_path: Path) -> None:
    assert MOST_WAITING == 100_000  # as docs/crawling.md says; so many rows are made here
    with serving({"/": list_page("/a", following="/more"), "/a": "x", "/more": list_page("/b")}) as site:
        rows = registry(tmp_path / "rows", row("nan", site.url(), 'via = ["html"]'))
        fill(home, site.url("/waiting/"), MOST_WAITING)
        report = crawl(home, rows, "--limit=3", allow=[site.address])
        assert sorted(site.paths()) == ["/", "/a", "/waiting/0"]
        assert codes(report) == ["missing", "trap"]
        told = {issue.code: issue.message for issue in report.issues}
        assert f"more than {MOST_WAITING} addresses wait" in told["trap"]
        site.asked.clear()
        with sqlite3.connect(home / "store.sqlite") as connection:
            connection.execute("DELETE FROM frontier WHERE url LIKE '%/waiting/99'")
        assert codes(crawl(home, rows, "--limit=2", allow=[site.address])) == []
        assert sorted(site.paths()) == ["/", "/more"]


def fill(home: Path, beginning: str, last: int) -> None:
    """Let addresses 0 to ``last`` of an office wait behind all others."""
    open_store(home).close()
    with sqlite3.connect(home / "store.sqlite") as connection:
        connection.execute(
            "WITH RECURSIVE number(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM number WHERE n < ?) "
            "INSERT INTO frontier "
            "(source_id, url, fetch_url, role, hint, depth, priority, discovered_at, next_visit) "
            "SELECT 'nan', ? || n, ? || n, 'article', '{}', 9, 19, ?, ? FROM number",
            (last, beginning, beginning, NOW.isoformat(), NOW.isoformat()),
        )
