"""``khaosan demo --once``, then the same search on both engines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flows.cli import call


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home for one visit."""
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module", autouse=True)
def _own_ports() -> Iterator[None]:
    """Ports that no other test's samples take between two demos."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("flows.demo.server.FIRST_PORT", 28_600)
        yield


def answer(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    """Run a command that must end well, and read its JSON."""
    assert call([*words, "--json"]) == 0, capsys.readouterr().err
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_the_demo_ends_well_and_counts(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "demo", "--once", "--home", str(home))
    assert found["sources"] >= 8
    assert found["articles"] >= 60
    assert found["clusters"] < found["articles"] == found["indexed"]
    assert found["engine"] == "tantivy"
    assert found["expected_issues"]
    assert found["unexpected_issues"] == []


def test_a_second_demo_finds_everything_as_it_was(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = answer(capsys, "demo", "--once", "--home", str(home))
    again = answer(capsys, "demo", "--once", "--home", str(home))
    assert again == first


def test_the_demo_refuses_a_home_of_real_offices(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "own.jsonl"
    file.write_text('{"id": "1", "text": "ของเราเอง"}\n', encoding="utf-8")
    home = str(tmp_path / "home")
    answer(capsys, "import", str(file), "--home", home)
    assert call(["demo", "--once", "--home", home]) == 2
    assert "home of their own" in capsys.readouterr().err


@pytest.mark.elasticsearch
def test_both_engines_answer_alike(
    tmp_path: Path, elasticsearch: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # A home of its own: what a second visit rewrites counts twice in the statistics until segments merge.
    home = str(tmp_path / "alike")
    answer(capsys, "demo", "--once", "--home", home)
    words = ("search", "ประชาสัมพันธ์", "--home", home)
    embedded = answer(capsys, *words)
    monkeypatch.setenv("KHAOSAN_ELASTICSEARCH_URL", elasticsearch)
    monkeypatch.setenv("KHAOSAN_ELASTICSEARCH_INDEX", "demo-alike")
    answer(capsys, "index", "--home", home)
    cluster = answer(capsys, *words)
    assert embedded["total"] > 0
    assert (embedded.pop("engine"), cluster.pop("engine")) == ("tantivy", "elasticsearch")
    for hit in [*embedded["hits"], *cluster["hits"]]:
        hit["score"] = round(hit["score"], 3)
    assert cluster == embedded
