"""Periods: fiscal years and quarters, years of an era, spans of years."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.dates.atoms import Atom, Day, last_of_month, refused
from pipelines.dates.years import ERA_MARK, Year, read_year
from pipelines.records import Era, Precision
from pipelines.text.beginnings import Beginnings, matches

_Y = "(?:[0-9]{4}|[0-9]{2})(?![0-9])"
_QUARTERS = {"1": 1, "2": 2, "3": 3, "4": 4, "แรก": 1, "หนึ่ง": 1, "สอง": 2, "สาม": 3, "สี่": 4, "สุดท้าย": 4}
_QUARTER = "|".join(_QUARTERS)
_TO = " ?(?:-|ถึง|จนถึง|และ) ?(?:ปี ?)?"
_FISCAL = "(?:ปี ?งบประมาณ|ปีงบฯ?|งบประมาณ ?(?:รายจ่าย ?)?(?:ประจำ ?)?ปี|fiscal year) ?(?:พ\\.ศ\\. ?)?"
FISCAL = re.compile(
    f"(?:ไตรมาส(?:ที่)? ?(?P<quarter>{_QUARTER})(?:st|nd|rd|th)? ?/? ?(?:ของ ?)?(?:ประจำ ?)?)?{_FISCAL}"
    f"(?P<mark>{ERA_MARK})? ?(?P<year>{_Y})(?:{_TO}(?:{ERA_MARK})? ?(?P<until>{_Y}))?"
)
QUARTER = re.compile(
    f"(?:ไตรมาส(?:ที่)? ?|quarter |q)(?P<quarter>{_QUARTER})(?![0-9]) ?(?:/|,|ของ)? ?(?:ประจำ ?)?(?:ปี ?)?"
    f"(?P<mark>{ERA_MARK})? ?(?P<year>{_Y})"
)
HALF = re.compile(
    f"ครึ่ง(?:ปี)?(?P<half>แรก|หลัง)(?:ของ)? ?(?:ปี ?)?(?P<mark>{ERA_MARK})? ?(?P<year>[0-9]{{4}})(?![0-9])"
)
YEARS = re.compile(
    f"(?P<mark>{ERA_MARK}) ?(?P<year>{_Y})(?:{_TO}(?:{ERA_MARK})? ?(?P<until>{_Y}))?"
    f"|(?<![0-9])ปี ?(?P<since>[0-9]{{4}}) ?(?:-|ถึง) ?(?:ปี ?)?(?P<to>[0-9]{{4}})(?![0-9])"
)


NEEDED = {FISCAL: ("งบ", "fiscal"), QUARTER: ("ไตรมาส", "q"), HALF: ("ครึ่ง",), YEARS: ("",)}
"""Of these each match holds one: to look for them takes a tenth of the time, and few texts have any."""
BEGINS = {
    FISCAL: Beginnings("ไตรมาส", "ปี", "งบประมาณ", "fiscal"),
    QUARTER: Beginnings("ไตรมาส", "q"),
    HALF: Beginnings("ครึ่ง"),
    YEARS: Beginnings("พ.", "พศ", "พุท", "ค.", "คศ", "คริ", "b.", "be", "a.", "ad", "c.", "ce", "ปี"),
}


def read_periods(text: str, prior: Era | None) -> Iterator[Atom]:
    """Yield fiscal years, quarters, and years with their era named."""
    for pattern, make in ((FISCAL, _fiscal), (QUARTER, _quarter), (HALF, _half), (YEARS, _years)):
        if any(needed in text for needed in NEEDED[pattern]):
            yield from map(make, matches(pattern, BEGINS[pattern], text))


def _fiscal(match: re.Match[str]) -> Atom:
    """The fiscal year 2559 is October 2015 to September 2016 (Budget Procedures Act B.E. 2561, section 4)."""
    year = _fiscal_year(match["year"])
    until = _fiscal_year(match["until"]) if match["until"] else year
    if year is None or until is None or until.value < year.value:
        return refused(match.span())
    if match["quarter"]:
        return _three_months(match, year, _QUARTERS[match["quarter"]] - 2, "quarter")
    first: Day = (year.value - 1, 10, 1)
    return Atom(match.span(), first, (until.value, 9, 30), "range", year.era, "fiscal", year.sure)


def _fiscal_year(digits: str) -> Year | None:
    """Read a fiscal year; offices count them in the Buddhist era, so two digits are BE."""
    return read_year(digits, "พ.ศ." if len(digits) == 2 else "")


def _quarter(match: re.Match[str]) -> Atom:
    year = read_year(match["year"], match["mark"] or "")
    if year is None:
        return refused(match.span())
    return _three_months(match, year, _QUARTERS[match["quarter"]] - 1, "quarter")


def _half(match: re.Match[str]) -> Atom:
    year = read_year(match["year"], match["mark"] or "")
    if year is None:
        return refused(match.span())
    first, last = (1, 6) if match["half"] == "แรก" else (7, 12)
    end = last_of_month(year.value, last)
    return Atom(match.span(), (year.value, first, 1), end, "range", year.era, "quarter", year.sure)


def _three_months(match: re.Match[str], year: Year, quarter: int, kind: str) -> Atom:
    """Make the quarter that many quarters after January; −1 is October of the year before."""
    shift, place = divmod(quarter, 4)
    value = year.value + shift
    return Atom(
        match.span(),
        (value, 3 * place + 1, 1),
        last_of_month(value, 3 * place + 3),
        "range",
        year.era,
        kind,
        year.sure,
    )


def _years(match: re.Match[str]) -> Atom:
    year = read_year(match["year"] or match["since"], match["mark"] or "")
    last = match["until"] or match["to"]
    until = read_year(last, match["mark"] or "พ.ศ.") if last else year
    if year is None or until is None or until.value < year.value:
        return refused(match.span())
    precision: Precision = "range" if last else "year"
    return Atom(
        match.span(), (year.value, 1, 1), (until.value, 12, 31), precision, year.era, "year", year.sure
    )
