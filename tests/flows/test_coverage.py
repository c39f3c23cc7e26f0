"""Coverage: what was switched off is marked, and nothing else; on a simulated clock, without a network."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from crawlers.report import CrawlReport, Issue, SourceFigures
from flows import visits
from flows.cli import call
from pipelines.moment import BANGKOK
from pipelines.records import OFFICES, Source
from pipelines.store import sources
from pipelines.store.database import Store, open_store
from search.collected import collected
from search.coverage import Cell, Days, Wanted, cells, coverage_note, note_text, offices, rows
from search.records import Filters

FIRST = date(2026, 11, 1)
DAYS = 14
OFF = {"office-03", "office-17", "office-31"}
OFF_DAYS = {FIRST + timedelta(days=n) for n in range(5, 10)}
PROVINCES = ("TH-51", "TH-81", "TH-90", "TH-16")


def source(number: int) -> Source:
    """An office; all kinds of office in turn."""
    kind = OFFICES[number % len(OFFICES)]
    name = f"หน่วยงานสมมติที่ {number}"
    return Source(
        id=f"office-{number:02}", name=name, province=PROVINCES[number % 4], office=kind, family="prd"
    )


def report(day: date, off: set[str]) -> CrawlReport:
    """What a crawl of all forty offices says on a day: some bring news, some do not, some are off."""
    made = CrawlReport()
    for number in range(40):
        identity = f"office-{number:02}"
        if identity in off:
            made.sources[identity] = SourceFigures(requests=3)
            made.issues.append(Issue(source=identity, code="fetch_failed", message="it answers 502"))
            continue
        news = (number + day.day) % 3
        made.sources[identity] = SourceFigures(
            requests=5, captures=news, articles_linked=news, door="html", finished=True
        )
    return made


@pytest.fixture(scope="module")
def fortnight(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home: forty offices crawled daily for a fortnight, three of them off for five days."""
    folder = tmp_path_factory.mktemp("fortnight") / "home"
    made = open_store(folder)
    with made.write() as connection:
        sources.sync(connection, [source(number) for number in range(40)], now=moment(FIRST))
    for number in range(DAYS):
        day = FIRST + timedelta(days=number)
        with made.write() as connection:
            off = OFF if day in OFF_DAYS else set()
            visits.record(connection, report(day, off), now=moment(day))
    made.close()
    return folder


@pytest.fixture
def store(fortnight: Path, home: Path) -> Iterator[Store]:
    """A copy of that home's store."""
    shutil.copytree(fortnight, home)
    made = open_store(home)
    yield made
    made.close()


def moment(day: date) -> datetime:
    """Half past five in the morning, when the daily run begins."""
    return datetime.combine(day, time(5, 30), BANGKOK)


def all_cells(store: Store, wanted: Wanted = Wanted()) -> list[Cell]:  # noqa: B008 - a frozen record
    """Every cell of the fortnight."""
    with store.read() as connection:
        return list(cells(connection, Days(first=FIRST, last=FIRST + timedelta(days=DAYS - 1)), wanted))


def test_exactly_the_cells_that_were_switched_off_are_marked(store: Store) -> None:
    found = all_cells(store)
    assert len(found) == 40 * DAYS
    marked = {(one.source.id, one.day) for one in found if one.state not in ("collected", "nothing_new")}
    assert marked == {(identity, day) for identity in OFF for day in OFF_DAYS}
    assert {one.code for one in found if one.state == "failed"} == {"fetch_failed"}
    assert {one.state for one in found if one.source.id == "office-05"} == {"collected", "nothing_new"}


def test_the_table_by_province_and_kind_adds_up(store: Store) -> None:
    found = all_cells(store)
    for by in ("source", "province", "kind"):
        table = rows(found, by)
        assert sum(row.offices for row in table) == 40
        assert sum(row.counts["failed"] for row in table) == 15
        assert sum(sum(row.counts.values()) for row in table) == len(found)
    assert [row.source for row in rows(found, "source") if row.share < 1] == sorted(OFF)


def test_a_day_without_a_run_was_not_attempted(store: Store) -> None:
    with store.read() as connection:
        after = Days(first=FIRST + timedelta(days=DAYS), last=FIRST + timedelta(days=DAYS))
        assert {one.state for one in cells(connection, after, Wanted())} == {"not_attempted"}


def test_the_best_visit_of_a_day_stands_and_counts_add_up(store: Store) -> None:
    day = min(OFF_DAYS)
    with store.write() as connection:
        visits.record(connection, report(day, set()), now=moment(day) + timedelta(hours=6))
    again = [one for one in all_cells(store) if one.source.id in OFF and one.day == day]
    assert {one.state for one in again} <= {"collected", "nothing_new"}
    assert {one.code for one in again} == {None}
    with store.write() as connection:  # a failure at noon takes nothing back
        visits.record(connection, report(day, OFF), now=moment(day) + timedelta(hours=7))
    assert [one.state for one in all_cells(store) if one.source.id in OFF and one.day == day] == [
        one.state for one in again
    ]


def test_an_office_in_other_hands_or_closed_until_a_person_looks_was_not_asked() -> None:
    made = CrawlReport()
    made.issues.append(Issue(source="a", code="busy", message="another crawl of it is running"))
    made.sources["b"] = SourceFigures()
    made.issues.append(Issue(source="b", code="blocked", message="blocked since monday; not asked"))
    made.issues.append(Issue(source="c", code="silent", message="it ended without a word"))
    assert [(one.source_id, one.code) for one in visits.of_report(made, now=moment(FIRST))] == [
        ("c", "silent")
    ]
    made.planned["a"] = ["http://example.org/"]
    assert list(visits.of_report(made, now=moment(FIRST))) == []


def test_counts_of_a_search_carry_the_note(store: Store) -> None:
    with store.read() as connection:
        note = collected(connection, Filters())
        assert (note.offices, note.lacking, sum(note.missed.values())) == (40, 3, 15)
        one = source(3)
        narrowed = collected(connection, Filters(source=(one.id,), province=(one.province,)))
        assert (narrowed.offices, sum(narrowed.missed.values())) == (1, 5)
        untouched = collected(connection, Filters(), "2026-11-01", "2026-11-04")
        assert untouched.missed == {}


def test_the_note_of_a_search_is_a_line_that_names_what_is_missing(store: Store) -> None:
    with store.read() as connection:
        note = coverage_note(connection, Filters(published_from="2569-11-06", published_to="2026-11-07"))
        assert (note.offices, note.lacking, note.missed) == (40, 3, 6)
        assert note_text(note).startswith("3 of 40 offices were not collected on 6 office days")
        whole = coverage_note(connection, Filters(source=("office-05",)))
    assert (whole.missed, note_text(whole)) == (0, "")


def test_disabled_offices_that_were_never_visited_are_no_gap(store: Store) -> None:
    closed = Source(
        id="closed", name="ปิด", province="TH-51", office="tao", family="prd", disabled="unverified: a pattern"
    )
    with store.write() as connection:
        sources.sync(connection, [closed], now=moment(FIRST))
    with store.read() as connection:
        assert "closed" not in {one.id for one in offices(connection, Wanted())}


def test_the_command_prints_rows_gaps_and_csv(
    store: Store, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    common = ["--home", str(home)]
    assert call(["coverage", "--by", "source", "--json", *common]) == 0
    table = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(table) == 40
    assert table[3]["counts"]["failed"] == 5
    assert call(["coverage", "--gaps", "--json", "--since", "2569-11-01", *common]) == 0
    gaps = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {(one["source"], one["day"]) for one in gaps} == {
        (identity, day.isoformat()) for identity in OFF for day in OFF_DAYS
    }
    assert call(["coverage", "--csv", "--province", "ลำพูน", *common]) == 0
    lines = list(csv.DictReader(capsys.readouterr().out.splitlines()))
    assert len(lines) == 10 * DAYS
    assert {one["province"] for one in lines} == {"TH-51"}
    assert call(["coverage", *common]) == 0
    shown = capsys.readouterr()
    assert "×" in shown.out
    assert "failed" in shown.err
    assert call(["coverage", "--since", "yesterday", *common]) == 2


def test_one_definition_says_from_when_an_office_is_due(store: Store) -> None:
    late, never, confirmed = (
        Source(id=name, name=name, province="TH-51", office="tao", family="prd", disabled=disabled)
        for name, disabled in (("late", None), ("never", None), ("confirmed", "unverified: a pattern"))
    )
    corpus = Source(id="corpus", name="corpus", province="TH-51", office="corpus", family="import")
    with store.write() as connection:
        sources.sync(connection, [late, never, confirmed, corpus], now=moment(FIRST))
        made = CrawlReport()
        for one in ("late", "confirmed"):
            made.sources[one] = SourceFigures(
                requests=5, captures=1, articles_linked=1, door="html", finished=True
            )
        visits.record(connection, made, now=moment(FIRST + timedelta(days=DAYS - 2)))
    span = Days(first=FIRST, last=FIRST + timedelta(days=DAYS - 1))
    with store.read() as connection:
        for one, due, missed in (
            ("late", 2, 1),
            ("never", DAYS, DAYS),
            ("confirmed", 2, 1),
            ("corpus", 0, 0),
        ):
            table = list(cells(connection, span, Wanted(source=(one,))))
            counted = collected(connection, Filters(source=(one,)))
            assert (len(table), sum(counted.due.values())) == (due, due)
            lacking = sum(cell.state in ("failed", "not_attempted") for cell in table)
            assert (lacking, sum(counted.missed.values())) == (missed, missed)


def test_days_before_an_office_was_due_are_blank(
    store: Store, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    common = ["--home", str(home), "--source", "office-05", "--since", "2026-10-30", "--until", "2026-11-01"]
    assert call(["coverage", "--by", "source", *common]) == 0
    assert f"{'office-05':<32}   ○  100%" in capsys.readouterr().out
    assert call(["coverage", "--csv", "--json", *common]) == 0
    assert [json.loads(line)["day"] for line in capsys.readouterr().out.splitlines()] == ["2026-11-01"]
