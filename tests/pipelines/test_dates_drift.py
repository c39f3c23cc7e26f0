"""The era mix of a source: prior and alarm."""

from __future__ import annotations

from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from pipelines import dates
from pipelines.dates.drift import Mix, alarm, mix, prior
from pipelines.moment import BANGKOK

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=BANGKOK)
COUNTS = st.integers(min_value=0, max_value=2000)


def test_a_site_that_changes_its_software_is_noticed() -> None:
    before = mix(one.date for one in dates.find("5 ม.ค. 2564 " * 40, now=NOW))
    after = mix(one.date for one in dates.find("January 5, 2021, " * 30 + "5 ม.ค. 2564 " * 10, now=NOW))
    assert (before, after) == (Mix(40, 0), Mix(10, 30))
    drift = alarm(before, after)
    assert drift is not None
    assert (drift.before, drift.after) == (1.0, 0.25)


def test_chance_and_few_dates_raise_no_alarm() -> None:
    assert alarm(Mix(19, 0), Mix(0, 19)) is None
    assert alarm(Mix(90, 10), Mix(80, 20)) is None
    assert alarm(Mix(12, 8), Mix(8, 12)) is None


def test_prior_needs_a_clear_habit() -> None:
    assert prior(Mix(95, 5)) == "BE"
    assert prior(Mix(0, 10)) == "CE"
    assert prior(Mix(9, 0)) is None
    assert prior(Mix(60, 40)) is None


@given(COUNTS, COUNTS, COUNTS, COUNTS)
def test_alarm_is_the_same_both_ways(a: int, b: int, c: int, d: int) -> None:
    there, back = alarm(Mix(a, b), Mix(c, d)), alarm(Mix(c, d), Mix(a, b))
    assert (there is None) == (back is None)
    assert alarm(Mix(a, b), Mix(a, b)) is None
