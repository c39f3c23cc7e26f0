"""Dates of digits alone: ``29/12/2563``, ``29.12.63``, ``2563-12-29``, ISO 8601 with either era."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.dates.atoms import Atom, Day, day_atom, is_real, refused
from pipelines.dates.years import read_year
from pipelines.records import Era

_FREE = "(?<![0-9])(?<![0-9][./:-])"
_NO_MORE = "(?![0-9]|[./-][0-9])"
DAY_FIRST = re.compile(
    f"{_FREE}(?P<day>[0-3]?[0-9])(?P<by>[/.-])(?P<month>[0-3]?[0-9])(?P=by)(?P<year>[0-9]{{4}}|[0-9]{{2}}){_NO_MORE}"
)
YEAR_FIRST = re.compile(
    f"{_FREE}(?P<year>[0-9]{{4}})(?P<by>[/.-])(?P<month>[01]?[0-9])(?P=by)(?P<day>[0-3]?[0-9]){_NO_MORE}"
)
_US = 0.7
"""Sureness of month-first order: no Thai office writes it, but software does when the day is above 12."""


def read_numeric(text: str, prior: Era | None) -> Iterator[Atom]:
    """Yield dates of digits, day first; what looks like one and is none blocks its characters."""
    for match in DAY_FIRST.finditer(text):
        yield _read(match, prior)
    for match in YEAR_FIRST.finditer(text):
        yield _read(match, prior)


def _read(match: re.Match[str], prior: Era | None) -> Atom:
    year = read_year(match["year"], prior=prior)
    if year is None or not _is_written_out(match):
        return refused(match.span())
    day: Day = (year.value, int(match["month"]), int(match["day"]))
    swapped: Day = (year.value, day[2], day[1])
    if not is_real(day) and is_real(swapped):
        return day_atom(match.span(), [swapped], year.era, year.sure * _US)
    return day_atom(match.span(), [day], year.era, year.sure)


def _is_written_out(match: re.Match[str]) -> bool:
    """Tell a date from a version or a section: with dots or dashes, short forms need two digits each."""
    if match["by"] == "/" or len(match["year"]) == 4:
        return True
    return len(match["day"]) == 2 and len(match["month"]) == 2
