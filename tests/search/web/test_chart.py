"""Bars over time: every count drawn, in its place, inside the drawing."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from search.records import Bucket, Histogram
from search.web.chart import BASE, LABEL_WIDTH, MOST_BARS, WIDTH, chart
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
    assert len(made.bars) <= MOST_BARS
    assert all(bar.x >= 0 and bar.x + bar.width <= WIDTH and 0 < bar.y < BASE for bar in made.bars)
    assert [row[2] for row in made.rows] == [bucket.count for bucket in buckets]
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
    assert all(0 <= tick.x <= WIDTH for tick in ticks)
    assert all(later.x - sooner.x >= LABEL_WIDTH for sooner, later in pairwise(ticks))


def test_a_short_span_is_labelled_at_both_ends() -> None:
    keys = ("2025-12", "2026-01", "2026-11")
    ticks = chart(
        Histogram(interval="month", buckets=tuple(Bucket(key=key, count=1) for key in keys)), TH
    ).ticks
    assert [tick.text for tick in ticks] == ["ธ.ค. 2568", "พ.ย. 2569"]
