"""Looks at offices while something of this machine fails, or is another's: no office is judged by that."""

from __future__ import annotations

import os
import resource
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from crawlers import api
from crawlers.finding import Finding
from crawlers.locks import locks_of
from pipelines.codec import to_json
from pipelines.errors import ServiceAway, SettingsError
from pipelines.moment import clock
from pipelines.store.database import open_store
from tests.crawlers.crawling import list_page, registry, row
from tests.crawlers.site import Asked, Page, Reply, serving
from tests.crawlers.test_api import Settings
from tests.crawlers.test_disk_full import LIMIT
from tests.crawlers.test_looks import VIA_HTML, states
from tests.crawlers.test_sharing import CUT
from tests.services.postgres import fresh_database

ROUND = "looks.jsonl"


@contextmanager
def full_disk() -> Iterator[None]:
    """Let no file of this process and its children grow beyond the limit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_ends_a_round_with_a_message_and_what_was_found_is_kept(
    home: Path, tmp_path: Path
) -> None:
    with closing(open_store(home)) as store, serving({"/": list_page("/a")}) as site:
        offices = [row("one", "http://127.0.0.1:1/", VIA_HTML), row("two", site.url(), VIA_HTML)]
        rows = registry(tmp_path / "rows", *offices)
        known = to_json(Finding(url="http://127.0.0.1:1/", id="one", door="html", items=1, state="live"))
        (home / ROUND).write_text(f"{known}\n".ljust(LIMIT))
        with full_disk(), pytest.raises(SettingsError, match=r"looks\.jsonl: .*free some space"):
            api.probe(Settings(home, str(rows), site.address), store, now=clock())
    assert site.paths() == ["/", "/"]
    assert (home / ROUND).read_text().startswith(known)


def test_an_office_that_comes_back_without_a_finding_is_not_told_as_closed(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = tmp_path / "python"
    said = 'case "$w" in --report=*) echo "[]" >"${w#--report=}";; esac'
    fake.write_text(f"#!/bin/sh\nfor w; do {said}; done\n")
    fake.chmod(0o755)
    rows = registry(tmp_path / "rows", row("nan", "http://127.0.0.1:1/"))
    monkeypatch.setattr(sys, "executable", os.fspath(fake))
    with closing(open_store(home)) as store:
        (home / ROUND).touch()
        with pytest.raises(ServiceAway, match=r"1 of 1 offices \(nan"):
            api.probe(Settings(home, str(rows)), store, now=clock())
    assert (home / ROUND).exists()


def test_no_office_is_broken_because_the_locks_were_cut(home: Path, tmp_path: Path, postgres: str) -> None:
    url = fresh_database(postgres)
    with closing(open_store(home, url)) as store:

        def cut(_asked: Asked) -> Reply:
            with store.write() as connection:
                connection.execute(text(CUT))
            return Reply(b"", 404)

        pages: dict[str, Page] = {f"/{n}": list_page("/a") for n in range(8)}
        with serving({"/robots.txt": cut, **pages}) as site, serving({"/": list_page("/b")}) as last:
            offices = [row(f"nan-{n}", site.url(path), VIA_HTML) for n, path in enumerate(pages)]
            rows = registry(tmp_path / "rows", *offices, row("phrae", last.url(), VIA_HTML))
            settings = Settings(home, str(rows), f"{site.address},{last.address}", database_url=url)
            with pytest.raises(ServiceAway, match="PostgreSQL"):
                api.probe(settings, store, now=clock())
        assert states(store)["phrae"] == "unverified"
        assert "broken" not in states(store).values()


def test_an_office_whose_door_another_process_asks_is_looked_at_later(home: Path, tmp_path: Path) -> None:
    with (
        closing(open_store(home)) as store,
        closing(locks_of(home, store)) as crawl,
        serving({"/": list_page()}) as one,
        serving({"/rss.xml": "<rss/>"}) as two,
    ):
        starts = [one.url(), two.url("/rss.xml")]
        rows = registry(tmp_path / "rows", row("nan", starts, 'via = ["feed", "html"]'))
        assert crawl.take(f"address {two.address}")
        settings = Settings(home, str(rows), f"{one.address},{two.address}")
        (found,) = api.probe(settings, store, ids=["nan"], now=clock())
        assert (found.code, found.state, one.paths(), two.paths()) == ("busy", "", ["/"], [])
        assert states(store) == {"nan": "unverified"}
