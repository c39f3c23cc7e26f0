"""Filters of a search to clauses."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.errors import QueryError
from search.clauses import Clause, OneOf
from search.language.conditions import period
from search.language.periods import period as read_period
from search.records import Filters

_LISTS = ("province", "amphoe", "source", "office", "kind", "scope", "language", "cluster", "series")


def clauses(filters: Filters) -> Iterator[Clause]:
    """Yield a clause for each filter in force.

    Raises:
        QueryError: a day cannot be read.
    """
    for name in _LISTS:
        values = getattr(filters, name)
        if values:
            yield OneOf(name, tuple(values))
    for name in ("has_attachment", "representative"):
        wanted = getattr(filters, name)
        if wanted is not None:
            yield OneOf(name, (wanted,))
    if filters.undated is not None:
        yield OneOf("dated", (0 if filters.undated else 1,))
    first, last = _day(filters.published_from), _day(filters.published_to, last=True)
    if first is not None and last is not None and first > last:
        raise QueryError("the period ends before it begins", "ช่วงเวลาสิ้นสุดก่อนเริ่มต้น", position=0)
    if first is not None or last is not None:
        yield period(first, last)


def days_of(filters: Filters) -> tuple[str, str]:
    """The period as ISO days; empty where an end is open.

    Raises:
        QueryError: a day cannot be read.
    """
    return _iso(_day(filters.published_from)), _iso(_day(filters.published_to, last=True))


def _iso(day: int | None) -> str:
    return f"{day // 10_000:04}-{day // 100 % 100:02}-{day % 100:02}" if day else ""


def _day(text: str | None, *, last: bool = False) -> int | None:
    if not text:
        return None
    read = read_period(text, position=0)
    return read.last if last else read.first
