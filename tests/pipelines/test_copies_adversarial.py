"""Pairs made to deceive, of our own writing: both ways, in the judgement and in clusters."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from itertools import permutations

import pytest
from sqlalchemy import create_engine

from pipelines.copies.place import cluster_of, place
from pipelines.copies.records import Document
from pipelines.copies.sketch import sketch
from pipelines.copies.stream import cluster_stream, create_tables
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


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_an_office_that_takes_its_own_text_over_late_parts_two_notices(order: tuple[int, ...]) -> None:
    """Two notices of two offices are copies by their words; that one office had both parts them."""
    pair = next(pair for pair in PAIRS if pair.one.source == pair.other.source == "one-office")
    elsewhere = replace(pair.other, id="e", source="elsewhere")
    own = replace(pair.other, id="own")
    documents = (pair.one, elsewhere, own)
    engine = create_engine("sqlite://")
    create_tables(engine)
    with engine.begin() as connection:
        for at in order:
            place(connection, documents[at], sketch(documents[at]), now=datetime(2026, 3, 9, tzinfo=UTC))
        found = {one.id: cluster_of(connection, one.id) for one in documents}
    engine.dispose()
    assert found["e"] == found["own"] != found[pair.one.id]


@pytest.mark.parametrize("batch", [1, 2])
def test_a_comma_in_the_name_of_an_office_does_not_make_two_offices(batch: int) -> None:
    pair = next(pair for pair in PAIRS if pair.one.source == pair.other.source == "one-office")
    one, other = replace(pair.one, source="press, town"), replace(pair.other, source=" town")
    assert together(replace(pair, one=one, other=other), batch=batch)


def together(pair: Pair, *, batch: int = 2) -> bool:
    """Say whether two documents alone share a cluster."""
    found = dict(cluster_stream([pair.one, pair.other], batch=batch))
    return found[pair.one.id] == found[pair.other.id]
