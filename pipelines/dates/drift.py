"""The era a source writes: a prior for its two-digit years, and an alarm when its habit changes.

A site that moves to other software can begin to write 2020 for 2563, or to add 543 twice. Single dates do not
show it; the mix of eras of a source over two spans of time does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import sqrt
from typing import Protocol

from pipelines.dates.years import BY_HABIT
from pipelines.records import DateValue, Era

_ENOUGH = 20  # dates in either span; fewer say nothing about a habit
_PRIOR_ENOUGH, _PRIOR_SHARE = 10, 0.9
_SHIFT = 0.2  # change of the share of BE that matters to a reader
_SIGMAS = 4.0  # one false alarm in 16,000 comparisons, if dates were independent


@dataclass(frozen=True, slots=True)
class Mix:
    """How many dates of a source were written in which era."""

    be: int = 0
    ce: int = 0

    @property
    def total(self) -> int:
        """All dates."""
        return self.be + self.ce

    @property
    def share(self) -> float:
        """The share of BE, 0 to 1; 0 without dates."""
        return self.be / self.total if self.total else 0.0


@dataclass(frozen=True, slots=True)
class Drift:
    """A change of habit: the share of BE before and after, and how many standard errors apart they are."""

    before: float
    after: float
    sigmas: float


def mix(values: Iterable[DateValue]) -> Mix:
    """Count the eras of dates that were read from words; relative ones have none."""
    eras = [value.era for value in values if not value.method.endswith((":relative", ":epoch"))]
    return Mix(eras.count("BE"), eras.count("CE"))


class Dates(Protocol):
    """What of an article is looked at."""

    @property
    def published(self) -> DateValue | None: ...
    @property
    def event(self) -> DateValue | None: ...
    @property
    def deadline(self) -> DateValue | None: ...
    @property
    def order(self) -> DateValue | None: ...


def written(article: Dates) -> Iterator[DateValue]:
    """Yield the dates that show how an office writes: read from its text, and not by its habit already.

    Exact fields of a feed say nothing; two digits read by habit would make every habit stronger.
    """
    for date in (article.published, article.event, article.deadline, article.order):
        if date and date.method.startswith(("text:", "page:")) and date.confidence > BY_HABIT:
            yield date


def prior(habit: Mix) -> Era | None:
    """Give the era a source nearly always writes, or None."""
    if habit.total < _PRIOR_ENOUGH:
        return None
    if habit.share >= _PRIOR_SHARE:
        return "BE"
    return "CE" if habit.share <= 1 - _PRIOR_SHARE else None


def alarm(earlier: Mix, later: Mix) -> Drift | None:
    """Compare two spans of one source; None when nothing has changed, or too few dates tell.

    A change must both matter (a fifth of the dates) and be no chance (two-proportion z-test, four sigmas).
    """
    if min(earlier.total, later.total) < _ENOUGH or abs(later.share - earlier.share) < _SHIFT:
        return None
    pooled = (earlier.be + later.be) / (earlier.total + later.total)
    error = sqrt(pooled * (1 - pooled) * (1 / earlier.total + 1 / later.total))
    sigmas = abs(later.share - earlier.share) / error
    return Drift(earlier.share, later.share, sigmas) if sigmas >= _SIGMAS else None
