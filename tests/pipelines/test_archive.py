"""The archive: bytes come back as captured or not at all; damage costs the record it hit and no other."""

from __future__ import annotations

import gzip
import multiprocessing
import os
import random
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator
from warcio.warcwriter import WARCWriter

from pipelines.archive import Archive, Response, recover, scan
from pipelines.archive.archive import RECORD_LIMIT
from pipelines.archive.scan import Damage
from pipelines.errors import ArchiveDamaged, SettingsError
from pipelines.records import Capture, Hint
from pipelines.store.adoption import adopt
from pipelines.store.database import open_store

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=ZoneInfo("Asia/Bangkok"))
HINT = Hint(title="ข่าวเมืองน่าน", published_raw="๕ ส.ค. ๒๕๕๙", category=("ข่าว",), posted_by="ปิยะ")


def response(number: int, body: bytes | None = None, **changes: Any) -> Response:
    facts: dict[str, Any] = {
        "source_id": "nan-pr",
        "role": "article",
        "requested_url": f"https://nan.example/ข่าว/{number}",
        "url": f"https://nan.example/ข่าว/{number}?a=1",
        "status": 200,
        "headers": (("Content-Type", "text/html; charset=utf-8"), ("ETag", f'"{number}"')),
        "body": body if body is not None else f"<p>ข่าวที่ {number}</p>".encode() * 50,
        "fetched_at": NOW,
        "tls_valid": False,
        "hint": HINT,
    }
    return Response(**facts | changes)


def filled(folder: Path, count: int, **options: Any) -> list[Capture]:
    with Archive(folder).writer(now=lambda: NOW, **options) as writer:
        return [writer.response(response(number)) for number in range(count)]


def read(folder: Path, capture: Capture) -> bytes:
    place = (capture.warc_file, capture.warc_offset, capture.warc_length, capture.sha256)
    return Archive(folder).read(*place).body


def test_a_response_comes_back_whole(tmp_path: Path) -> None:
    capture = filled(tmp_path, 1)[0]
    page = Archive(tmp_path).read(capture.warc_file, capture.warc_offset, capture.warc_length, capture.sha256)
    assert (page.status, page.body) == (200, response(0).body)
    assert page.header("content-type") == "text/html; charset=utf-8"
    assert (capture.etag, capture.tls_valid, capture.hint) == ('"0"', False, HINT)


@settings(max_examples=60)
@given(body=st.binary(max_size=4000), title=st.text(max_size=200), url=st.text(max_size=80))
def test_any_bytes_and_texts_come_back(
    tmp_path_factory: pytest.TempPathFactory, body: bytes, title: str, url: str
) -> None:
    folder = tmp_path_factory.mktemp("archive")
    with Archive(folder).writer() as writer:
        sent = response(
            1,
            body,
            hint=Hint(title=title),
            requested_url=url,
            headers=(("X", title.encode("latin-1", "replace").decode("latin-1")),),
        )
        capture = writer.response(sent)
        brought = writer.resource(
            source_id="corpus", url=url, content_type="application/json", body=body, fetched_at=NOW
        )
    assert read(folder, capture) == read(folder, brought) == body
    assert list(scan(folder)) == [capture, brought]


def test_a_header_with_a_line_break_forges_nothing(tmp_path: Path) -> None:
    with Archive(tmp_path).writer() as writer:
        writer.response(response(1, headers=(("X-Title", "a\r\nKhaosan-Capture: {}"),)))
    (capture,) = scan(tmp_path)
    assert isinstance(capture, Capture)
    assert capture.source_id == "nan-pr"


def test_encoding_headers_of_the_wire_do_not_describe_the_kept_body(tmp_path: Path) -> None:
    sent = response(1, headers=(("Content-Encoding", "gzip"), ("Content-Length", "7")))
    with Archive(tmp_path).writer() as writer:
        capture = writer.response(sent)
    page = Archive(tmp_path).read(capture.warc_file, capture.warc_offset, capture.warc_length, capture.sha256)
    assert page.header("content-encoding") is None
    assert page.header("x-crawler-content-encoding") == "gzip"
    assert page.header("content-length") == str(len(sent.body))


def test_segments_rotate_and_two_other_readers_replay_them(tmp_path: Path) -> None:
    captures = filled(tmp_path, 40, segment_bytes=3000)
    files = Archive(tmp_path).files()
    assert len(files) > 5
    for kind in (_by_warcio, _by_fastwarc):
        assert sorted(kind(tmp_path)) == sorted(read(tmp_path, one) for one in captures)


def _by_warcio(folder: Path) -> list[bytes]:
    found = []
    for path in sorted(folder.glob("*.warc.gz")):
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream, check_digests="raise"):
                found += [record.content_stream().read()] if record.rec_type == "response" else []
    return found


def _by_fastwarc(folder: Path) -> list[bytes]:
    found = []
    for path in sorted(folder.glob("*.warc.gz")):
        with path.open("rb") as stream:
            for record in FastIterator(stream, parse_http=True):
                found += [record.reader.read()] if record.is_http else []
    return found


def test_another_writer_makes_the_same_bytes_of_what_is_read(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    with archive.writer(now=lambda: NOW) as writer:
        first = writer.response(response(1))
        writer.again(replace(response(1), url="https://nan.example/ที่อื่น"), first)
        writer.resource(source_id="a", url="", content_type="text/plain", body="ข่าว".encode(), fetched_at=NOW)
    (file,) = tmp_path.glob("*.warc.gz")
    out = BytesIO()
    other = WARCWriter(out, gzip=False, warc_version="WARC/1.1")
    with file.open("rb") as stream:
        for record in ArchiveIterator(stream, check_digests="raise"):
            record.rec_headers.remove_header("WARC-Block-Digest")
            record.raw_stream = BytesIO(record.raw_stream.read())
            other.write_record(record)
    assert blocks(out.getvalue()) == blocks(gzip.decompress(file.read_bytes()))


def blocks(records: bytes) -> list[list[bytes]]:
    """The lines of records, in any order: the digest that was taken away is put back at the end."""
    return [sorted(record.split(b"\r\n")) for record in records.split(b"WARC/1.1\r\n")]


def test_two_writers_never_share_a_file(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    with archive.writer(now=lambda: NOW) as one, archive.writer(now=lambda: NOW) as two:
        first, second = one.response(response(1)), two.response(response(2))
    assert first.warc_file != second.warc_file
    assert read(tmp_path, first) != read(tmp_path, second)


def test_every_cut_of_the_last_record_is_found_and_moved_aside(tmp_path: Path) -> None:
    captures = filled(tmp_path / "whole", 3)
    whole = (tmp_path / "whole" / captures[0].warc_file).read_bytes()
    last = captures[-1]
    for cut in range(last.warc_offset + 1, len(whole), 16):
        folder = tmp_path / f"cut-{cut}"
        folder.mkdir()
        (folder / last.warc_file).write_bytes(whole[:cut])
        found = recover(folder, lambda file: 0)
        assert list(found.adopted) == captures[:2]
        assert [torn.damage.offset for torn in found.torn] == [last.warc_offset]
        assert found.torn[0].moved_to.read_bytes() == whole[last.warc_offset : cut]
        assert found.torn[0].damage.reason in found.torn[0].moved_to.with_suffix(".json").read_text()
        assert list(scan(folder)) == captures[:2]
        with pytest.raises(ArchiveDamaged, match=last.warc_file):
            read(folder, last)


def test_a_flipped_bit_costs_one_record_and_never_gives_wrong_bytes(tmp_path: Path) -> None:
    captures = filled(tmp_path, 12)
    path = tmp_path / captures[0].warc_file
    whole = path.read_bytes()
    chance = random.Random(20261125)
    for position in chance.sample(range(captures[0].warc_offset, len(whole)), 200):
        spoilt = bytearray(whole)
        spoilt[position] ^= 1 << chance.randrange(8)
        path.write_bytes(bytes(spoilt))
        hit = next(c for c in captures if position < c.warc_offset + c.warc_length)
        others = [one for one in captures if one is not hit]
        found = list(scan(tmp_path))
        assert [one for one in others if one not in found] == []
        for one in others:
            assert read(tmp_path, one) == response(captures.index(one)).body
        intact = response(captures.index(hit)).body
        assert _bytes_or_damage(tmp_path, hit) in (intact, None)


def test_a_member_that_unpacks_to_more_than_a_record_costs_itself_alone(tmp_path: Path) -> None:
    first, second = filled(tmp_path, 2)
    bomb = gzip.compress(bytes(RECORD_LIMIT + 1), 1)
    path, at = tmp_path / first.warc_file, second.warc_offset
    whole = path.read_bytes()
    path.write_bytes(whole[:at] + bomb + whole[at:])
    one, damage, other = scan(tmp_path)
    assert (one, other) == (first, replace(second, warc_offset=at + len(bomb)))
    assert isinstance(damage, Damage)
    assert (damage.offset, damage.length, damage.reason) == (at, len(bomb), "the record is too large")
    with pytest.raises(ArchiveDamaged, match="too large"):
        Archive(tmp_path).read(first.warc_file, at, len(bomb), first.sha256)


def _bytes_or_damage(folder: Path, capture: Capture) -> bytes | None:
    try:
        return read(folder, capture)
    except ArchiveDamaged:
        return None


def test_files_of_a_living_writer_are_left_alone(tmp_path: Path) -> None:
    with Archive(tmp_path).writer() as writer:
        writer.response(response(1))
        assert recover(tmp_path, lambda file: 0).adopted == ()
    assert len(recover(tmp_path, lambda file: 0).adopted) == 1


def test_a_full_disk_leaves_whole_records_and_a_message(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    queue = context.Queue()
    process = context.Process(target=_fill, args=(str(tmp_path), queue))
    process.start()
    written, message, afterwards = queue.get(timeout=600)
    process.join()
    assert "free some space" in message
    assert afterwards
    assert [isinstance(one, Capture) for one in scan(tmp_path)] == [True] * (written + 1)


def _fill(folder: str, queue: Any) -> None:
    """In a process of its own: a limit on file size is what a full disk looks like to a writer."""
    import resource
    import signal

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, resource.RLIM_INFINITY))
    written, body = 0, os.urandom(3000)
    with Archive(Path(folder)).writer() as writer:
        try:
            while True:
                writer.response(response(written, body))
                written += 1
        except SettingsError as error:
            resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
            capture = writer.response(response(written, body))
            queue.put((written, str(error), capture.warc_offset > 0))


def test_a_folder_that_cannot_be_made_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with (
        pytest.raises(SettingsError, match=r"file/archive.*choose another home"),
        Archive(tmp_path / "file" / "archive").writer() as writer,
    ):
        writer.response(response(1))


def test_rows_are_rebuilt_from_the_archive(home: Path) -> None:
    captures = filled(home / "archive", 5)
    store = open_store(home)
    with store.write() as connection:
        first = adopt(connection, home / "archive")
        again = adopt(connection, home / "archive")
    store.close()
    assert [one.url for one in first.adopted] == [one.url for one in captures]
    assert [one.id for one in first.adopted] == [1, 2, 3, 4, 5]
    assert again.adopted == ()


def test_a_name_that_leaves_the_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ArchiveDamaged):
        Archive(tmp_path / "archive").read("../secret", 0, 10, "")
