"""The most that terms can add to a score, the rarest first: what their postings need not be read to know."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import accumulate
from math import log

from search.clauses import Clause, Constant, OneOf, Phrase, Term
from search.engines.work import Dictionary

GAIN = 2.2
"""The most that BM25 makes of a term's rarity: k1 + 1 (k1 is 1.2 in both engines)."""
ROUNDED = 1.0001
"""Tantivy adds single precision."""


class Bounds:
    """Terms by the documents that hold them, the fewest first."""

    def __init__(self, terms: Iterable[Term], counts: Dictionary) -> None:
        # rarity is told by all documents there ever were in a segment, removed ones too
        every = sum(counts.doc_freq("alone", either) for either in (True, False))
        held = [(counts.doc_freq(one.field, one.value), one) for one in terms]
        self._held = sorted(((n, one) for n, one in held if n), key=lambda pair: pair[0])
        most = [ROUNDED * GAIN * one.weight * _rarity(n, every) for n, one in self._held]
        self.left = (*reversed([*accumulate(reversed(most), initial=0.0)]),)
        """What all terms from each on can add together; 0 behind the last."""

    def __len__(self) -> int:
        return len(self._held)

    def postings(self, depth: int) -> int:
        """Of so many of them."""
        return sum(n for n, _ in self._held[:depth])

    def rarest(self, depth: int) -> tuple[Term, ...]:
        """So many of them."""
        return tuple(one for _, one in self._held[:depth])

    def frequent(self, depth: int) -> tuple[Term, ...]:
        """All but so many."""
        return tuple(one for _, one in self._held[depth:])

    def depth(self, postings: float) -> int:
        """How many together have so many postings at most; one at least."""
        read = accumulate(n for n, _ in self._held)
        return max(1, sum(n <= postings for n in read))

    def deep_enough(self, allowed: float) -> int:
        """How many must be read so that the others add no more than is allowed."""
        return next((at for at, left in enumerate(self.left) if left <= allowed), len(self))


def holding(clause: Clause, counts: Dictionary) -> int:
    """Documents that hold a term, a row of terms or one of some values, at most."""
    match clause:
        case Term(field, value):
            return counts.doc_freq(field, value)
        case Phrase(field, terms):
            return min(counts.doc_freq(field, term) for term in terms)
        case OneOf(field, values):
            return sum(counts.doc_freq(field, value) for value in values)
        case Constant(inner, _):
            return holding(inner, counts)
    return counts.num_docs


def _rarity(documents: int, every: int) -> float:
    return log(1 + (every - documents + 0.5) / (documents + 0.5))
