"""What others do with the same texts: exact hashing, datasketch and rensa, in memory, without a guard.

Each is a function from documents to clusters, as their users write it: what the index answers and the sketch
estimates to be as alike as the threshold is one cluster.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from pipelines.copies.key import key_text
from pipelines.copies.records import Document

WINDOW = 8
"""Characters of a gram; 5, 8, 12 gave the same F1 (dedup §3)."""
THRESHOLD = 0.5
PERMUTATIONS, BANDS = 128, 32


def exact(documents: Sequence[Document]) -> dict[str, str]:
    """Hash title and body, the usual baseline."""
    first: dict[bytes, str] = {}
    digest = {one.id: hashlib.sha256(f"{one.title}\n{one.body}".encode()).digest() for one in documents}
    return {one.id: first.setdefault(digest[one.id], one.id) for one in documents}


def datasketch(documents: Sequence[Document]) -> dict[str, str]:
    """MinHash LSH, 128 permutations."""
    from datasketch import MinHash, MinHashLSH

    index, made, parent = MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS), {}, _Parents()
    for one in documents:
        mine = made[one.id] = MinHash(num_perm=PERMUTATIONS)
        mine.update_batch([gram.encode() for gram in _grams(one)])
        for other in index.query(mine):
            if mine.jaccard(made[other]) >= THRESHOLD:
                parent.join(one.id, other)
        index.insert(one.id, mine)
    return {one.id: parent.root(one.id) for one in documents}


def rensa(documents: Sequence[Document]) -> dict[str, str]:
    """RMinHash LSH, 128 permutations, 32 bands."""
    from rensa import RMinHash, RMinHashLSH

    index = RMinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS, num_bands=BANDS)
    made: list[Any] = []
    parent = _Parents()
    for number, one in enumerate(documents):
        mine = RMinHash(num_perm=PERMUTATIONS, seed=1)
        mine.update(_grams(one))
        for other in index.query(mine):
            if mine.jaccard(made[other]) >= THRESHOLD:
                parent.join(one.id, documents[other].id)
        index.insert(number, mine)
        made.append(mine)
    return {one.id: parent.root(one.id) for one in documents}


def score(clusters: Mapping[str, str], pairs: Sequence[tuple[str, str, str]]) -> tuple[float, int]:
    """Return F1 on pairs that are copies, and how many pairs were merged that must not be."""
    merged = [label for one, other, label in pairs if clusters[one] == clusters[other]]
    right = merged.count("dup")
    wrong = sum(label in ("series", "related", "different") for label in merged)
    copies = sum(label == "dup" for _, _, label in pairs)
    return 2 * right / (right + wrong + copies), wrong


def _grams(document: Document) -> list[str]:
    key = key_text(document.body)
    return [key[at : at + WINDOW] for at in range(max(1, len(key) - WINDOW + 1))]


class _Parents:
    """Union of clusters by their first ids."""

    def __init__(self) -> None:
        self._of: dict[str, str] = {}

    def root(self, one: str) -> str:
        """The id that stands for a cluster."""
        while (up := self._of.get(one, one)) != one:
            one = up
        return one

    def join(self, one: str, other: str) -> None:
        """Make two clusters one."""
        a, b = self.root(one), self.root(other)
        if a != b:
            self._of[a] = b
