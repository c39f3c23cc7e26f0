"""Dates of digits alone: ``29/12/2563``, ``29.12.63``, ``2563-12-29``, ISO 8601 with either era."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.dates.atoms import Atom, Day, day_atom, is_real, refused
from pipelines.dates.names import COUNTED, WORD_BEFORE
from pipelines.dates.years import ERA_MARK, read_year
from pipelines.records import Era
from pipelines.text.beginnings import Numbers, matches

_FREE = "(?<![0-9]{2})(?<![0-9][./:-][0-9])"
"""After the first digit: it begins the number, and no other number is glued to it."""
_NO_MORE = "(?![0-9]|[./-][0-9])"
_TWO = "[0-3]?[0-9]"
DAY_FIRST = re.compile(
    f"[0-9]{_FREE}[0-9]?(?: ?- ?(?P<last>{_TWO}))?(?P<by>[/.-]| / )(?P<month>{_TWO})(?P=by)"
    f"(?P<year>[0-9]{{4}}|[0-9]{{2}}){_NO_MORE}"
)
YEAR_FIRST = re.compile(
    f"[0-9]{_FREE}[0-9]{{3}}(?P<by>[/.-])(?P<month>[01]?[0-9])(?P=by)(?P<day>{_TWO}){_NO_MORE}"
)
_SLASHED = "[0-3]?[0-9]/[01]?[0-9]/(?:[0-9]{4}|[0-9]{2})"
GLUED = re.compile(
    f"[0-9]{_FREE}(?<=(?P<begin>[0-9]))[0-9]?/[01]?[0-9]/(?:[0-9]{{4}}|[0-9]{{2}})-{_SLASHED}{_NO_MORE}"
)
"""Two dates with nothing but a hyphen between them; else a hyphen would tell a number of another kind."""
WORDED = re.compile(
    f"[0-9](?<![0-9]{{2}})[0-9]? ?เดือน(?:ที่)? ?(?P<month>{_TWO}) ?(?:ปี ?)?(?P<mark>{ERA_MARK})? ?"
    "(?P<year>[0-9]{4})(?![0-9])"
)
_NUMBERED = re.compile(f"(?:{COUNTED}|(?:เลขที่|มาตรา|โทร\\.?|โทรศัพท์) ?)\\Z")
"""Before figures that are the number of something."""
_FIRST = re.compile("[0-9]+")
NUMBERS = Numbers()
"""Where each of these patterns begins."""
_US = 0.7
"""Sureness of month-first order: no Thai office writes it, but software does when the day is above 12."""


def read_numeric(text: str, prior: Era | None) -> Iterator[Atom]:
    """Yield dates of digits, day first; what looks like one and is none blocks its characters."""
    for match in matches(GLUED, NUMBERS, text) if "/" in text else ():
        yield _glued(match, prior)
    for match in matches(WORDED, NUMBERS, text) if "เดือน" in text else ():
        year = read_year(match["year"], match["mark"] or "")
        told: Day = (year.value if year else None, int(match["month"]), int(_first(match[0])))
        yield day_atom(match.span(), [told], year.era, year.sure) if year else refused(match.span())
    for match in matches(DAY_FIRST, NUMBERS, text):
        begin = match.start()
        numbered = _NUMBERED.search(text, max(0, begin - WORD_BEFORE), begin)
        yield refused(match.span()) if numbered else _day_first(match, prior)
    for match in matches(YEAR_FIRST, NUMBERS, text):
        day: tuple[int, int] = (int(match["month"]), int(match["day"]))
        year = read_year(match[0][:4], prior=prior)
        made = day_atom(match.span(), [(year.value, *day)], year.era, year.sure) if year else None
        yield made or refused(match.span())


def _glued(match: re.Match[str], prior: Era | None) -> Atom:
    ends = [part.split("/") for part in match[0].split("-")]
    years = [read_year(end[2], prior=prior) for end in ends]
    first, last = years
    if first is None or last is None:
        return refused(match.span())
    days: list[Day] = [
        (year.value, int(end[1]), int(end[0])) for year, end in zip((first, last), ends, strict=True)
    ]
    return day_atom(match.span(), days, last.era, last.sure)


def _day_first(match: re.Match[str], prior: Era | None) -> Atom:
    year = read_year(match["year"], prior=prior)
    if year is None or not _is_written_out(match):
        return refused(match.span())
    month, first = int(match["month"]), int(_first(match[0]))
    day: Day = (year.value, month, first)
    if match["last"]:
        return day_atom(match.span(), [day, (year.value, month, int(match["last"]))], year.era, year.sure)
    swapped: Day = (year.value, first, month)
    if not is_real(day) and is_real(swapped):
        return day_atom(match.span(), [swapped], year.era, year.sure * _US)
    return day_atom(match.span(), [day], year.era, year.sure)


def _first(text: str) -> str:
    found = _FIRST.match(text)
    return found[0] if found else ""


def _is_written_out(match: re.Match[str]) -> bool:
    """Tell a date from a version or a section: with dots or dashes, short forms need two digits each."""
    if "/" in match["by"] or len(match["year"]) == 4:
        return True
    return len(_first(match[0])) == 2 and len(match["month"]) == 2
