"""Coverage: what became of each office on each day, added up by province and kind of office."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

from sqlalchemy import Connection, func, select

from pipelines.records import OFFICES, Office, Source
from pipelines.store import sources, visits
from pipelines.store.operating import visits as t
from pipelines.store.visits import OfficeDay
from search.collected import collected
from search.filters import days_of
from search.records import Filters

State = Literal["collected", "nothing_new", "failed", "not_attempted"]
STATES: tuple[State, ...] = ("collected", "nothing_new", "failed", "not_attempted")
By = Literal["source", "province", "kind"]
BYS: tuple[By, ...] = get_args(By)
"""Rows: one an office; one a province and kind of office; one a kind."""
DAYS = 14
"""A fortnight where no span is asked for."""
MOST_DAYS = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """Days, both included."""

    first: date
    last: date

    @property
    def each(self) -> tuple[date, ...]:
        """All of them."""
        return tuple(self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which offices; empty = all that are collected."""

    province: tuple[str, ...] = ()
    kind: tuple[Office, ...] = ()
    source: tuple[str, ...] = ()

    def fits(self, source: Source) -> bool:
        """Say whether an office is wanted."""
        return (
            (not self.province or source.province in self.province)
            and (not self.kind or source.office in self.kind)
            and (not self.source or source.id in self.source)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """An office on a day."""

    source: Source
    day: date
    state: State
    new_items: int = 0
    code: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of the table: what its cells come to, and day by day."""

    source: str | None
    province: str | None
    kind: Office | None
    name: str | None
    """The office's; null for a row of several."""
    offices: int
    counts: Mapping[State, int]
    """Cells by state."""
    new_items: int
    days: Mapping[str, Mapping[State, int]]
    """Offices by state, by day (ISO); a day on which none was due is absent."""

    @property
    def share(self) -> float:
        """The share of cells that were looked at with success."""
        total = sum(self.counts.values())
        return (self.counts["collected"] + self.counts["nothing_new"]) / total if total else 0.0


def days_shown(connection: Connection, first: date | None, last: date | None, *, today: date) -> Days:
    """The days asked for, else the fortnight to the last visit of anyone, or the days since the first one."""
    earliest, newest = connection.execute(select(func.min(t.c.day), func.max(t.c.day))).one()
    end = last or (date.fromisoformat(newest) if newest else today)
    begin = end - timedelta(days=DAYS - 1)
    if earliest and date.fromisoformat(earliest) <= end:
        begin = max(begin, date.fromisoformat(earliest))
    return Days(first=max(first or begin, end - timedelta(days=MOST_DAYS - 1)), last=end)


def offices(connection: Connection, wanted: Wanted) -> list[Source]:
    """The offices that coverage is about, by id; :func:`pipelines.store.visits.due_from` says which."""
    return [source for source, _ in _due(connection, wanted)]


def cells(connection: Connection, days: Days, wanted: Wanted) -> Iterator[Cell]:
    """Yield every cell of some days, by office and day; an office has none before it was due."""
    known = {(one.source_id, one.day): one for one in visits.between(connection, days.first, days.last)}
    for source, begun in _due(connection, wanted):
        for day in days.each[max(0, (begun - days.first).days) :]:
            yield _cell(source, day, known.get((source.id, day)))


def rows(found: Iterable[Cell], by: By) -> list[Row]:
    """Add cells up; offices by id, provinces by code, kinds in the order of the administration."""
    groups: dict[tuple[str, int], list[Cell]] = {}
    for cell in found:
        groups.setdefault(_key(cell, by), []).append(cell)
    return [row_of(groups[key], by) for key in sorted(groups)]


def row_of(found: list[Cell], by: By | None = None) -> Row:
    """Add the cells of one row up; without ``by`` they are of one province, whatever the kind."""
    source = found[0].source
    days: dict[str, Counter[State]] = {}
    for cell in found:
        days.setdefault(cell.day.isoformat(), Counter())[cell.state] += 1
    return Row(
        source=source.id if by == "source" else None,
        province=source.province if by != "kind" else None,
        kind=source.office if by else None,
        name=source.name if by == "source" else None,
        offices=len({cell.source.id for cell in found}),
        counts={state: sum(cell.state == state for cell in found) for state in STATES},
        new_items=sum(cell.new_items for cell in found),
        days={day: {state: counted[state] for state in STATES} for day, counted in days.items()},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageNote:
    """What a count is out of: offices within its filters, and those that were missed on a day or more."""

    offices: int
    lacking: int
    missed: int
    """Days of offices without a visit that succeeded."""
    first: str
    last: str


def coverage_note(connection: Connection, filters: Filters) -> CoverageNote:
    """Say what was collected of the offices and days that filters leave."""
    only = Filters(province=filters.province, source=filters.source, office=filters.office)
    found = collected(connection, only, *days_of(filters))
    return CoverageNote(
        offices=found.offices,
        lacking=found.lacking,
        missed=sum(found.missed.values()),
        first=found.first,
        last=found.last,
    )


def note_text(note: CoverageNote) -> str:
    """The note in a line; empty where nothing is missing."""
    if not note.missed:
        return ""
    where = f"{note.lacking} of {note.offices} offices were not collected on {note.missed} office days"
    return f"{where} from {note.first} to {note.last}: khaosan coverage --gaps"


def _due(connection: Connection, wanted: Wanted) -> list[tuple[Source, date]]:
    begun = visits.due_from(connection)
    known = sources.load(connection, begun)
    return [(source, begun[identity]) for identity, source in known.items() if wanted.fits(source)]


def _cell(source: Source, day: date, visit: OfficeDay | None) -> Cell:
    if visit is None:
        return Cell(source=source, day=day, state="not_attempted")
    return Cell(
        source=source,
        day=day,
        state=visit.outcome,
        new_items=visit.new_items,
        code=visit.code,
        reason=visit.reason,
    )


def _key(cell: Cell, by: By) -> tuple[str, int]:
    source = cell.source
    if by == "source":
        return source.id, 0
    return source.province if by == "province" else "", OFFICES.index(source.office)
