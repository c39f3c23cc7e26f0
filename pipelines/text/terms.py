"""Index terms of a text: words, and pairs and triples of Thai character clusters within a run.

The same function makes the terms of documents and of queries. A phrase of all bigrams of a query, across its
spaces, finds the query wherever it stands, inside words too; words rank. Measured in docs/thai-text.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from operator import add
from typing import TypeAlias

from pipelines.text import fold
from pipelines.text.runs import RUN, is_thai, runs
from pipelines.text.segment import SEPARATOR, run_clusters, run_words

BREAK = "¶"
"""A mark that is no term of any text: what stands on either side of it is never one phrase."""
UTF_16 = "utf-16-le"
Utf16: TypeAlias = bytes
"""Terms joined by spaces, as arrays hold a text: to decode and encode it took 40 µs a release."""
Row = tuple[str, ...]
"""The words of one run, or of the part of a run between dropped words."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Terms in the order of the text; a Latin word or a number is one term in all three lists."""

    words: list[str]
    g2: list[str]
    """Cluster pairs of each run; a run of one cluster is itself a term."""
    g3: list[str]
    """Cluster triples of each run; a run of one or two clusters is itself a term."""
    clusters: set[str]
    """All Thai clusters, each once: pairs cannot answer for a query of one cluster (น้ำ)."""


def terms(text: str, *, drop: frozenset[str] = frozenset()) -> Terms:
    """Make the terms of a document or query.

    Args:
        text: Any text; it is folded here.
        drop: Words to leave out (question words of a query). The run is cut where one stood, so no gram spans
            it. When nothing else is left, nothing is dropped.
    """
    rows = [run_words(run) for run in runs(fold.search(text))]
    kept = [part for row in rows for part in _without(row, drop)] if drop else rows
    kept = kept or rows
    return _terms([word for row in kept for word in row], ["".join(row) for row in kept])


def words_from_segmented(segmented: str) -> Iterator[str]:
    """Yield the same words of a text that has U+200B between them, without segmenting again."""
    for piece in segmented.split(SEPARATOR):
        yield from read(piece).split()


@lru_cache(maxsize=32_768)
def read(piece: str) -> str:
    """Fold a piece of such a text: to a Thai word, whose run goes on, or to runs, each between spaces."""
    folded = fold.search(piece)
    if folded and is_thai(folded) and RUN.fullmatch(folded):
        return folded
    return f" {' '.join(runs(folded))} "


def _terms(words: list[str], runs: Iterable[str]) -> Terms:
    """Add the grams of runs to their words; a run too short for any is itself one.

    No run is remembered: two of three are met again, but looking them up took longer than making them anew.
    """
    made = Terms(words, [], [], set())
    g2, g3, all_clusters = made.g2, made.g3, made.clusters  # looked up once: most time goes here
    for run in runs:
        clusters = run_clusters(run) if is_thai(run) else ()
        all_clusters.update(clusters)
        if len(clusters) < 3:
            g2.append(run)
            g3.append(run)
            continue
        pairs = list(map(add, clusters, clusters[1:]))
        g2 += pairs
        g3 += map(add, pairs, clusters[2:])
    return made


def _without(row: Row, drop: frozenset[str]) -> Iterator[Row]:
    """Cut a row where dropped words stand."""
    part: list[str] = []
    for word in row:
        if word not in drop:
            part.append(word)
        elif part:
            yield tuple(part)
            part = []
    if part:
        yield tuple(part)


@lru_cache(maxsize=32_768)
def folded_word(piece: str) -> str:
    """Fold a word for search; most words of a text were met before."""
    return fold.search(piece)
