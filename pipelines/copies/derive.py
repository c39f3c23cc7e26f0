"""Clusters derive from links: one pure function over the texts that copy links connect.

Texts are taken in order of their first day, not of their arrival, so a late original or another order of
crawling gives the same clusters. The join rule keeps chains apart: A like B like C does not make A and C one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipelines.copies.rules import RULES

UNDATED = 10_000_000
"""Stands for the day of an undated text: behind every dated one (ordinals end at 3,652,059)."""


@dataclass(frozen=True, slots=True)
class Node:
    """One distinct text: its owner's number, and the first day and id among the documents that carry it."""

    n: int
    day: int
    id: str
    cluster: str | None

    @property
    def order(self) -> tuple[int, str]:
        """First day, then id."""
        return (self.day, self.id)


@dataclass(frozen=True, slots=True)
class Edge:
    """What a stored link says to the join rule."""

    copy: bool
    bars: bool
    score: float


Edges = Mapping[tuple[int, int], Edge]
"""By the numbers of its two texts, the smaller first."""


def derive(nodes: Iterable[Node], edges: Edges) -> tuple[tuple[Node, ...], ...]:
    """Group texts into clusters, each in order of day and id."""
    near = _neighbours(edges)
    groups: list[list[Node]] = []
    group_of: dict[int, int] = {}
    for node in sorted(nodes, key=lambda node: node.order):
        mine = near.get(node.n, {})
        at = _home(mine, groups, group_of)
        if at is None:
            at = len(groups)
            groups.append([])
        groups[at].append(node)
        group_of[node.n] = at
    return tuple(tuple(group) for group in groups)


def _neighbours(edges: Edges) -> dict[int, dict[int, Edge]]:
    near: defaultdict[int, dict[int, Edge]] = defaultdict(dict)
    for (one, other), edge in edges.items():
        near[one][other] = near[other][one] = edge
    return near


def _home(mine: Mapping[int, Edge], groups: list[list[Node]], group_of: Mapping[int, int]) -> int | None:
    """The group of the strongest copy link that admits the text; ties go to the earlier group."""
    offers = [(-edge.score, group_of[n]) for n, edge in mine.items() if edge.copy and n in group_of]
    for _, at in sorted(offers):
        if _admits([mine.get(member.n) for member in groups[at]]):
            return at
    return None


def _admits(found: list[Edge | None]) -> bool:
    """The join rule, on the edges from one text to each member of a group."""
    if any(edge is not None and edge.bars for edge in found):
        return False
    first = found[: RULES.members_checked]
    copies = sum(edge is not None and edge.copy for edge in first)
    return len(found) <= 2 or copies >= RULES.join_share * len(first)
