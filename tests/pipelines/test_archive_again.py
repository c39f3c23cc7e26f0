"""The same bytes under two addresses: one record holds them, the other says where they lie."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from warcio.archiveiterator import ArchiveIterator

from pipelines.archive import Archive, Response, recover, scan
from pipelines.errors import ArchiveDamaged
from pipelines.records import Capture

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=ZoneInfo("Asia/Bangkok"))
LETTER = Response(
    source_id="nan",
    role="attachment",
    requested_url="https://nan.example/files/a.pdf",
    url="https://nan.example/files/a.pdf",
    status=200,
    headers=(("Content-Type", "application/pdf"), ("Content-Disposition", 'attachment; filename="a.pdf"')),
    body=b"%PDF-1.4 " + bytes(range(256)) * 40,
    fetched_at=NOW,
)
OTHER = "https://nan.example/files/copy.pdf"
COPY = replace(LETTER, requested_url=OTHER, url=OTHER, fetched_at=NOW + timedelta(days=1))


def written(folder: Path) -> tuple[Capture, Capture]:
    with Archive(folder).writer() as writer:
        first = writer.response(LETTER)
        return first, writer.again(COPY, first)


def read(folder: Path, capture: Capture) -> bytes:
    place = (capture.warc_file, capture.warc_offset, capture.warc_length)
    return Archive(folder).read(*place, capture.sha256).body


def test_a_repeat_is_small_and_reads_as_the_same_bytes(tmp_path: Path) -> None:
    first, again = written(tmp_path)
    assert read(tmp_path, again) == read(tmp_path, first) == LETTER.body
    assert again.warc_length < first.warc_length
    assert (again.url, again.sha256) == (OTHER, first.sha256)


def test_a_repeat_is_found_again_without_an_index(tmp_path: Path) -> None:
    first, again = written(tmp_path)
    assert list(scan(tmp_path)) == [first, again]
    assert recover(tmp_path, lambda _file: 0).adopted == (first, again)
    assert recover(tmp_path, lambda _file: again.warc_offset).adopted == (again,)


def test_other_readers_see_a_revisit_that_refers_to_the_first(tmp_path: Path) -> None:
    first, _ = written(tmp_path)
    raw = (tmp_path / first.warc_file).read_bytes()
    records = [(one.rec_type, one.rec_headers) for one in ArchiveIterator(BytesIO(raw), check_digests=True)]
    assert [kind for kind, _ in records] == ["warcinfo", "response", "revisit"]
    headers = records[2][1]
    assert headers.get_header("WARC-Refers-To-Target-URI") == LETTER.url
    assert headers.get_header("WARC-Refers-To-Date") == "2026-11-25T02:00:00.000000Z"
    assert headers.get_header("WARC-Profile").endswith("/revisit/identical-payload-digest")


def test_a_repeat_whose_original_is_damaged_says_so(tmp_path: Path) -> None:
    first, again = written(tmp_path)
    file = tmp_path / first.warc_file
    data = bytearray(file.read_bytes())
    data[first.warc_offset + first.warc_length // 2] ^= 1
    file.write_bytes(data)
    with pytest.raises(ArchiveDamaged):
        read(tmp_path, again)


def test_other_bytes_are_no_repeat(tmp_path: Path) -> None:
    with Archive(tmp_path).writer() as writer:
        first = writer.response(LETTER)
        with pytest.raises(ValueError, match="other bytes"):
            writer.again(replace(COPY, body=b"%PDF-1.4 changed"), first)
