"""Bars over time as geometry; the template draws them. No number is drawn that the table beside lacks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from search.intervals import week_of
from search.records import Histogram
from search.web import dates
from search.web.words import Words

LABEL_WIDTH = 34.0
"""Of a year; that of a month and year is less than twice as much."""
WIDEST = 36.0
"""Of a bar: three bars are not three walls."""
UNDATED_WIDTH = 26.0
NOTHING: Mapping[str, tuple[int, int]] = {}
Parts = Mapping[str, tuple[int, int]]
"""By key: some, of how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """A drawing's measures in its own units."""

    width: int
    height: int
    base: int
    """Where bars stand."""
    top: int
    """How high the highest reaches."""
    aside: int
    """Room at the right for the bar of undated items."""
    bars: int
    """Most bars: a longer span is cut at its beginning, and said so."""
    labels: int


SMALL = Size(width=320, height=132, base=108, top=14, aside=68, bars=120, labels=5)
"""Beside the results; units are about pixels. More bars would be thinner than 2 px on a phone."""
LARGE = Size(width=960, height=300, base=268, top=16, aside=88, bars=372, labels=10)
"""A page of its own: a year and a week of days."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: a bucket in its place. ``value`` is what its height says, as text."""

    key: str
    count: int
    label: str
    value: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Gap:
    """What was not collected: hatched from the top, as deep as the share of days and offices missing."""

    label: str
    x: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Tick:
    """A label under the bars; ``anchor`` as SVG means it."""

    x: float
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table twin."""

    key: str
    label: str
    count: int
    of: int
    """Collected in that span, within the same filters; 0 where it was not asked."""
    missing: int
    """Days of offices that were not collected."""
    due: int
    """Days of offices in all."""


@dataclass(frozen=True, slots=True)
class Chart:
    """All that is drawn; ``rows`` is the table twin, with every bucket and every gap."""

    size: Size
    bars: tuple[Bar, ...]
    gaps: tuple[Gap, ...]
    undated: Bar | None
    ticks: tuple[Tick, ...]
    rows: tuple[Row, ...]
    most: str
    """What the highest line stands for."""
    cut: int
    """Buckets before the first that is drawn."""


def chart(
    histogram: Histogram,
    words: Words,
    *,
    size: Size = SMALL,
    of: Parts = NOTHING,
    missing: Parts = NOTHING,
    shares: bool = False,
) -> Chart:
    """Lay out a histogram; empty days, months or years between two others keep their place.

    Args:
        histogram: What is counted.
        words: The language of labels.
        size: Of the drawing.
        of: By key, the count and what was collected in all. Key ``""`` is undated.
        missing: By key, days of offices that were not collected, of how many.
        shares: Bars are shares of what was collected.
    """
    counts = {bucket.key: bucket.count for bucket in histogram.buckets}
    every = span([*counts, *missing], histogram.interval)
    keys = every[-size.bars :]
    values = {
        key: _value(key, count, of if shares else NOTHING)
        for key, count in (*counts.items(), ("", histogram.undated))
    }
    most = max([*(values.get(key, 0.0) for key in keys), values[""]]) or 1.0
    room = size.width - (size.aside if histogram.undated else 0)
    step = min(room / max(len(keys), 1), WIDEST)
    places = {key: at * step for at, key in enumerate(keys)}

    def bar(key: str, count: int, x: float, width: float) -> Bar:
        height = max(1.5, (size.base - size.top) * values[key] / most)
        gap = min(3.0, width * 0.2)
        label = dates.period_text(words, key) if key else words("date.none")
        said = _said(values[key], shares)
        return Bar(
            key, count, label, said, _r(x + gap / 2), _r(size.base - height), _r(width - gap), _r(height)
        )

    bars = tuple(bar(key, counts[key], x, step) for key, x in places.items() if counts.get(key))
    undated = (
        bar("", histogram.undated, size.width - UNDATED_WIDTH, UNDATED_WIDTH) if histogram.undated else None
    )
    return Chart(
        size=size,
        bars=bars,
        gaps=tuple(
            _gap(key, *missing[key], places[key], step, size, words) for key in keys if _lacks(key, missing)
        ),
        undated=undated,
        ticks=ticks(keys, step, words, size),
        rows=tuple(
            _row(key, counts.get(key, 0), of, missing, words) for key in every if _told(key, counts, missing)
        ),
        most=_said(most, shares),
        cut=len(every) - len(keys),
    )


def _value(key: str, count: int, of: Parts) -> float:
    if not of:
        return float(count)
    some, every = of.get(key, (count, 0))
    return some / every if every else 0.0


def _said(value: float, shares: bool) -> str:
    return percent(value) if shares else f"{round(value):,}"


def percent(share: float) -> str:
    """``12.3%``; two decimals below one percent, so that a rare thing is not 0."""
    return f"{share:.1%}" if share >= 0.01 or not share else f"{share:.2%}"


def _lacks(key: str, missing: Parts) -> bool:
    return bool(missing.get(key, (0, 0))[0])


def _told(key: str, counts: Mapping[str, int], missing: Parts) -> bool:
    return key in counts or _lacks(key, missing)


def _gap(key: str, some: int, due: int, x: float, step: float, size: Size, words: Words) -> Gap:
    height = max(6.0, (size.base - size.top) * some / due)
    label = words("chart.gap", when=dates.period_text(words, key), n=some, m=due)
    return Gap(label, _r(x), _r(step), _r(height))


def _row(key: str, count: int, of: Parts, missing: Parts, words: Words) -> Row:
    lacking, due = missing.get(key, (0, 0))
    return Row(key, dates.period_text(words, key), count, of.get(key, (0, 0))[1], lacking, due)


def ticks(keys: list[str], step: float, words: Words, size: Size) -> tuple[Tick, ...]:
    """Label years where they begin, no more than fit; of a span of a year or two its first and last key."""
    years = sorted({key[:4] for key in keys})
    if keys and len(keys[0]) > 4 and len(years) < 3:
        first = Tick(0.0, dates.period_text(words, keys[0]), "start")
        last = Tick(_r(len(keys) * step), dates.period_text(words, keys[-1]), "end")
        return (first, last) if last.x > 2 * LABEL_WIDTH * len(keys[0]) / 7 else (first,)
    begins = [at for at, key in enumerate(keys) if at == 0 or key[:4] != keys[at - 1][:4]]
    centred = bool(keys) and len(keys[0]) == 4
    made: list[Tick] = []
    for at in begins[:: -(-len(begins) // size.labels) or 1]:
        x = at * step + (step / 2 if centred else 0)
        if not made or x - made[-1].x >= LABEL_WIDTH:
            text = dates.period_text(words, keys[at][:4])
            made.append(Tick(_r(x), text, "middle" if centred else "start"))
    return tuple(made)


def span(keys: list[str], interval: str) -> list[str]:
    """All keys from the first to the last, empty ones too."""
    if not keys:
        return []
    first, last = _number(min(keys)), _number(max(keys))
    return [_key(number, interval) for number in range(first, last + 1)]


def _number(key: str) -> int:
    if "W" in key:
        return (date.fromisocalendar(int(key[:4]), int(key[6:]), 1).toordinal() - 1) // 7
    year, *rest = (int(part) for part in key.split("-"))
    if len(rest) == 2:
        return date(year, *rest).toordinal()
    return year * 12 + rest[0] - 1 if rest else year


def _key(number: int, interval: str) -> str:
    if interval == "day":
        return date.fromordinal(number).isoformat()
    if interval == "week":
        return week_of(date.fromordinal(number * 7 + 1).isoformat())
    return f"{number:04}" if interval == "year" else f"{number // 12:04}-{number % 12 + 1:02}"


def _r(value: float) -> float:
    return round(value, 1)
