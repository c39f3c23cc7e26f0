"""What was collected when: 77 provinces, kinds of office and days, on the map and as a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from fastapi import APIRouter, Request
from starlette.responses import Response

from pipelines import issues, provinces
from pipelines.errors import SettingsError
from pipelines.issues import Language
from pipelines.records import OFFICES
from pipelines.span import day_of_text
from search import coverage
from search.coverage import Cell, Days, Row, State, Wanted
from search.web.asking import WrongValue
from search.web.country import STEPS, Area, outlines
from search.web.frame import csv_of
from search.web.panel import province_names
from search.web.site import Visit

router = APIRouter(include_in_schema=False)

MOST_DAYS = 92
"""A quarter: 77 rows of so many signs stay far below 120 kB."""
COLUMNS = ("day", "source", "source_name", "province", "state", "new_items", "reason")
MOST_GAPS = 200
SIGNS = {"collected": "●", "nothing_new": "○", "failed": "×", "not_attempted": "·"}
NOT_DUE = "\u00a0"
WORST_FIRST: tuple[State, ...] = ("failed", "not_attempted", "nothing_new", "collected")


@dataclass(frozen=True, slots=True)
class Line:
    """A row as shown: where it leads, its figures, and a sign a day."""

    label: str
    address: str
    row: Row
    percent: int
    signs: str


@router.api_route("/coverage", methods=["GET", "HEAD"])
def covered(request: Request) -> Response:
    """Show what was collected: by province, or by office where a province is chosen."""
    visit = Visit.of(request)
    wanted, days, cells = _read(visit)
    by_province = _by_province(cells)
    rows = coverage.rows(cells, "source") if wanted.province else list(by_province.values())
    gaps = [cell for cell in cells if cell.state in ("failed", "not_attempted")]
    return visit.page(
        "coverage.html",
        days=days,
        wanted=wanted,
        offices=len({cell.source.id for cell in cells}),
        looked=_percent(sum(cell.state in ("collected", "nothing_new") for cell in cells), len(cells)),
        lines=[_line(visit, row, days, wanted) for row in rows],
        areas=_areas(by_province),
        names=province_names(visit.words),
        kinds=OFFICES,
        gaps=[(cell, _why(cell, visit.words.language)) for cell in gaps[:MOST_GAPS]]
        if wanted.province or len(rows) == 1
        else [],
        signs=SIGNS,
        steps=STEPS,
        pairs=_pairs(days, wanted),
    )


@router.api_route("/coverage.csv", methods=["GET", "HEAD"])
def sheet(request: Request) -> Response:
    """The same as CSV: every office on every day."""
    return csv_of(map(_cells, _read(Visit.of(request))[2]), COLUMNS, "khaosan-coverage.csv")


def _read(visit: Visit) -> tuple[Wanted, Days, list[Cell]]:
    """What the address asks for, the days shown, and what became of each office on each."""
    params = visit.request.query_params
    wanted = _wanted(params.get("province", ""), params.get("office", ""))
    first, last = _day("from", params.get("from", "")), _day("to", params.get("to", ""))
    with visit.site.store.read() as connection:
        days = coverage.days_shown(connection, first, last, today=visit.site.clock().date())
        days = Days(first=max(days.first, days.last - timedelta(days=MOST_DAYS - 1)), last=days.last)
        return wanted, days, list(coverage.cells(connection, days, wanted))


def _cells(cell: Cell) -> dict[str, str]:
    return {
        "day": cell.day.isoformat(),
        "source": cell.source.id,
        "source_name": cell.source.name,
        "province": cell.source.province,
        "state": cell.state,
        "new_items": str(cell.new_items),
        "reason": cell.reason or "",
    }


def _why(cell: Cell, language: Language) -> str:
    """Why nothing came that day, and the site's own words behind."""
    return issues.told(cell.code, cell.reason or "", language) if cell.code else cell.reason or ""


def _wanted(province: str, office: str) -> Wanted:
    if province and not any(one.iso == province for one in provinces.load()):
        raise WrongValue("province", province, ("TH-10", "TH-51", "…"))
    if office and office not in OFFICES:
        raise WrongValue("office", office, OFFICES)
    kinds = tuple(one for one in OFFICES if one == office)
    return Wanted(province=(province,) if province else (), kind=kinds)


def _day(name: str, text: str) -> date | None:
    try:
        return day_of_text(text) if text else None
    except SettingsError as error:
        raise WrongValue(name, text, ("2026-11-25", "2569-11-25")) from error


def _by_province(cells: list[Cell]) -> dict[str, Row]:
    """One row a province, whatever its kinds of office."""
    groups: dict[str, list[Cell]] = {}
    for cell in cells:
        groups.setdefault(cell.source.province, []).append(cell)
    return {iso: coverage.row_of(groups[iso]) for iso in sorted(groups)}


def _areas(rows: dict[str, Row]) -> tuple[Area, ...]:
    """Shade each province by the share of its cells that were looked at with success."""
    shares = {iso: row.share for iso, row in rows.items()}
    return tuple(
        Area(iso, path, int(100 * shares[iso]), max(1, ceil(shares[iso] * STEPS)), shares[iso])
        if iso in shares
        else Area(iso, path, 0, 0, 0.0)
        for iso, path in outlines()
    )


def _line(visit: Visit, row: Row, days: Days, wanted: Wanted) -> Line:
    names = province_names(visit.words)
    signs = "".join(_sign(row.days.get(day.isoformat())) for day in days.each)
    if row.source:
        address = visit.link("/", [("source", row.source)])
        return Line(row.name or row.source, address, row, _percent_of(row), signs)
    iso = row.province or ""
    pairs = [pair for pair in _pairs(days, wanted) if pair[0] != "province"]
    address = visit.link("/coverage", [("province", iso), *pairs])
    return Line(names.get(iso, iso or "–"), address, row, _percent_of(row), signs)


def _sign(day: Mapping[State, int] | None) -> str:
    """The worst of a day; a space as wide where no office was due yet."""
    return SIGNS[next(state for state in WORST_FIRST if day[state])] if day else NOT_DUE


def _pairs(days: Days, wanted: Wanted) -> list[tuple[str, str]]:
    chosen = [*(("province", one) for one in wanted.province), *(("office", one) for one in wanted.kind)]
    return [*chosen, ("from", days.first.isoformat()), ("to", days.last.isoformat())]


def _percent_of(row: Row) -> int:
    return _percent(row.counts["collected"] + row.counts["nothing_new"], sum(row.counts.values()))


def _percent(part: int, whole: int) -> int:
    """Rounded down: a hundred is said of all alone."""
    return 100 * part // whole if whole else 0
