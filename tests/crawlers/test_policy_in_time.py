"""What changes while a crawl runs, or between two: rules, hours, pauses, hosts, and who else is at work."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from crawlers import registry as rows_of
from crawlers.locks import FileLocks, ServerLocks
from crawlers.report import read
from crawlers.terms import ledger
from pipelines.errors import ServiceAway
from pipelines.store import sources
from pipelines.store.database import open_store
from tests.crawlers.crawling import (
    PATIENCE,
    ROOT,
    begun,
    captured,
    codes,
    command,
    crawl,
    list_page,
    registry,
    row,
)
from tests.crawlers.site import Asked, Reply, serving
from tests.services.postgres import fresh_database

HTML = ("Content-Type", "text/html; charset=utf-8")
BODY = "<h1>ข่าวตัวอย่าง</h1>" + "<p>เนื้อข่าวของสำนักงานตัวอย่าง</p>" * 30
VIA_HTML = 'via = ["html"]'
BANGKOK = ZoneInfo("Asia/Bangkok")


def state(home: Path, source: str = "nan") -> tuple[str, str]:
    store = open_store(home)
    with store.read() as connection:
        found = {one.source.id: one for one in sources.states(connection)}[source]
    store.close()
    return found.state, found.reason or ""


def pass_days(home: Path, days: int) -> None:
    """Move the days that faults and robots were noted on into the past."""
    with sqlite3.connect(home / "store.sqlite") as connection:
        for column in ("first_day", "last_day"):
            connection.execute(f"UPDATE mishaps SET {column} = date({column}, '-{days} day')")


def test_a_policy_that_turns_to_no_in_the_middle_stops_the_office_with_no_further_page(
    home: Path, tmp_path: Path
) -> None:
    pages = {f"/news/{n}": BODY for n in range(30)} | {"/closed/1": BODY}
    rules = "User-agent: *\nDisallow: /closed/\n"
    with serving({"/": list_page(*pages), "/robots.txt": rules, **pages}) as site:

        def turns(_asked: Asked) -> Reply:
            site.pages["/robots.txt"] = "User-agent: *\nDisallow: /\n"
            return Reply(BODY.encode())

        site.pages["/news/5"] = turns
        rows = registry(tmp_path / "rows", row("nan", site.url(), VIA_HTML, "delay = 0.01"))
        report = crawl(home, rows, "--robots-age=0", allow=[site.address])
        asked = site.paths()
        assert asked[-1] == "/news/5"
        assert "/closed/1" not in asked
        assert codes(report) == ["robots_disallowed"] * 2
        assert state(home)[0] == "closed-by-policy"
        site.asked.clear()
        site.pages["/robots.txt"] = "User-agent: *\nAllow: /\n"
        again = crawl(home, rows, allow=[site.address])
        assert not set(asked[1:]) & set(site.paths()), "what was captured is not asked again"
    assert again.issues == []
    assert len(captured(home)) == 31, "what the rules had closed is asked where they have changed"
    assert state(home)[0] == "live"


def test_the_ledger_shows_what_robots_and_terms_said_and_when(home: Path, tmp_path: Path) -> None:
    terms = "<h1>เงื่อนไข</h1><p>คัดลอกได้เพื่อการศึกษา <!-- {} -->"
    anchor = '<a href="/terms">นโยบายเว็บไซต์</a><a href="http://elsewhere.invalid/t">เงื่อนไขการใช้งาน</a>'
    with serving({"/": list_page("/a") + anchor, "/a": BODY, "/terms": terms.format(1)}) as site:
        rows = registry(tmp_path / "rows", row("nan", site.url(), VIA_HTML))
        for number, text in enumerate([terms.format(2), terms.format(3), "<p>ห้ามคัดลอก"]):
            report = crawl(home, rows, allow=[site.address])
            assert report.issues == []
            site.pages["/terms"] = text
            site.pages["/robots.txt"] = f"User-agent: *\nDisallow: /private-{number // 2}\n"
            with sqlite3.connect(home / "store.sqlite") as connection:
                connection.execute("UPDATE frontier SET next_visit = '2026' WHERE next_visit IS NOT NULL")
        crawl(home, rows, allow=[site.address])
        assert "/terms" in site.paths()
        (source,) = rows_of.load(rows)
        store = open_store(home)
        with store.read() as connection:
            entries = ledger(connection, source)
        store.close()
    assert [(one.kind, one.status) for one in entries if one.kind == "robots"] == [
        ("robots", 404), ("robots", 200), ("robots", 200),
    ]  # fmt: skip
    kept = [one for one in entries if one.kind == "terms"]
    assert len(kept) == 2, "another comment in the markup is no change of terms"
    assert all(one.url == site.url("/terms") and one.capture for one in kept)
    assert len({one.sha256 for one in kept}) == 2


def test_outside_its_hours_and_while_it_asked_for_rest_nothing_is_asked(home: Path, tmp_path: Path) -> None:
    now = datetime.now(BANGKOK)
    closed = f"{(now + timedelta(hours=2)):%H:%M}-{(now + timedelta(hours=3)):%H:%M}"
    until = format_datetime((now + timedelta(hours=5)).astimezone(UTC), usegmt=True)
    busy = Reply(b"later", 503, (HTML, ("Retry-After", until)))
    with (
        serving({"/": list_page("/a"), "/a": BODY}) as night,
        serving({"/": busy, "/robots.txt": ""}) as tired,
    ):
        rows = registry(
            tmp_path / "rows",
            row("night", night.url(), VIA_HTML, f'hours = "{closed}"'),
            row("tired", tired.url(), VIA_HTML),
        )
        first = crawl(home, rows, allow=[night.address, tired.address])
        assert night.asked == []
        assert tired.paths() == ["/"]
        second = crawl(home, rows, allow=[night.address, tired.address])
        assert tired.paths() == ["/"]
    assert [issue.source for issue in first.issues] == ["tired"]
    assert [(issue.source, issue.code) for issue in second.issues] == [("tired", "throttled")]
    assert "Bangkok time" in second.sources["night"].waits
    assert "asked to be left alone until" in second.sources["tired"].waits


def test_one_failure_of_a_name_server_means_nothing_and_three_days_of_it_do(
    home: Path, tmp_path: Path
) -> None:
    rows = registry(tmp_path / "rows", row("nan", "http://no-such-host.invalid/", VIA_HTML))
    states = []
    for _ in range(3):
        report = crawl(home, rows, pause=0.05)
        assert codes(report) == ["dns"]
        states.append(state(home)[0])
        pass_days(home, 1)
    assert states == ["unverified", "unverified", "gone"]
    assert "3 days or more" in state(home)[1]


def test_where_no_name_has_an_address_no_office_is_judged(home: Path, tmp_path: Path) -> None:
    """Our own network was away; a day on which another name answers counts for those that have none."""

    def noted() -> list[tuple[str]]:
        with sqlite3.connect(home / "store.sqlite") as connection:
            return connection.execute("SELECT source_id FROM mishaps ORDER BY 1").fetchall()

    named = [row(name, f"http://{name}.invalid/", VIA_HTML) for name in ("nan", "phrae")]
    report = crawl(home, registry(tmp_path / "rows", *named), pause=0.05)
    assert (codes(report), noted()) == (["dns", "dns", "offline"], [])
    with serving({"/": list_page("/a"), "/a": BODY}) as site:
        here = row("here", f"http://localhost:{site.port}/", VIA_HTML)
        rows = registry(tmp_path / "rows", *named, here)
        report = crawl(home, rows, allow=[site.address, f"[::1]:{site.port}"], pause=0.05)
    assert (codes(report), noted()) == (["dns", "dns"], [("nan",), ("phrae",)])


def test_a_redirect_for_good_has_moved_a_site_and_one_for_now_has_not(home: Path, tmp_path: Path) -> None:
    def leads(status: int) -> Reply:
        return Reply(b"", status, (("Location", "http://new.invalid/"),))

    with serving({"/": leads(301)}) as moved, serving({"/": leads(302)}) as away:
        rows = registry(
            tmp_path / "rows", row("moved", moved.url(), VIA_HTML), row("away", away.url(), VIA_HTML)
        )
        report = crawl(home, rows, allow=[moved.address, away.address])
        assert (moved.paths(), away.paths()) == (["/"], ["/"])
    assert codes(report) == ["moved", "off_site"]
    kind, evidence = state(home, "moved")
    assert (kind, "301 leads to new.invalid" in evidence) == ("moved", True)
    assert state(home, "away")[0] == "unverified"


def test_an_office_that_brings_nothing_new_for_a_quarter_is_quiet_until_it_does(
    home: Path, tmp_path: Path
) -> None:
    with serving({"/": list_page("/a"), "/a": BODY, "/b": BODY}) as site:
        rows = registry(tmp_path / "rows", row("nan", site.url(), VIA_HTML))
        states = []
        for days, page in (
            (0, list_page("/a")),
            (89, list_page("/a")),
            (2, list_page("/a")),
            (0, list_page("/b")),
        ):
            site.pages["/"] = page
            if days:
                with sqlite3.connect(home / "store.sqlite") as connection:
                    query = "SELECT url, discovered_at FROM frontier"
                    for url, at in connection.execute(query).fetchall():
                        moved = (datetime.fromisoformat(at) - timedelta(days=days)).isoformat()
                        connection.execute(
                            "UPDATE frontier SET discovered_at = ? WHERE url = ?", (moved, url)
                        )
            assert crawl(home, rows, allow=[site.address]).issues == []
            states.append(state(home)[0])
    assert states == ["live", "live", "quiet", "live"]


def test_two_processes_never_crawl_one_address(home: Path, tmp_path: Path) -> None:
    other_has_ended = threading.Event()

    def slow(_asked: Asked) -> Reply:
        other_has_ended.wait(PATIENCE)
        return Reply(BODY.encode())

    with serving({"/": list_page("/a"), "/a": slow, "/other": list_page("/b"), "/b": BODY}) as site:
        one = registry(tmp_path / "one", row("one", site.url(), VIA_HTML))
        two = registry(tmp_path / "two", row("two", site.url("/other"), VIA_HTML))
        home.mkdir()
        first = begun(home, one, "--timeout=900", allow=[site.address])
        while "/a" not in site.paths():
            time.sleep(0.01)
        begun(home, two, f"--report={home / 'second.json'}", allow=[site.address]).wait(PATIENCE)
        assert site.paths() == ["/", "/a"]
        other_has_ended.set()
        first.wait(PATIENCE)
        assert codes(read(home / "second.json")) == ["busy"]
        third = crawl(home, two, allow=[site.address])
    assert third.issues == []
    assert third.sources["two"].captures == 2


def test_a_crawl_ends_when_whoever_began_it_is_killed(home: Path, tmp_path: Path) -> None:
    pages = {f"/news/{n}": BODY for n in range(2000)}
    with serving({"/": list_page(*pages), **pages}) as site:
        rows = registry(tmp_path / "rows", row("nan", site.url(), VIA_HTML, "delay = 0.02"))
        home.mkdir()
        child = [*command(home, rows, allow=[site.address]), "--parent"]
        script = (
            "import subprocess, sys, json\n"
            "p = subprocess.Popen(json.loads(sys.argv[1]), stdin=subprocess.PIPE)\n"
            "print(p.pid, flush=True)\np.wait()"
        )
        parent = subprocess.Popen(
            [sys.executable, "-c", script, json.dumps(child)], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        while len(site.paths()) < 5:
            time.sleep(0.01)
        parent.kill()
        parent.wait()
        parent.stdout.close()
        deadline = time.monotonic() + PATIENCE
        while Path(f"/proc/{pid}/cmdline").exists() and time.monotonic() < deadline:
            if not Path(f"/proc/{pid}/cmdline").read_bytes():  # ended, and nobody has asked how
                break
            time.sleep(0.05)
        asked = len(site.paths())
        assert asked < 1900
        assert codes(read(home / "report.json")) == ["interrupted"]
    # The list is no article, and the page under way at the end is asked again by the next crawl.
    assert asked - 2 <= len(captured(home)) <= asked - 1


def test_locks_are_one_s_own_in_a_folder_and_on_a_server(tmp_path: Path, postgres: str) -> None:
    store = open_store(tmp_path / "home", fresh_database(postgres))
    folder = tmp_path / "locks"
    for mine, other in (
        (FileLocks(folder), FileLocks(folder)),
        (ServerLocks(store.engine), ServerLocks(store.engine)),
    ):
        assert mine.take("office nan")
        assert mine.take("office nan")
        assert not other.take("office nan")
        assert other.take("address 192.0.2.1")
        mine.free("office nan")
        assert other.take("office nan")
        assert not mine.take("address 192.0.2.1")
        other.check()
        other.close()
        assert mine.take("address 192.0.2.1")
        mine.close()
    store.close()


def test_a_lock_whose_connection_was_cut_lets_nobody_write(tmp_path: Path, postgres: str) -> None:
    store = open_store(tmp_path / "home", fresh_database(postgres))
    mine, other = ServerLocks(store.engine), ServerLocks(store.engine)
    assert mine.take("office nan")
    with store.write() as connection:
        cut = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"
        connection.exec_driver_sql(cut)
    for _ in range(2):
        with pytest.raises(ServiceAway):
            mine.check()
    assert other.take("office nan")
    mine.close()
    other.close()
    store.close()
