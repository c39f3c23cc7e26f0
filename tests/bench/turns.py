"""Ask several the same questions in turns, and until a server's compiler has settled.

A Java server compiles what it runs often, while it runs: of one that just started, the default query took
three to four times as long as after six rounds of 200 questions. So what is measured is asked in rounds, each
after the server has forgotten what it answered.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from tests.bench.asked import Asking

LEAST = 20
"""Questions of a round that are asked however long it takes."""
GAIN, CALM = 0.05, 3
"""Settled: so many rounds in which no median fell by such a share below the least before."""
Ask = Callable[[Asking], Any]
Times = dict[str, list[float]]
"""Milliseconds of each who was asked."""


def one_round(asked: Iterable[Asking], asking: Mapping[str, Ask], seconds: float) -> Times:
    """Ask each question of all in turns; no more after so many seconds."""
    times: Times = {name: [] for name in asking}
    deadline = time.perf_counter() + seconds
    for number, question in enumerate(asked):
        if number >= LEAST and time.perf_counter() > deadline:
            break
        for name, ask in asking.items():
            begin = time.perf_counter()
            ask(question)
            times[name].append(1000 * (time.perf_counter() - begin))
    return times


def together(rounds: Sequence[Times]) -> Times:
    """All rounds as one."""
    return {name: [one for times in rounds for one in times[name]] for name in rounds[0]}


def settle(ask_all: Callable[[], Times], seconds: float) -> int:
    """Ask round after round until none is faster than those before; return how many it took.

    Args:
        ask_all: Ask a round.
        seconds: After them no further round begins.
    """
    least: dict[str, float] = {}
    rounds = calm = 0
    deadline = time.perf_counter() + seconds
    while calm < CALM and time.perf_counter() < deadline:
        medians = {name: at(times, 0.5) for name, times in ask_all().items()}
        gained = any(value < (1 - GAIN) * least.get(name, 2 * value) for name, value in medians.items())
        calm = 0 if gained else calm + 1
        least = {name: min(value, least.get(name, value)) for name, value in medians.items()}
        rounds += 1
    return rounds


def at(times: Sequence[float], share: float) -> float:
    """The quantile of some times: of 1,000, the p99 is the tenth largest."""
    return sorted(times)[min(len(times) - 1, int(share * len(times)))]
