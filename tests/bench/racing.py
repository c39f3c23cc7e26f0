"""Races between functions that do the same: rounds in turn, processor time, medians, ratios."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from statistics import median
from typing import TypeVar

ROUNDS = 5
Given = TypeVar("Given")


def race(runners: Mapping[str, Callable[[Given], object]], inputs: Sequence[Given]) -> dict[str, float]:
    """Give the median processor seconds of each runner over all inputs."""
    spent: dict[str, list[float]] = {name: [] for name in runners}
    for _ in range(ROUNDS):
        for name, run in runners.items():
            begin = time.process_time()
            for one in inputs:
                run(one)
            spent[name].append(time.process_time() - begin)
    return {name: median(times) for name, times in spent.items()}


def show(title: str, spent: dict[str, float], size: float, unit: str) -> None:
    """Print one race; the first runner is ours, ratios are how many times faster it is."""
    ours = next(iter(spent.values()))
    print(f"\n{title}")
    for name, seconds in spent.items():
        print(f"  {name:34} {size / seconds:12,.1f} {unit:8} ours x {seconds / ours:6.1f}")


def times_faster(spent: Mapping[str, float], other: str) -> float:
    """How many times faster the first runner, ours, is than another."""
    return spent[other] / next(iter(spent.values()))
