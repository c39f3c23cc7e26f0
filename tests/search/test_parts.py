"""A generation of the embedded index that is filled anew ends as one segment, and is unseen until then."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.codec import to_json
from search.clauses import Everything, Term
from search.engines import Engine, SearchRequest, open_engine
from search.engines.embedded.parts import ONE_SIZE, TOGETHER, ends
from search.fields import analysis
from search.packed import PackedDocument

DOCUMENTS = ONE_SIZE + 200


def bare(number: int) -> PackedDocument:
    """A document of one made-up word."""
    key = f"d{number:05}"
    body = {"id": key, "cluster": key, "story": number, "alone": True, "words": f"w{number % 7}"}
    return PackedDocument.of(key, None, to_json({**body, "newest": number, "oldest": number}))


def _interrupted(engine: Engine) -> None:
    with engine.writer(analysis(), rebuild=True, expected=DOCUMENTS) as writer:
        writer.write([bare(number) for number in range(DOCUMENTS // 2)])
        assert engine.count() == 1
        raise KeyboardInterrupt


def test_a_new_generation_ends_as_one_segment(tmp_path: Path) -> None:
    """Also where a few documents less come than were expected."""
    engine = open_engine("tantivy", home=tmp_path)
    documents = [bare(number) for number in range(DOCUMENTS)]
    with engine.writer(analysis(), rebuild=True, expected=DOCUMENTS + 3) as writer:
        assert writer.write(documents) == []
    assert engine._reader()[1].num_segments == 1  # type: ignore[attr-defined]  # the protocol has no segments
    assert list(engine.ids(Everything())) == [one.id for one in documents]
    engine.close()


def test_a_document_written_again_in_another_part_is_there_once(tmp_path: Path) -> None:
    engine = open_engine("tantivy", home=tmp_path)
    with engine.writer(analysis(), rebuild=True, expected=DOCUMENTS) as writer:
        for _ in range(2):
            assert writer.write([bare(number) for number in range(DOCUMENTS // 2)]) == []
            writer.commit()
    assert engine.count() == DOCUMENTS // 2
    assert engine.search(SearchRequest(clause=Term("words", "w3"))).total == len(range(3, DOCUMENTS // 2, 7))
    engine.close()


def test_parts_that_are_durable_are_not_seen_before_the_end(tmp_path: Path) -> None:
    engine = open_engine("tantivy", home=tmp_path)
    with engine.writer(analysis(), rebuild=True, expected=1) as writer:
        writer.write([bare(0)])
    with pytest.raises(KeyboardInterrupt):
        _interrupted(engine)
    assert engine.count() == 1
    with engine.writer(analysis(), rebuild=True, expected=2) as writer:
        writer.write([bare(1), bare(2)])
    assert engine.count() == 2
    engine.close()


def test_few_bytes_wait_to_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.engines.embedded.engine.MOST_WAITING", 10_000)
    engine, documents = open_engine("tantivy", home=tmp_path), [bare(number) for number in range(300)]
    with engine.writer(analysis(), rebuild=True, expected=300) as writer:
        writer.write(documents)
        (meta,) = tmp_path.rglob("meta.json")
        assert json.loads(meta.read_bytes())["segments"]  # the first are durable before the end
    assert list(engine.ids(Everything())) == [one.id for one in documents]
    engine.close()


@given(st.integers(0, 10_000_000))
def test_parts_are_equal_and_eight_of_them_are_of_the_next_size(expected: int) -> None:
    first = [*islice(ends(expected), 2 * TOGETHER)]
    if expected <= ONE_SIZE:
        assert first == []
        return
    sizes = [after - before for before, after in zip([0, *first], first, strict=False)]
    assert max(sizes) - min(sizes) <= 1
    assert min(sizes) >= ONE_SIZE // TOGETHER
    assert max(sizes) <= ONE_SIZE
    parts = round(expected / sizes[0])
    assert any(abs(parts - TOGETHER**level) <= 0.01 * parts for level in range(1, 5))
