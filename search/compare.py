"""Up to four questions beside each other: totals, time, places, and who shares what with whom; all exact."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from search.engines.protocol import EngineHits, SearchRequest
from search.hits import histogram_of
from search.intervals import counted_for
from search.meant import Meant, both, count
from search.records import Histogram, Interval
from search.service import Searcher

MOST = 4
"""Questions: more lines in one picture are not told apart (look at Okabe and Ito's palette: eight, four at
ease beside each other)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One question's own figures."""

    meant: Meant
    total: int
    """Articles."""
    stories: int
    histogram: Histogram
    province: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Region:
    """Articles that exactly these questions match, and none of the others."""

    members: tuple[bool, ...]
    """For each question, whether it matches."""
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Questions in the order asked, and every region of their diagram; regions add up to the union."""

    sides: tuple[Side, ...]
    regions: tuple[Region, ...]
    interval: Interval

    @property
    def union(self) -> int:
        """Articles that at least one question matches."""
        return sum(region.total for region in self.regions)


def compare(searcher: Searcher, questions: Sequence[Meant], interval: Interval | None = None) -> Comparison:
    """Compare questions.

    Args:
        searcher: Answers.
        questions: At least one, at most :data:`MOST`; their filters are the reader's affair.
        interval: Of the counts over time; null = what suits the longest span among them.
    """
    answers = [_asked(searcher, one, interval) for one in questions[:MOST]]
    suited = interval or _widest(answers)
    sides = tuple(
        Side(
            meant=one,
            total=found.total,
            stories=found.stories,
            histogram=histogram_of(found, suited),
            province=found.facets["province"],
        )
        for one, found in zip(questions, answers, strict=False)
    )
    return Comparison(sides=sides, regions=tuple(_regions(searcher, questions[:MOST])), interval=suited)


def _asked(searcher: Searcher, meant: Meant, interval: Interval | None) -> EngineHits:
    fields = ("province", *counted_for(interval))
    return searcher.engine.search(
        SearchRequest(clause=meant.clause, size=0, sort="newest", facets=fields, stories=True)
    )


def _widest(answers: Sequence[EngineHits]) -> Interval:
    """By month while all of them together span few years, as one question alone is shown."""
    years: dict[str, int] = {}
    for found in answers:
        years |= found.facets["year"]
    together = EngineHits(total=0, hits=(), facets={"year": years, "month": {}, "dated": {}})
    return histogram_of(together, None).interval


def _regions(searcher: Searcher, questions: Sequence[Meant]) -> Iterator[Region]:
    clauses = [one.clause for one in questions]
    for members in product((True, False), repeat=len(clauses)):
        inside = [clause for clause, is_in in zip(clauses, members, strict=True) if is_in]
        outside = [clause for clause, is_in in zip(clauses, members, strict=True) if not is_in]
        if inside:
            yield Region(members, count(searcher.engine, both(*inside, never=outside)))
