"""The door for flows: a child process that is judged by its report."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from crawlers import api
from pipelines.errors import ServiceAway, SettingsError, SourceError
from pipelines.store import sources
from pipelines.store.database import open_store
from tests.crawlers.crawling import list_page, registry, row
from tests.crawlers.site import serving

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=ZoneInfo("Asia/Bangkok"))


@dataclass(frozen=True)
class Settings:
    """What a crawl needs of flows' settings."""

    folder: Path
    registry: str | None
    allow_addresses: str = ""
    database_url: str | None = None
    archive_url: str | None = None
    contact: str = "https://archive.example/about"
    offices_at_once: int = 4


@dataclass(frozen=True)
class Chosen:
    """Everything enabled."""

    ids: tuple[str, ...] = ()
    province: str | None = None
    since: str | None = None
    until: str | None = None
    limit: int | None = None
    dry_run: bool = False
    backfill: bool = False


def test_a_crawl_reports_and_counts_its_progress(home: Path, tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []
    with serving({"/": list_page("/a", "/b"), "/a": "x", "/b": "y"}) as site:
        rows = registry(tmp_path / "rows", row("nan", site.url(), 'via = ["html"]'))
        store = open_store(home)
        settings = Settings(home, str(rows), site.address)
        report = api.crawl(
            settings, store, Chosen(), now=NOW, progress=lambda done, total: steps.append((done, total))
        )
        with store.read() as connection:
            (state,) = sources.states(connection)
        store.close()
        agents = {asked.headers["user-agent"] for asked in site.asked}
    assert report.sources["nan"].captures == 3
    assert report.issues == []
    assert steps[-1] == (4, 4)
    assert state.state == "live"
    assert agents == {next(iter(agents))}
    assert "(+https://archive.example/about)" in next(iter(agents))
    assert [path for path in home.iterdir() if path.name.startswith("crawl-")] == []


def test_a_proxy_of_the_environment_is_not_used(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1/")
    with serving({"/": list_page("/a"), "/a": "x"}) as site:
        rows = registry(tmp_path / "rows", row("nan", site.url(), 'via = ["html"]'))
        store = open_store(home)
        report = api.crawl(Settings(home, str(rows), site.address), store, Chosen(), now=NOW)
        store.close()
    assert report.sources["nan"].captures == 2


def test_a_wrong_registry_or_option_is_told_before_anything_is_asked(home: Path, tmp_path: Path) -> None:
    store = open_store(home)
    bad = registry(tmp_path / "bad", row("Bad Id", "ftp://x"))
    with pytest.raises(SourceError, match="Bad Id"):
        api.crawl(Settings(home, str(bad)), store, Chosen(), now=NOW)
    good = registry(tmp_path / "good", row("nan", "http://127.0.0.1:1/"))
    with pytest.raises(SettingsError, match="soon"):
        api.crawl(Settings(home, str(good)), store, Chosen(since="soon"), now=NOW)
    with pytest.raises(SettingsError, match="KHAOSAN_ALLOW_ADDRESSES"):
        api.crawl(Settings(home, str(good), "localhost:80"), store, Chosen(), now=NOW)
    store.close()


def test_a_child_that_ends_without_a_report_is_a_failure(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = tmp_path / "python"
    fake.write_text("#!/bin/sh\necho its last words >&2\nexit 0\n")
    fake.chmod(0o755)
    store = open_store(home)
    rows = registry(tmp_path / "rows", row("nan", "http://127.0.0.1:1/"))
    monkeypatch.setattr(sys, "executable", os.fspath(fake))
    with pytest.raises(ServiceAway, match="its last words"):
        api.crawl(Settings(home, str(rows)), store, Chosen(), now=NOW)
    store.close()


def test_nothing_to_crawl_is_told(home: Path) -> None:
    store = open_store(home)
    report = api.crawl(Settings(home, None), store, Chosen(), now=NOW)
    store.close()
    assert [issue.code for issue in report.issues] == ["nothing_selected"]
