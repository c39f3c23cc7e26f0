"""The daily report: what a stranger needs is there, in both languages, and a site's words stay words."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from lxml import html as reader

from flows import report as reports
from flows.finish import finish
from flows.page import page_of
from flows.page_text import html, markdown
from flows.report import Issue, RunReport
from flows.settings import Settings
from flows.workspace import Workspace
from pipelines.health import keeping
from pipelines.health.records import Label, Reason, Urgency, Verdict
from pipelines.moment import BANGKOK
from pipelines.records import Source
from pipelines.store import holds, sources, visits
from pipelines.store.database import open_store
from pipelines.store.holds import Fresh
from pipelines.store.visits import OfficeDay

NOW = datetime(2026, 11, 25, 5, 30, tzinfo=BANGKOK)
TODAY = date(2026, 11, 25)
HOSTILE = "<script>alert(1)</script> | [x](javascript:1) `y` # z\nnext *line*"


def source(identity: str) -> Source:
    """An office."""
    name = f"เทศบาลสมมติ {identity}"
    return Source(id=identity, name=name, province="TH-51", office="municipality", family="prd")


@pytest.fixture
def space(home: Path, tmp_path: Path) -> Iterator[Workspace]:
    """A home on a day on which one office has news, one failed once, one is down, one silent, one held."""
    store = open_store(home)
    with store.write() as connection:
        names = ("news", "mishap", "down", "silent", "held")
        sources.sync(connection, [source(one) for one in names], now=NOW)
        for name in names:
            failed = name in ("mishap", "down")
            visits.record(
                connection,
                OfficeDay(
                    source_id=name,
                    day=TODAY,
                    outcome="failed" if failed else "collected" if name == "news" else "nothing_new",
                    code="timeout" if failed else None,
                    reason=HOSTILE if failed else None,
                    new_items=7 if name == "news" else 0,
                ),
                now=NOW,
            )
        keeping.keep(connection, [verdict("down", "host-down", "alarm"), silent()], now=NOW)
        one = Fresh(article_id="held:1", source_id="held", shown=0)
        holds.hold(connection, "held", [one], run="r", reason="date: 95% before, 0% of 9 now", now=NOW)
    yield Workspace(
        settings=Settings(home=str(home), alert_file=str(tmp_path / "alerts.jsonl"), alert_language="en"),
        store=store,
    )
    store.close()


def verdict(identity: str, label: Label, urgency: Urgency) -> Verdict:
    """A verdict with the words of the site in it."""
    return Verdict(
        source_id=identity,
        label=label,
        urgency=urgency,
        since=TODAY - timedelta(days=3),
        reasons=(Reason(key="said", values={"text": HOSTILE}),),
        cure=Reason(key="host"),
    )


def silent() -> Verdict:
    """An office that is silent for longer than usual."""
    values: dict[str, str | int] = {"day": "2026-11-01", "missed": 9, "limit": 5}
    made = verdict("silent", "quiet", "notice")
    return replace(made, reasons=(Reason(key="silent", values=values),), cure=Reason(key="look"))


def done() -> RunReport:
    """A run's report with a page that failed and pages set aside."""
    report = reports.new_run(NOW)
    report.checked = True
    report.articles = {"added": 7, "changed": 1}
    report.indexed, report.engine = 8, "tantivy"
    report.discards = {"news:duplicate_view": 3, "news:odd": 1}
    report.files = {"news:text": 8, "news:old_format": 2}
    url = "http://example.org/a"
    report.issues.append(
        Issue(stage="crawl", code="missing", message=HOSTILE, source="news", url=url, cure="wait")
    )
    return report


def at(day: int) -> Callable[[], datetime]:
    """A clock that stands on a day."""
    return lambda: NOW + timedelta(days=day)


def test_the_report_says_what_happened_and_what_to_do(space: Workspace) -> None:
    folder = finish(space, done(), now=at(0))
    text = (folder / "report.en.md").read_text(encoding="utf-8")
    assert "5 offices were asked today: 1 had something new, 2 had nothing new, 2 could not be read" in text
    assert "7 articles are new, 1 were changed at their source, 0 were deleted" in text
    order = [
        text.index(heading)
        for heading in (
            "## Needs you", "## Held back", "## Worth a look", "## Could not be read today",
            "## Single pages", "## Offices with something new", "## Set aside on purpose",
        )
    ]  # fmt: skip
    assert order == sorted(order)
    assert "another view of a page that is kept" in text
    (files,) = [line for line in text.splitlines() if "before 2007" in line]
    assert files.rstrip(" |").endswith("2")
    thai = (folder / "report.th.md").read_text(encoding="utf-8")
    assert "พ.ศ. 2569" in thai
    assert "## เรื่องที่ต้องทำ" in thai
    assert "เว็บไซต์ล่ม" in thai
    assert "ลิงก์ไปหน้าหรือแฟ้มที่ไม่มีอยู่ (รายละเอียด: " in thai
    assert "ตอบไม่ครบภายในเวลา (รายละเอียด: " in thai
    assert "บทความขาดช่องข้อมูลที่เคยมี" in thai


def test_issues_are_lines_of_json_for_programs(space: Workspace) -> None:
    folder = finish(space, done(), now=at(0))
    issues = [json.loads(line) for line in (folder / "issues.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(one["source"], one["code"], one["cure"]) for one in issues] == [("news", "missing", "wait")]


def test_words_of_a_site_are_no_markup(space: Workspace) -> None:
    with space.store.read() as connection:
        page = page_of(connection, done(), "en", unsent=[HOSTILE])
    tree = reader.fromstring(html(page))
    assert not tree.xpath("//script | //a | //body//*[@href or @src or starts-with(name(@*), 'on')]")
    assert "<script>alert(1)</script>" in tree.text_content()
    text = markdown(page)
    assert "<script>" not in text.replace("\\<script\\>", "")
    assert "\\[x\\](javascript:1) \\`y\\`" in text
    tables = [line for line in text.splitlines() if line.startswith("|")]
    widths = {line.replace("\\|", "").count("|") for line in tables}
    assert widths <= {3, 4, 5, 6}


def test_a_run_tells_a_cause_once_and_says_when_it_is_over(space: Workspace, tmp_path: Path) -> None:
    for day in range(3):
        finish(space, done(), now=at(day))
    with space.store.write() as connection:
        keeping.keep(connection, [], now=NOW)
    finish(space, done(), now=at(3))
    lines = (tmp_path / "alerts.jsonl").read_text(encoding="utf-8").splitlines()
    sent = [json.loads(line) for line in lines]
    assert [(one["kind"], one["cause"]) for one in sent] == [
        ("new", "down:host-down"),
        ("resolved", "down:host-down"),
    ]
    assert "What to do" in sent[0]["body"]


def test_a_day_on_which_all_is_well_says_so(home: Path) -> None:
    store = open_store(home)
    with store.read() as connection:
        page = page_of(connection, reports.new_run(NOW), "en")
    assert page.lead[-1] == "Nothing needs you."
    assert page.tables == ()
    store.close()


def test_long_tables_are_cut_and_say_so(space: Workspace) -> None:
    report = done()
    report.issues *= 70
    with space.store.read() as connection:
        page = page_of(connection, report, "en")
    table = next(one for one in page.tables if one.heading == "Single pages")
    assert len(table.rows) == 51
    assert table.rows[-1][0] == "and 20 more"
