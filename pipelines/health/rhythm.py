"""An office's own rhythm: on which weekdays it posts, and how long its pauses usually are.

Time is counted in *expected posting days*: a Sunday of an office that never posts on Sundays is no time at
all, a holiday neither. Pauses measured so are alike in size all year, and their quantiles are robust.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

from pipelines.health.calendar import off_duty

HISTORY = timedelta(weeks=26)
"""Half a year: long enough for a council's sessions, short enough to follow a change of staff."""
ENOUGH_GAPS = 8
"""Pauses that must be known; fewer say nothing about a ninth decile."""
ENOUGH_DAYS = 28
QUANTILE = 0.9
LEAST, TIMES = 3.0, 3.0
"""Silent beyond three expected posting days and three times the ninth decile of its pauses: an office that
posts at random (pauses geometric, ninth decile 2.3) passes 6.9 once in a thousand pauses (e to the -6.9)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """``weights`` are the chances of a post, Monday to Sunday; ``limit`` is in expected posting days."""

    weights: tuple[float, ...]
    limit: float
    last: date
    """The last day with a post."""

    def expected(self, first: date, last: date) -> float:
        """How many posting days one would expect from a day to another, both included."""
        return sum(self.weight(first + timedelta(days=n)) for n in range((last - first).days + 1))

    def weight(self, day: date) -> float:
        """The chance of a post on a day; none on holidays."""
        return 0.0 if off_duty(day) else self.weights[day.weekday()]

    def silence(self, until: date) -> float:
        """How long it has been silent at the end of a day, in expected posting days."""
        return self.expected(self.last + timedelta(days=1), until)


def rhythm_of(posts: Sequence[date]) -> Rhythm | None:
    """Learn a rhythm from the days with posts, in any order; null where they are too few."""
    if not posts:
        return None
    last = max(posts)
    days = sorted({day for day in posts if last - day <= HISTORY})
    if len(days) <= ENOUGH_GAPS or (last - days[0]).days < ENOUGH_DAYS:
        return None
    return _learnt(tuple(days))


@lru_cache(maxsize=4_096)
def _learnt(days: tuple[date, ...]) -> Rhythm:
    """Learn it from enough days in order; kept, for a verdict and those of its peers ask for it again."""
    base = Rhythm(weights=_weights(days), limit=LEAST, last=days[-1])
    gaps = sorted(base.expected(one + timedelta(days=1), other) for one, other in pairwise(days))
    usual = gaps[min(len(gaps) - 1, int(QUANTILE * len(gaps)))]
    return Rhythm(weights=base.weights, limit=max(LEAST, TIMES * usual), last=days[-1])


def _weights(days: Sequence[date]) -> tuple[float, ...]:
    """The share of weekdays with a post, among those on duty."""
    posted, had = [0] * 7, [0] * 7
    kept = set(days)
    for number in range((days[-1] - days[0]).days + 1):
        day = days[0] + timedelta(days=number)
        if off_duty(day):
            continue
        had[day.weekday()] += 1
        posted[day.weekday()] += day in kept
    return tuple(one / of if of else 0.0 for one, of in zip(posted, had, strict=True))
