"""The archive in an object store: an S3 emulator on loopback, asked as the real one would be."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import boto3
import pytest
from fsspec.implementations.local import LocalFileSystem
from moto.server import ThreadedMotoServer
from sqlalchemy import select

from flows.cli import call
from flows.demo.world import serve
from pipelines.archive import Archive, Remote
from pipelines.errors import ServiceAway
from pipelines.moment import clock
from pipelines.store import tables as t
from pipelines.store.database import open_store

TEXTS = [
    {"id": str(n), "source": "own", "title": f"ตัวอย่างที่ {n}", "text": f"อำเภอเมืองลำพูนจัดกิจกรรมครั้งที่ {n}"}
    for n in range(3)
]
"""Own writing."""


@pytest.fixture(scope="module")
def emulator() -> Iterator[str]:
    """The endpoint of an emulator; one for all tests, for clients of an endpoint are kept by fsspec."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def remote(emulator: str, monkeypatch: pytest.MonkeyPatch) -> Remote:
    """A bucket of its own; settings and credentials point at it."""
    bucket = f"test-{uuid4().hex[:12]}"
    given = {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test-secret",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": emulator,
        "KHAOSAN_ARCHIVE_URL": f"s3://{bucket}/archive",
    }
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    boto3.client("s3").create_bucket(Bucket=bucket)
    return Remote(given["KHAOSAN_ARCHIVE_URL"])


def segments(home: Path) -> list[str]:
    """Segments on this disk."""
    return sorted(file.name for file in (home / "archive").glob("*.warc.gz"))


def versions(home: Path) -> set[tuple[str, str]]:
    """Id and digest of every article."""
    store = open_store(home)
    with store.read() as connection:
        rows = connection.execute(select(t.articles.c.id, t.articles.c.digest)).all()
    store.close()
    return {(row.id, row.digest) for row in rows}


def brought(home: Path, tmp_path: Path) -> None:
    """Bring the own texts into the archive."""
    file = tmp_path / "texts.jsonl"
    file.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in TEXTS))
    assert call(["import", str(file), "--home", str(home)]) == 0


def test_a_crawl_ships_its_segments_and_all_is_read_from_there(
    remote: Remote, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with serve() as world:
        office = world.sites[0].office.id
        monkeypatch.setenv("KHAOSAN_REGISTRY", str(world.registry))
        monkeypatch.setenv("KHAOSAN_ALLOW_ADDRESSES", ",".join(world.hosts))
        assert call(["crawl", office, "--home", str(home)]) in (0, 1)
        assert segments(home) == []
        assert [name for name in remote.sizes() if name.endswith(".warc.gz")]
        assert call(["refine", "--home", str(home), "--json"]) in (0, 1)
        before = versions(home)
        assert before
        gone, identity = sorted(identity for identity, _ in before)[:2]
        assert call(["takedown", gone, "--reason", "a person asked", "--home", str(home)]) == 0
        capsys.readouterr()
        assert call(["archive", "cat", identity, "--home", str(home)]) == 0
        shutil.rmtree(home)
        assert call(["archive", "recover", "--home", str(home), "--json"]) == 0
        assert call(["refine", "--home", str(home), "--json"]) in (0, 1)
    assert versions(home) == {one for one in before if one[0] != gone}


def test_shipping_again_ships_nothing_and_kept_copies_stay(
    remote: Remote, home: Path, tmp_path: Path
) -> None:
    brought(home, tmp_path)
    here = segments(home)
    assert call(["archive", "ship", "--keep", "--home", str(home)]) == 0
    assert segments(home) == here != []
    sizes = remote.sizes()
    assert call(["archive", "ship", "--home", str(home)]) == 0
    assert segments(home) == []
    assert remote.sizes() == sizes


def test_a_segment_with_records_of_no_row_is_not_shipped(remote: Remote, home: Path, tmp_path: Path) -> None:
    brought(home, tmp_path)
    (segment,) = segments(home)
    with (home / "archive" / segment).open("ab") as file:
        file.write(b"\x1f\x8b torn")
    assert call(["archive", "ship", "--home", str(home)]) == 0
    assert segments(home) == [segment]
    assert remote.sizes() == {}


def test_captures_of_another_machine_wait_until_it_has_shipped(
    remote: Remote, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    brought(home, tmp_path)
    store = open_store(home)
    with store.write() as connection:
        connection.execute(t.captures.update().values(outcome=None))
    store.close()
    (segment,) = segments(home)
    elsewhere = (home / "archive" / segment).rename(tmp_path / segment)
    capsys.readouterr()
    assert call(["refine", "--home", str(home)]) == 0, "that machine may still be crawling"
    store = open_store(home)
    with store.write() as connection:
        yesterday = clock() - timedelta(days=1)
        connection.execute(t.captures.update().values(fetched_at=yesterday.isoformat()))
    store.close()
    capsys.readouterr()
    assert call(["refine", "--home", str(home), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert [(one["code"], one["message"]) for one in told["issues"]] == [
        ("elsewhere", f"{len(TEXTS)} captures wait: elsewhere")
    ]
    remote.put(elsewhere)
    assert call(["refine", "--home", str(home), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["refined"] == len(TEXTS)


def test_a_store_that_is_away_stops_the_run_and_blames_no_page(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    brought(home, tmp_path)
    (segment,) = segments(home)
    (home / "archive" / segment).unlink()
    monkeypatch.setenv("KHAOSAN_ARCHIVE_URL", f"file://{tmp_path}/store")
    (tmp_path / "store").write_text("no folder")
    assert call(["reextract", "--home", str(home)]) == 3
    assert "KHAOSAN_ARCHIVE_URL" in capsys.readouterr().err


def test_a_cut_segment_there_is_damage_not_silence(remote: Remote, home: Path, tmp_path: Path) -> None:
    brought(home, tmp_path)
    assert call(["archive", "ship", "--home", str(home)]) == 0
    ((name, size),) = remote.sizes().items()
    assert len(remote.read(name, size - 10, 100)) == 10
    assert remote.read("no-such.warc.gz", 0, 100) == b""
    assert Archive.of(home, None).remote is None


def test_a_folder_as_object_store_never_shows_a_segment_that_is_not_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    remote, file = Remote(f"file://{tmp_path}/store"), tmp_path / "a.warc.gz"
    file.write_bytes(b"0123456789")
    seen: list[object] = []

    def halfway(_system: object, source: str, target: str, **_: object) -> None:
        Path(target).write_bytes(Path(source).read_bytes()[:5])
        seen.extend([remote.sizes(), remote.read(file.name, 0, 10)])
        if len(seen) == 2:
            raise OSError("the disk went away")
        shutil.copyfile(source, target)

    monkeypatch.setattr(LocalFileSystem, "put_file", halfway)
    with pytest.raises(ServiceAway, match="went away"):
        remote.put(file)
    assert (remote.sizes(), remote.read(file.name, 0, 10)) == ({}, b"")
    remote.put(file)
    assert seen == [{}, b""] * 2
    assert (remote.sizes(), remote.read(file.name, 0, 10)) == ({file.name: 10}, b"0123456789")
    assert [one.name for one in (tmp_path / "store").iterdir()] == [file.name]
