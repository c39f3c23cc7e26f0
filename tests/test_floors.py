"""Floors carry the digest of their data and sink only with a flag and a reason."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests import floors


@pytest.mark.parametrize("path", floors.files(), ids=lambda path: path.stem)
def test_every_file_of_floors_names_its_data_and_explains_what_sank(path: Path) -> None:
    held = floors.load(path)
    assert floors.figures(held)
    assert list(floors.digests(held)), "without its data's digest a floor says nothing"
    assert floors.unexplained(path) == []


@pytest.mark.parametrize("path", floors.files(), ids=lambda path: path.stem)
def test_the_data_named_by_path_is_the_data_measured(path: Path, shared: Path) -> None:
    """Files that name their data in another way check it in their own tests."""
    data = floors.load(path).get("data", {})
    for name, digest in data.items() if isinstance(data, dict) else ():
        assert floors.digest_of(floors.ROOT / name) == digest, f"{name} changed: measure the floors again"


def _set(path: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.floors", str(path), *words]
    return subprocess.run(command, cwd=floors.ROOT, capture_output=True, text=True, check=False)


def test_a_floor_rises_freely_and_sinks_only_with_a_reason(tmp_path: Path) -> None:
    path = tmp_path / "floors_own.json"
    path.write_text(json.dumps({"f1": {"mean": 0.95}, "wrong_max": 2}), encoding="utf-8")
    assert _set(path, "f1.mean", "0.97").returncode == 0
    assert _set(path, "wrong_max", "1").returncode == 0
    refused = _set(path, "f1.mean", "0.96")
    assert refused.returncode == 2
    assert "--lower" in refused.stderr
    assert _set(path, "wrong_max", "3", "--lower", " ").returncode == 2
    assert floors.figures(floors.load(path)) == {"f1.mean": 0.97, "wrong_max": 1}
    assert _set(path, "f1.mean", "0.96", "--lower", "the labels were wrong").returncode == 0
    assert floors.load(path)["lowered"] == [{"figure": "f1.mean", "to": 0.96, "why": "the labels were wrong"}]


def test_a_floor_that_is_gone_has_sunk() -> None:
    old, new = {"f1": 0.9, "wrong_max": 1}, {"wrong_max": 2}
    assert list(floors.weaker(old, new)) == [floors.Weaker("f1", 0.9, None), floors.Weaker("wrong_max", 1, 2)]
