"""Documents come out of a parcel as they went in, also without room for its file; a dead sender is named."""

from __future__ import annotations

import tempfile
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import active_children
from pathlib import Path

import pytest

from pipelines.workers import Workers
from search.packed import PackedDocument
from search.parcels import Parcel

DOCUMENTS = [
    PackedDocument.of("krabi-pao:1", 2026, '{"words":"ข่าว ประชาสัมพันธ์"}'),
    PackedDocument.of("krabi-pao:2", None, "{}"),
    PackedDocument.of("krabi-pao:3", 2025, '{"words":"' + "น้ำ " * 100_000 + '"}'),
]


def test_what_a_worker_sends_arrives() -> None:
    with Workers(2) as workers:
        parcel = workers.pool.submit(Parcel.of, DOCUMENTS).result()
        empty = workers.pool.submit(Parcel.of, ()).result()
        assert parcel.file
        assert parcel.opened() == DOCUMENTS
        assert empty.opened() == []


def test_without_room_for_a_file_they_go_as_the_pool_carries_things(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "unmounted"))
    parcel = Parcel.of(DOCUMENTS)
    assert parcel.file is None
    assert parcel.opened() == DOCUMENTS


def test_a_worker_that_died_has_taken_its_file_with_it() -> None:
    with Workers(2) as workers:
        before = set(active_children())
        parcel = workers.pool.submit(Parcel.of, DOCUMENTS).result()
        for worker in set(active_children()) - before:
            worker.kill()
            worker.join()
        with pytest.raises(BrokenProcessPool, match="3 documents"):
            parcel.opened()
