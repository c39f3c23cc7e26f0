"""Whole crawls of small sites of our own: what is asked, what is kept, what comes of a second run."""

from __future__ import annotations

import os
import random
import sqlite3
import threading
import time
from collections import Counter
from datetime import datetime
from pathlib import Path
from signal import SIGKILL, SIGTERM

from fastwarc.warc import ArchiveIterator as FastIterator
from warcio.archiveiterator import ArchiveIterator

from crawlers.report import read
from tests.crawlers.crawling import (
    PATIENCE,
    begun,
    captured,
    codes,
    crawl,
    list_page,
    reached_or_ended,
    registry,
    row,
)
from tests.crawlers.site import Asked, Reply, Site, serving

HTML = ("Content-Type", "text/html; charset=utf-8")
BODY = "<h1>ข่าวตัวอย่าง</h1>" + "<p>เนื้อข่าวของสำนักงานตัวอย่าง</p>" * 30
LINKS = int(os.environ.get("KHAOSAN_LINKS", "300"))
"""Links of the list page whose crawl is killed; ``make torture`` takes 2,000."""
VIA_HTML = 'via = ["html"]'


def tagged(text: str, tag: str) -> object:
    """A page that answers 304 to whoever knows its tag."""

    def answer(asked: Asked) -> Reply:
        if asked.headers.get("if-none-match") == tag:
            return Reply(b"", 304, (("ETag", tag),))
        return Reply(
            text.encode(), 200, (HTML, ("ETag", tag), ("Last-Modified", "Mon, 02 Nov 2026 03:00:00 GMT"))
        )

    return answer


def office(folder: Path, site: Site, *more: str) -> Path:
    return registry(folder / "rows", row("nan", site.url(), VIA_HTML, *more))


def make_due(home: Path) -> None:
    """Let the days pass after which articles are looked at again."""
    with sqlite3.connect(home / "store.sqlite") as connection:
        connection.execute(
            "UPDATE frontier SET next_visit = '2026-01-01T00:00:00+07:00' WHERE next_visit IS NOT NULL"
        )


def test_a_second_run_asks_conditionally_and_keeps_nothing_new(home: Path, tmp_path: Path) -> None:
    pages = {f"/news/{n}": tagged(f"{BODY}{n}", f'"{n}"') for n in range(3)}
    with serving({"/": tagged(list_page(*pages), '"list"'), **pages}) as site:  # type: ignore[dict-item]
        rows = office(tmp_path, site)
        first = crawl(home, rows, allow=[site.address])
        assert (first.sources["nan"].captures, first.sources["nan"].articles_linked) == (4, 3)
        make_due(home)
        site.asked.clear()
        second = crawl(home, rows, allow=[site.address])
        asked = [one for one in site.asked if one.path != "/robots.txt"]
    assert sorted(one.path for one in asked) == ["/", "/news/0", "/news/1", "/news/2"]
    assert all(one.headers["if-modified-since"].startswith("Mon, 02 Nov") for one in asked)
    figures = second.sources["nan"]
    assert (figures.not_modified, figures.captures, figures.articles_linked) == (4, 0, 0)
    assert figures.finished
    assert second.issues == []
    assert len(captured(home)) == 3


def test_an_article_is_not_asked_again_the_same_day(home: Path, tmp_path: Path) -> None:
    with serving({"/": list_page("/a"), "/a": BODY}) as site:
        rows = office(tmp_path, site)
        crawl(home, rows, allow=[site.address])
        crawl(home, rows, allow=[site.address])
        assert site.paths() == ["/", "/a", "/"]


def test_a_changed_page_is_kept_and_an_unchanged_one_without_tag_is_not(home: Path, tmp_path: Path) -> None:
    with serving({"/": list_page("/a", "/b"), "/a": BODY, "/b": BODY}) as site:
        rows = office(tmp_path, site)
        crawl(home, rows, allow=[site.address])
        make_due(home)
        site.pages["/b"] = BODY + "<p>แก้ไขเพิ่มเติม</p>"
        figures = crawl(home, rows, allow=[site.address]).sources["nan"]
        assert (figures.captures, figures.not_modified) == (1, 2)
        assert Counter(url for url, _ in captured(home)) == {site.url("/a"): 1, site.url("/b"): 2}


def test_a_page_that_is_gone_twice_leaves_a_capture_that_says_so(home: Path, tmp_path: Path) -> None:
    with serving({"/": list_page("/a"), "/a": BODY}) as site:
        rows = office(tmp_path, site)
        crawl(home, rows, allow=[site.address])
        site.pages["/a"] = Reply(b"gone", 410)
        for expected in (0, 1, 0):
            make_due(home)
            report = crawl(home, rows, allow=[site.address])
            assert (report.sources["nan"].gone, report.issues) == (expected, [])
    with sqlite3.connect(home / "store.sqlite") as connection:
        rows_kept = connection.execute(
            "SELECT status FROM captures WHERE role = 'article' ORDER BY id"
        ).fetchall()
    assert rows_kept == [(200,), (410,)]


def test_paging_goes_on_while_there_is_news_and_stops_at_what_is_known(home: Path, tmp_path: Path) -> None:
    with serving() as site:
        for page in range(4):
            links = [f"/news/{10 * page + n}" for n in range(3)]
            site.pages["/" if page == 0 else f"/page/{page}"] = list_page(
                *links, following=f"/page/{page + 1}"
            )
            site.pages |= dict.fromkeys(links, BODY)
        rows = office(tmp_path, site)
        assert crawl(home, rows, allow=[site.address]).sources["nan"].articles_linked == 12
        # Page 4 is linked but is not there: the end of the list, no fault.
        assert [path for path in site.paths() if "news" not in path] == [
            "/",
            "/page/1",
            "/page/2",
            "/page/3",
            "/page/4",
        ]
        site.asked.clear()
        site.pages["/"] = list_page("/news/99", "/news/0", "/news/1", following="/page/1")
        site.pages["/news/99"] = BODY
        second = crawl(home, rows, allow=[site.address])
        assert site.paths() == ["/", "/news/99", "/page/1"]
        assert second.issues == []


def test_lists_that_link_each_other_for_ever_end(home: Path, tmp_path: Path) -> None:
    def calendar(asked: Asked) -> Reply:
        month = int(asked.path.rpartition("=")[2] or 0) if "=" in asked.path else 0
        return Reply(list_page("/news/1", following=f"/cal?m={month + 1}").encode())

    with serving({"/": list_page("/news/1", following="/cal?m=1"), "/news/1": BODY}) as site:
        for month in range(1, 50):
            site.pages[f"/cal?m={month}"] = calendar
        report = crawl(home, office(tmp_path, site), allow=[site.address])
        assert len(site.paths()) <= 4
    assert report.sources["nan"].finished


def test_a_limit_is_kept_and_the_rest_waits_for_the_next_run(home: Path, tmp_path: Path) -> None:
    pages = {f"/news/{n}": BODY for n in range(10)}
    with serving({"/": list_page(*pages), **pages}) as site:
        rows = office(tmp_path, site)
        crawl(home, rows, "--limit=4", allow=[site.address])
        assert len(site.paths()) == 4
        crawl(home, rows, allow=[site.address])
        assert len(captured(home)) == 10


def test_a_dry_run_says_what_it_would_ask_and_asks_nothing(home: Path, tmp_path: Path) -> None:
    with serving({"/": list_page("/a")}) as site:
        report = crawl(home, office(tmp_path, site), "--dry-run", allow=[site.address])
        assert site.asked == []
        assert report.planned == {"nan": [site.url()]}
    assert not list((home / "archive").glob("*"))


def test_one_bad_office_leaves_the_others_alone(home: Path, tmp_path: Path) -> None:
    with serving({"/": list_page("/a"), "/a": BODY}) as site:
        rows = registry(
            tmp_path / "rows",
            row("dead", "http://127.0.0.1:1/", VIA_HTML),
            row("good", site.url(), VIA_HTML),
        )
        report = crawl(home, rows, allow=[site.address, "127.0.0.1:1"])
    assert report.sources["good"].captures == 2
    assert not report.sources["dead"].finished


def test_two_crawls_at_once_share_no_office(home: Path, tmp_path: Path) -> None:
    other_has_ended = threading.Event()

    def slow(_asked: Asked) -> Reply:
        other_has_ended.wait(PATIENCE)
        return Reply(BODY.encode())

    with serving({"/": list_page("/a", "/b"), "/a": slow, "/b": BODY}) as site:
        rows = office(tmp_path, site)
        home.mkdir()
        first = begun(home, rows, "--timeout=900", allow=[site.address])
        while "/a" not in site.paths():
            time.sleep(0.01)
        begun(home, rows, f"--report={home / 'second.json'}", allow=[site.address]).wait(PATIENCE)
        other_has_ended.set()
        first.wait(PATIENCE)
        assert Counter(site.paths()) == {"/": 1, "/a": 1, "/b": 1}
    assert codes(read(home / "second.json")) == ["busy"]


def test_a_terminated_crawl_settles_what_it_has(home: Path, tmp_path: Path) -> None:
    pages = {f"/news/{n}": BODY for n in range(300)}
    with serving({"/": list_page(*pages), **pages}) as site:
        rows = office(tmp_path, site)
        home.mkdir()
        child = begun(home, rows, allow=[site.address])
        with site.held_from(100) as reached:
            assert reached.wait(PATIENCE)
            child.signal(SIGTERM)
        child.wait(PATIENCE)
        asked = Counter(path for path in site.paths() if path != "/")
        assert len(asked) < 300
        assert len(captured(home)) >= len(asked) - 8
        assert codes(read(home / "report.json")) == ["interrupted"]
        crawl(home, rows, allow=[site.address])
        assert len({url for url, _ in captured(home)}) == len(captured(home)) == 300


def test_killed_at_random_moments_nothing_is_lost_and_nothing_is_kept_twice(
    home: Path, tmp_path: Path
) -> None:
    chance = random.Random(20261125)
    pages = {f"/news/{n}": f"{BODY}{n}" for n in range(LINKS)}
    with serving({"/": list_page(*pages), **pages}) as site:
        rows = office(tmp_path, site)
        home.mkdir()
        kills = 0
        while True:
            child = begun(home, rows, allow=[site.address])
            goal = len(site.asked) + chance.randrange(LINKS // 10, LINKS // 3)
            with site.held_from(goal) as reached:
                if killed := reached_or_ended(child, reached):
                    time.sleep(chance.random() * 0.03)
                    child.signal(SIGKILL)
                child.wait(PATIENCE)
            if not killed:
                break
            kills += 1
        asked = Counter(path for path in site.paths() if path != "/")
    assert kills >= 3
    assert set(asked) == set(pages)
    # At most eight pages are under way at a time, and a kill forgets no others.
    assert sum(asked.values()) - len(asked) <= 8 * kills
    kept = captured(home)
    assert sorted(url.removeprefix(site.url("")) for url, _ in kept) == sorted(pages)
    assert all(body.decode() == pages[url.removeprefix(site.url(""))] for url, body in kept)


def test_the_archive_of_a_crawl_is_replayed_by_two_other_tools(home: Path, tmp_path: Path) -> None:
    pages = {f"/news/{n}": f"{BODY}{n}" for n in range(5)}
    with serving({"/": list_page(*pages), **pages}) as site:
        crawl(home, office(tmp_path, site), allow=[site.address])
        expected = {site.url(path): text.encode() for path, text in pages.items()}
    (file,) = (home / "archive").glob("*.warc.gz")
    with file.open("rb") as stream:
        read = {
            one.rec_headers.get_header("WARC-Target-URI"): one.content_stream().read()
            for one in ArchiveIterator(stream, check_digests="raise")
        }
    with file.open("rb") as stream:
        again = {one.headers.get("WARC-Target-URI"): one.reader.read() for one in FastIterator(stream)}
    assert {url: read[url] for url in expected} == {url: again[url] for url in expected} == expected


def test_an_office_that_refused_us_is_not_asked_again(home: Path, tmp_path: Path) -> None:
    with serving({"/": Reply(b"no", 403)}) as site:
        rows = office(tmp_path, site)
        crawl(home, rows, allow=[site.address])
        second = crawl(home, rows, allow=[site.address])
        assert site.paths() == ["/"]
    assert codes(second) == ["blocked"]
    assert "source probe nan" in second.issues[0].cure


def test_a_policy_that_turns_to_no_stops_an_office_at_once(home: Path, tmp_path: Path) -> None:
    with serving({"/": list_page("/a"), "/a": BODY, "/robots.txt": "User-agent: *\nAllow: /\n"}) as site:
        rows = office(tmp_path, site)
        crawl(home, rows, allow=[site.address])
        make_due(home)
        site.asked.clear()
        site.pages["/robots.txt"] = "User-agent: *\nDisallow: /\n"
        report = crawl(home, rows, allow=[site.address])
        assert site.paths() == []
    assert set(codes(report)) == {"robots_disallowed"}


def test_an_office_is_closed_where_its_pages_lie_however_they_are_found(home: Path, tmp_path: Path) -> None:
    """Its start page leads to another origin, whose rules say nothing of where the office begins."""
    with serving({"/robots.txt": "User-agent: *\nDisallow: /\n"}) as there, serving() as site:
        site.pages["/"] = Reply(b"", 302, (("Location", there.url("/news")),))
        report = crawl(home, office(tmp_path, site), allow=[site.address, there.address])
        assert (site.paths(), there.paths()) == (["/"], [])
    assert codes(report) == ["robots_disallowed"]
    with sqlite3.connect(home / "store.sqlite") as connection:
        assert connection.execute("SELECT state FROM sources").fetchall() == [("closed-by-policy",)]


def test_the_last_good_policy_holds_while_robots_is_away(home: Path, tmp_path: Path) -> None:
    policy = "User-agent: *\nDisallow: /b\n"
    with serving({"/": list_page("/a"), "/a": BODY, "/robots.txt": policy}) as site:
        rows = office(tmp_path, site)
        crawl(home, rows, allow=[site.address])
        site.asked.clear()
        site.pages |= {"/robots.txt": Reply(b"", 503), "/": list_page("/b", "/c"), "/b": BODY, "/c": BODY}
        report = crawl(home, rows, allow=[site.address])
        assert site.paths() == ["/", "/c"]
    assert codes(report) == ["robots_disallowed"]


def test_a_window_of_days_leaves_out_what_lies_outside(tmp_path: Path) -> None:
    from datetime import timedelta
    from zoneinfo import ZoneInfo

    from pipelines.records import Hint, Link, Listing
    from pipelines.span import span_of

    now = datetime(2026, 11, 25, 9, 0, tzinfo=ZoneInfo("Asia/Bangkok"))
    days = [(now - timedelta(days=n)).strftime("%Y-%m-%d") for n in range(4)]
    links = tuple(Link(url=f"https://x.example/{day}", hint=Hint(published_raw=day)) for day in days)
    undated = Link(url="https://x.example/undated")
    span = span_of(days[2], days[1], None, now=now)
    kept = span.links(Listing(links=(*links, undated)))
    assert [link.url for link in kept] == [links[1].url, links[2].url, undated.url]
    assert span.behind(Listing(links=links[3:]))
    assert not span.behind(Listing(links=(*links[3:], undated)))
