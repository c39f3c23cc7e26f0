"""The documents of a search that were scored in full."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tantivy import DocAddress

from search.engines.embedded.scores import Place, Scores, place
from search.engines.embedded.sums import Part

SLACK = 0.02
"""Scores are rounded to .01, and sums differ in the last bit: whatever comes as near may be tied."""


class Candidate(NamedTuple):
    """A document, and what is known that it is worth."""

    worth: float
    address: DocAddress


class Known:
    """Tells what the last of the wanted is worth at least, the better the more documents are known."""

    def __init__(self, scores: Scores, wanted: int, *, collapse: bool) -> None:
        self._scores = scores
        self._wanted = wanted
        self._collapse = collapse
        self._looked_at: set[Place] = set()
        self._ranked: list[Candidate] = []

    def add(self, candidates: Iterable[Candidate], parts: Sequence[Part]) -> None:
        """Score those that were not: what is known of them, and what these parts add to it."""
        new = {place(one.address): one for one in candidates}
        new = {at: one for at, one in new.items() if at not in self._looked_at}
        if not new:
            return
        self._looked_at |= set(new)
        scored = self._scores.of([one.address for one in new.values()], parts)
        self._ranked += [Candidate(new[at].worth + worth, new[at].address) for at, worth in scored.items()]
        self._ranked.sort(key=lambda one: -one.worth)

    @property
    def least(self) -> float:
        """What the last of the wanted is worth at least, with some slack; 0 while there are fewer."""
        counted = self._first_of_each() if self._collapse else self._ranked
        return counted[self._wanted - 1].worth - SLACK if len(counted) >= self._wanted else 0.0

    def worth_of(self, rank: int) -> float:
        """What the document of a rank is worth, or the last one; 0 where there is none."""
        return self._ranked[min(rank, len(self._ranked)) - 1].worth if self._ranked else 0.0

    def best(self) -> list[Candidate]:
        """All that are worth as much as the last of the wanted."""
        least = self.least
        return [one for one in self._ranked if one.worth >= least]

    def _first_of_each(self) -> list[Candidate]:
        """The best of each story; where numbers of stories collide, more than is needed is asked for."""
        stories = self._scores.stories([one.address for one in self._ranked])
        first: dict[int, Candidate] = {}
        for story, one in zip(stories, self._ranked, strict=True):
            first.setdefault(story, one)
        return [*first.values()]
