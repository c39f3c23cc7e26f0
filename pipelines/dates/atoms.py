"""Atom: one date as it stands in a text, before it is joined with its neighbours to a range."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, replace
from datetime import date, timedelta

from pipelines.records import Era, Precision

Day = tuple[int | None, int, int]
"""Year (none when the text leaves it to a later date), month, day."""


@dataclass(frozen=True, slots=True)
class Atom:
    """Days from ``first`` to ``last`` read at ``span`` of the folded text.

    ``kind`` names the grammar: day, month, year, fiscal, quarter. ``valid`` is false for what looks like a
    date and is none (31 ก.พ. 2564): it keeps its characters from being read as something else.
    """

    span: tuple[int, int]
    first: Day
    last: Day
    precision: Precision
    era: Era
    kind: str
    sure: float = 1.0
    minute: int | None = None
    """Minute of the first day, 0-1439, in Asia/Bangkok."""
    clocked: bool = False
    """Whether the pattern has read the time itself (ISO, RFC 822)."""
    valid: bool = True

    @property
    def dated(self) -> bool:
        """Whether the year is known."""
        return self.first[0] is not None and self.last[0] is not None


def day_atom(span: tuple[int, int], days: list[Day], era: Era, sure: float) -> Atom:
    """Make an atom of one day or of a list of days in order; invalid ones too, marked so."""
    first, last = days[0], days[-1]
    valid = all(map(is_real, days)) and (first is last or _ordered(first, last))
    precision: Precision = "day" if first == last else "range"
    return Atom(span, first, last, precision, era, "day", sure, valid=valid)


def refused(span: tuple[int, int]) -> Atom:
    """Make an atom that only blocks its characters."""
    return Atom(span, (None, 1, 1), (None, 1, 1), "day", "CE", "refused", valid=False)


_LENGTHS = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def is_real(day: Day) -> bool:
    """Tell whether the calendar has the day; without a year, whether any year has it."""
    year, month, number = day
    if not 1 <= month <= 12 or number < 1:
        return False
    leap = month == 2 and (year is None or calendar.isleap(year))
    return number <= _LENGTHS[month] + leap


def last_of_month(year: int, month: int) -> Day:
    """Give the last day of a month."""
    return year, month, calendar.monthrange(year, month)[1]


def as_date(day: Day) -> date:
    """Make a date; the year must be known."""
    year, month, number = day
    if year is None:
        raise ValueError(f"day {number}/{month} has no year")
    return date(year, month, number)


def at_minute(
    atom: Atom, minute: int, *, shift: int = 0, begin: int | None = None, end: int | None = None
) -> Atom:
    """Give an atom a time of day, ``shift`` minutes away from Asia/Bangkok; the day moves along."""
    days, minute = divmod(minute + shift, 1440)
    moved = as_date(atom.first) + timedelta(days=days)
    day = (moved.year, moved.month, moved.day)
    span = (atom.span[0] if begin is None else begin, atom.span[1] if end is None else end)
    last = day if atom.first == atom.last else atom.last
    return replace(atom, first=day, last=last, minute=minute, span=span, clocked=True)


def _ordered(first: Day, last: Day) -> bool:
    return (first[0] or 0, *first[1:]) <= (last[0] or 0, *last[1:])
