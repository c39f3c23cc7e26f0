"""Refining beside a crawl ends with the rows of refining after it; its troubles are not the crawl's."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import MetaData, Table, func, select

from flows import beside, stages
from flows import report as reports
from flows.report import RunReport
from flows.settings import Settings
from flows.workspace import Workspace, workspace
from pipelines.archive import Response
from pipelines.errors import ServiceAway
from pipelines.moment import BANGKOK
from pipelines.records import Source
from pipelines.refine.ahead import Ahead
from pipelines.refine.pool import BATCH
from pipelines.refine.welcome import NEAR
from pipelines.store import captures, sources
from pipelines.store import tables as t
from pipelines.store.schema import metadata

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=BANGKOK)
OFFICES = tuple(
    Source(id=f"nan-{one}", name=f"สำนักงานตัวอย่าง {one}", province="TH-55", office="tao", family="generic")
    for one in "ab"
)
GROUP = 32
PATIENCE = 600
"""Seconds; a busy machine takes some."""
MOMENTS = ("at", "refined_at", "updated_at", "synced_at", "minted_at")
PLACES = ("warc_file", "warc_offset", "warc_length")
"""Records have names of chance."""
WELCOME = "ยินดีต้อนรับสู่เว็บไซต์ของเรา กดที่นี่เพื่อเข้าสู่หน้าหลัก ขอบคุณที่แวะมาเยี่ยมชมสำนักงานตัวอย่าง"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A page that a crawl of these tests archives."""

    number: int
    text: str
    office: int = 0
    later: timedelta = timedelta()


def news(number: int) -> str:
    """A text of its own for each number but every seventh, which is copied; the era of its dates changes."""
    told = number - 1 if number % 7 == 0 else number
    year = 2569 if told < BATCH else 2026
    return (
        f"เทศบาลตำบลตัวอย่างที่ {told * 7919} จัดประชุมประชาคมหมู่ที่ {told * 104729} เรื่องถนนสาย {told * 1299709} "
        f"เมื่อวันที่ {told % 28 + 1} สิงหาคม {year} ที่ศาลาประชาคมหลังที่ {told * 15485863} "
        f"ประกาศ ณ วันที่ 5/8/{told % 60 + 10} ผู้เข้าร่วม {told * 31} คน รับฟังข้อเสนอ {told * 37} ข้อ"
    )


def fetch(space: Workspace, pages: Sequence[Fetched]) -> None:
    """Archive pages as a crawl does: groups of them, each a transaction behind its bytes."""
    with space.archive.writer(now=lambda: NOW) as writer:
        for begin in range(0, len(pages), GROUP):
            written = [writer.response(response(one)) for one in pages[begin : begin + GROUP]]
            writer.sync()
            with space.store.write() as connection:
                for capture in written:
                    captures.add(connection, capture)


def response(one: Fetched) -> Response:
    """What the site answered."""
    url = f"https://nan.example.org/{one.office}/news/{one.number}"
    title = one.text[:40]
    html = f"<!DOCTYPE html><html lang=th><title>{title}</title><h1>{title}</h1><p>{one.text}</p>"
    return Response(
        source_id=OFFICES[one.office].id, role="article", requested_url=url, url=url, status=200,
        headers=(("Content-Type", "text/html; charset=utf-8"),), body=html.encode(),
        fetched_at=NOW + timedelta(seconds=one.number) + one.later,
    )  # fmt: skip


@contextmanager
def opened(home: Path, workers: int = 2, **more: Any) -> Iterator[Workspace]:
    """A home that knows the offices."""
    with workspace(Settings(home=str(home), workers=workers, **more)) as space:
        with space.store.write() as connection:
            sources.sync(connection, OFFICES, now=NOW)
        yield space


def until(done: Callable[[], bool]) -> None:
    """Wait for another thread."""
    deadline = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def together(space: Workspace, begin: Sequence[Fetched], rest: Sequence[Fetched], refined: int) -> RunReport:
    """Archive pages while they are refined; the rest when so many captures are, and no more can be yet."""
    report = reports.new_run(NOW)
    ahead = beside.ahead_of(space)
    assert ahead is not None
    with beside.refining(space, ahead):
        fetch(space, begin)
        until(lambda: ahead.report.captures == refined and not ahead.waits())
        fetch(space, rest)
    stages.refine(space, report, ahead=ahead)
    return report


def apart(space: Workspace, pages: Sequence[Fetched]) -> RunReport:
    """Archive, then refine."""
    report = reports.new_run(NOW)
    fetch(space, pages)
    stages.refine(space, report)
    return report


def rows(space: Workspace) -> dict[str, list[tuple[Any, ...]]]:
    """All that the store holds, but for moments and where in the archive."""
    found = {}
    everything: MetaData = metadata
    with space.store.read() as connection:
        for table in everything.sorted_tables:
            columns = [one for one in table.columns if one.name not in (*MOMENTS, *PLACES)]
            found[table.name] = sorted((tuple(row) for row in connection.execute(select(*columns))), key=repr)
    return found


def figures(report: RunReport) -> tuple[object, ...]:
    """What a report says of refining."""
    return report.refined, report.articles, report.discards, report.issues


def counted(space: Workspace, table: Table) -> int:
    """How many rows a table has."""
    with space.store.read() as connection:
        return connection.scalar(select(func.count()).select_from(table)) or 0


def test_both_ways_end_with_the_same_rows(tmp_path: Path) -> None:
    pages = [Fetched(number=n, text=news(n), office=n // 5 % 2) for n in range(2 * BATCH + 8)]
    begin, rest = pages[: BATCH + 10], pages[BATCH + 10 :]
    with opened(tmp_path / "together") as one, opened(tmp_path / "apart", 1) as other:
        found = together(one, begin, rest, BATCH)
        assert figures(found) == figures(apart(other, pages))
        assert found.refined == len(pages)
        assert rows(one) == rows(other)
        clusters = select(func.count(t.articles.c.cluster_id.distinct()))
        with one.store.read() as connection:
            assert (connection.scalar(clusters) or 0) < len(pages), "copies were found"


def test_a_page_that_may_be_a_welcome_page_waits_for_its_neighbours(tmp_path: Path) -> None:
    known = [Fetched(number=n, text=news(n)) for n in range(3)]
    turned = [Fetched(number=n, text=WELCOME, later=timedelta(days=1)) for n in range(3)]
    others = [Fetched(number=n, text=news(n), later=timedelta(days=1)) for n in range(10, 10 + BATCH)]
    first, second = [*turned[:2], *others], turned[2:]
    with opened(tmp_path / "together") as one, opened(tmp_path / "apart", 1) as other:
        for space in (one, other):
            apart(space, known)
        found = together(one, first, second, 0)
        assert figures(found) == figures(apart(other, [*first, *second]))
        assert found.discards == {f"{OFFICES[0].id}:welcome_page": 3}
        assert rows(one) == rows(other)
        assert len(first) < NEAR, "else they would have come"


def test_an_archive_that_does_not_answer_costs_the_crawl_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    pages = [Fetched(number=n, text=news(n)) for n in range(BATCH)]
    wall = tmp_path / "wall"
    wall.write_text("in the way of a folder")
    with opened(tmp_path / "home", archive_url=f"file://{wall}/archive") as space:
        ahead = beside.ahead_of(space)
        with beside.refining(space, ahead):
            fetch(space, pages)
            until(lambda: "refining beside the crawl: ServiceAway" in caplog.text)
        with pytest.raises(ServiceAway):
            stages.refine(space, reports.new_run(NOW), ahead=ahead)
        assert (counted(space, t.captures), counted(space, t.articles)) == (len(pages), 0)


def test_both_write_at_once_and_what_ends_the_crawl_ends_refining(tmp_path: Path) -> None:
    pages = [Fetched(number=n, text=news(n)) for n in range(2 * BATCH)]
    with opened(tmp_path / "home") as space:
        ahead = Ahead(space.store, space.archive, workers=space.workers)
        with pytest.raises(KeyboardInterrupt):
            interrupted(space, ahead, pages)
        with space.store.read() as connection:
            waiting = captures.count(connection)
        assert counted(space, t.articles) == ahead.report.captures == len(pages) - waiting
        assert space.workers.runs
    assert not space.workers.runs


def interrupted(space: Workspace, ahead: Ahead, pages: Sequence[Fetched]) -> None:
    """A crawl that writes without a pause, and that a person ends when a batch is refined."""
    deadline = time.monotonic() + PATIENCE
    with beside.refining(space, ahead):
        fetch(space, pages)
        while ahead.report.captures < BATCH:
            assert time.monotonic() < deadline, "refining never came to write"
            with space.store.write() as connection:
                sources.sync(connection, OFFICES, now=NOW)
        raise KeyboardInterrupt


def test_with_one_worker_stages_follow_each_other(tmp_path: Path) -> None:
    with opened(tmp_path, 1) as space:
        ahead = beside.ahead_of(space)
        assert ahead is None
        with beside.refining(space, ahead):
            pass
