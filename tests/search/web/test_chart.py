"""Bars over time: every count drawn, in its place, inside the drawing."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from search.intervals import week_of
from search.records import Bucket, Histogram
from search.web.chart import LABEL_WIDTH, LARGE, SMALL, chart, span
from search.web.country import STEPS, areas, outlines, thresholds
from search.web.words import Words

TH = Words("th")
MONTHS = st.dictionaries(
    st.tuples(st.integers(1990, 2026), st.integers(1, 12)), st.integers(1, 100_000), max_size=60
)


@given(MONTHS, st.integers(0, 1000))
def test_bars_keep_order_and_stay_inside(counts: dict[tuple[int, int], int], undated: int) -> None:
    buckets = tuple(Bucket(key=f"{y}-{m:02}", count=n) for (y, m), n in sorted(counts.items()))
    made = chart(Histogram(interval="month", buckets=buckets, undated=undated), TH)
    edges = [bar.x for bar in made.bars]
    assert edges == sorted(edges)
    assert len(made.bars) <= SMALL.bars
    assert all(
        bar.x >= 0 and bar.x + bar.width <= SMALL.width and 0 < bar.y < SMALL.base for bar in made.bars
    )
    assert [row.count for row in made.rows] == [bucket.count for bucket in buckets]
    assert (made.undated is not None) == bool(undated)


def test_empty_years_keep_their_place() -> None:
    buckets = (Bucket(key="2018", count=4), Bucket(key="2021", count=2))
    first, second = chart(Histogram(interval="year", buckets=buckets), TH).bars
    assert round((second.x - first.x) / first.width) >= 3
    assert first.height == 2 * second.height
    assert first.label == "2561"


def test_map_shades_by_count() -> None:
    shaded = {area.iso: area.step for area in areas({"TH-51": 1, "TH-81": 30, "TH-10": 1000})}
    assert len(outlines()) == len(shaded) == 77
    assert shaded["TH-96"] == 0
    assert 1 == shaded["TH-51"] < shaded["TH-81"] < shaded["TH-10"] == STEPS


@given(st.integers(1, 10_000_000))
def test_steps_rise(most: int) -> None:
    limits = thresholds(most)
    assert limits[0] == 1
    assert list(limits) == sorted(set(limits))
    assert limits[-1] <= most


@given(MONTHS)
def test_labels_do_not_overlap(counts: dict[tuple[int, int], int]) -> None:
    buckets = tuple(Bucket(key=f"{y}-{m:02}", count=n) for (y, m), n in sorted(counts.items()))
    ticks = chart(Histogram(interval="month", buckets=buckets), TH).ticks
    assert bool(ticks) == bool(buckets)
    assert all(0 <= tick.x <= SMALL.width for tick in ticks)
    assert all(later.x - sooner.x >= LABEL_WIDTH for sooner, later in pairwise(ticks))


def test_a_short_span_is_labelled_at_both_ends() -> None:
    keys = ("2025-12", "2026-01", "2026-11")
    ticks = chart(
        Histogram(interval="month", buckets=tuple(Bucket(key=key, count=1) for key in keys)), TH
    ).ticks
    assert [tick.text for tick in ticks] == ["ธ.ค. 2568", "พ.ย. 2569"]


def test_empty_days_keep_their_place() -> None:
    buckets = (Bucket(key="2024-02-28", count=1), Bucket(key="2024-03-01", count=1))
    first, second = chart(Histogram(interval="day", buckets=buckets), TH).bars
    assert round((second.x - first.x) / first.width) >= 2


def test_weeks_keep_their_place_over_the_turn_of_a_year() -> None:
    """2020 had 53 weeks; 1 January 2021 lies in the last of them."""
    buckets = (
        Bucket(key="2020-W52", count=1),
        Bucket(key="2020-W53", count=1),
        Bucket(key="2021-W01", count=1),
    )
    places = [bar.x for bar in chart(Histogram(interval="week", buckets=buckets), TH).bars]
    assert places[1] - places[0] == places[2] - places[1] > 0
    assert week_of("2021-01-01") == week_of("2020-12-28") == "2020-W53"
    assert span(["2020-W52", "2021-W01"], "week") == [bucket.key for bucket in buckets]


def test_shares_are_of_what_was_collected() -> None:
    buckets = (Bucket(key="2024", count=5), Bucket(key="2025", count=5))
    of = {"2024": (5, 10), "2025": (5, 1000), "": (0, 0)}
    first, second = chart(Histogram(interval="year", buckets=buckets), TH, of=of, shares=True).bars
    assert (first.value, second.value) == ("50.0%", "0.50%")
    assert first.height > 50 * second.height


def test_gaps_are_hatched_as_deep_as_they_are_and_stand_in_the_table() -> None:
    """Three of 40 offices were off on two days; on a third nobody was collected."""
    buckets = (Bucket(key="2024-01-01", count=3), Bucket(key="2024-01-05", count=3))
    missing = {"2024-01-02": (3, 40), "2024-01-03": (3, 40), "2024-01-04": (40, 40), "2024-01-05": (0, 40)}
    made = chart(Histogram(interval="day", buckets=buckets), TH, size=LARGE, missing=missing)
    depths = [gap.height for gap in made.gaps]
    assert depths[0] == depths[1] < depths[2] == LARGE.base - LARGE.top
    assert [(row.key, row.missing, row.due) for row in made.rows if row.missing] == [
        (key, *part) for key, part in missing.items() if part[0]
    ]
    assert "3" in made.gaps[0].label


def test_outlines_keep_their_neighbours() -> None:
    """Rounding moves no side of a border by more than a unit from the other."""
    seen: dict[str, set[tuple[int, int]]] = {}
    for iso, path in outlines():
        points, x, y = set(), 0, 0
        for part in path.rstrip("z").split("z"):
            begin, _, rest = part.removeprefix("M").partition("l")
            x, y = map(int, begin.split())
            points.add((x, y))
            steps = [int(one) for one in rest.replace("-", " -").split()]
            for dx, dy in zip(steps[::2], steps[1::2], strict=True):
                x, y = x + dx, y + dy
                points.add((x, y))
        seen[iso] = points
    lamphun = seen["TH-51"]
    neighbours = set().union(*(seen[iso] for iso in ("TH-50", "TH-52", "TH-63")))
    near = {(x + dx, y + dy) for x, y in neighbours for dx in (-1, 0, 1) for dy in (-1, 0, 1)}
    assert lamphun <= near
