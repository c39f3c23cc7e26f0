"""Reading an office back to a day: past what is known, within a day's budget, through kills."""

from __future__ import annotations

import sqlite3
import threading
from collections import Counter
from pathlib import Path
from signal import SIGKILL

from tests.crawlers.crawling import PATIENCE, begun, captured, codes, crawl, reached_or_ended, registry, row
from tests.crawlers.site import Asked, Reply, Site, serving

BODY = "<h1>ข่าวตัวอย่าง</h1>" + "<p>เนื้อข่าวของสำนักงานตัวอย่าง</p>" * 30
PAGES, A_PAGE = 10, 4
SINCE = "--since=2560-06-01"
"""June 2017: page 0 is of December, page 6 of June."""


def months(site: Site) -> dict[str, str]:
    """A list of a month a page, each linking the one before; the office is known from page 0 alone."""
    for page in range(PAGES):
        day = f"2017-{12 - page:02}-15"
        items = "".join(
            f'<li><a href="/news/{page}-{n}">ประกาศของสำนักงานตัวอย่าง {page} {n}</a> <time>{day}</time></li>'
            for n in range(A_PAGE)
        )
        more = f'<a rel="next" href="/page/{page + 1}">ถัดไป</a>' if page < PAGES - 1 else ""
        site.pages["/" if page == 0 else f"/page/{page}"] = f"<html><ul class=news>{items}</ul>{more}"
        site.pages |= dict.fromkeys((f"/news/{page}-{n}" for n in range(A_PAGE)), BODY)
    return {path: BODY for path in site.pages if path.startswith("/news/")}


def office(folder: Path, site: Site, *more: str) -> Path:
    return registry(folder / "rows", row("nan", site.url(), 'via = ["html"]', *more))


def unfinished(home: Path) -> int:
    with sqlite3.connect(home / "store.sqlite") as connection:
        (count,) = connection.execute("SELECT count(*) FROM backfills WHERE finished_at IS NULL").fetchone()
    return int(count)


def test_a_backfill_goes_past_what_is_known_through_kills_and_nights_and_ends_at_its_day(
    home: Path, tmp_path: Path
) -> None:
    with serving() as site:
        articles = months(site)
        rows = office(tmp_path, site, "budget = { pages = 1000 }")
        first = site.pages["/page/1"]
        site.pages["/page/1"] = site.pages["/"]  # so that the first crawl knows page 0 and stops there
        crawl(home, rows, allow=[site.address])
        site.pages["/page/1"] = first
        assert Counter(path[:6] for path in site.paths())["/news/"] == A_PAGE
        site.asked.clear()
        third, reached, killed = site.pages["/page/2"], threading.Event(), threading.Event()

        def stays_away(_asked: Asked) -> Reply:
            reached.set()
            killed.wait(PATIENCE)
            return Reply(raw=b"")

        site.pages["/page/2"] = stays_away
        child = begun(home, rows, "--backfill", SINCE, allow=[site.address])
        assert reached_or_ended(child, reached)
        child.signal(SIGKILL)
        child.wait(PATIENCE)
        killed.set()
        site.pages["/page/2"] = third
        limited = crawl(home, rows, "--limit=6", allow=[site.address])
        assert limited.issues == []
        assert unfinished(home) == 1
        crawl(home, rows, allow=[site.address])
        assert unfinished(home) == 0
        asked = Counter(site.paths())
        site.asked.clear()
        again = crawl(home, rows, allow=[site.address])
        assert site.paths() == ["/"]
    assert again.issues == []
    # Page 6 is of June, page 7 of May: all of it lies before the day, and is not followed.
    wanted = {path for path in articles if int(path[6:].partition("-")[0]) <= 6}
    kept = Counter(url.removeprefix(site.url("")) for url, _ in captured(home))
    assert kept == dict.fromkeys(wanted, 1)
    assert max(int(path[6:]) for path in asked if path.startswith("/page/")) == 7
    assert all(times <= 2 for path, times in asked.items() if path != "/")


def test_a_day_s_budget_ends_a_day(home: Path, tmp_path: Path) -> None:
    with serving() as site:
        months(site)
        rows = office(tmp_path, site, "budget = { pages = 9 }")
        assert codes(crawl(home, rows, "--backfill", SINCE, allow=[site.address])) == ["budget"]
        assert len(site.paths()) == 9
        assert codes(crawl(home, rows, allow=[site.address])) == ["budget"]
        assert len(site.paths()) == 9
        with sqlite3.connect(home / "store.sqlite") as connection:
            connection.execute("UPDATE spendings SET day = date(day, '-1 day')")
        crawl(home, rows, allow=[site.address])
        assert len(site.paths()) == 18
