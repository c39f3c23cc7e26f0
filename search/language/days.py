"""Days as people type them among other words: 12 ก.ย. 67, 12/9/2567, September 12, 2024, กันยายน 2567.

Such a day is looked for as Thai writes it out, and as the day of publishing. A month and year in digits alone
is no month: ``3/2564`` is the third meeting, or a letter's number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from pipelines.dates import read_stated
from pipelines.dates.names import FULL_MONTHS, MONTHS
from pipelines.moment import BE_OFFSET
from pipelines.records import DateValue
from pipelines.text import fold

MOST_PARTS = 5
"""``วันที่ 12 กันยายน พ.ศ. 2567``."""
LONGEST = 40
"""Characters."""
_LABELS = ("วันที่", "เมื่อวันที่", "วัน", "เดือน")
_DIGIT = re.compile("[0-9๐-๙]")
_LETTER = re.compile("[a-zก-ฮ]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Days:
    """A day or month, as Thai writes it out, and its first and last day as YYYYMMDD."""

    written: str
    first: int
    last: int


def typed(texts: Sequence[str]) -> tuple[int, Days] | None:
    """Find the day that the first texts name together: how many they are, and which it is.

    The reader passes over words around a date; those are parts of their own.
    """
    for size in range(min(MOST_PARTS, len(texts)), 0, -1):
        days = _named(texts[:size])
        if days is None or days == _named(texts[: size - 1]):
            continue
        return (size, days) if texts[0] in _LABELS or days != _named(texts[1:size]) else None
    return None


def _named(texts: Sequence[str]) -> Days | None:
    text = " ".join(texts)
    return _day_of(text) if len(text) <= LONGEST and _DIGIT.search(text) and not text.isdecimal() else None


@lru_cache(maxsize=4_096)
def _day_of(text: str) -> Days | None:
    """Read a day; the reader takes .3 ms, and a query of 200 parts asks it a thousand times over and over."""
    if not _may_name_a_day().search(fold.search(text)):
        return None
    found = read_stated(text)
    return _days(found, text) if found is not None else None


@cache
def _may_name_a_day() -> re.Pattern[str]:
    return re.compile("[0-9] ?[/.-] ?[0-9]|" + "|".join(map(re.escape, MONTHS)))


def _days(found: DateValue, text: str) -> Days | None:
    if found.precision not in ("day", "month") or (found.precision == "month" and not _LETTER.search(text)):
        return None
    year, month, day = (*map(int, found.value.split("-")), 0)[:3]
    name = f"{FULL_MONTHS[month - 1]} {year + BE_OFFSET}"
    base = year * 10_000 + month * 100
    return Days(f"{day} {name}", base + day, base + day) if day else Days(name, base + 1, base + 31)
