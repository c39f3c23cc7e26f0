"""The unequal copies of the 20,000 real releases that a person read: what the rule in force says of them."""

from __future__ import annotations

import csv
import gzip
import json
from datetime import date
from pathlib import Path

import pytest

from pipelines.copies.judge import Text, compare
from pipelines.copies.records import Document
from pipelines.copies.sketch import sketch

READ = Path(__file__).parent.parent / "data" / "copies_read.tsv"
EQUAL = 26
"""Clusters of equal texts alone, right by construction: counted with those that were read."""
WRONG_ALLOWED = 0.10


def rows() -> list[dict[str, str]]:
    lines = READ.read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t"))


@pytest.fixture(scope="module")
def texts(shared: Path) -> dict[str, Text]:
    """The releases that were read, by id."""
    wanted = {one for row in rows() for one in (row["first"], *row["others"].split())}
    found = {}
    with gzip.open(shared / "data" / "thaigov_20k.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row["id"] in wanted:
                day = date.fromisoformat(row["published"][:10])
                made = sketch(Document(row["id"], row["title"], row["text"], day))
                found[row["id"]] = Text(made.key, made.packed, (day.toordinal(),), frozenset({"portal"}))
    return found


def test_the_rule_in_force_says_of_each_pair_what_is_noted(texts: dict[str, Text]) -> None:
    for row in rows():
        for other in row["others"].split():
            one, two = texts[row["first"]], texts[other]
            verdict = compare(one, two) if one.key != two.key else None
            assert (verdict.kind if verdict else "copy_of") == row["now"], row


def test_at_most_a_tenth_of_the_clusters_is_wrong() -> None:
    kept = [row for row in rows() if row["now"] == "copy_of"]
    wrong = [row for row in kept if row["verdict"] == "wrong"]
    assert all(row["why"] for row in wrong)
    assert len(wrong) <= WRONG_ALLOWED * (len(kept) + EQUAL)
