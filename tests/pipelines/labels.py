"""Labelled data of the pipelines' tests: ids, spans and codes; the texts stay in ../shared."""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent.parent / "data"
FLOORS = Path(__file__).parent / "floors_meaning.json"
CORPUS = "data/thaigov_20k.jsonl.gz"


@dataclass(frozen=True, slots=True)
class Release:
    """One text of the corpus."""

    id: str
    title: str
    text: str


@cache
def corpus(shared: Path) -> dict[str, Release]:
    """All 20,000 releases by id."""
    with gzip.open(shared / CORPUS, "rt", encoding="utf-8") as lines:
        rows = (json.loads(line) for line in lines)
        return {row["id"]: Release(row["id"], row["title"], row["text"]) for row in rows}


@cache
def corpus_digest(shared: Path) -> str:
    """SHA-256 of the corpus file: floors hold for these bytes alone."""
    return hashlib.sha256((shared / CORPUS).read_bytes()).hexdigest()


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of one label file."""
    text = (DATA / name).read_text(encoding="utf-8")
    return iter(csv.DictReader(text.splitlines(), delimiter="\t"))


def floor(figure: str) -> float:
    """The least (or, for a ceiling, the most) that a figure may be."""
    floors: dict[str, float] = json.loads(FLOORS.read_text(encoding="utf-8"))["floors"]
    return floors[figure]
