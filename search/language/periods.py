"""Periods as people type them: 2563, ๒๕๖๓-08, 2020-W32, 2563..2564, "12 ก.ย. 67", in either era."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from pipelines.dates import read_stated
from pipelines.errors import QueryError
from pipelines.moment import BE_OFFSET, TYPED_BUDDHIST
from search.language.tree import PublishedIn

_COMMON = range(TYPED_BUDDHIST.start - BE_OFFSET, TYPED_BUDDHIST.stop - BE_OFFSET)
_DAY = re.compile(r"([0-9๐-๙]{4})(?:-([0-9๐-๙]{1,2})(?:-([0-9๐-๙]{1,2}))?)?")
_MONTH = re.compile("([0-9๐-๙]{1,2})/([0-9๐-๙]{4})")
_SHORT_YEAR = re.compile("[4-9๔-๙][0-9๐-๙]")
"""Of the Buddhist era, and no day of a month."""
_WEEK = re.compile(r"([0-9๐-๙]{4})-W([0-9๐-๙]{2})")
"""ISO 8601; its year is that of its Thursday, so another era's number names the same week."""


def year_pair(year: int) -> int | None:
    """The same year in the other era; null where the number is no year of either."""
    if year in TYPED_BUDDHIST:
        return year - BE_OFFSET
    return year + BE_OFFSET if year in _COMMON else None


def period(value: str, *, position: int) -> PublishedIn:
    """Read a day, week, month, year, or a range of them with ``..``; open at one end if that end is empty.

    Raises:
        QueryError: it is none, with its place in the query.
    """
    first, dots, last = value.partition("..")
    if not dots:
        begin, end = _span(first, position)
        return PublishedIn(begin, end)
    if not first and not last:
        raise _wrong(value, position)
    begins = _span(first, position)[0] if first else None
    ends = _span(last, position + len(first) + 2)[1] if last else None
    if begins is not None and ends is not None and begins > ends:
        raise QueryError(
            f"the period {value} ends before it begins", f"ช่วงเวลา {value} สิ้นสุดก่อนเริ่มต้น", position=position
        )
    return PublishedIn(begins, ends)


def _span(text: str, position: int) -> tuple[int, int]:
    if week := _WEEK.fullmatch(text):
        return _week(int(week[1]), int(week[2]), text, position)
    found = _DAY.fullmatch(text)
    if found is None:
        return _worded(text, position)
    typed, month, day = int(found[1]), int(found[2] or 0), int(found[3] or 0)
    year = typed - BE_OFFSET if typed in TYPED_BUDDHIST else typed
    if year not in _COMMON or month > 12 or (found[2] and not month):
        raise _wrong(text, position)
    if not month:
        return year * 10_000 + 101, year * 10_000 + 1231
    length = monthrange(year, month)[1]
    if day > length or (found[3] and not day):
        raise _wrong(text, position)
    base = year * 10_000 + month * 100
    return base + (day or 1), base + (day or length)


def _worded(text: str, position: int) -> tuple[int, int]:
    """Read a day, month or year as Thai pages write it."""
    if month := _MONTH.fullmatch(text):
        return _span(f"{month[2]}-{month[1]}", position)
    value = read_stated(f"ปี {text}" if _SHORT_YEAR.fullmatch(text) else text)
    if value is None:
        raise _wrong(text, position)
    first, _, last = value.value.partition("/")
    return _span(first[:10], position)[0], _span((last or first)[:10], position)[1]


def _week(typed: int, number: int, text: str, position: int) -> tuple[int, int]:
    year = typed - BE_OFFSET if typed in TYPED_BUDDHIST else typed
    if year not in _COMMON:
        raise _wrong(text, position)
    try:
        first, last = (date.fromisocalendar(year, number, weekday) for weekday in (1, 7))
    except ValueError:
        raise _wrong(text, position) from None
    return int(first.strftime("%Y%m%d")), int(last.strftime("%Y%m%d"))


def _wrong(text: str, position: int) -> QueryError:
    return QueryError(
        f'{text!r} is no date: write 2563, 2563-08, 12/9/2567, "12 ก.ย. 67" or 2563..2564',
        f'{text!r} ไม่ใช่วันที่: เขียนเป็น 2563, 2563-08, 12/9/2567, "12 ก.ย. 67" หรือ 2563..2564',
        position=position,
    )
