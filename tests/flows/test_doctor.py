"""The doctor finds what is planted, names its cure, and has nothing to say of a new home."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from errno import EACCES, EROFS
from importlib import metadata
from os import strerror
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import text

from flows.cli import call
from flows.doctor import Finding, examine, installation
from flows.doctor.services import SKEW, clock
from flows.doctor.thai import in_thai
from flows.report import new_run
from flows.settings import Settings
from pipelines.codec import to_json
from pipelines.moment import BANGKOK
from pipelines.store import outbox
from pipelines.store import tables as t
from pipelines.store.database import open_store

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=BANGKOK)


@pytest.fixture
def settings(home: Path) -> Settings:
    """A home's settings, with all that a person should set."""
    return Settings(
        home=str(home), contact="https://example.org/about", alert_file=str(home / "alerts.jsonl")
    )


def faults(settings: Settings) -> dict[str, Finding]:
    """What is wrong, by check."""
    return {one.check: one for one in examine(settings, now=NOW) if not one.ok}


def advice(settings: Settings) -> set[str]:
    """What could be better."""
    return {one.check for one in examine(settings, now=NOW) if one.ok and one.cure}


def test_a_new_home_is_well_and_told_what_comes_next(settings: Settings) -> None:
    assert faults(settings) == {}
    assert advice(settings) == {"engine", "schedule", "backup"}
    assert all(is_thai(one) for one in examine(settings, now=NOW))


def is_thai(finding: Finding) -> bool:
    """Whether a Thai reader is told what it is and how it is, and what to do where there is something."""
    name, said, todo = in_thai(finding)
    return all(any("ก" <= letter <= "๛" for letter in text) for text in (name, said)) and (
        bool(todo) == bool(finding.cure)
    )


def test_what_a_person_should_set_is_advice(settings: Settings) -> None:
    silent = replace(settings, contact="", alert_file=None)
    assert {"contact", "alerts"} <= advice(silent)
    assert all(is_thai(one) for one in examine(silent, now=NOW))


def test_a_late_run_dead_letters_and_a_lost_index_are_faults(settings: Settings) -> None:
    store = open_store(settings.folder)
    with store.write() as connection:
        ended = (NOW - timedelta(days=2)).isoformat()
        report = to_json(new_run(NOW - timedelta(days=2)))
        connection.execute(
            t.runs.insert().values(id="one", started_at=ended, finished_at=ended, report=report)
        )
        outbox.advance(connection, "tantivy", 0, "older", now=NOW)
        outbox.bury(connection, "tantivy", "a:1", "too long", now=NOW)
    store.close()
    found = faults(settings)
    assert set(found) == {"schedule", "dead letters", "engine", "index"}
    assert found["index"].cure == "khaosan index --rebuild"
    assert "flows serve" in found["schedule"].cure
    assert all(is_thai(one) for one in found.values())


@pytest.mark.parametrize(
    ("ahead", "well"), [(timedelta(0), True), (SKEW, True), (SKEW + timedelta(seconds=1), False)]
)
def test_a_clock_behind_its_own_captures_is_a_fault(ahead: timedelta, well: bool) -> None:
    assert clock(NOW, NOW + ahead).ok is well


def test_an_engine_that_is_away_hides_no_other_finding(settings: Settings) -> None:
    away = replace(
        settings, elasticsearch_url="http://127.0.0.1:1", database_url="postgresql+psycopg://127.0.0.1:1/x"
    )
    found = faults(away)
    assert {"store", "engine", "schedule"} == set(found)
    assert all(one.cure for one in found.values())
    for one in found.values():
        _, said, todo = in_thai(one)
        assert one.broken
        assert is_thai(one)
        assert said == f"ตรวจไม่ได้ (รายละเอียด: {one.detail})"
        assert one.cure in todo
        assert "--rebuild" not in todo


def test_an_engine_that_was_never_there_is_a_fault_too(settings: Settings) -> None:
    found = faults(replace(settings, elasticsearch_url="http://127.0.0.1:1"))
    assert set(found) == {"engine"}
    assert "start it" in found["engine"].cure


@pytest.mark.parametrize("url", ["nonsense", "mysql://u:s3cret@h/x", "postgres://u:s3cret@h/x"])
def test_an_address_of_no_database_that_we_know_is_said(settings: Settings, url: str) -> None:
    found = faults(replace(settings, database_url=url))["store"]
    assert "postgresql+psycopg://" in found.cure
    assert "s3cret" not in found.detail


def test_a_broken_registry_is_named(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "TH-51.toml").write_text('province = "TH-51"\n[[source]]\nid = 3\n')
    found = faults(replace(settings, registry=str(tmp_path)))
    assert "TH-51.toml" in found["registry"].detail


def test_a_home_that_cannot_be_written_is_named(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    found = faults(replace(settings, home=str(tmp_path / "file" / "home")))
    assert str(tmp_path) in found["home"].detail


@pytest.mark.parametrize(
    ("planted", "check", "cure"),
    [
        ("no database", "store", "archive recover"),
        ("a newer schema", "store", "newer Khaosan"),
        ("a file for the archive", "archive", "move it away"),
        ("no room", "home", "make room"),
        ("a read-only disk", "home", "ReadWritePaths"),
        ("another's folder", "home", "chown"),
        ("an old dependency", "dependency msgspec", "make setup"),
        ("a missing dependency", "dependency msgspec", "make setup"),
    ],
)
def test_each_kind_of_broken_home_is_named_with_its_cure(
    planted: str, check: str, cure: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_store(settings.folder).close()
    PLANTED[planted](settings, monkeypatch)
    found = faults(settings)
    assert cure in found[check].cure
    assert all(one.cure and is_thai(one) for one in found.values())
    assert found[check].detail in in_thai(found[check])[1]


def no_database(settings: Settings, _: pytest.MonkeyPatch) -> None:
    """Other bytes lie where the store was."""
    (settings.folder / "store.sqlite").write_bytes(b"no database at all" * 600)


def newer(settings: Settings, _: pytest.MonkeyPatch) -> None:
    """A version of the future was here."""
    store = open_store(settings.folder)
    with store.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store.close()


def archive_file(settings: Settings, _: pytest.MonkeyPatch) -> None:
    """A file bears the archive's name."""
    settings.archive.write_text("no folder")


def failing(number: int) -> Callable[[Settings, pytest.MonkeyPatch], None]:
    """A disk that answers each attempt to write with an error of the system."""

    def plant(settings: Settings, patch: pytest.MonkeyPatch) -> None:
        def refuse(**_: object) -> None:
            raise OSError(number, strerror(number), str(settings.folder))

        patch.setattr(tempfile, "TemporaryFile", refuse)

    return plant


def full(_: Settings, patch: pytest.MonkeyPatch) -> None:
    """A disk with a megabyte left."""
    patch.setattr(shutil, "disk_usage", lambda _: Room(total=2**40, used=2**40 - 2**20, free=2**20))


def installed(answer: str | None) -> Callable[[Settings, pytest.MonkeyPatch], None]:
    """An environment with another msgspec, or none."""

    def plant(_: Settings, patch: pytest.MonkeyPatch) -> None:
        def version(name: str) -> str:
            if name != "msgspec":
                return metadata.version(name)
            if answer is None:
                raise metadata.PackageNotFoundError(name)
            return answer

        patch.setattr(installation, "version", version)

    return plant


class Room(NamedTuple):
    """As the system tells it."""

    total: int
    used: int
    free: int


PLANTED: dict[str, Callable[[Settings, pytest.MonkeyPatch], None]] = {
    "no database": no_database,
    "a newer schema": newer,
    "a file for the archive": archive_file,
    "no room": full,
    "a read-only disk": failing(EROFS),
    "another's folder": failing(EACCES),
    "an old dependency": installed("0.1"),
    "a missing dependency": installed(None),
}


def test_the_command_ends_with_1_for_faults_alone(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert call(["doctor", "--home", str(home), "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {"check", "ok", "detail", "cure", "broken"} == set(lines[0])
    monkeypatch.setenv("KHAOSAN_REGISTRY", str(tmp_path / "nowhere"))
    assert call(["doctor", "--home", str(home)]) == 1
    assert "!! registry" in capsys.readouterr().out
    assert call(["doctor", "--home", str(home), "--thai"]) == 1
    assert "!! ทะเบียนหน่วยงาน: ตรวจไม่ได้ (รายละเอียด:" in capsys.readouterr().out


def test_the_schema_is_told_in_both_languages(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = []
    for options in ([], ["--thai"], ["--json"]):
        assert call(["db", "upgrade", "--home", str(home), *options]) == 0
        said.append(capsys.readouterr().out.split())
    (_, english), (*_, thai), shown = said
    assert english == thai
    assert english in shown[-1]
