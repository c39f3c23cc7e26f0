"""A home comes back after all was destroyed: from a backup, into either database; or from its archive."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, func, select, text

from flows.backup import Manifest, take, taken
from flows.cli import call
from flows.demo.world import serve
from flows.doctor.operation import backup
from flows.settings import Settings
from pipelines.codec import to_json
from pipelines.moment import BANGKOK
from pipelines.progress import silent
from pipelines.store import backup as tables
from pipelines.store import tables as t
from pipelines.store.database import open_store

NOW = datetime(2026, 1, 1, 5, 30, tzinfo=BANGKOK)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The home of a run over the sample offices, with one article taken down; it is only read."""
    home = tmp_path_factory.mktemp("filled") / "home"
    with pytest.MonkeyPatch.context() as patch, serve() as world:
        patch.setenv("KHAOSAN_REGISTRY", str(world.registry))
        patch.setenv("KHAOSAN_ALLOW_ADDRESSES", ",".join(world.hosts))
        assert call(["run", "--home", str(home), "--json"]) == 1  # the samples' planted faults
        assert call(["takedown", taken_down(home), "--reason", "a person asked", "--home", str(home)]) == 0
        yield home


@pytest.fixture
def backups(filled: Path, tmp_path: Path) -> Path:
    """A folder with one backup of it."""
    folder = tmp_path / "backups"
    assert call(["backup", str(folder), "--home", str(filled)]) == 0
    return folder


def taken_down(home: Path) -> str:
    """The first article's id, before it is taken down."""
    store = open_store(home)
    with store.read() as connection:
        first = connection.scalar(select(t.articles.c.id).order_by(t.articles.c.id).limit(1))
    store.close()
    assert first
    return str(first)


def contents(home: Path, url: str | None = None) -> dict[str, list[str]]:
    """Every row of every table, as text that both databases agree on."""
    store = open_store(home, url)
    with store.read() as connection:
        held = {
            table.name: sorted(repr(tuple(row)) for row in connection.execute(select(table)))
            for table in t.metadata.sorted_tables
        }
    store.close()
    return held


def found(home: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[str]]:
    """How many articles one word finds, and which."""
    capsys.readouterr()
    assert call(["search", "ประชาสัมพันธ์", "--home", str(home), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    return answer["total"], [hit["id"] for hit in answer["hits"]]


def test_a_home_comes_back_row_by_row_and_is_found_alike(
    filled: Path, backups: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(["restore", str(backups), "--home", str(home)]) == 0
    assert contents(home) == contents(filled)
    assert archive_of(home) == archive_of(filled)
    assert call(["index", "--rebuild", "--home", str(home)]) == 0
    assert call(["index", "--home", str(filled)]) == 0  # the takedown reaches its index too
    assert found(home, capsys) == found(filled, capsys)


def archive_of(home: Path) -> dict[str, bytes]:
    """Every file of an archive."""
    files = [file for file in (home / "archive").rglob("*") if file.is_file()]
    return {str(file.relative_to(home)): file.read_bytes() for file in files}


def test_a_store_moves_from_sqlite_to_postgresql_and_numbers_on(
    filled: Path, backups: Path, home: Path, postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = create_engine(postgres, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("CREATE DATABASE restored"))
    url = admin.url.set(database="restored").render_as_string(hide_password=False)
    monkeypatch.setenv("KHAOSAN_DATABASE_URL", url)
    assert call(["restore", str(backups), "--home", str(home)]) == 0
    assert contents(home, url) == contents(filled)
    store = open_store(home, url)
    with store.write() as connection:
        greatest = connection.scalar(select(func.max(t.outbox.c.seq)))
        added = connection.execute(
            t.outbox.insert().values(article_id="x", action="delete", at="2026-11-25T00:00:00+07:00")
        )
    store.close()
    assert added.inserted_primary_key == (greatest + 1,)
    with admin.connect() as connection:
        connection.execute(text("DROP DATABASE restored"))
    admin.dispose()


def test_the_archive_alone_brings_back_all_but_what_was_taken_down(filled: Path, home: Path) -> None:
    shutil.copytree(filled / "archive", home / "archive")
    assert call(["archive", "recover", "--home", str(home), "--json"]) == 0
    assert call(["refine", "--home", str(home), "--json"]) in (0, 1)
    assert contents(home)["takedowns"] == contents(filled)["takedowns"] != []
    assert ids(home) == ids(filled)


def ids(home: Path) -> list[str]:
    """The ids of all articles."""
    store = open_store(home)
    with store.read() as connection:
        held = [str(one) for one in connection.scalars(select(t.articles.c.id).order_by(t.articles.c.id))]
    store.close()
    return held


def test_a_home_that_holds_rows_is_never_overwritten(
    filled: Path, backups: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = contents(filled)
    assert call(["restore", str(backups), "--home", str(filled)]) == 2
    assert "empty home" in capsys.readouterr().err
    assert contents(filled) == before


def test_an_altered_backup_is_refused_and_nothing_of_it_loaded(
    backups: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = next(backups.glob("*/tables/articles.jsonl.gz"))
    file.write_bytes(file.read_bytes()[:-1])
    assert call(["restore", str(backups), "--home", str(home)]) == 2
    assert "altered since" in capsys.readouterr().err
    assert set(map(len, contents(home).values())) == {0}


def test_a_backup_cut_short_is_none(backups: Path, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    next(backups.glob("*/manifest.json")).unlink()
    assert call(["restore", str(backups), "--home", str(home)]) == 2
    assert "no backup" in capsys.readouterr().err


def test_a_backup_inside_the_home_is_refused(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["backup", str(filled / "backups"), "--home", str(filled)]) == 2
    assert "inside the home" in capsys.readouterr().err


def test_a_backup_of_an_older_schema_is_upgraded(tmp_path: Path, home: Path) -> None:
    old, here = tmp_path / "old", tmp_path / "backups" / "2026-01-01T053000"
    store = open_store(old, revision="0001")
    with store.write() as connection:
        connection.execute(text("INSERT INTO takedowns VALUES ('a:1', 'a person asked', '2026-01-01')"))
    with store.read() as connection:
        dumped = tables.dump(connection, here / "tables")
    store.close()
    manifest = Manifest(taken_at=NOW, revision="0001", tables=dumped, archive={})
    (here / "manifest.json").write_text(to_json(manifest))
    assert call(["restore", str(here.parent), "--home", str(home)]) == 0
    assert contents(home)["takedowns"] == ["('a:1', 'a person asked', '2026-01-01')"]
    assert call(["doctor", "--home", str(home)]) in (0, 1)


def test_only_as_many_backups_are_kept_as_asked(tmp_path: Path, home: Path) -> None:
    settings, folder = Settings(home=str(home)), tmp_path / "backups"
    for day in range(1, 5):
        take(settings, folder, now=NOW.replace(day=day), bar=lambda _label: silent, keep=2)
    assert taken(folder) == ["2026-01-03T053000", "2026-01-04T053000"]


def test_what_a_killed_backup_left_goes_with_a_later_one_and_nothing_else_does(
    tmp_path: Path, home: Path
) -> None:
    open_store(home).close()
    folder = tmp_path / "backups"
    for name in ("2025-12-20T053000", "2026-01-01T052000", "somebody-else"):
        (folder / name / "tables").mkdir(parents=True)
    take(Settings(home=str(home)), folder, now=NOW, bar=lambda _: silent)
    left = {one.name for one in folder.iterdir()} - {"archive"}
    assert left == {"2026-01-01T052000", "somebody-else", "2026-01-01T053000"}, "one may be under way"


@pytest.mark.parametrize(("days", "well"), [(7, True), (9, False)])
def test_a_backup_that_is_late_is_a_fault(days: int, well: bool, tmp_path: Path, home: Path) -> None:
    settings = Settings(home=str(home))
    open_store(home).close()
    take(settings, tmp_path / "backups", now=NOW, bar=lambda _: silent)
    (found,) = backup(settings, NOW + timedelta(days=days))
    assert found.ok is well


def test_a_takedown_outlives_the_restore_of_an_older_backup(
    filled: Path, tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    live, folder = tmp_path / "live", tmp_path / "backups"
    shutil.copytree(filled, live)
    assert call(["backup", str(folder), "--home", str(live)]) == 0
    older = max(one.name for one in folder.iterdir() if one.name != "archive")
    gone = taken_down(live)
    assert call(["takedown", gone, "--reason", "a person asked", "--home", str(live)]) == 0
    assert call(["backup", str(folder), "--home", str(live)]) == 0
    assert call(["restore", str(folder), "--name", older, "--home", str(home)]) == 0
    assert gone not in ids(home)
    capsys.readouterr()
    assert call(["show", gone, "--home", str(home)]) == 2


def test_takedowns_are_in_a_backup_without_the_archive_too(filled: Path, tmp_path: Path, home: Path) -> None:
    folder, notes = tmp_path / "backups", filled / "archive" / "takedowns"
    assert call(["backup", str(folder), "--no-archive", "--home", str(filled)]) == 0
    assert not list(folder.rglob("*.warc.gz"))
    assert call(["restore", str(folder), "--home", str(home)]) == 0
    restored = home / "archive" / "takedowns"
    assert [file.read_bytes() for file in restored.iterdir()] == [
        file.read_bytes() for file in notes.iterdir()
    ]
    for other in home.iterdir():  # all is destroyed but these notes; pages come back by other means
        if other.name != "archive":
            shutil.rmtree(other) if other.is_dir() else other.unlink()
    for file in (filled / "archive").glob("*.warc.gz"):
        shutil.copy(file, home / "archive")
    assert call(["archive", "recover", "--home", str(home), "--json"]) == 0
    assert call(["refine", "--home", str(home), "--json"]) in (0, 1)
    assert ids(home) == ids(filled)
