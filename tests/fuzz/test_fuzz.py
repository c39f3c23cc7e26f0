"""Fuzzing in small: the same runs each time. ``make torture`` runs long ones with a new seed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz import growth
from tests.fuzz.targets import TARGETS

ROOT = Path(__file__).resolve().parent.parent.parent
RUNS = {"decode": 3000, "dates": 2000, "families": 400}
SMALL = 1_500
"""Bytes of the smaller text."""
FIXED = 200
"""Calls that a reader makes for a text of any length."""


@pytest.mark.parametrize("target", TARGETS)
def test_no_input_of_a_seeded_run_breaks_it(target: str) -> None:
    command = [sys.executable, "-m", "tests.fuzz", target]
    bounds = ["--runs", str(RUNS[target]), "--seconds", "600", "--slowest", "5", "--seed", "2569"]
    done = subprocess.run([*command, *bounds], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    assert "stat::number_of_executed_units" in done.stderr


@pytest.mark.parametrize("unit", growth.UNITS)
def test_ten_times_the_text_takes_ten_times_the_calls_at_most(unit: str) -> None:
    """Counted, not timed: what grows faster in our own code shows on any machine.

    Patterns count as one call each; they are what ``python -m tests.fuzz growth`` and the next test look at.
    """
    for name, read in growth.READERS.items():
        read(growth.body_of(unit, SMALL // 2))  # another text: what was read last is remembered
        small, large = (growth.calls(read, growth.body_of(unit, size)) for size in (SMALL, 10 * SMALL))
        assert large <= growth.MOST_CALLS * 10 * (small + FIXED), (name, small, large)


@pytest.mark.parametrize("unit", growth.UNITS)
def test_a_megabyte_is_read_to_its_end(unit: str) -> None:
    """A pattern whose work grew with the square of the text would run into the time limit of the suite."""
    growth.READERS["article"](growth.body_of(unit, growth.MEGABYTE))
