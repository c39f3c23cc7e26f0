"""Alignment of two key texts by their equal runs: what is shared, what was replaced, what stands alone.

12-grams that occur once on each side anchor equal runs; the heaviest chain of runs in order on both sides is
the alignment (patience diff on shingles). Gaps that are small or similar count as shared.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise, takewhile

import numpy as np
import numpy.typing as npt
from rapidfuzz.fuzz import ratio

from pipelines.copies.rules import RULES
from pipelines.copies.sketch import Hashes

Index = npt.NDArray[np.intp]

MAX_RUNS = 400
"""Only the longest runs are chained: the chain costs their square. Real pairs have under 60."""
MAX_GAP = 2_000
"""Longer gaps are never compared letter by letter; they are replaced passages by their size alone."""
_TINY = 3
_SHORT, _SHORT_RATIO, _RATIO = 12, 50.0, 70.0


@dataclass(frozen=True, slots=True)
class Run:
    """``length`` equal characters from ``a`` in the one key and ``b`` in the other."""

    a: int
    b: int
    length: int


@dataclass(frozen=True, slots=True)
class Replaced:
    """A passage that stands between two shared ones and is another on each side: half-open spans."""

    a: tuple[int, int]
    b: tuple[int, int]

    @property
    def length_a(self) -> int:
        """Characters on the one side."""
        return self.a[1] - self.a[0]

    @property
    def length_b(self) -> int:
        """Characters on the other side."""
        return self.b[1] - self.b[0]

    @property
    def size(self) -> int:
        """Characters of the shorter side."""
        return min(self.length_a, self.length_b)


@dataclass(frozen=True, slots=True)
class Alignment:
    """How two keys share text. Shares are of the own key's length or grams, 0 to 1."""

    jaccard: float
    containment_a: float
    containment_b: float
    covered_a: float
    covered_b: float
    ends_a: tuple[int, int]
    """Characters before the first and after the last shared passage."""
    ends_b: tuple[int, int]
    density: float
    """Of the text between the first and the last shared passage, the share that is shared, on the side where
    it is less: a shortened copy keeps whole passages, a rewrite picks sentences here and there."""
    longest_run: int
    replaced: tuple[Replaced, ...]
    leads: tuple[Replaced, ...] = ()
    """Passages between runs that two leads of their own share by chance; those runs count for nothing."""


@dataclass(frozen=True, slots=True)
class Grams:
    """The 12-grams of a key, sorted by hash: each once, and where it stands if it occurs only once."""

    values: Hashes
    at: npt.NDArray[np.int64]
    """Position of one occurrence."""
    single: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, hashes: Hashes) -> Grams:
        """Sort hashes that are in order of the text. numpy's own ``unique`` takes three times as long."""
        order = np.argsort(hashes)
        ascending = hashes[order]
        new = np.ones(len(ascending) + 1, dtype=np.bool_)
        np.not_equal(ascending[1:], ascending[:-1], out=new[1:-1])
        first = new[:-1]
        return cls(ascending[first], order[first], new[1:][first])


def align(key_a: str, grams_a: Grams, key_b: str, grams_b: Grams) -> Alignment:
    """Align two keys by their 12-grams."""
    if not len(grams_a.values) or not len(grams_b.values):
        return _nothing(key_a, key_b, (0.0, 0.0, 0.0))
    index = np.searchsorted(grams_b.values, grams_a.values)
    index[index == len(grams_b.values)] = 0
    both = np.flatnonzero(grams_b.values[index] == grams_a.values)
    overlap = _overlap(len(both), len(grams_a.values), len(grams_b.values))
    chain = _extended(_chain(_runs(grams_a, both, grams_b, index[both])), key_a, key_b)
    if not chain:
        return _nothing(key_a, key_b, overlap)
    shared_a, shared_b, replaced = _between(chain, key_a, key_b)
    leads: tuple[Replaced, ...] = ()
    own = _own_leads(chain, replaced, min(len(key_a), len(key_b)))
    if own:
        chain, leads = chain[own:], tuple(gap for gap in replaced if gap.a[1] <= chain[own].a)
        shared_a, shared_b, replaced = _between(chain, key_a, key_b)
    first, last = chain[0], chain[-1]
    end_a, end_b = last.a + last.length, last.b + last.length
    return Alignment(
        *overlap,
        shared_a / len(key_a),
        shared_b / len(key_b),
        (first.a, len(key_a) - end_a),
        (first.b, len(key_b) - end_b),
        min(shared_a / (end_a - first.a), shared_b / (end_b - first.b)),
        max(run.length for run in chain),
        replaced,
        leads,
    )


def _nothing(key_a: str, key_b: str, overlap: tuple[float, float, float]) -> Alignment:
    return Alignment(*overlap, 0.0, 0.0, (len(key_a), 0), (len(key_b), 0), 0.0, 0, ())


def _between(chain: list[Run], key_a: str, key_b: str) -> tuple[int, int, tuple[Replaced, ...]]:
    """Sum what is shared on either side, small and similar gaps included, and collect the other gaps."""
    shared_a = shared_b = sum(run.length for run in chain)
    replaced = []
    for before, after in pairwise(chain):
        whole = Replaced((before.a + before.length, after.a), (before.b + before.length, after.b))
        gap = _core(key_a, key_b, whole)
        if _alike(key_a[slice(*gap.a)], key_b[slice(*gap.b)]):
            shared_a += whole.length_a
            shared_b += whole.length_b
            continue
        shared_a += whole.length_a - gap.length_a
        shared_b += whole.length_b - gap.length_b
        if gap.size > 0:
            replaced.append(gap)
    return shared_a, shared_b, tuple(replaced)


def _own_leads(chain: list[Run], replaced: tuple[Replaced, ...], shorter: int) -> int:
    """Count the runs at the head that two leads of their own share by chance: the event's name, an office.

    Offices put a lead of their own before a release. Two such leads begin differently, share little, and
    behind them nothing is replaced but perhaps the credit. A form filled in anew begins with the same words.
    """
    end = chain[-1].a + chain[-1].length
    before_credit = [gap for gap in replaced if end - gap.a[1] > RULES.low_ends]
    if not before_credit or min(chain[0].a, chain[0].b) < RULES.foreign_min:
        return 0
    behind = next(at for at, run in enumerate(chain) if run.a >= before_credit[-1].a[1])
    alike = sum(run.length for run in chain[:behind])
    common = sum(run.length for run in chain[behind:])
    mostly_own = alike <= RULES.lead_alike * min(chain[behind].a, chain[behind].b)
    return behind if mostly_own and common >= RULES.copy_contained * shorter else 0


def _overlap(common: int, count_a: int, count_b: int) -> tuple[float, float, float]:
    """Jaccard and both containments of two sets of 12-grams, from their sizes."""
    return common / (count_a + count_b - common), common / count_a, common / count_b


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
    a = np.array([run.a for run in runs])
    b = np.array([run.b for run in runs])
    length = np.array([run.length for run in runs])
    best, before = length.astype(np.int64), np.full(len(runs), -1)
    for i in range(1, len(runs)):
        overlap = np.maximum(0, np.maximum(a[:i] + length[:i] - a[i], b[:i] + length[:i] - b[i]))
        fits = (b[:i] < b[i]) & (overlap < length[i])
        if fits.any():
            weight = np.where(fits, best[:i] - overlap, -1)
            j = int(weight.argmax())
            if weight[j] > 0:
                best[i], before[i] = weight[j] + length[i], j
    chain, i = [], int(best.argmax())
    while i >= 0:
        chain.append(runs[i])
        i = int(before[i])
    return _trimmed(chain[::-1])


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


def _core(key_a: str, key_b: str, gap: Replaced) -> Replaced:
    """Take equal beginnings and ends off a gap: a passage that was left out replaces nothing."""
    (a, a_end), (b, b_end) = gap.a, gap.b
    while a < a_end and b < b_end and key_a[a] == key_b[b]:
        a, b = a + 1, b + 1
    while a < a_end and b < b_end and key_a[a_end - 1] == key_b[b_end - 1]:
        a_end, b_end = a_end - 1, b_end - 1
    return Replaced((a, a_end), (b, b_end))


def _alike(one: str, other: str) -> bool:
    """Say whether a gap is a small edit: both sides tiny, or similar letter by letter."""
    if len(one) <= _TINY and len(other) <= _TINY:
        return True
    if not one or not other or max(len(one), len(other)) > MAX_GAP:
        return False
    longest = max(len(one), len(other))
    return ratio(one, other) >= (_SHORT_RATIO if longest <= _SHORT else _RATIO)
