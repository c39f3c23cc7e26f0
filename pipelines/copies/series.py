"""Series as things of their own: bulletins, notices and forms that come again with other numbers or names.

A series is what series links connect: a pure function of the stored links and clusters, so the order of
arrival, a late issue or a restart change nothing. All copies of an issue belong to it.

Not every series link holds a series together: issues are alike both ways. A notice that a later, longer text
took in whole is alike one way only; such links say "no copy" and nothing more, and would chain strangers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from pipelines.copies import minting

ALIKE = 0.35
"""Least Jaccard similarity of two issues. On the 20,000 real releases .30 still joined nine meetings of one
ministry, whose reports share their frame only; .35 left none of those among the largest series."""


@dataclass(frozen=True, slots=True)
class Issue:
    """One distinct text: its owner's number, its cluster, and the series it has belonged to so far."""

    n: int
    id: str
    cluster: str
    series: str | None


@dataclass(frozen=True, slots=True)
class Series:
    """One series: how many texts and stories it has, and from when to when."""

    id: str
    documents: int
    stories: int
    first: date | None
    """Null where no member is dated."""
    last: date | None


def derive(issues: Iterable[Issue], edges: Iterable[tuple[int, int]]) -> tuple[tuple[Issue, ...], ...]:
    """Group issues that edges or a common cluster connect, each group in order of arrival.

    Groups of one story are left out: a series has two issues at least.
    """
    known = {issue.n: issue for issue in sorted(issues, key=lambda issue: issue.n)}
    parent = {n: n for n in known}
    first_of: dict[str, int] = {}
    for issue in known.values():
        _join(parent, issue.n, first_of.setdefault(issue.cluster, issue.n))
    for one, other in edges:
        if one in known and other in known:
            _join(parent, one, other)
    groups: defaultdict[int, list[Issue]] = defaultdict(list)
    for issue in known.values():
        groups[_root(parent, issue.n)].append(issue)
    return tuple(tuple(group) for group in groups.values() if len({one.cluster for one in group}) > 1)


def heirs(groups: Sequence[Sequence[Issue]], ages: dict[str, int]) -> list[tuple[str | None, list[str]]]:
    """Say which series id each group keeps, the oldest of its own, and which of its others end in it.

    An id goes on with the issue of its series that arrived first.
    """
    borne = [[(issue.n, issue.series) for issue in group] for group in groups]
    return minting.heirs(borne, lambda _: ages)


def _root(parent: dict[int, int], n: int) -> int:
    while parent[n] != n:
        parent[n] = parent[parent[n]]
        n = parent[n]
    return n


def _join(parent: dict[int, int], one: int, other: int) -> None:
    a, b = _root(parent, one), _root(parent, other)
    parent[max(a, b)] = min(a, b)
