"""Alignment of two key texts by their equal runs: what is shared, what was replaced, what stands alone.

The alignment is the heaviest chain of equal runs (:mod:`pipelines.copies.runs`); gaps between them that are
small or similar count as shared.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz.fuzz import ratio

from pipelines.copies.rules import RULES
from pipelines.copies.runs import Grams, Run, chain_of, common

MAX_GAP = 2_000
"""Longer gaps are never compared letter by letter; they are replaced passages by their size alone."""
_TINY = 3
_SHORT, _SHORT_RATIO, _RATIO = 12, 50.0, 70.0


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


def align(key_a: str, grams_a: Grams, key_b: str, grams_b: Grams) -> Alignment:
    """Align two keys by their 12-grams."""
    at = common(grams_a, grams_b)
    overlap = _overlap(len(at[0]), len(grams_a.values), len(grams_b.values))
    chain = chain_of(key_a, grams_a, key_b, grams_b, at)
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


def _overlap(shared: int, count_a: int, count_b: int) -> tuple[float, float, float]:
    """Jaccard and both containments of two sets of 12-grams, from their sizes."""
    if not shared:
        return 0.0, 0.0, 0.0
    return shared / (count_a + count_b - shared), shared / count_a, shared / count_b


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
