"""The fields of the index that hold time, all in the common era and as far as a date is precise."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from pipelines.records import DateValue

UNDATED_LAST = 2**62


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexTimes:
    """2020, 202008 and 20200805; null where a date does not say it, or spans several."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    dated: int = 0
    """1 or 0."""
    first_day: int | None = None
    last_day: int | None = None
    newest: int = -1
    oldest: int = UNDATED_LAST


def times_of(article_id: str, published: DateValue | None) -> IndexTimes:
    """Read the times of an article's date."""
    moment = sort_key(article_id, published)
    if published is None or moment is None:
        return IndexTimes()
    first, _, end = published.value.partition("/")
    begins, ends = _span(first)[0], _span(end or first)[1]
    return IndexTimes(
        year=begins // 10_000 if begins // 10_000 == ends // 10_000 else None,
        month=begins // 100 if begins // 100 == ends // 100 else None,
        day=begins if begins == ends else None,
        dated=1,
        first_day=begins,
        last_day=ends,
        newest=moment,
        oldest=moment,
    )


def sort_key(article_id: str, published: DateValue | None) -> int | None:
    """Order by minute, then by a digest of the id: the same in both engines, and as good as total.

    31 bits of minutes since year 1, 31 bits of digest: of 300 items of one day, two tie once in 50,000 days.
    """
    if published is None:
        return None
    day, _, time = published.value.partition("/")[0].partition("T")
    year, month, date_of_month = (*(int(part) for part in day.split("-")), 1, 1)[:3]
    hour, minute = (int(time[:2]), int(time[3:5])) if time else (0, 0)
    minutes = (date(year, month, date_of_month).toordinal() * 24 + hour) * 60 + minute
    return minutes << 31 | int(sha256(article_id.encode()).hexdigest()[:8], 16) >> 1


def _span(value: str) -> tuple[int, int]:
    """First and last day of ``2020``, ``2020-08`` or ``2020-08-05…`` as YYYYMMDD."""
    year, _, rest = value[:10].partition("-")
    month, _, day = rest.partition("-")
    first = int(year) * 10_000 + int(month or 1) * 100 + int(day or 1)
    last_month = int(month or 12)
    last_day = int(day) if day else monthrange(int(year), last_month)[1]
    return first, int(year) * 10_000 + last_month * 100 + last_day
