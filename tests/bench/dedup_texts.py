"""Texts for the benchmark of copies: real releases, others made of them, a stream of new and known ones."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from pipelines.copies.records import Document

DATA = Path(__file__).parents[3] / "shared" / "data"
CORPUS = DATA / "thaigov_20k.jsonl.gz"
LABELLED = DATA / "dedup"
CONSONANTS = "กขคฆงจฉชซญฎฐณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮ"


def corpus() -> list[Document]:
    """Read the real releases, in order of date."""
    found = []
    with gzip.open(CORPUS, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            day = date.fromisoformat(row["published"][:10]) if row.get("published") else None
            found.append(Document(str(row["id"]), row["title"], row["text"], day, "thaigov"))
    return sorted(found, key=lambda one: (one.published_day or date.min, one.id))


def labelled() -> tuple[list[Document], list[tuple[str, str, str]]]:
    """Read the labelled documents, in order of date, and their pairs as (id, id, label)."""
    found = []
    for path in sorted(LABELLED.glob("docs_*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            day = date.fromisoformat(row["date"]) if row.get("date") else None
            found.append(Document(row["id"], row["title"], row["body"], day, row.get("source", "")))
    lines = (LABELLED / "pairs.jsonl").read_text(encoding="utf-8").splitlines()
    pairs = [(row["a"], row["b"], row["label"]) for row in map(json.loads, lines)]
    return sorted(found, key=lambda one: (one.published_day or date.min, one.id)), pairs


def stored(real: Sequence[Document], count: int, start: int = 0) -> Iterator[Document]:
    """Yield documents ``start`` to ``count`` of an endless corpus made of real ones."""
    for number in range(start, count):
        turn, at = divmod(number, len(real))
        yield real[at] if turn == 0 else permuted(real[at], turn)


def permuted(document: Document, turn: int) -> Document:
    """Return another text of the same statistics."""
    rng = random.Random(f"{turn}/{document.id}")
    table = str.maketrans(CONSONANTS, "".join(rng.sample(CONSONANTS, len(CONSONANTS))))
    return replace(
        document,
        id=f"{document.id}/{turn}",
        title=document.title.translate(table),
        body=document.body.translate(table),
    )


def stream(fresh: Sequence[Document], known: Sequence[Document], count: int, name: str) -> list[Document]:
    """Return new releases, equal ones and edited copies of known ones, mixed."""
    rng = random.Random(name)
    made = []
    for number in range(count):
        kind = rng.random()
        if kind < 0.70:
            made.append(replace(permuted(rng.choice(fresh), number + 1), id=f"{name}-{number}"))
            continue
        one = rng.choice(known)
        body = (
            one.body.replace(" ", "  ") if kind < 0.85 else one.body[: len(one.body) * 4 // 5] + " ภาพและข่าว"
        )
        made.append(replace(one, id=f"{name}-{number}", body=body))
    return made
