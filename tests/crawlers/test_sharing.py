"""Several crawls of one list of offices: who takes what, who takes over, and who may write no more."""

from __future__ import annotations

import threading
import time
from pathlib import Path

from sqlalchemy import text

from crawlers.report import read
from pipelines.store.database import open_store
from pipelines.store.tables import captures
from tests.crawlers.crawling import PATIENCE, begun, codes, crawl, list_page, registry, row
from tests.crawlers.site import Asked, Page, Reply, serving
from tests.services.postgres import fresh_database

VIA_HTML = 'via = ["html"]'
CUT = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"


def held(until: threading.Event, page: str) -> Page:
    """A page that comes when something has happened."""

    def answer(_asked: Asked) -> Reply:
        until.wait(PATIENCE)
        return Reply(page.encode())

    return answer


def test_what_another_crawl_has_read_to_its_end_is_not_read_again(home: Path, tmp_path: Path) -> None:
    second_is_there, first_has_ended = threading.Event(), threading.Event()
    pages: dict[str, Page] = {"/": held(second_is_there, list_page("/a")), "/a": "x"}
    beside: dict[str, Page] = {"/": held(first_has_ended, list_page("/b")), "/b": "y"}
    with serving(pages) as one, serving(beside) as two:
        offices = [row("one", one.url(), VIA_HTML), row("two", two.url(), VIA_HTML)]
        rows, allow = registry(tmp_path / "rows", *offices), [one.address, two.address]
        home.mkdir()
        first = begun(home, rows, "--ids=one", "--timeout=900", allow=allow)
        while "/" not in one.paths():
            time.sleep(0.01)
        report = home / "second.json"
        second = begun(home, rows, "--timeout=900", f"--report={report}", allow=allow)
        while "/" not in two.paths():
            time.sleep(0.01)
        second_is_there.set()
        first.wait(PATIENCE)
        first_has_ended.set()
        second.wait(PATIENCE)
        assert (one.paths(), two.paths()) == (["/", "/a"], ["/", "/b"])
    found = read(report)
    assert found.issues == []
    assert found.sources["one"].waits == "another process has crawled it meanwhile"
    assert found.sources["two"].finished


def test_a_crawl_whose_locks_were_cut_writes_nothing_more(home: Path, tmp_path: Path, postgres: str) -> None:
    url = fresh_database(postgres)
    store = open_store(home, url)

    def cut(_asked: Asked) -> Reply:
        with store.write() as connection:
            connection.execute(text(CUT))
        return Reply(b"x")

    with serving({"/": list_page("/a"), "/a": cut}) as site:
        rows = registry(tmp_path / "rows", row("nan", site.url(), VIA_HTML))
        report = crawl(home, rows, f"--database={url}", allow=[site.address])
    with store.read() as connection:
        kept = connection.scalars(captures.select().with_only_columns(captures.c.requested_url)).all()
    store.close()
    assert kept == [site.url()], "the page under way is in the archive, and adopted by the next crawl"
    assert codes(report) == ["ended_early", "interrupted"]
