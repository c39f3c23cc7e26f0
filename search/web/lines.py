"""Counts of several questions over time as lines; each has a colour, a pattern of dashes and a letter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from search.records import Histogram
from search.web import dates
from search.web.chart import LARGE, Size, Tick, percent, span, ticks
from search.web.words import Words

SIZE = Size(width=960, height=300, base=268, top=16, aside=36, bars=372, labels=10)
APART = 16.0
"""Units between the letters at the ends of lines."""


@dataclass(frozen=True, slots=True)
class Curve:
    """One question's line, and where its letter stands."""

    path: str
    dots: tuple[tuple[float, float], ...]
    """Its points, where there are few."""
    end: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Lines:
    """All that is drawn; ``rows`` is the table twin: key, label, counts, collected."""

    size: Size
    curves: tuple[Curve, ...]
    ticks: tuple[Tick, ...]
    rows: tuple[tuple[str, str, tuple[int, ...], int], ...]
    most: str
    cut: int


def lines(histograms: Sequence[Histogram], words: Words, *, of: Mapping[str, int]) -> Lines:
    """Lay out counts over the same spans; with ``of``, as shares of what was collected in each."""
    counts = [{bucket.key: bucket.count for bucket in one.buckets} for one in histograms]
    every = span(sorted({key for one in counts for key in one}), histograms[0].interval)
    keys = every[-SIZE.bars :]
    values = [[_value(one.get(key, 0), key, of) for key in keys] for one in counts]
    most = max((max(one, default=0.0) for one in values), default=0.0) or 1.0
    step = min((SIZE.width - SIZE.aside) / max(len(keys), 1), 120.0)
    curves = [_curve(one, step, most) for one in values] if keys else []
    return Lines(
        size=SIZE,
        curves=tuple(_apart(curves)),
        ticks=ticks(keys, step, words, LARGE),
        rows=tuple(
            (key, dates.period_text(words, key), tuple(one.get(key, 0) for one in counts), of.get(key, 0))
            for key in every
            if any(key in one for one in counts)
        ),
        most=percent(most) if of else f"{round(most):,}",
        cut=len(every) - len(keys),
    )


def _value(count: int, key: str, of: Mapping[str, int]) -> float:
    if not of:
        return float(count)
    return count / of[key] if of.get(key) else 0.0


def _curve(values: Sequence[float], step: float, most: float) -> Curve:
    points = [
        (round((at + 0.5) * step, 1), round(SIZE.base - (SIZE.base - SIZE.top) * value / most, 1))
        for at, value in enumerate(values)
    ]
    path = "M" + "L".join(f"{x} {y}" for x, y in points)
    dots = tuple(points) if len(points) <= SIZE.labels * 4 else ()
    return Curve(path, dots, (points[-1][0] + 8, points[-1][1]))


def _apart(curves: Sequence[Curve]) -> list[Curve]:
    """Move letters that would stand on each other."""
    placed: dict[int, float] = {}
    last = -APART
    for number in sorted(range(len(curves)), key=lambda at: curves[at].end[1]):
        last = max(curves[number].end[1], last + APART)
        placed[number] = last
    over = max(last - SIZE.base, 0.0)
    placed = {number: y - over if y > SIZE.base - APART * len(curves) else y for number, y in placed.items()}
    return [Curve(one.path, one.dots, (one.end[0], placed[at])) for at, one in enumerate(curves)]
