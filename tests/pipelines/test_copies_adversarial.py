"""Pairs made to deceive, of our own writing: both ways, in the judgement and in clusters."""

from __future__ import annotations

from collections import Counter

import pytest

from pipelines.copies.records import Document
from pipelines.copies.stream import cluster_stream
from tests.copies_events import Pair, pairs

PAIRS = tuple(pairs())


def test_there_are_enough_pairs() -> None:
    assert len(PAIRS) >= 60


@pytest.mark.parametrize("why", sorted({pair.why for pair in PAIRS}))
def test_pairs_are_told_apart_or_together(why: str) -> None:
    wrong = [pair for pair in PAIRS if pair.why == why and together(pair) != (pair.expected == "copy")]
    assert [(pair.one.id, pair.other.id) for pair in wrong] == []


def test_in_one_corpus_no_two_events_share_a_cluster() -> None:
    documents: dict[str, Document] = {}
    for pair in PAIRS:
        documents |= {pair.one.id: pair.one, pair.other.id: pair.other}
    clusters = dict(cluster_stream(documents.values()))
    events = {(cluster, one[1:]) for one, cluster in clusters.items()}
    shared = Counter(cluster for cluster, _ in events)
    assert {cluster for cluster, count in shared.items() if count > 1} == set()


def together(pair: Pair) -> bool:
    """Say whether two documents alone share a cluster."""
    found = dict(cluster_stream([pair.one, pair.other]))
    return found[pair.one.id] == found[pair.other.id]
