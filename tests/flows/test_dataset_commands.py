"""``khaosan dataset`` and ``khaosan api-key``: what is typed, what is printed, and the exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from flows.cli import call
from pipelines.refine.takedown import take_down
from pipelines.store import keys
from pipelines.store.database import open_store
from search.datasets.keeping import as_made
from search.engines import open_engine
from search.indexing import index
from tests.search.samples import NOW, sample_store


@pytest.fixture
def filled(home: Path) -> Path:
    """A home with the sample articles and their index."""
    store = sample_store(home)
    engine = open_engine("tantivy", home=home)
    index(store, engine, now=NOW)
    engine.close()
    store.close()
    return home


def run(capsys: pytest.CaptureFixture[str], home: Path, *arguments: str, code: int = 0) -> Any:
    """Run a command with ``--json``; return what it printed, one object or a list of lines."""
    assert call([*arguments, "--home", str(home), "--json"]) == code, capsys.readouterr().err
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return lines[0] if len(lines) == 1 else lines


def test_made_verified_rebuilt_compared_and_cited(
    capsys: pytest.CaptureFixture[str], filled: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "water"
    formats = ("--format", "csv", "--format", "jsonl")
    made = run(capsys, filled, "dataset", "น้ำ -ประปา", "-o", str(folder), "--title", "น้ำ", *formats)
    assert made["id"].startswith("ds-")
    names = {"manifest.json", "citation.txt", "articles.csv", "articles.jsonl"}
    assert {one.name for one in folder.iterdir()} == names
    report = run(capsys, filled, "dataset", "verify", str(folder))
    assert (report["present"], report["absent"]) == (made["articles"], [])
    assert report["files"] == {"articles.jsonl": True}
    rebuilt = run(capsys, filled, "dataset", "rebuild", made["id"], "-o", str(tmp_path / "again"))
    assert rebuilt["exact"] is True
    assert (tmp_path / "again" / "articles.jsonl").read_bytes() == (folder / "articles.jsonl").read_bytes()
    assert run(capsys, filled, "dataset", "drift", str(folder / "manifest.json"))["changes"] == []
    assert made["id"] in run(capsys, filled, "dataset", "cite", made["id"], "--style", "en-note")["citation"]
    assert run(capsys, filled, "dataset", "list")["id"] == made["id"]


def test_what_cannot_be_rebuilt_is_exit_code_1(
    capsys: pytest.CaptureFixture[str], filled: Path, tmp_path: Path
) -> None:
    made = run(capsys, filled, "dataset", "make", "น้ำ")
    store = open_store(filled)
    with store.write() as connection:
        take_down(connection, _first(filled, made["id"]), "ขอให้ลบ", now=NOW)
    store.close()
    report = run(capsys, filled, "dataset", "verify", made["id"], code=1)
    assert [one["why"] for one in report["absent"]] == ["taken_down"]
    rebuilt = run(capsys, filled, "dataset", "rebuild", made["id"], "-o", str(tmp_path), code=1)
    assert (rebuilt["exact"], rebuilt["articles"]) == (False, made["articles"] - 1)


def _first(home: Path, identity: str) -> str:
    store = open_store(home)
    with store.read() as connection:
        kept = as_made(connection, identity)
    store.close()
    assert kept is not None
    return str(kept["items"][0]["id"])


def test_a_tampered_manifest_is_exit_code_2_and_named(
    capsys: pytest.CaptureFixture[str], filled: Path, tmp_path: Path
) -> None:
    run(capsys, filled, "dataset", "น้ำ", "-o", str(tmp_path))
    file = tmp_path / "manifest.json"
    value = json.loads(file.read_text(encoding="utf-8"))
    value["items"][0]["digest"] = "0" * 64
    file.write_text(json.dumps(value), encoding="utf-8")
    for command in (("verify", str(file)), ("drift", str(file)), ("rebuild", str(file), "-o", str(tmp_path))):
        assert call(["dataset", *command, "--home", str(filled)]) == 2
        error = capsys.readouterr().err
        assert "items was changed" in error
        assert "items[0].digest" in error


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("dataset", "verify", "ds-none"), "dataset list"),
        (("dataset", "น้ำ", "--format", "xlsx"), "xlsx"),
        (("dataset", '"'), "quote"),
        (("api-key", "revoke", "none"), "api-key list"),
    ],
)
def test_wrong_usage_says_what_to_do(
    capsys: pytest.CaptureFixture[str], filled: Path, arguments: tuple[str, ...], says: str
) -> None:
    assert call([*arguments, "--home", str(filled)]) == 2
    assert says in capsys.readouterr().err


def test_people_read_text(capsys: pytest.CaptureFixture[str], filled: Path, tmp_path: Path) -> None:
    assert call(["dataset", "น้ำ", "-o", str(tmp_path), "--home", str(filled)]) == 0
    assert " articles in " in capsys.readouterr().out
    for command in ("verify", "drift", "cite"):
        assert call(["dataset", command, str(tmp_path), "--home", str(filled)]) == 0
        assert capsys.readouterr().out.strip()


def test_keys_are_shown_once(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    made = run(capsys, home, "api-key", "new", "นักวิจัย")
    assert made["key"].startswith("khs_")
    listed = run(capsys, home, "api-key", "list")
    assert (listed["id"], listed["name"], listed["revoked_at"]) == (made["id"], "นักวิจัย", None)
    assert made["key"] not in json.dumps(listed)
    run(capsys, home, "api-key", "revoke", made["id"])
    store = open_store(home)
    with store.read() as connection:
        assert keys.recognised(connection, made["key"]) is None
    store.close()
