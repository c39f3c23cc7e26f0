"""The labelled pairs of ../shared/data/dedup, in cluster mode, by the scorer that came with them."""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from pipelines.copies.records import Document
from pipelines.copies.stream import cluster_stream
from tests.pipelines.copies_floors import data_digest, digest_of, floor


def documents(shared: Path) -> list[Document]:
    """The real releases among the labelled documents."""
    found = []
    for path in sorted((shared / "data" / "dedup").glob("docs_*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if row["source"] == "tg":
                found.append(document(row))
    return found


def document(row: dict[str, Any]) -> Document:
    day = date.fromisoformat(row["date"]) if row.get("date") else None
    return Document(row["id"], row["title"], row["body"], day, row.get("source", ""))


def clusters(rows: list[dict[str, Any]]) -> dict[str, str]:
    """What the scorer calls."""
    return dict(cluster_stream([document(row) for row in rows]))


@pytest.fixture(scope="module")
def scored(shared: Path) -> dict[str, Any]:
    """The scorer's answer on all labelled pairs."""
    root = Path(__file__).parents[2]
    run = subprocess.run(
        [
            sys.executable,
            str(shared / "eval" / "dedup_eval.py"),
            str(shared / "data" / "dedup"),
            "tests.pipelines.test_copies_dev:clusters",
            "--mode",
            "cluster",
            "--json",
        ],
        cwd=root, env={**os.environ, "PYTHONPATH": str(root)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(run.stdout)
    print({name: value for name, value in found.items() if name != "kinds"})
    return found


def test_the_floors_were_measured_on_this_data(shared: Path) -> None:
    assert digest_of(shared / "data" / "dedup") == data_digest()


def test_f1_and_wrong_merges(scored: dict[str, Any]) -> None:
    assert scored["f1"] >= floor("dev_f1")
    assert scored["fp"] <= floor("dev_wrong_merges_max")
    assert scored["largest"] <= floor("dev_largest_cluster_max")


def test_every_real_copy_is_found_and_combined_edits_too(scored: dict[str, Any]) -> None:
    assert scored["kinds"]["real_dup"]["merged"] == 1.0
    assert scored["kinds"]["combo"]["merged"] >= floor("dev_combo")


def test_rewrites_are_mostly_stories(scored: dict[str, Any]) -> None:
    assert scored["kinds"]["heavy_edit"]["merged"] <= floor("dev_heavy_edit_merged_max")
    assert scored["kinds"]["real_story"]["merged"] <= floor("dev_real_story_merged_max")


def test_one_number_changed_and_a_week_later_is_hardly_ever_a_copy(shared: Path) -> None:
    rng = random.Random(7)
    numbered = [one for one in documents(shared) if re.search("[0-9]", one.body) and one.published_day]
    chosen = rng.sample(sorted(numbered, key=lambda one: one.id), 200)
    later = [_one_number_changed(one, rng) for one in chosen]
    found = dict(cluster_stream([*chosen, *later]))
    merged = sum(found[one.id] == found[other.id] for one, other in zip(chosen, later, strict=True)) / 200
    print(f"one number changed, a week later: merged {merged:.3f} of 200")
    assert merged <= floor("one_number_merged_max")


def _one_number_changed(one: Document, rng: random.Random) -> Document:
    number = rng.choice(list(re.finditer("[0-9]+", one.body)))
    new = number.group()
    while new == number.group():
        new = "".join(rng.choice("0123456789") for _ in number.group())
    day = (one.published_day or date(2026, 1, 1)) + timedelta(days=7)
    body = one.body[: number.start()] + new + one.body[number.end() :]
    return replace(one, id=f"{one.id}/later", body=body, published_day=day)
