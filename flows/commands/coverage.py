"""``khaosan coverage``: which offices were collected on which days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from flows.commands.common import COMMON, Common
from pipelines.errors import SettingsError
from pipelines.records import Office

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Connection

    from search.coverage import Cell, Days, Row, State, Wanted

SYMBOLS = {"collected": "●", "nothing_new": "○", "failed": "×", "not_attempted": "·"}
WORST_FIRST: tuple[State, ...] = ("failed", "not_attempted", "nothing_new", "collected")
COLUMNS = ("source", "province", "kind", "day", "state", "new_items", "code")


def coverage(
    *,
    by: Literal["province", "kind", "source"] = "province",
    province: tuple[str, ...] = (),
    kind: tuple[Office, ...] = (),
    source: tuple[str, ...] = (),
    since: str | None = None,
    until: str | None = None,
    gaps: bool = False,
    csv: bool = False,
    common: Common = COMMON,
) -> int:
    """Show what was collected, day by day; without days, the fortnight to the last visit.

    A cell is ● collected, ○ nothing new, × failed or · not attempted; of several offices the worst is shown.
    It is blank before an office was due: before its first visit, or anyone's if it never had one.

    Args:
        by: One row a province and kind of office, a kind, or a source.
        province: Only these: TH-51, 51, ลำพูน or Lamphun.
        kind: Only these kinds of office.
        source: Only these offices, by id.
        since: First day, in either era: 2026-11-25, 25 พ.ย. 2569.
        until: Last day, included.
        gaps: Only offices and days that failed or were not attempted, one a line.
        csv: Print every office and day as CSV; with ``--json`` as JSON Lines.
    """
    from flows.output import emit_lines, print_line, say
    from flows.workspace import workspace
    from search import coverage as covered

    with workspace(common.settings) as space, space.store.read() as connection:
        days = _days(connection, since, until)
        cells = list(covered.cells(connection, days, _wanted(province, kind, _known(connection, source))))
    if csv and common.json:
        emit_lines(map(_plain, cells), json=True, text=str)
    elif csv:
        for line in _csv(cells):
            print_line(line)
    elif gaps:
        lacking = [_plain(cell) for cell in cells if cell.state in ("failed", "not_attempted")]
        emit_lines(lacking, json=common.json, text=_gap_line)
    else:
        emit_lines(covered.rows(cells, by), json=common.json, text=lambda row: _row_line(row, days))
        if not cells:
            say("no office was due on these days: khaosan source list shows which are enabled")
        say(f"{days.first} to {days.last}: " + ", ".join(f"{SYMBOLS[one]} {one}" for one in SYMBOLS))
    return 0


def _days(connection: Connection, since: str | None, until: str | None) -> Days:
    from pipelines.moment import clock
    from pipelines.span import day_of_text
    from search.coverage import days_shown

    first, last = (day_of_text(one) if one else None for one in (since, until))
    if first and last and first > last:
        raise SettingsError(f"--since {since} is after --until {until}", cure="turn them round")
    return days_shown(connection, first, last, today=clock().date())


def _known(connection: Connection, ids: tuple[str, ...]) -> tuple[str, ...]:
    from pipelines.store import sources

    return sources.must(connection, ids)


def _wanted(province: tuple[str, ...], kind: tuple[Office, ...], source: tuple[str, ...]) -> Wanted:
    from flows.commands.filters import province_code
    from search.coverage import Wanted

    codes = [code for one in province if (code := province_code(one))]
    return Wanted(province=tuple(codes), kind=kind, source=source)


def _plain(cell: Cell) -> dict[str, object]:
    return {
        "source": cell.source.id,
        "province": cell.source.province,
        "kind": cell.source.office,
        "day": cell.day.isoformat(),
        "state": cell.state,
        "new_items": cell.new_items,
        "code": cell.code,
        "reason": cell.reason,
    }


def _gap_line(gap: Mapping[str, object]) -> str:
    return f"{gap['day']}  {gap['source']}: {gap['state']}" + (f": {gap['reason']}" if gap["reason"] else "")


def _sign(day: Mapping[State, int] | None) -> str:
    """The worst of a day; blank where no office was due yet."""
    return SYMBOLS[next(state for state in WORST_FIRST if day[state])] if day else " "


def _row_line(row: Row, days: Days) -> str:
    label = row.source or f"{row.province or 'all'} {row.kind}"
    line = "".join(_sign(row.days.get(day.isoformat())) for day in days.each)
    return f"{label:<32} {line}  {row.share:>4.0%}  offices {row.offices}  new {row.new_items}"


def _csv(cells: list[Cell]) -> Iterator[str]:
    """Ids, codes and days alone: no text of a site, so no formula either."""
    import csv
    from io import StringIO

    for row in [COLUMNS, *([str(_plain(cell)[name] or "") for name in COLUMNS] for cell in cells)]:
        buffer = StringIO()
        csv.writer(buffer, lineterminator="").writerow(row)
        yield buffer.getvalue()
