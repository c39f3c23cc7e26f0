"""Bars over time as geometry; the template draws them. No number is drawn that the table beside lacks."""

from __future__ import annotations

from dataclasses import dataclass

from search.records import Histogram
from search.web import dates
from search.web.words import Words

WIDTH, HEIGHT = 320, 132
"""Units of the drawing; about pixels in the side column."""
BASE, TOP = 108, 14
"""Where bars stand, and how high the highest reaches."""
ASIDE = 68
"""Room at the right for the bar of undated items."""
MOST_BARS = 120
"""More would be thinner than 2 px on a phone: a longer span is cut at its beginning, and said so."""
LABELS = 5
LABEL_WIDTH = 34.0
"""Of a year; that of a month and year is less than twice as much."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: a bucket in its place."""

    key: str
    count: int
    label: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Tick:
    """A label under the bars; ``anchor`` as SVG means it."""

    x: float
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Chart:
    """All that is drawn; ``rows`` is the table twin, with every bucket."""

    bars: tuple[Bar, ...]
    undated: Bar | None
    ticks: tuple[Tick, ...]
    rows: tuple[tuple[str, str, int], ...]
    """Key, label, count."""
    most: int


def chart(histogram: Histogram, words: Words) -> Chart:
    """Lay out a histogram; empty months, years or days between two others keep their place."""
    counts = {bucket.key: bucket.count for bucket in histogram.buckets}
    keys = _span(histogram)[-MOST_BARS:]
    most = max([*(counts.get(key, 0) for key in keys), histogram.undated, 1])
    room = WIDTH - (ASIDE if histogram.undated else 0)
    step = min(room / max(len(keys), 1), 36.0)
    bars = tuple(
        _bar(key, counts[key], dates.period_text(words, key), at * step, step, most)
        for at, key in enumerate(keys)
        if counts.get(key)
    )
    undated = None
    if histogram.undated:
        undated = _bar("", histogram.undated, words("date.none"), WIDTH - 26, 26, most)
    rows = tuple((one.key, dates.period_text(words, one.key), one.count) for one in histogram.buckets)
    return Chart(bars, undated, _ticks(keys, step, words), rows, most)


def _bar(key: str, count: int, label: str, x: float, step: float, most: int) -> Bar:
    height = max(1.5, (BASE - TOP) * count / most)
    gap = min(3.0, step * 0.2)
    return Bar(key, count, label, _r(x + gap / 2), _r(BASE - height), _r(step - gap), _r(height))


def _ticks(keys: list[str], step: float, words: Words) -> tuple[Tick, ...]:
    """Label years where they begin, no more than fit; of a span of a year or two its first and last key."""
    years = sorted({key[:4] for key in keys})
    if keys and len(keys[0]) > 4 and len(years) < 3:
        first = Tick(0.0, dates.period_text(words, keys[0]), "start")
        last = Tick(_r(len(keys) * step), dates.period_text(words, keys[-1]), "end")
        return (first, last) if last.x > 2 * LABEL_WIDTH else (first,)
    begins = [at for at, key in enumerate(keys) if at == 0 or key[:4] != keys[at - 1][:4]]
    centred = bool(keys) and len(keys[0]) == 4
    ticks: list[Tick] = []
    for at in begins[:: -(-len(begins) // LABELS) or 1]:
        x = at * step + (step / 2 if centred else 0)
        if not ticks or x - ticks[-1].x >= LABEL_WIDTH:
            text = dates.period_text(words, keys[at][:4])
            ticks.append(Tick(_r(x), text, "middle" if centred else "start"))
    return tuple(ticks)


def _span(histogram: Histogram) -> list[str]:
    """All keys from the first bucket to the last, empty ones too; days are left as they come."""
    keys = [bucket.key for bucket in histogram.buckets]
    if not keys or histogram.interval == "day":
        return keys
    first, last = _number(keys[0]), _number(keys[-1])
    return [_key(number, histogram.interval) for number in range(first, last + 1)]


def _number(key: str) -> int:
    year, _, month = key.partition("-")
    return int(year) * 12 + int(month) - 1 if month else int(year)


def _key(number: int, interval: str) -> str:
    return f"{number:04}" if interval == "year" else f"{number // 12:04}-{number % 12 + 1:02}"


def _r(value: float) -> float:
    return round(value, 1)
