"""A page that its office took down: from the crawl through refining to the index, and back again."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from flows.cli import call
from pipelines.store.database import open_store
from search.engines import open_engine
from tests.crawlers.crawling import list_page, registry, row
from tests.crawlers.site import Reply, serving


def article(title: str) -> str:
    """A page of our own with one article."""
    text = "เทศบาลตัวอย่างขอแจ้งให้ประชาชนทราบถึงกำหนดการปิดปรับปรุงถนนหน้าตลาดสดเพื่อวางท่อระบายน้ำใหม่ "
    return (
        f"<!DOCTYPE html><html lang=th><head><title>{title}</title></head><body><article><h1>{title}</h1>"
        + "".join(f"<p>{text} ช่วงที่ {n}</p>" for n in range(1, 7))
        + "</article></body></html>"
    )


class Office:
    """An office that is crawled, refined and indexed day by day."""

    def __init__(self, home: Path, rows: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.home, self._capsys = home, capsys
        self._given = ["--home", str(home), "--registry", str(rows), "--json"]

    def day(self) -> dict[str, Any]:
        """Let a week pass, then run; the run's report."""
        self._pass_a_week()
        call(["run", *self._given])
        report: dict[str, Any] = json.loads(self._capsys.readouterr().out)
        return report

    def state(self, headline: str) -> tuple[str, int, int]:
        """State and version of an article in the store, and how often it is in the index."""
        store = open_store(self.home)
        with store.read() as connection:
            found = connection.exec_driver_sql(
                "SELECT id, state, version FROM articles WHERE record LIKE ?", (f"%{headline}%",)
            ).one()
        store.close()
        assert call(["show", found.id, "--home", str(self.home)]) == 0
        said = self._capsys.readouterr().out
        assert ("deleted at source" in said) is (found.state == "gone")
        engine = open_engine("tantivy", home=self.home, url=None, index="khaosan")
        return found.state, found.version, engine.count()

    def _pass_a_week(self) -> None:
        """Move everything that the frontier remembers into the past, and let it be due."""
        if not (self.home / "store.sqlite").exists():
            return
        with sqlite3.connect(self.home / "store.sqlite") as connection:
            connection.execute(
                "UPDATE frontier SET next_visit = CASE WHEN next_visit IS NULL THEN NULL"
                " ELSE '2026-01-01T00:00:00+07:00' END, visited_at = '2026-01-01T00:00:00+07:00'"
            )


def test_what_an_office_takes_down_is_a_tombstone_until_it_is_there_again(
    home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    pages = {"/a": article("ปิดถนนหน้าตลาดสด"), "/b": article("งานประเพณีบุญบั้งไฟ")}
    with serving({"/": list_page(*pages, "/never-there"), **pages}) as site:
        monkeypatch.setenv("KHAOSAN_ALLOW_ADDRESSES", site.address)
        rows = registry(tmp_path / "rows", row("nan", site.url(), 'via = ["html"]'))
        office = Office(home, rows, capsys)
        assert office.day()["articles"] == {"added": 2}
        site.pages["/a"] = Reply(b"<h1>404</h1>", 404)
        once = office.day()
        assert office.state("ปิดถนน") == ("live", 1, 2)
        twice = office.day()
        assert office.state("ปิดถนน") == ("gone", 1, 1)
        assert office.state("บุญบั้งไฟ") == ("live", 1, 1)
        call(["reextract", "--home", str(home)])
        call(["index", "--rebuild", "--home", str(home)])
        capsys.readouterr()
        assert office.state("ปิดถนน") == ("gone", 1, 1)
        site.pages["/a"] = article("ปิดถนนหน้าตลาดสด")
        site.pages["/"] = list_page("/a", "/b", "/c")  # the list changes, so it is read again
        site.pages["/c"] = article("รับสมัครพนักงานจ้าง")
        back = office.day()
        assert office.state("ปิดถนน") == ("live", 1, 3)
        call(["reextract", "--home", str(home)])
        capsys.readouterr()
        assert office.state("ปิดถนน") == ("live", 1, 3)
    assert (once["articles"], [issue["code"] for issue in once["issues"]]) == ({}, ["missing"])
    assert (twice["articles"], twice["discards"]) == ({"gone": 1}, {})
    assert back["articles"] == {"added": 1, "returned": 1}
