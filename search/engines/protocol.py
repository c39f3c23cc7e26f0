"""What every engine can do. Two do it: embedded Tantivy and an Elasticsearch cluster."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Literal, Protocol

from search.clauses import Clause
from search.packed import PackedDocument
from search.records import Sort

DEEPEST_PAGE = 10_000
"""Hits that can be paged through; Elasticsearch's own limit (search §B). Export goes beyond, by id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRequest:
    """One search, compiled."""

    clause: Clause
    sort: Sort | Literal["story"] = "relevance"
    """``story``: by the number of the story, a hash: as good as random, and the same in every engine."""
    size: int = 10
    offset: int = 0
    collapse: bool = False
    """One hit a cluster: its first in the order."""
    facets: tuple[str, ...] = ()
    """Fields whose values are counted over all matches, exactly."""
    stories: bool = False
    """Count the clusters of all matches, exactly."""
    total: bool = True
    """Count the matches, exactly. Without, the best are found without looking at all of them; 0 is said."""


@dataclass(frozen=True, slots=True)
class EngineHit:
    """One match: id, score (0 where the order is by date), and its story."""

    id: str
    score: float
    cluster: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineHits:
    """The engine's answer. Counts are exact."""

    total: int
    hits: tuple[EngineHit, ...]
    stories: int = 0
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rejected:
    """A document the engine refused, and its reason."""

    id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """Whether an engine answers, and what it is."""

    engine: str
    ok: bool
    version: str
    documents: int
    message: str


class Writer(Protocol):
    """Writes in batches. What was committed survives a kill; what was not is written again."""

    def write(self, documents: Sequence[PackedDocument]) -> list[Rejected]:
        """Add documents, or replace those of the same id; say which were refused."""

    def delete(self, ids: Iterable[str]) -> None:
        """Remove documents; unknown ids are no error."""

    def commit(self) -> None:
        """Make all of it durable and visible."""


class Engine(Protocol):
    """An index that can be written, searched, rebuilt beside itself, and dropped."""

    name: str

    def analysis(self) -> str | None:
        """The analysis the live index was built with; null = there is no index."""

    def writer(self, analysis: str, *, rebuild: bool, expected: int = 0) -> AbstractContextManager[Writer]:
        """Open the live index for writing, creating it where there is none.

        With ``rebuild`` a new index is written beside the live one and takes its place when the block
        ends without an error: searches see the old one whole until they see the new one whole.

        Args:
            analysis: What the documents were made with.
            rebuild: Write a new index.
            expected: Documents that a new one will hold, about; known, it is laid out to be searched faster.
        """

    def search(self, request: SearchRequest) -> EngineHits:
        """Answer a request; scores, order, counts and facets are the same in every engine."""

    def ids(self, clause: Clause) -> Iterator[str]:
        """All matching ids, ascending, without a limit."""

    def count(self) -> int:
        """Documents in the live index; 0 where there is none."""

    def health(self) -> Health:
        """Look whether the engine answers; never raises."""

    def drop(self) -> None:
        """Remove the index."""

    def close(self) -> None:
        """Let go of files and connections."""
