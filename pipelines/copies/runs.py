"""Equal runs of two key texts, and the heaviest chain of them: patience diff on shingles.

12-grams that occur once on each side anchor equal runs; those that stand in order on both sides make a chain.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import takewhile

import numpy as np
import numpy.typing as npt

from pipelines.copies.rules import RULES
from pipelines.copies.sketch import Hashes

Index = npt.NDArray[np.intp]

_FIRST_BITS = np.uint64(48)
"""By so much a hash is shifted for its first 16 bits."""
MAX_RUNS = 400
"""Only the longest runs are chained: the chain costs their square. Real pairs have under 60."""


@dataclass(frozen=True, slots=True)
class Run:
    """``length`` equal characters from ``a`` in the one key and ``b`` in the other."""

    a: int
    b: int
    length: int


@dataclass(frozen=True, slots=True)
class Grams:
    """The 12-grams of a key, sorted by hash: each once, and where it stands if it occurs only once."""

    values: Hashes
    at: npt.NDArray[np.int64]
    """Position of one occurrence."""
    single: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, hashes: Hashes) -> Grams:
        """Sort hashes that are in order of the text. numpy's own ``unique`` takes six times as long."""
        order, ascending = _sorted(hashes)
        new = np.ones(len(ascending) + 1, dtype=np.bool_)
        np.not_equal(ascending[1:], ascending[:-1], out=new[1:-1])
        first = new[:-1]
        return cls(ascending[first], order[first], new[1:][first])


def _sorted(hashes: Hashes) -> tuple[Index, Hashes]:
    """The order of hashes, those that are equal in order of the text, and the hashes in it.

    numpy sorts numbers of 16 bits by radix, so the first bits of all are sorted, then what they leave tied:
    48 µs for 3,400 hashes, where sorting them whole takes 108 (26 November 2026).
    """
    first = (hashes >> _FIRST_BITS).astype(np.uint16)
    order = np.argsort(first, kind="stable")
    ascending = hashes[order]
    if not (ascending[1:] < ascending[:-1]).any():
        return order, ascending
    same = np.diff(first[order]) == 0
    tied = np.flatnonzero(np.concatenate((same, [False])) | np.concatenate(([False], same)))
    order[tied] = order[tied[np.argsort(ascending[tied], kind="stable")]]
    return order, hashes[order]


def common(a: Grams, b: Grams) -> tuple[Index, Index]:
    """Where the grams that both sides have stand in the one and in the other."""
    if not len(a.values) or not len(b.values):
        return np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp)
    index = np.searchsorted(b.values, a.values)
    index[index == len(b.values)] = 0
    both = np.flatnonzero(b.values[index] == a.values)
    return both, index[both]


def chain_of(key_a: str, grams_a: Grams, key_b: str, grams_b: Grams, at: tuple[Index, Index]) -> list[Run]:
    """The heaviest chain of equal runs in order on both sides; ``at`` is what :func:`common` found."""
    return _extended(_chain(_runs(grams_a, at[0], grams_b, at[1])), key_a, key_b)


def _runs(grams_a: Grams, index_a: Index, grams_b: Grams, index_b: Index) -> list[Run]:
    """Equal runs, anchored at common grams that occur once on either side, by position in ``a``."""
    once = grams_a.single[index_a] & grams_b.single[index_b]
    if not once.any():
        return []
    a, b = grams_a.at[index_a[once]], grams_b.at[index_b[once]]
    order = np.argsort(a)
    a, b = a[order], b[order]
    breaks = np.flatnonzero((np.diff(a) != 1) | (np.diff(b) != 1)) + 1
    starts = np.concatenate(([0], breaks))
    lengths = np.diff(np.concatenate((starts, [len(a)]))) + RULES.gram - 1
    found = [Run(*row) for row in zip(a[starts].tolist(), b[starts].tolist(), lengths.tolist(), strict=True)]
    if len(found) > MAX_RUNS:
        found = sorted(sorted(found, key=lambda run: -run.length)[:MAX_RUNS], key=lambda run: run.a)
    return found


def _chain(runs: list[Run]) -> list[Run]:
    """The heaviest chain of runs in order on both sides; overlapping ends are cut off the later run."""
    if len(runs) < 2:
        return runs
    best: list[int] = []
    before: list[int] = []
    for run in runs:
        weight, at = _heaviest(runs, best, run)
        best.append(weight + run.length)
        before.append(at)
    chain, i = [], best.index(max(best))
    while i >= 0:
        chain.append(runs[i])
        i = before[i]
    return _trimmed(chain[::-1])


def _heaviest(runs: list[Run], best: list[int], run: Run) -> tuple[int, int]:
    """The weight and place of the heaviest chain that this run goes on with, the earliest of equal ones.

    Chains grow, so the last ones are the heaviest: others are mostly passed over at a glance.
    """
    weight, at = 0, -1
    for j in range(len(best) - 1, -1, -1):
        if best[j] < weight or runs[j].b >= run.b:
            continue
        before = runs[j]
        overlap = max(0, before.a + before.length - run.a, before.b + before.length - run.b)
        if overlap < run.length and best[j] - overlap >= max(weight, 1):
            weight, at = best[j] - overlap, j
    return weight, at


def _trimmed(chain: list[Run]) -> list[Run]:
    kept = chain[:1]
    for run in chain[1:]:
        last = kept[-1]
        cut = max(0, last.a + last.length - run.a, last.b + last.length - run.b)
        if cut < run.length:
            kept.append(Run(run.a + cut, run.b + cut, run.length - cut))
    return kept


def _extended(chain: list[Run], key_a: str, key_b: str) -> list[Run]:
    """Lengthen the outer ends of a chain: a lead that repeats the headline has no gram that occurs once."""
    if not chain:
        return chain
    first, last = chain[0], chain[-1]
    back = _equal(reversed(key_a[: first.a]), reversed(key_b[: first.b]))
    on = _equal(key_a[last.a + last.length :], key_b[last.b + last.length :])
    chain[0] = Run(first.a - back, first.b - back, first.length + back)
    last = chain[-1]
    chain[-1] = Run(last.a, last.b, last.length + on)
    return chain


def _equal(one: Iterable[str], other: Iterable[str]) -> int:
    """Count the equal characters at the beginning of two texts."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
